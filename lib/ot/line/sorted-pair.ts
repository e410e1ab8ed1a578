import { northWestCorner } from '../exact/north-west-corner.js';
import { argsort, gather, sorted } from '../../base/index.js';
import { isUniform } from '../geometry/weights.js';

/** Two weighted measures of the line, of the same total. */
export interface LinePair {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** The same with points ascending. */
export interface SortedPair extends LinePair {
  /** Whether the i-th point of x goes to the i-th of y, all with the same weight. */
  readonly matched: boolean;
  /** No optimal plan moves mass farther; a length. */
  readonly scale: number;
}

/** Sorts the points of both measures, and their weights with them. */
export function sortPair(pair: LinePair): SortedPair {
  return sorterOf(pair)(pair.x, pair.y);
}

/** A function that sorts points x and y with the weights of `pair`: for many points of the same weights. */
export function sorterOf({ a, b }: LinePair): (x: Float64Array, y: Float64Array) => SortedPair {
  const [sortX, sortY] = [sorterWith(a), sorterWith(b)];
  const matched = a.length === b.length && isUniform(a) && isUniform(b);
  return (x, y) => {
    const [from, to] = [sortX(x), sortY(y)];
    const pair = { x: from.points, y: to.points, a: from.weights, b: to.weights };
    return { ...pair, matched, scale: reachOf(pair) };
  };
}

/** Σ_ij (|x_i − y_j| / scale)ᵖ Γ_ij for the plan Γ that keeps the order. */
export function costOfSorted(
  { x, y, a, b, matched }: SortedPair,
  power: (d: number) => number,
  scale: number,
): number {
  let sum = 0;
  if (matched) {
    for (let i = 0; i < x.length; i++) sum += power(Math.abs(x[i]! - y[i]!) / scale);
    return sum * a[0]!;
  }
  const { rows, mass } = northWestCorner(a, b);
  for (let k = 0; k < mass.length; k++) {
    const i = rows[k]!;
    const moved = mass[k]!;
    // Points without mass may be anywhere: 0 · ∞ is NaN.
    if (moved > 0) sum += moved * power(Math.abs(x[i]! - y[k - i]!) / scale);
  }
  return sum;
}

interface Measure {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

function sorterWith(weights: Float64Array): (points: Float64Array) => Measure {
  if (isUniform(weights)) return points => ({ points: sorted(points), weights });
  return points => {
    const order = argsort(points);
    return { points: gather(points, order), weights: gather(weights, order) };
  };
}

/** The farther of the ways between opposite ends of the supports. */
function reachOf({ x, y, a, b }: LinePair): number {
  const [firstX, firstY] = [a.findIndex(isMass), b.findIndex(isMass)];
  const [lastX, lastY] = [a.findLastIndex(isMass), b.findLastIndex(isMass)];
  return Math.max(Math.abs(x[lastX]! - y[firstY]!), Math.abs(y[lastY]! - x[firstX]!));
}

function isMass(weight: number): boolean {
  return weight > 0;
}
