import {
  axisId,
  axisMember,
  baseAxis,
  baseLayout,
  legendRows,
  logarithmicTicks,
  panelDomain,
  panelHeading,
} from './plotly/layout.js';
import type { Attributes } from './plotly/layout.js';
import { makeFigure } from './plotly/plain-figure.js';
import type { Figure } from './plotly/plot.js';
import { escapeMarkup } from './plotly/text.js';
import { inkColour, palette } from './plotly/theme.js';
import { type CurveRun, epochsOf, lineOf, valueOf } from './curve-lines.js';

/** How the curves are drawn. */
export interface CurveOptions {
  readonly title?: string;
  /** Quantities in reading order: 'loss', or the name of a term; by default the loss and every term there is. */
  readonly quantities?: readonly string[];
  /**
   * Quantities that mean something else in each model and get a panel of each one's own: by default the penalty,
   * which is a KL divergence in one, an MMD or a classifier's loss in another.
   */
  readonly separate?: readonly string[];
  /** Points of a line at most: longer ones are drawn by the means of equal stretches of records. */
  readonly maxPoints?: number;
}

const quantityOrder = ['loss', 'reconstruction', 'squaredError', 'discriminator'];

/** Quantities in words; one that is not here goes by its name. */
const quantityWords: Readonly<Record<string, string>> = {
  reconstruction: 'cost of reconstruction',
  discriminator: 'loss of the discriminator',
  slope: 'slope penalty of the discriminator',
  weights: 'penalty of the weights',
};

/** What a panel is headed by. Squared errors are of images that were held out, and those are said. */
function wordsOf(quantity: string, members: readonly CurveRun[]): string {
  if (quantity !== 'squaredError') return quantityWords[quantity] ?? quantity;
  const kinds = new Set(
    members.flatMap(({ history }) =>
      history.filter(record => record.terms['squaredError'] !== undefined).map(({ kind }) => kind),
    ),
  );
  const images = kinds.size === 1 ? ([...kinds][0] === 'train' ? 'training' : [...kinds][0]!) : 'held-out';
  return `squared error of ${images} images`;
}

/** The loss, then the terms of any run: reconstruction and discriminator first, others as they appear. */
function allQuantities(runs: readonly CurveRun[]): readonly string[] {
  const found = new Set<string>();
  for (const { history } of runs) {
    for (const record of history) {
      if (record.kind === 'train') found.add('loss');
      for (const name of Object.keys(record.terms)) found.add(name);
    }
  }
  const rank = (name: string): number =>
    quantityOrder.includes(name) ? quantityOrder.indexOf(name) : quantityOrder.length;
  return [...found].sort((a, b) => rank(a) - rank(b));
}

/** Logarithmic when all values are positive and span a factor of 5; else linear, without the outermost 1 %. */
function verticalScale(values: readonly number[]): Attributes {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 1];
  if (least > 0 && most > 5 * least) return { type: 'log', ...logarithmicTicks(least, most) };
  const low = sorted[Math.floor(0.01 * (sorted.length - 1))] ?? 0;
  const high = sorted[Math.ceil(0.99 * (sorted.length - 1))] ?? 1;
  const pad = 0.06 * (high - low) || 0.5 * Math.abs(high) || 1;
  return { type: 'linear', range: [low - pad, high + pad] };
}

/** A panel: its heading, the quantity of some of the runs, and the unit that they share. */
interface Panel {
  readonly heading: string;
  readonly quantity: string;
  readonly unit: string;
  readonly members: readonly CurveRun[];
}

function panelsOf(
  runs: readonly CurveRun[],
  quantities: readonly string[],
  separate: readonly string[],
): Panel[] {
  return quantities.flatMap(quantity => {
    const members = runs.filter(({ history }) =>
      history.some(record => valueOf(record, quantity) !== undefined),
    );
    if (members.length === 0) return [];
    const groups = new Map<string, CurveRun[]>();
    for (const run of members) {
      const unit = run.units?.[quantity] ?? '';
      const key = separate.includes(quantity) ? `${runs.indexOf(run)}` : unit;
      groups.set(key, [...(groups.get(key) ?? []), run]);
    }
    return [...groups.values()].map(group => {
      const words = wordsOf(quantity, group);
      const heading = groups.size === 1 ? words : `${words}, ${group.map(({ name }) => name).join(', ')}`;
      return { heading, quantity, unit: group[0]!.units?.[quantity] ?? '', members: group };
    });
  });
}

/** The lines that a panel's curves are compared with, from its left edge to its right one. */
function referenceTraces({ members, quantity }: Panel, place: Attributes, epochs: number): Attributes[] {
  const known = new Map<string, number>();
  for (const { references } of members) {
    const reference = references?.[quantity];
    if (reference !== undefined) known.set(reference.words, reference.value);
  }
  return [...known].map(([words, value]) => ({
    type: 'scatter',
    mode: 'lines',
    name: escapeMarkup(words),
    legendgroup: escapeMarkup(words),
    x: [0, 1.02 * epochs],
    y: [value, value],
    line: { color: inkColour, width: 1.2, dash: 'dash' },
    hoverinfo: 'skip',
    ...place,
  }));
}

