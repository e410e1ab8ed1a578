import { naming, type PointsLike, rangeError, toPoints, type VectorLike } from '../base/index.js';
import { type Plan, toWeights } from '../ot/index.js';
import { imageGrid, type ImageShape } from './pictures/grid.js';
import { baseAxis, baseLayout, type Attributes } from './plotly/layout.js';
import { makeFigure } from './plotly/plain-figure.js';
import type { Figure } from './plotly/plot.js';
import { encodePng } from './pictures/raster.js';
import { escapeMarkup } from './plotly/text.js';
import { inkColour, palette } from './plotly/theme.js';

/** A measure in the plane, and how it is drawn. */
export interface PlanSide {
  readonly name: string;
  /** [n, 2] */
  readonly points: PointsLike;
  /** [n], mass; 1/n each by default. Areas of dots are in proportion. */
  readonly weights?: VectorLike;
  /** [n], colours of the dots; the side's own by default. */
  readonly colours?: readonly string[];
  /** [n], words beside the dots. */
  readonly labels?: readonly string[];
  /** [n], pictures instead of dots. */
  readonly pictures?: readonly PlanPicture[];
}

/** A picture of a point: [height, width, channels] pixels, 0 … 255. */
export interface PlanPicture {
  readonly shape: ImageShape;
  readonly pixels: Uint8Array;
}

/** How a plan is drawn. */
export interface TransportPlanOptions {
  readonly title?: string;
  /** Width in CSS pixels, height from the range; default 640. */
  readonly width?: number;
  /** Lines drawn at most, those of the most mass; default 400. */
  readonly maxLines?: number;
  /** Diameter of a dot of the mean mass, in CSS pixels; default 14. */
  readonly dotSize?: number;
  /** Side of a picture, in the points' unit; default 0.5. */
  readonly pictureSize?: number;
  /** Downwards instead of upwards, as pictures are; default false. */
  readonly downwards?: boolean;
  /** Words in the middle of the lines; called with (i, j, mass). */
  readonly lineLabel?: (i: number, j: number, mass: number) => string;
}

interface Entry {
  readonly i: number;
  readonly j: number;
  readonly mass: number;
}

interface Side extends PlanSide {
  readonly places: Float64Array;
  readonly mass: Float64Array;
}

/** Widths of lines: mass is drawn to the nearest of these shares of the largest. */
const steps = [0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1] as const;

function readSide(side: PlanSide, name: string): Side {
  const { data, shape } = toPoints(side.points, `${name}.points`);
  if (shape[1] !== 2) {
    throw rangeError(`\`${name}.points\` to be [n, 2], got [${shape.join(', ')}]`);
  }
  for (const list of ['colours', 'labels', 'pictures'] as const) {
    const length = side[list]?.length ?? shape[0];
    if (length !== shape[0]) {
      throw rangeError(`\`${name}.${list}\` to have ${shape[0]} entries, got ${length}`);
    }
  }
  return { ...side, places: data, mass: toWeights(side.weights, shape[0], `${name}.weights`) };
}

/** The entries of the most mass. */
function heaviest(plan: Plan, most: number): Entry[] {
  const entries: Entry[] = [];
  plan.forEach((i, j, mass) => entries.push({ i, j, mass }));
  return entries.sort((a, b) => b.mass - a.mass).slice(0, most);
}

/** Lines of the plan, one trace for each width; a null parts one line from the next. */
function lineTraces(entries: readonly Entry[], from: Side, to: Side): Attributes[] {
  const largest = entries[0]?.mass ?? 1;
  const stepOf = ({ mass }: Entry): number =>
    steps.reduce<number>(
      (best, step) => (Math.abs(step - mass / largest) < Math.abs(best - mass / largest) ? step : best),
      1,
    );
  const thickness = entries.length > 60 ? 1.6 : 7;
  return steps.flatMap(step => {
    const members = entries.filter(entry => stepOf(entry) === step);
    const along = (axis: 0 | 1): (number | null)[] =>
      members.flatMap(({ i, j }) => [from.places[2 * i + axis]!, to.places[2 * j + axis]!, null]);
    if (members.length === 0) return [];
    const line = { color: inkColour, width: Math.max(0.6, thickness * step) };
    const look = { opacity: 0.45, hoverinfo: 'skip', showlegend: false };
    return [{ type: 'scatter', mode: 'lines', x: along(0), y: along(1), line, ...look }];
  });
}

