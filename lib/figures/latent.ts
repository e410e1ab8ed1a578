import { axisId, axisMember, baseAxis, baseLayout, panelDomain, panelHeading } from './layout.js';
import type { Attributes } from './layout.js';
import { projectOnPlane } from '../latent/least-gaussian.js';
import { makeFigure } from './plot.js';
import type { Figure } from './plot.js';
import { escapeMarkup } from './text.js';
import { classPalette, inkColour } from './theme.js';

/** One model's codes and the plane they are seen in. */
export interface LatentPanel {
  /** Heading of the panel. */
  readonly title: string;
  /** Draws from Q_Z, [n, d], latent units. */
  readonly codes: Float32Array | Float64Array;
  /** Class of each code, 0 … 9 and on; without them all codes have one colour. */
  readonly labels?: ArrayLike<number>;
  /** P, [d, 2], from `leastGaussianPlane`. */
  readonly plane: Float64Array;
}

/** What the codes are compared with: circles of a normal prior, or draws of any other, [n, d]. */
export type LatentPrior =
  | { readonly kind: 'normal'; readonly sigma: number }
  | { readonly kind: 'draws'; readonly codes: Float32Array | Float64Array };

/** How the codes are drawn. */
export interface LatentOptions {
  readonly title?: string;
  /** Points of a panel at most; of more codes every k-th is drawn. */
  readonly maxPoints?: number;
  readonly classNames?: readonly string[];
}

/** Mass of a normal prior inside each circle. */
export const priorMasses: readonly number[] = [0.5, 0.9, 0.99];

/** Radius of the circle about 0 that holds `mass` of N(0, σ²I) in the plane: σ √(−2 ln(1 − mass)). */
export function normalRadius(mass: number, sigma: number): number {
  return sigma * Math.sqrt(-2 * Math.log1p(-mass));
}

/** Indices 0, k, 2k … of n, at most `most` of them. */
function everyKth(n: number, most: number): readonly number[] {
  const stride = Math.ceil(n / most);
  return Array.from({ length: Math.ceil(n / stride) }, (_, i) => i * stride);
}

function priorTraces(prior: LatentPrior, plane: Float64Array, maxPoints: number): Attributes[] {
  switch (prior.kind) {
    case 'normal': {
      const turns = Array.from({ length: 121 }, (_, i) => (2 * Math.PI * i) / 120);
      return priorMasses.map((mass, i) => {
        const radius = normalRadius(mass, prior.sigma);
        return {
          type: 'scatter',
          mode: 'lines',
          name: `prior: ${priorMasses.map(share => `${Math.round(100 * share)}`).join(', ')} %`,
          legendgroup: 'prior',
          showlegend: i === 0,
          x: turns.map(turn => radius * Math.cos(turn)),
          y: turns.map(turn => radius * Math.sin(turn)),
          line: { color: inkColour, width: 1.4, dash: 'dash' },
          hoverinfo: 'skip',
        };
      });
    }
    case 'draws': {
      const places = projectOnPlane(prior.codes, plane);
      const chosen = everyKth(places.length / 2, maxPoints);
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
        `latentFigure: expected \`prior.kind\` to be normal or draws, got ${JSON.stringify(unknown)}`,
      );
    }
  }
}

function codeTraces(panel: LatentPanel, maxPoints: number, classNames?: readonly string[]): Attributes[] {
  const places = projectOnPlane(panel.codes, panel.plane);
  const count = places.length / 2;
  if (panel.labels !== undefined && panel.labels.length !== count) {
    throw new RangeError(
      `latentFigure: expected \`labels\` to have one entry for each of ${count} codes, got ${panel.labels.length}`,
    );
  }
  const groups = new Map<number, number[]>();
  for (const i of everyKth(count, maxPoints)) {
    const label = panel.labels?.[i] ?? 0;
    groups.set(label, [...(groups.get(label) ?? []), i]);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([label, members]) => ({
      type: 'scatter',
      mode: 'markers',
      name: panel.labels === undefined ? 'codes' : escapeMarkup(classNames?.[label] ?? `${label}`),
      legendgroup: `class ${label}`,
      x: members.map(i => places[2 * i]),
      y: members.map(i => places[2 * i + 1]),
      marker: { color: classPalette[label % classPalette.length] as string, size: 4 },
    }));
}

