import { densePlan, type Matrix, type Plan } from '../ot/index.js';
import {
  axisId,
  axisMember,
  baseAxis,
  baseLayout,
  panelDomain,
  panelHeading,
  type Attributes,
} from './plotly/layout.js';
import { makeFigure } from './plotly/plain-figure.js';
import type { Figure } from './plotly/plot.js';
import { escapeMarkup } from './plotly/text.js';
import type { Numbers } from './plotly/panels.js';

/** A plan and what it is called. */
export interface PlanPanel {
  readonly heading: string;
  readonly plan: Plan;
}

/** How plans are drawn as pictures. */
export interface PlanHeatmapsOptions {
  readonly title?: string;
  /** Places of the columns, [m], and of the rows, [n]; their indices by default. */
  readonly x?: Numbers;
  readonly y?: Numbers;
  readonly xTitle?: string;
  readonly yTitle?: string;
}

/** From white to the palette's blue, and darker. */
const scale: readonly (readonly [number, string])[] = [
  [0, '#FFFFFF'],
  [0.15, '#C6DDEF'],
  [0.5, '#4E9BCB'],
  [1, '#00305A'],
];

/** Share of a panel's largest mass that can be seen, and how many empty cells are left about what can. */
const [seen, border] = [0.005, 2];

/** The part of an axis, from its first cell to its last, in which a plan has mass to see; both ends in the axis's unit. */
function usedRange(shares: readonly Float64Array[], places: Numbers | undefined): [number, number] {
  const n = shares[0]!.length;
  const used = Array.from({ length: n }, (_, i) => i).filter(i => shares.some(most => most[i]! >= seen));
  const first = Math.max(0, (used[0] ?? 0) - border);
  const last = Math.min(n - 1, (used.at(-1) ?? n - 1) + border);
  const at = (i: number): number => (places === undefined ? i : places[i]!);
  const half = n > 1 ? (at(n - 1) - at(0)) / (n - 1) / 2 : 0.5;
  return [at(first) - half, at(last) + half];
}

/** The largest share in each column of each plan, or in each row. */
function mostOf(matrices: readonly Matrix[], along: 'row' | 'column'): Float64Array[] {
  return matrices.map(({ data, shape }) => {
    const most = new Float64Array(along === 'row' ? shape[0] : shape[1]);
    const largest = data.reduce((a, b) => Math.max(a, b), 0) || 1;
    data.forEach((mass, k) => {
      const i = along === 'row' ? Math.floor(k / shape[1]) : k % shape[1];
      most[i] = Math.max(most[i]!, mass / largest);
    });
    return most;
  });
}

/**
 * Plans side by side as pictures: a row for each source, a column for each target, its colour the entry's share of the
 * panel's largest: white is 0, the darkest 1. Rows and columns at the edges that are white in every panel are cut off
 * (by the axes' ranges: the figure holds them).
 * @throws RangeError without a plan
 */
export function planHeatmaps(panels: readonly PlanPanel[], options: PlanHeatmapsOptions = {}): Figure {
  const { title = '', x, y, xTitle = 'target', yTitle = 'source' } = options;
  if (panels.length === 0) {
    throw new RangeError('planHeatmaps: expected `panels` to hold one or more plans, got none');
  }
  const [side, gap] = [240, 0.1 / panels.length];
  const base = baseLayout(escapeMarkup(title), { width: side * panels.length + 206, height: side + 140 });
  const layout: Record<string, Attributes[string]> = { ...base, margin: { ...base.margin, r: 130, b: 64 } };
  const alike = panels.every(
    ({ plan }) => plan.shape[0] === panels[0]!.plan.shape[0] && plan.shape[1] === panels[0]!.plan.shape[1],
  );
  const matrices = panels.map(({ plan }) => densePlan(plan));
  const ranges = alike
    ? {
        across: { range: usedRange(mostOf(matrices, 'column'), x) },
        up: { range: usedRange(mostOf(matrices, 'row'), y) },
      }
    : undefined;
  const data = matrices.map((matrix, index): Attributes => {
    const [n, m] = matrix.shape;
    const largest = matrix.data.reduce((most, mass) => Math.max(most, mass), 0) || 1;
    // Three digits are more than colours show.
    const shares = Array.from(matrix.data, mass => Math.round((1000 * mass) / largest) / 1000);
    const rows = Array.from({ length: n }, (_, i) => shares.slice(i * m, (i + 1) * m));
    const axis = { ...baseAxis, showgrid: false };
    const words = (text: string): Attributes => ({
      text: escapeMarkup(text),
      standoff: 6,
      font: { size: 13 },
    });
    layout[axisMember('x', index)] = {
      ...axis,
      domain: panelDomain(index, panels.length, gap),
      ...ranges?.across,
      anchor: axisId('y', index),
      title: words(xTitle),
    };
    layout[axisMember('y', index)] = {
      ...axis,
      anchor: axisId('x', index),
      ...ranges?.up,
      showticklabels: index === 0,
      ...(index === 0 && { title: words(yTitle) }),
    };
    return {
      type: 'heatmap',
      ...(x !== undefined && { x }),
      ...(y !== undefined && { y }),
      z: rows,
      zmin: 0,
      zmax: 1,
      colorscale: scale,
      showscale: index === panels.length - 1,
      colorbar: {
        title: { text: 'mass, as a share<br>of the largest', font: { size: 12 } },
        thickness: 14,
        outlinewidth: 0,
        tickvals: [0, 0.5, 1],
      },
      xaxis: axisId('x', index),
      yaxis: axisId('y', index),
    };
  });
  const annotations = panels.map(({ heading }, index) =>
    panelHeading(escapeMarkup(heading), panelDomain(index, panels.length, gap)),
  );
  return makeFigure(data, { ...layout, annotations });
}
