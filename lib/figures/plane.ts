import type { Points } from '../base/index.js';
import { coordinateName, normalRadius, placeOf, project, type Projection } from '../latent/index.js';
import {
  axisId,
  axisMember,
  baseAxis,
  baseLayout,
  legendRows,
  panelDomain,
  panelHeading,
} from './plotly/layout.js';
import type { Attributes } from './plotly/layout.js';
import { makeFigure } from './plotly/plain-figure.js';
import type { Figure, FrameInput } from './plotly/plot.js';
import { escapeMarkup } from './plotly/text.js';
import { inkColour } from './plotly/theme.js';

/** What the codes are compared with: circles of a normal prior, or draws of any other, [n, d]. */
export type LatentPrior =
  { readonly kind: 'normal'; readonly sigma: number } | { readonly kind: 'draws'; readonly codes: Points };

/** Mass of a normal prior inside each circle. */
export const priorMasses: readonly number[] = [0.5, 0.9, 0.99];

/** Indices 0, k, 2k … of n, at most `most` of them. */
export function everyKth(n: number, most: number): readonly number[] {
  const stride = Math.ceil(n / most);
  return Array.from({ length: Math.ceil(n / stride) }, (_, i) => i * stride);
}

/**
 * The prior in a plane: circles that hold 50, 90 and 99 % of a normal one (about Aᵀ(0 − m), it looks the same in every
 * plane), the draws of any other.
 */
function priorTraces(prior: LatentPrior, plane: Projection, maxPoints: number): Attributes[] {
  switch (prior.kind) {
    case 'normal': {
      const turns = Array.from({ length: 73 }, (_, i) => (2 * Math.PI * i) / 72);
      const [left, top] = placeOf(new Float64Array(plane.mean.length), plane);
      return priorMasses.map((mass, i) => {
        const radius = normalRadius(mass, prior.sigma);
        return {
          type: 'scatter',
          mode: 'lines',
          name: `prior: ${priorMasses.map(share => `${Math.round(100 * share)}`).join(', ')} %`,
          legendgroup: 'prior',
          showlegend: i === 0,
          x: turns.map(turn => left + radius * Math.cos(turn)),
          y: turns.map(turn => top + radius * Math.sin(turn)),
          line: { color: inkColour, width: 1.4, dash: 'dash' },
          hoverinfo: 'skip',
        };
      });
    }
    case 'draws': {
      const { data: places, shape } = project(prior.codes, plane);
      const chosen = everyKth(shape[0], maxPoints);
      return [
        {
          type: 'scatter',
          mode: 'markers',
          name: 'prior',
          legendgroup: 'prior',
          showlegend: true,
          x: chosen.map(i => places[2 * i]),
          y: chosen.map(i => places[2 * i + 1]),
          marker: { color: '#BBBBBB', size: 4, symbol: 'x' },
        },
      ];
    }
    default: {
      const unknown: never = prior;
      throw new TypeError(
        `planeFigure: expected \`prior.kind\` to be normal or draws, got ${JSON.stringify(unknown)}`,
      );
    }
  }
}

/** Words at a place of a plane, such as a class's name at the mean of its codes. */
export interface PlaneLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly colour: string;
}

/** A plane of codes and what is drawn in it. */
export interface PlanePanel {
  /** Above the panel; may be of several lines. */
  readonly heading: string;
  readonly plane: Projection;
  /** Plotly traces; those of one `legendgroup` share one entry of the legend. */
  readonly traces: readonly Attributes[];
  /** What the axes are called; by default `axisWords`. */
  readonly words?: readonly [string, string];
  /** Written over everything else. */
  readonly labels?: readonly PlaneLabel[];
}

/** How planes are drawn. */
export interface PlaneOptions {
  readonly title?: string;
  /** Draws of the prior in a panel at most; of more every k-th is drawn. */
  readonly maxPoints?: number;
  /** The axes go from −reach to reach; by default so far that everything is seen. */
  readonly reach?: number;
  /** Of a film: the traces count from 0 in the panels' order. */
  readonly frames?: readonly FrameInput[];
  /** Layout members to add: the film's buttons. */
  readonly layout?: Attributes;
}

/** Gap between panels, as a part of the whole width. */
function gapOf(count: number): number {
  return 0.3 / count;
}

/** How much larger words and dots of `count` panels are than one's: a page shows a wide figure smaller. */
function enlarged(count: number): number {
  return 1 + 0.15 * Math.min(3, count - 1);
}

/**
 * A layout whose panels come out 330 pixels square, their headings of up to `lines` lines, with the legend at the right of
 * one panel and below several.
 * @param names the legend's entries
 */
function squareLayout(title: string, count: number, lines: number, names: readonly string[]): Attributes {
  const side = 330;
  const size13 = 13 * enlarged(count);
  const heading = 22 * enlarged(count);
  const margin = {
    l: Math.round(64 * enlarged(count)),
    r: count === 1 ? 190 : 24,
    t: Math.round((title === '' ? 16 : 50) + heading * lines),
    b: Math.round(64 * enlarged(count)),
  };
  const below = { x: 0.5, xanchor: 'center', y: 0, yanchor: 'bottom', yref: 'container', orientation: 'h' };
  const beside = { x: 1, xanchor: 'left', xref: 'paper', y: 0.5, yanchor: 'middle' };
  const inner = (side * count) / (1 - gapOf(count) * (count - 1));
  const width = Math.round(inner) + margin.l + margin.r;
  if (count > 1)
    margin.b += Math.round(26 * enlarged(count) * legendRows(names, inner / enlarged(count))) + 16;
  const size = { width, height: side + margin.t + margin.b };
  const base = baseLayout(escapeMarkup(title), size);
  return {
    ...base,
    font: { ...(base['font'] as Attributes), size: size13 },
    margin,
    legend: { ...(count === 1 ? beside : below), itemsizing: 'constant' },
  };
}