function panelTraces(
  runs: readonly CurveRun[],
  panel: Panel,
  index: number,
  maxPoints: number,
  epochs: number,
): Attributes[] {
  const place = { xaxis: axisId('x', index), yaxis: axisId('y', index) };
  const lines = panel.members.flatMap(run =>
    (['train', 'validation', 'test'] as const).flatMap(kind => {
      const { x, y } = lineOf(run, kind, panel.quantity, maxPoints);
      if (!y.some(Number.isFinite)) return [];
      const color = run.colour ?? palette[runs.indexOf(run) % palette.length]!;
      const name = `${escapeMarkup(run.name)}, ${kind === 'train' ? 'training' : kind}`;
      const look =
        kind === 'train'
          ? { mode: 'lines', line: { color, width: 1.8 } }
          : { mode: 'lines+markers', line: { color, width: 1.2, dash: 'dot' }, marker: { color, size: 6 } };
      return [{ type: 'scatter', name, legendgroup: name, x, y, ...look, ...place }];
    }),
  );
  return lines.length === 0 ? [] : [...lines, ...referenceTraces(panel, place, epochs)];
}

/** Where the panels stand: up to three in one row, else in rows of three or two, whichever leaves less room empty. */
function arrangement(count: number): { columns: number; rows: number; width: number; height: number } {
  const empty = (across: number): number => (across - (count % across)) % across;
  const columns = count <= 3 ? count : empty(2) < empty(3) ? 2 : 3;
  const rows = Math.ceil(count / columns);
  return { columns, rows, width: Math.max(560, 360 * columns), height: 164 + 276 * rows };
}

function panelAxes(
  index: number,
  { unit }: Panel,
  values: readonly number[],
  epochs: number,
  count: number,
): Attributes {
  const { columns, rows } = arrangement(count);
  const row = rows - 1 - Math.floor(index / columns); // plotly counts from the bottom
  return {
    [axisMember('x', index)]: {
      ...baseAxis,
      domain: panelDomain(index % columns, columns, 0.2 / columns),
      anchor: axisId('y', index),
      title: { text: 'epoch', standoff: 8, font: { size: 13 } },
      range: [0, 1.02 * epochs],
    },
    [axisMember('y', index)]: {
      ...baseAxis,
      ...verticalScale(values),
      domain: panelDomain(row, rows, 0.4 / rows),
      anchor: axisId('x', index),
      ...(unit !== '' && { title: { text: escapeMarkup(unit), standoff: 4, font: { size: 12 } } }),
    },
  };
}

/**
 * Training curves of one or several models: a panel for the loss and for each term, over epochs.
 *
 * Lines are the records of training (means of equal stretches if there are more than `maxPoints`), dots the images of
 * validation or test images. Runs whose units of a quantity differ do not share its panel. Epochs are step / (steps of an epoch). A panel's axis is logarithmic when all its values are
 * positive and span a factor of 5, else linear and without the outermost 1 % of values at either end. A line without
 * a finite value is left out, and the heading of a panel without a line says so.
 * @throws RangeError when there is nothing to draw
 */
export function trainingCurves(runs: readonly CurveRun[], options: CurveOptions = {}): Figure {
  const {
    title = 'Training',
    quantities = allQuantities(runs),
    separate = ['penalty'],
    maxPoints = 150,
  } = options;
  const panels = panelsOf(runs, quantities, separate);
  if (panels.length === 0) {
    throw new RangeError(
      'trainingCurves: expected `runs` to hold records of the quantities to draw, got none',
    );
  }
  if (!(maxPoints >= 2))
    throw new RangeError(`trainingCurves: expected \`maxPoints\` to be ≥ 2, got ${maxPoints}`);
  const epochs = runs
    .map(({ history }) => epochsOf(history))
    .reduce((most, epoch) => Math.max(most, epoch), 0);
  const traces = panels.map((panel, index) => panelTraces(runs, panel, index, maxPoints, epochs));
  const shown = new Set<unknown>();
  const data = traces.flat().map(trace => {
    const showlegend = !shown.has(trace['name']);
    shown.add(trace['name']);
    return { ...trace, showlegend };
  });
  const axes = traces.map((lines, index) =>
    panelAxes(
      index,
      panels[index]!,
      lines.flatMap(trace => trace['y'] as readonly number[]),
      epochs,
      panels.length,
    ),
  );
  const { columns, rows, width, height } = arrangement(panels.length);
  const annotations = panels.map(({ heading }, index) =>
    panelHeading(
      escapeMarkup(traces[index]?.length === 0 ? `${heading}: no finite value` : heading),
      panelDomain(index % columns, columns, 0.2 / columns),
      panelDomain(rows - 1 - Math.floor(index / columns), rows, 0.4 / rows)[1],
    ),
  );
  const extra = 24 * (legendRows([...shown].map(String), width - 88) - 1);
  const base = baseLayout(escapeMarkup(title), { width, height: height + extra });
  const margin = { ...base.margin, b: base.margin.b + extra };
  return makeFigure(data, Object.assign({}, base, ...axes, { annotations, margin }) as Attributes);
}