function standardDeviation(places: Float64Array, column: 0 | 1): number {
  const n = places.length / 2;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i++) sum += places[2 * i + column] as number;
  for (let i = 0; i < n; i++) squares += ((places[2 * i + column] as number) - sum / n) ** 2;
  return Math.sqrt(squares / (n - 1));
}

/** Gap between panels, as a part of the whole width. */
function gapOf(count: number): number {
  return 0.2 / count;
}

/** A layout whose panels come out 330 pixels square, with the legend at their right. */
function squareLayout(title: string, count: number): Attributes {
  const side = 330;
  const margin = { l: 64, r: 190, t: 72, b: 64 };
  const inner = (side * count) / (1 - gapOf(count) * (count - 1));
  const size = { width: Math.round(inner) + margin.l + margin.r, height: side + margin.t + margin.b };
  return {
    ...baseLayout(escapeMarkup(title), size),
    margin,
    legend: { x: 1, xanchor: 'left', xref: 'paper', y: 0.5, yanchor: 'middle', itemsizing: 'constant' },
  };
}

/** Half the side of the square about 0 that holds every code and the prior's outermost circle or draws. */
function farthest(panels: readonly LatentPanel[], prior: LatentPrior): number {
  let most = prior.kind === 'normal' ? normalRadius(Math.max(...priorMasses), prior.sigma) : 0;
  for (const { codes, plane } of panels) {
    for (const sample of prior.kind === 'draws' ? [codes, prior.codes] : [codes]) {
      most = projectOnPlane(sample, plane).reduce((far, value) => Math.max(far, Math.abs(value)), most);
    }
  }
  return 1.05 * most || 1;
}

/**
 * Codes of one or several models, each in its own least Gaussian plane, coloured by class, against the prior.
 *
 * A normal prior is drawn as the circles about 0 that hold 50, 90 and 99 % of it (it looks the same in every
 * plane), any other by its draws, seen in the same plane. All panels have one scale, the same on both axes.
 * @throws RangeError without a panel, and for codes, labels or planes that do not fit each other
 */
export function latentFigure(
  panels: readonly LatentPanel[],
  prior: LatentPrior,
  options: LatentOptions = {},
): Figure {
  const { title = 'Codes in their least Gaussian plane', maxPoints = 1000, classNames } = options;
  if (panels.length === 0)
    throw new RangeError('latentFigure: expected `panels` to hold one or more models, got none');
  if (!(maxPoints >= 1))
    throw new RangeError(`latentFigure: expected \`maxPoints\` to be >= 1, got ${maxPoints}`);
  const layout: Record<string, Attributes[string]> = { ...squareLayout(title, panels.length) };
  const data: Attributes[] = [];
  const headings: Attributes[] = [];
  const shown = new Set<unknown>();
  const reach = farthest(panels, prior);
  const range = [-reach, reach];
  panels.forEach((panel, index) => {
    const domain = panelDomain(index, panels.length, gapOf(panels.length));
    const codes = codeTraces(panel, maxPoints, classNames);
    const compared = priorTraces(prior, panel.plane, maxPoints);
    // Draws would hide the codes, and the codes the circles.
    const traces = prior.kind === 'draws' ? [...compared, ...codes] : [...codes, ...compared];
    for (const trace of traces) {
      const first = trace['showlegend'] !== false && !shown.has(trace['legendgroup']);
      shown.add(trace['legendgroup']);
      data.push({ ...trace, showlegend: first, xaxis: axisId('x', index), yaxis: axisId('y', index) });
    }
    headings.push(panelHeading(escapeMarkup(panel.title), domain));
    const places = projectOnPlane(panel.codes, panel.plane);
    const axis = (words: string, column: 0 | 1): Attributes => ({
      ...baseAxis,
      ...(reach < 10 && { dtick: reach < 5 ? 1 : 2 }),
      title: {
        text: `${words} (std ${standardDeviation(places, column).toFixed(2)})`,
        standoff: 6,
        font: { size: 13 },
      },
    });
    layout[axisMember('x', index)] = {
      ...axis('first axis', 0),
      domain,
      anchor: axisId('y', index),
      range,
      constrain: 'domain',
    };
    layout[axisMember('y', index)] = {
      ...axis('second axis', 1),
      anchor: axisId('x', index),
      scaleanchor: axisId('x', index),
      range,
      constrain: 'domain',
    };
  });
  return makeFigure(data, { ...layout, annotations: headings });
}
