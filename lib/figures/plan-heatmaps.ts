import { densePlan, type Plan } from '../ot/index.js';
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

/**
 * Plans side by side as pictures: a row for each source, a column for each target, its colour the entry's share of the
 * panel's largest: white is 0, the darkest 1.
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
  const data = panels.map(({ plan }, index): Attributes => {
    const matrix = densePlan(plan);
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
      anchor: axisId('y', index),
      title: words(xTitle),
    };
    layout[axisMember('y', index)] = {
      ...axis,
      anchor: axisId('x', index),
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