/** What an axis of a plane is called: the coordinate it is, or its place and the variance it explains. */
export function axisWords({ axes, explained }: Projection, column: 0 | 1): string {
  const entries = Array.from({ length: axes.length / 2 }, (_, k) => axes[2 * k + column]!);
  const coordinate = entries.findIndex(entry => entry !== 0);
  if (entries[coordinate] === 1 && entries.every((entry, k) => k === coordinate || entry === 0)) {
    return coordinateName(coordinate);
  }
  const share = explained === undefined ? '' : `, ${(100 * explained[column]).toFixed(0)} % of the variance`;
  return `${column === 0 ? 'first' : 'second'} axis${share}`;
}

/** The axes of square panel `index` of `count`, from −reach to reach both ways. */
function planeAxes(
  index: number,
  count: number,
  reach: number,
  words: readonly [string, string],
): Record<string, Attributes> {
  const axis = (text: string): Attributes => ({
    ...baseAxis,
    ...(reach < 10 && { dtick: reach < 5 ? 1 : 2 }),
    title: { text, standoff: 6, font: { size: 13 * enlarged(count) } },
    range: [-reach, reach],
    constrain: 'domain',
  });
  const domain = panelDomain(index, count, gapOf(count));
  return {
    [axisMember('x', index)]: { ...axis(words[0]), domain, anchor: axisId('y', index) },
    [axisMember('y', index)]: {
      ...axis(words[1]),
      anchor: axisId('x', index),
      scaleanchor: axisId('x', index),
    },
  };
}

/** Half the side of the square about 0 that holds everything drawn. */
function farthest(traces: readonly Attributes[]): number {
  let most = 0;
  for (const trace of traces) {
    for (const values of [trace['x'], trace['y']] as ArrayLike<number | null>[]) {
      for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i] ?? 0));
    }
  }
  return 1.05 * most || 1;
}

/**
 * Planes side by side, all with one scale, the same on both axes, and the prior in each.
 *
 * A normal prior is drawn as the circles that hold 50, 90 and 99 % of it (it looks the same in every plane), any other
 * by its draws, seen in the same plane, under everything else.
 * @param prior by default not drawn
 * @throws RangeError without a panel, and for codes and planes that do not fit each other
 */
export function planeFigure(
  panels: readonly PlanePanel[],
  prior: LatentPrior | undefined,
  options: PlaneOptions = {},
): Figure {
  const { title = '', maxPoints = 1000, frames } = options;
  if (panels.length === 0)
    throw new RangeError('planeFigure: expected `panels` to hold one or more planes, got none');
  if (!(maxPoints >= 1))
    throw new RangeError(`planeFigure: expected \`maxPoints\` to be ≥ 1, got ${maxPoints}`);
  const shown = new Set<unknown>();
  const data = panels.flatMap(({ plane, traces }, index) => {
    const compared = prior === undefined ? [] : priorTraces(prior, plane, maxPoints);
    // Draws would hide the codes, and the codes the circles.
    const all = prior?.kind === 'draws' ? [...compared, ...traces] : [...traces, ...compared];
    return all.map(trace => {
      const showlegend = trace['showlegend'] !== false && !shown.has(trace['legendgroup']);
      if (showlegend) shown.add(trace['legendgroup']);
      const marker = enlargedMarker(trace, enlarged(panels.length));
      return { ...trace, ...marker, showlegend, xaxis: axisId('x', index), yaxis: axisId('y', index) };
    });
  });
  const { reach = farthest(data) } = options;
  const names = data
    .filter(({ showlegend }) => showlegend)
    .map(trace => `${(trace as { readonly name?: string }).name}`);
  const lines = Math.max(...panels.map(({ heading }) => heading.split('\n').length));
  const layout: Record<string, Attributes[string]> = {
    ...squareLayout(title, panels.length, lines, names),
  };
  const headings = panels.map(({ heading, plane, words }, index) => {
    const named = words ?? [axisWords(plane, 0), axisWords(plane, 1)];
    Object.assign(layout, planeAxes(index, panels.length, reach, named));
    const domain = panelDomain(index, panels.length, gapOf(panels.length));
    const text = escapeMarkup(heading).replaceAll('\n', '<br>');
    return { ...panelHeading(text, domain), font: { size: 14 * enlarged(panels.length) } };
  });
  const labels = panels.flatMap((panel, index) => labelAnnotations(panel, index, panels.length));
  return makeFigure(data, { ...layout, annotations: [...headings, ...labels], ...options.layout }, frames);
}

function enlargedMarker({ marker }: Attributes, factor: number): Attributes {
  if (marker === null || typeof marker !== 'object' || !('size' in marker)) return {};
  const { size } = marker;
  return typeof size === 'number' ? { marker: { ...marker, size: size * factor } } : {};
}

/** Labels of a panel, on white so that they can be read on dots. */
function labelAnnotations({ labels = [] }: PlanePanel, index: number, count: number): Attributes[] {
  return labels.map(({ text, x, y, colour }) => ({
    text: escapeMarkup(text),
    x,
    y,
    xref: axisId('x', index),
    yref: axisId('y', index),
    showarrow: false,
    font: { size: 13 * enlarged(count), color: inkColour },
    bgcolor: 'rgba(255, 255, 255, 0.8)',
    bordercolor: colour,
    borderpad: 1,
  }));
}
