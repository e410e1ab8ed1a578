import { checkAlike, type Matrix, naming, pointAt, type Points, rangeError } from '../base/index.js';
import { planeCovariances, project, type Projection } from '../latent/index.js';
import type { Attributes } from './plotly/layout.js';
import { type LatentPrior, planeFigure, type PlaneOptions, type PlanePanel } from './plane.js';
import type { Figure } from './plotly/plot.js';
import { escapeMarkup } from './plotly/text.js';
import { classPalette } from './plotly/theme.js';
import type { Gaussian } from '../ot/index.js';

/** What an encoder makes of some images: a ball, or a point, for each. */
export interface BallsPanel {
  readonly heading: string;
  /** Means of Q(Z|x), [n, d]. */
  readonly means: Points;
  /** Logarithms of its variances, [n, d]; absent if the encoder is deterministic. */
  readonly logVariances?: Points;
  /** Class of each image. */
  readonly labels?: ArrayLike<number>;
  readonly plane: Projection;
}

/** How balls are drawn. */
export interface BallsOptions extends PlaneOptions {
  /** Radius of a ball, in standard deviations; by default 1, and more, which the heading says, if balls would be smaller than their dots. */
  readonly deviations?: number;
  readonly classNames?: readonly string[];
}

/** Every fourth of the points of an ellipse, the last of which is the first. */
const stride = 4;

/** Outlines of some balls as one line with gaps. */
function outlines(
  members: readonly number[],
  places: Matrix,
  covariances: Matrix,
  deviations: number,
): { x: (number | null)[]; y: (number | null)[] } {
  const line: { x: (number | null)[]; y: (number | null)[] } = { x: [], y: [] };
  for (const i of members) {
    const [xx, xy, yy] = pointAt(covariances, i) as unknown as [number, number, number];
    const covariance = { data: Float64Array.of(xx, xy, xy, yy), shape: [2, 2] as const };
    const { x, y } = gaussianEllipse({ mean: pointAt(places, i), covariance }, deviations);
    const some = (values: Float64Array): Float64Array => values.filter((_, k) => k % stride === 0);
    line.x.push(...some(x), null);
    line.y.push(...some(y), null);
  }
  return line;
}

function tracesOf(
  panel: BallsPanel,
  deviations: number,
  classNames: readonly string[] | undefined,
): Attributes[] {
  const { means, logVariances, labels, plane } = panel;
  const places = project(means, plane);
  const n = means.shape[0];
  naming('ballsFigure', () => {
    if (logVariances !== undefined) checkAlike(logVariances, 'logVariances', means, 'means');
    if (labels !== undefined && labels.length !== n) {
      throw rangeError(`\`labels\` to have ${n} entries like \`means\`, got ${labels.length}`);
    }
  });
  const covariances = logVariances && planeCovariances(variancesOf(logVariances), plane);
  const groups = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const label = labels?.[i] ?? 0;
    groups.set(label, [...(groups.get(label) ?? []), i]);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .flatMap(([label, members]) => {
      const color = classPalette[label % classPalette.length]!;
      const name = labels === undefined ? 'codes' : escapeMarkup(classNames?.[label] ?? `${label}`);
      const shared = { type: 'scatter', name, legendgroup: `class ${label}` };
      const balls: Attributes[] =
        covariances === undefined
          ? []
          : [
              {
                ...shared,
                ...outlines(members, places, covariances, deviations),
                mode: 'lines',
                line: { color, width: 1 },
                fill: 'toself',
                fillcolor: `${color}22`,
                hoverinfo: 'skip',
                showlegend: false,
              },
            ];
      const x = members.map(i => places.data[2 * i]!);
      const y = members.map(i => places.data[2 * i + 1]!);
      return [...balls, { ...shared, mode: 'markers', x, y, marker: { color, size: 4 } }];
    });
}

/** Share of the figure's reach below which a ball is hidden by the dot in its middle, and factors to enlarge it by. */
const hidden = 0.02;
const factors = [1, 3, 10, 30, 100, 300, 1000];

/** By what factor the balls of a panel are enlarged so that the median one is seen; 1 for points. */
function enlargementOf({ logVariances, plane }: BallsPanel, reach: number): number {
  if (logVariances === undefined || logVariances.shape[0] === 0) return 1;
  const { data, shape } = planeCovariances(variancesOf(logVariances), plane);
  // √ of half the trace: the root mean square radius over directions.
  const radii = Float64Array.from({ length: shape[0] }, (_, i) =>
    Math.sqrt((data[3 * i]! + data[3 * i + 2]!) / 2),
  ).sort();
  const median = radii[Math.floor(radii.length / 2)]!;
  return factors.find(factor => factor * median >= hidden * reach) ?? factors.at(-1)!;
}

function variancesOf({ data, shape }: Points): Matrix {
  return { data: Float64Array.from(data, Math.exp), shape };
}

/**
 * Encoder balls: for a Gaussian encoder the ellipse of each image's Q(Z|x) at one standard deviation and its centre, for a
 * deterministic one the code, seen in a plane. Balls that would be smaller than the dots are enlarged. What the heading says of their overlap is of whole codes, not of the plane.
 * @throws RangeError for variances or labels that do not fit the means
 */
export function ballsFigure(
  panels: readonly BallsPanel[],
  prior: LatentPrior | undefined,
  options: BallsOptions = {},
): Figure {
  const reach = panels.reduce(
    (most, { means, plane }) =>
      project(means, plane).data.reduce((far, x) => Math.max(far, Math.abs(x)), most),
    0,
  );
  const planes = panels.map((panel): PlanePanel => {
    const factor = options.deviations === undefined ? enlargementOf(panel, reach) : 1;
    return {
      heading: factor === 1 ? panel.heading : `${panel.heading}\nballs drawn ${factor} times as large`,
      plane: panel.plane,
      traces: tracesOf(panel, options.deviations ?? factor, options.classNames),
    };
  });
  return planeFigure(planes, prior, options);
}

/** A closed line in the plane. */
export interface Outline {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * The points m + k Lu, |u| = 1, L Lᵀ = Σ: the ellipse of N(m, Σ) in the plane at `deviations` k standard deviations.
 * @throws RangeError if the Gaussian is not in the plane or its covariance is not positive definite
 */
export function gaussianEllipse({ mean, covariance }: Gaussian, deviations = 1): Outline {
  const [xx, xy, , yy] = covariance.data as unknown as readonly [number, number, number, number];
  const determinant = xx * yy - xy * xy;
  if (mean.length !== 2 || covariance.data.length !== 4 || !(xx > 0 && determinant > 0)) {
    throw new RangeError(
      'gaussianEllipse: expected a Gaussian of the plane with a positive definite covariance, ' +
        `got a mean of ${mean.length} and the covariance [${covariance.data.join(', ')}]`,
    );
  }
  const l = Math.sqrt(xx); // L = [[l, 0], [xy/l, s]]
  const s = Math.sqrt(determinant / xx);
  const turns = Float64Array.from({ length: 73 }, (_, i) => (2 * Math.PI * i) / 72);
  const [centreX, centreY] = mean as unknown as readonly [number, number];
  return {
    x: turns.map(turn => centreX + deviations * l * Math.cos(turn)),
    y: turns.map(turn => centreY + deviations * ((xy / l) * Math.cos(turn) + s * Math.sin(turn))),
  };
}
