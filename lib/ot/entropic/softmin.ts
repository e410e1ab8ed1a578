import type { Cost } from '../geometry/cost.js';
import { rowSums, type SumOptions } from '../kernels/softmin.js';

/** A soft maximum: its value, and what gives the share of every entry in it. */
export interface SoftMaximum {
  /** ε log Σ_j w_j exp(h_j/ε) */
  readonly value: number;
  /** max h_j over the j with w_j > 0 */
  readonly maximum: number;
  /** log Σ_j w_j exp((h_j − maximum)/ε) */
  readonly logSum: number;
}

/**
 * ε log Σ_j w_j exp(h_j/ε), without overflow at any ε > 0; exact to rounding of h at large ε too, where the sum
 * is taken as log1p Σ w expm1. −Infinity if all entries are.
 * @param weights [m], ≥ 0, sum 1; entries of weight 0 count as absent
 */
export function softMaximum(h: Float64Array, weights: Float64Array, epsilon: number): SoftMaximum {
  let [maximum, minimum] = [-Infinity, Infinity];
  for (let j = 0; j < h.length; j++) {
    if (weights[j] === 0) continue;
    const entry = h[j]!;
    if (entry > maximum) maximum = entry;
    if (entry < minimum) minimum = entry;
  }
  if (maximum === -Infinity) return { value: maximum, maximum, logSum: 0 };
  const narrow = maximum - minimum < epsilon;
  let sum = 0;
  for (let j = 0; j < h.length; j++) {
    const weight = weights[j]!;
    if (weight === 0) continue;
    const exponent = (h[j]! - maximum) / epsilon;
    sum += weight * (narrow ? Math.expm1(exponent) : Math.exp(exponent));
  }
  const logSum = narrow ? Math.log1p(sum) : Math.log(sum);
  return { value: maximum + epsilon * logSum, maximum, logSum };
}

/** Writes g_j − c(i, j) into `out` [m]. */
export function slackRow(cost: Cost, i: number, g: Float64Array, out: Float64Array): void {
  cost.row(i, out);
  for (let j = 0; j < out.length; j++) out[j] = g[j]! - out[j]!;
}

/**
 * Writes −ε log Σ_j b_j exp((g_j − c(i, j))/ε) into `out` [n]: the softmin of c(i, ·) − g.
 * @param b [m], ≥ 0, sum 1
 */
export function rowSoftmin(
  cost: Cost,
  g: Float64Array,
  b: Float64Array,
  epsilon: number,
  out: Float64Array,
): void {
  const slack = new Float64Array(cost.shape[1]);
  const plain = (i: number): number => {
    slackRow(cost, i, g, slack);
    return -softMaximum(slack, b, epsilon).value;
  };
  if (compiledSoftmin(cost, g, b, epsilon, out, plain)) return;
  for (let i = 0; i < out.length; i++) out[i] = plain(i);
}

/**
 * The softmin by the compiled kernels; where all entries are nearly alike, by `plain`, which loses no digits there.
 * @returns false if they cannot
 */
function compiledSoftmin(
  cost: Cost,
  g: Float64Array,
  weights: Float64Array,
  epsilon: number,
  out: Float64Array,
  plain: (i: number) => number,
  options: SumOptions = {},
): boolean {
  const found = rowSums(cost, g, weights, epsilon, options);
  if (found === undefined) return false;
  const { maximum, sum } = found;
  for (let i = 0; i < out.length; i++) {
    out[i] = isNarrow(sum[i]!, weights) ? plain(i) : -maximum[i]! - epsilon * Math.log(sum[i]!);
  }
  return true;
}

/** Whether the terms of a sum, the greatest of which is 1, are nearly alike: ε is as large as costs differ, or larger. */
export function isNarrow(sum: number, { length }: Float64Array): boolean {
  return sum > length / 2;
}

/**
 * Writes −ε log Σ_i a_i exp((f_i − c(i, j))/ε) into `out` [m]: the softmin of c(·, j) − f. Reads the cost row by
 * row, twice.
 * @param a [n], ≥ 0, sum 1
 */
export function columnSoftmin(
  cost: Cost,
  f: Float64Array,
  a: Float64Array,
  epsilon: number,
  out: Float64Array,
): void {
  const [n, m] = cost.shape;
  const slack = new Float64Array(n);
  const plain = (j: number): number => {
    for (let i = 0; i < n; i++) slack[i] = f[i]! - cost.at(i, j);
    return -softMaximum(slack, a, epsilon).value;
  };
  if (compiledSoftmin(cost, f, a, epsilon, out, plain, { columns: true })) return;
  const { maximum, narrow } = columnMaxima(cost, f, a, epsilon);
  const row = new Float64Array(m);
  const sum = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    const weight = a[i]!;
    if (weight === 0) continue;
    cost.row(i, row);
    for (let j = 0; j < m; j++) {
      const exponent = (f[i]! - row[j]! - maximum[j]!) / epsilon;
      sum[j]! += weight * (narrow ? Math.expm1(exponent) : Math.exp(exponent));
    }
  }
  for (let j = 0; j < m; j++) {
    const logSum = narrow ? Math.log1p(sum[j]!) : Math.log(sum[j]!);
    // Without a way from any row.
    out[j] = maximum[j] === -Infinity ? Infinity : -maximum[j]! - epsilon * logSum;
  }
}

/** max_i f_i − c(i, j) of every column, and whether all columns spread over less than ε. */
function columnMaxima(
  cost: Cost,
  f: Float64Array,
  a: Float64Array,
  epsilon: number,
): { readonly maximum: Float64Array; readonly narrow: boolean } {
  const [n, m] = cost.shape;
  const row = new Float64Array(m);
  const maximum = new Float64Array(m).fill(-Infinity);
  const minimum = new Float64Array(m).fill(Infinity);
  for (let i = 0; i < n; i++) {
    if (a[i] === 0) continue;
    cost.row(i, row);
    for (let j = 0; j < m; j++) {
      const entry = f[i]! - row[j]!;
      if (entry > maximum[j]!) maximum[j] = entry;
      if (entry < minimum[j]!) minimum[j] = entry;
    }
  }
  return { maximum, narrow: maximum.every((entry, j) => entry - minimum[j]! < epsilon) };
}
