import { typeError } from '../../base/index.js';
import type { Json } from './plot.js';

/** How data become plain. */
export interface PlainRule {
  /** What a number becomes. */
  readonly number: (value: number) => number | null;
}

/** A number as JSON has it: NaN and ±Infinity become null. */
export function exactNumber(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/**
 * Any data as JSON: typed arrays, tensors (`arraySync`), matrices (`toArray`, `to2DArray`) and columns of a table
 * (`values`) become arrays; dates become ISO strings; members that are undefined are left out, missing entries of an
 * array are null.
 * @param path what an error calls the value
 * @throws TypeError for values that JSON would lose: functions, sets, objects of other classes
 */
export function plainData(value: unknown, path: string, rule: PlainRule): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return rule.number(value);
  if (typeof value === 'bigint') return rule.number(Number(value));
  if (typeof value !== 'object') throw unfit(path, typeof value);
  if (Array.isArray(value)) return plainList(value, path, rule);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return plainList(value as unknown as ArrayLike<unknown>, path, rule);
  }
  if (isDate(value)) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (isPlain(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(
      members.map(([key, member]) => [key, plainData(member, `${path}.${key}`, rule)]),
    );
  }
  return plainData(contentOf(value, path), path, rule);
}

function plainList(list: ArrayLike<unknown>, path: string, rule: PlainRule): Json[] {
  const plain: Json[] = [];
  // By index, since `map` leaves out the holes of an array; a path is written for the few entries that need one.
  for (let i = 0; i < list.length; i++) {
    const entry = list[i] ?? null;
    if (typeof entry === 'number') plain.push(rule.number(entry));
    else if (typeof entry === 'string' || entry === null) plain.push(entry);
    else plain.push(plainData(entry, `${path}[${i}]`, rule));
  }
  return plain;
}

/** Whether an object is a literal's, of this realm or another. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isDate(value: object): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}

/** The arrays in a tensor, a matrix or a column, whichever library they come from. */
function contentOf(value: object, path: string): unknown {
  const members = value as Readonly<Record<string, unknown>>;
  for (const name of ['arraySync', 'toArray', 'to2DArray']) {
    const content = members[name];
    if (typeof content === 'function') return content.call(value) as unknown;
  }
  if (Array.isArray(members['values'])) return members['values'];
  throw unfit(path, `an instance of ${value.constructor.name}`);
}

function unfit(path: string, got: string): TypeError {
  return typeError(`\`${path}\` to be numbers, text, or arrays or tensors of them, got ${got}`);
}
