import type { Matrix, Points } from '../base/index.js';
import { project, type Projection } from '../latent/index.js';
import type { Attributes } from './plotly/layout.js';
import { axisWords, everyKth, type LatentPrior, planeFigure, type PlaneLabel } from './plane.js';
import { scatterType } from './plotly/plot.js';
import type { Figure } from './plotly/plot.js';
import { escapeMarkup } from './plotly/text.js';
import { classPalette } from './plotly/theme.js';

/** One model's codes and the plane they are seen in. */
export interface LatentPanel {
  /** Heading of the panel. */
  readonly title: string;
  /** Draws from Q_Z, [n, d], latent units. */
  readonly codes: Points;
  /** Class of each code, 0 … 9 and on; without them all codes have one colour. */
  readonly labels?: ArrayLike<number>;
  /** A plane, or the axes of one through 0, [d, 2], from `leastGaussianPlane`. */
  readonly plane: Projection | Float64Array;
}

/** How the codes are drawn. */
export interface LatentOptions {
  readonly title?: string;
  /** Points of a panel at most; of more codes every k-th is drawn. */
  readonly maxPoints?: number;
  readonly classNames?: readonly string[];
}

/** The plane of a panel, written out. */
export function planeOf({ plane }: Pick<LatentPanel, 'plane'>): Projection {
  if (!(plane instanceof Float64Array)) return plane;
  return { name: 'plane', mean: new Float64Array(plane.length / 2), axes: plane };
}

function codeTraces(
  panel: LatentPanel,
  { data: places, shape: [count] }: Matrix,
  maxPoints: number,
  classNames?: readonly string[],
): Attributes[] {
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
      type: scatterType(members.length),
      mode: 'markers',
      name: panel.labels === undefined ? 'codes' : escapeMarkup(classNames?.[label] ?? `${label}`),
      legendgroup: `class ${label}`,
      x: members.map(i => places[2 * i]),
      y: members.map(i => places[2 * i + 1]),
      marker: { color: classPalette[label % classPalette.length]!, size: 5 },
    }));
}

/** The classes' names, each at the mean place of its codes; none if the codes have no classes. */
function classLabels(
  { labels }: LatentPanel,
  { data: places, shape: [n] }: Matrix,
  classNames?: readonly string[],
): PlaneLabel[] {
  if (labels === undefined) return [];
  const sums = new Map<number, [x: number, y: number, count: number]>();
  for (let i = 0; i < n; i++) {
    const [x, y, count] = sums.get(labels[i]!) ?? [0, 0, 0];
    sums.set(labels[i]!, [x + places[2 * i]!, y + places[2 * i + 1]!, count + 1]);
  }
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([label, [x, y, count]]) => ({
      text: classNames?.[label] ?? `${label}`,
      x: x / count,
      y: y / count,
      colour: classPalette[label % classPalette.length]!,
    }));
}

function standardDeviation({ data: places, shape: [n] }: Matrix, column: 0 | 1): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i++) sum += places[2 * i + column]!;
  for (let i = 0; i < n; i++) squares += (places[2 * i + column]! - sum / n) ** 2;
  return Math.sqrt(squares / (n - 1));
}

/**
 * Codes of one or several models, or of one in several planes, coloured by class or attribute, against the prior; a
 * class's name stands at the mean of its codes.
 *
 * @throws RangeError without a panel, and for codes, labels or planes that do not fit each other
 * @see planeFigure
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
    throw new RangeError(`latentFigure: expected \`maxPoints\` to be ≥ 1, got ${maxPoints}`);
  const planes = panels.map(panel => {
    const plane = planeOf(panel);
    const places = project(panel.codes, plane);
    const words = ([0, 1] as const).map(
      column => `${axisWords(plane, column)}<br>std ${standardDeviation(places, column).toFixed(2)}`,
    ) as [string, string];
    return {
      heading: panel.title,
      plane,
      traces: codeTraces(panel, places, maxPoints, classNames),
      words,
      labels: classLabels(panel, places, classNames),
    };
  });
  return planeFigure(planes, prior, { title, maxPoints });
}
