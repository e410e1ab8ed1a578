import { rangeError, typeError } from '../../base/index.js';
import type { Json, Trace } from './plot.js';

/** An object of plotly's attributes, as plain data. */
export type Members = Readonly<Record<string, Json>>;

/** Which of a trace's lists its points are made of, and whether it is drawn without one of them. */
interface Coordinates {
  readonly lists: readonly string[];
  readonly all?: true;
  /** Lists that are given beside these. */
  readonly beside?: readonly string[];
}

const plane: Coordinates = { lists: ['x', 'y'] };
const space: Coordinates = { lists: ['x', 'y', 'z'], all: true };
const grid: Coordinates = { lists: ['z'], all: true, beside: ['x', 'y'] };

const coordinates: Readonly<Record<Trace['type'], Coordinates>> = {
  scatter: plane,
  scattergl: plane,
  bar: plane,
  histogram: plane,
  box: plane,
  violin: plane,
  scatter3d: space,
  mesh3d: space,
  surface: grid,
  heatmap: grid,
  contour: grid,
  histogram2d: { ...plane, all: true },
  histogram2dcontour: { ...plane, all: true },
  scatterpolar: { lists: ['r', 'theta'] },
  pie: { lists: ['values', 'labels'] },
};

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether an entry of a list has a place on its axis. */
function hasPlace(entry: Json | undefined, log: boolean): boolean {
  if (isList(entry)) return entry.some(item => hasPlace(item, log));
  if (typeof entry === 'number') return !log || entry > 0;
  return typeof entry === 'string' || typeof entry === 'boolean';
}

/** Whether the axis of a trace's list is logarithmic: `x` lies on `xaxis`, or on the one that the trace names. */
function isLogarithmic(trace: Members, list: string, layout: Members): boolean {
  const id = trace[`${list}axis`];
  const axis = layout[`${list}axis${typeof id === 'string' ? id.slice(1) : ''}`];
  return axis !== null && typeof axis === 'object' && 'type' in axis && axis['type'] === 'log';
}

/** The lists that a trace's points are made of. */
export function pointLists(trace: Trace): readonly (readonly Json[])[] {
  return coordinates[trace.type].lists.map(name => trace[name]).filter(isList);
}

/** For each point of a trace whether all its coordinates have a place; a list that is missing counts 0, 1, 2 … */
export function placedPoints(trace: Trace, layout: Members): readonly boolean[] {
  const lists = coordinates[trace.type].lists.flatMap(name => {
    const entries = trace[name];
    if (!isList(entries)) return [];
    const log = isLogarithmic(trace, name, layout);
    if (!isCategories(name, entries)) return [entries.map(entry => hasPlace(entry, log))];
    const [outer, inner] = entries;
    return [outer.map((entry, i) => hasPlace(entry, false) && hasPlace(inner[i], false))];
  });
  const [first = [], ...others] = lists;
  return first
    .slice(0, Math.min(...lists.map(list => list.length)))
    .map((placed, i) => placed && others.every(list => list[i]));
}

/** Two lists in the one of an axis are its outer and inner categories. */
function isCategories(
  name: string,
  entries: readonly Json[],
): entries is readonly [readonly Json[], readonly Json[]] {
  return (name === 'x' || name === 'y') && entries.length === 2 && entries.every(isList);
}

/** @throws TypeError when a coordinate is no list, or a list of lists although the trace needs none */
function expectLists(trace: Trace, path: string): void {
  const { lists, beside = [] } = coordinates[trace.type];
  for (const name of [...lists, ...beside]) {
    const entries = trace[name] ?? [];
    if (!Array.isArray(entries)) {
      const got = typeof entries === 'object' ? 'an object' : JSON.stringify(entries);
      throw typeError(`\`${path}.${name}\` to be a list, got ${got}`);
    }
    const nested = name === 'x' || name === 'y' ? entries.filter(entry => Array.isArray(entry)).length : 0;
    if (nested > 0 && !isCategories(name, entries)) {
      throw typeError(
        `\`${path}.${name}\` to be one list of values, got ${nested} lists in a list ` +
          '(of a column or a matrix take its values one after another)',
      );
    }
  }
}

/**
 * A trace that was given data has a point that can be drawn, at least one.
 * @param raw the trace before it was made plain: there a null is meant, NaN is not
 * @throws TypeError when a coordinate is no list; RangeError when data were given and no point has a place
 */
export function expectPoints(
  trace: Trace,
  raw: Readonly<Record<string, unknown>>,
  path: string,
  layout: Members,
): void {
  if (trace['visible'] === false || trace['q1'] !== undefined) return;
  expectLists(trace, path);
  const { lists, all = false, beside = [] } = coordinates[trace.type];
  const names = [...lists, ...beside].filter(name => isList(trace[name]));
  const lengthOf = (name: string): number => (trace[name] as readonly Json[] | undefined)?.length ?? 0;
  const given = names.filter(name => lengthOf(name) > 0);
  // Nothing is drawn of nothing, nor of nulls alone, which give the legend an entry; lists of other names are misspelt.
  const meant = given.some(name => !Array.isArray(raw[name]) || raw[name].some(entry => entry !== null));
  const others = Object.keys(trace).filter(
    name => names.length === 0 && lengthOf(name) > 0 && isList(trace[name]),
  );
  if (!meant && others.length === 0) return;
  const missing = lists.filter(name => lengthOf(name) === 0);
  const lacks = all ? missing.length > 0 : missing.length === lists.length;
  if (!lacks && placedPoints(trace, layout).includes(true)) return;
  const title = typeof trace['name'] === 'string' && trace['name'] !== '' ? ` ("${trace['name']}")` : '';
  const counts = [...names, ...others].map(name => `${lengthOf(name)} of \`${name}\``);
  const why = lacks
    ? `without \`${missing.join(all ? '`, `' : '` or `')}\``
    : 'none with a place (numbers must be finite, and above 0 on a logarithmic axis)';
  throw rangeError(`\`${path}\`${title} to have a point to draw, got ${counts.join(' and ')}, ${why}`);
}