function dotTrace(side: Side, colour: string, symbol: string, dotSize: number): Attributes {
  const mean = side.mass.reduce((sum, mass) => sum + mass, 0) / side.mass.length;
  const hidden = side.pictures !== undefined;
  return {
    type: 'scatter',
    mode: side.labels === undefined ? 'markers' : 'markers+text',
    name: escapeMarkup(side.name),
    x: side.places.filter((_, k) => k % 2 === 0),
    y: side.places.filter((_, k) => k % 2 === 1),
    ...(side.labels !== undefined && { text: side.labels.map(escapeMarkup), textposition: 'bottom center' }),
    marker: {
      symbol,
      color: side.colours ?? colour,
      size: Array.from(side.mass, mass => (hidden ? 1 : dotSize * Math.sqrt(mass / mean))),
      opacity: hidden ? 0 : 1,
      ...(!hidden && side.colours === undefined && { line: { color: 'white', width: 1 } }),
    },
  };
}

function pictureImages(side: Side, size: number): Attributes[] {
  return (side.pictures ?? []).map(({ shape, pixels }, k) => ({
    source: `data:image/png;base64,${Buffer.from(encodePng(imageGrid(pixels, shape, { scale: 4 }))).toString('base64')}`,
    x: side.places[2 * k]!,
    y: side.places[2 * k + 1]!,
    xref: 'x',
    yref: 'y',
    sizex: size,
    sizey: size,
    xanchor: 'center',
    yanchor: 'middle',
    layer: 'above',
  }));
}

function lineLabels(
  entries: readonly Entry[],
  from: Side,
  to: Side,
  label: NonNullable<TransportPlanOptions['lineLabel']>,
): Attributes[] {
  return entries.map(({ i, j, mass }) => {
    const middle = (axis: 0 | 1): number => (from.places[2 * i + axis]! + to.places[2 * j + axis]!) / 2;
    return {
      text: escapeMarkup(label(i, j, mass)),
      x: middle(0),
      y: middle(1),
      showarrow: false,
      bgcolor: 'rgba(255, 255, 255, 0.85)',
      font: { size: 13 },
    };
  });
}

/** Least and most along an axis, with room at both ends. */
function rangeOf(sides: readonly Side[], axis: 0 | 1, room: number): readonly [number, number] {
  const values = sides.flatMap(({ places }) => Array.from(places.filter((_, k) => k % 2 === axis)));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const pad = room + 0.06 * (most - least || 1);
  return [least - pad, most + pad];
}

/**
 * A plan drawn as lines in the plane, from each source to where its mass goes; the more mass, the wider the line.
 * Areas of dots are in proportion to their mass, on each side for itself; both axes have one scale.
 * @throws TypeError, RangeError if points are not [n, 2], or lists do not fit them or the plan's shape
 */
export function transportPlanFigure(
  x: PlanSide,
  y: PlanSide,
  plan: Plan,
  options: TransportPlanOptions = {},
): Figure {
  const {
    title = '',
    width = 640,
    maxLines = 400,
    dotSize = 14,
    pictureSize = 0.5,
    downwards = false,
  } = options;
  const [from, to] = naming('transportPlanFigure', () => {
    const sides = [readSide(x, 'x'), readSide(y, 'y')] as const;
    const [n, m] = sides.map(({ mass }) => mass.length);
    if (plan.shape[0] === n && plan.shape[1] === m) return sides;
    throw rangeError(`\`plan\` to be [${n}, ${m}], got [${plan.shape.join(', ')}]`);
  });
  const entries = heaviest(plan, maxLines);
  const hasPictures = x.pictures !== undefined || y.pictures !== undefined;
  const room = hasPictures ? 0.7 * pictureSize : 0;
  const [across, up] = [rangeOf([from, to], 0, room), rangeOf([from, to], 1, room)];
  const margin = {
    l: 24,
    r: 24,
    t: title === '' ? 24 : 64,
    b: hasPictures || x.colours !== undefined ? 24 : 60,
  };
  const inner = ((width - 48) * (up[1] - up[0])) / (across[1] - across[0]);
  const bare = { ...baseAxis, showline: false, showgrid: false, ticks: '', showticklabels: false };
  const layout = {
    ...baseLayout(escapeMarkup(title), { width, height: Math.round(inner) + margin.t + margin.b }),
    margin,
    // Pictures, and pixels of pictures, speak for themselves.
    showlegend: !hasPictures && x.colours === undefined,
    xaxis: { ...bare, range: across },
    yaxis: { ...bare, range: downwards ? [up[1], up[0]] : up, scaleanchor: 'x' },
    images: [...pictureImages(from, pictureSize), ...pictureImages(to, pictureSize)],
    annotations: options.lineLabel === undefined ? [] : lineLabels(entries, from, to, options.lineLabel),
  };
  const dots = [
    dotTrace(from, palette[0]!, x.colours === undefined ? 'circle' : 'square', dotSize),
    dotTrace(to, palette[1]!, 'square', dotSize),
  ];
  // If dots have their own colours they are pixels, and lines over them show where they go.
  const lines = lineTraces(entries, from, to);
  return makeFigure(x.colours === undefined ? [...lines, ...dots] : [...dots, ...lines], layout);
}
