import { toLine } from '../line/line-points.js';
import { argsort, type MeasureLike, naming, type VectorLike } from '../../base/index.js';
import { toBalancedWeights, toProportions } from '../geometry/weights.js';

/** How much of a weight may be left by rounding when it is used up. */
const ROUNDING = 8 * Number.EPSILON;

/** Options of {@link barycentre1d}. */
export interface Barycentre1dOptions {
  /** λ_k, scaled to sum 1; default equal. */
  readonly proportions?: VectorLike;
}

/** A barycentre on the line. */
export interface Barycentre1d {
  /** [n], ascending; n ≤ Σ_k n_k − count + 1 */
  readonly points: Float64Array;
  /** [n], mass */
  readonly weights: Float64Array;
  /** Σ_k λ_k W₂²(barycentre, measure k); length² × mass. */
  readonly value: number;
}

/**
 * The W₂ barycentre of measures on the line, exact: its quantile function is the mean of theirs, F⁻¹ = Σ_k λ_k F_k⁻¹.
 *
 * One point for each piece of (0, 1) on which all quantile functions are constant; O(n log n) in all points together.
 * @throws TypeError, RangeError if there is no measure, points or weights are not finite or negative, or totals differ
 * @see agueh-carlier:11, section 6.1
 */
export function barycentre1d(
  measures: readonly MeasureLike[],
  { proportions }: Barycentre1dOptions = {},
): Barycentre1d {
  const { shares, quantiles } = naming('barycentre1d', () => ({
    shares: toProportions(proportions, measures.length),
    quantiles: readMeasures(measures),
  }));
  const most = quantiles.reduce((sum, { points }) => sum + points.length, 0);
  const [points, weights] = [new Float64Array(most), new Float64Array(most)];
  const at = new Uint32Array(quantiles.length);
  const left = Float64Array.from(quantiles, one => one.weights[0]!);
  let [count, value] = [0, 0];
  do {
    const piece = Math.min(...left);
    let mean = 0;
    quantiles.forEach((one, k) => (mean += shares[k]! * one.points[at[k]!]!));
    quantiles.forEach((one, k) => {
      value += piece * shares[k]! * (one.points[at[k]!]! - mean) ** 2;
    });
    points[count] = mean;
    weights[count++] = piece;
  } while (advance(quantiles, at, left));
  return { points: points.slice(0, count), weights: weights.slice(0, count), value };
}

/** Takes the least of what is left of all weights from each, and goes on to the next if none of one is left; false at the end. */
function advance(quantiles: readonly Quantiles[], at: Uint32Array, left: Float64Array): boolean {
  const piece = Math.min(...left);
  for (const [k, { weights }] of quantiles.entries()) {
    const place = at[k]!;
    left[k]! -= piece;
    if (left[k]! > ROUNDING * weights[place]!) continue;
    if (place + 1 === weights.length) return false;
    at[k] = place + 1;
    left[k] = weights[place + 1]!;
  }
  return true;
}

interface Quantiles {
  /** Ascending. */
  readonly points: Float64Array;
  /** > 0 */
  readonly weights: Float64Array;
}

function readMeasures(measures: readonly MeasureLike[]): readonly Quantiles[] {
  const lines = measures.map(({ points }, k) => toLine(points, `measures[${k}].points`));
  const [first, firstLine] = [measures[0]!, lines[0]!];
  return measures.map((measure, k) => {
    const line = lines[k]!;
    const { b } = toBalancedWeights(first.weights, measure.weights, [firstLine.length, line.length]);
    const order = argsort(line).filter(i => b[i]! > 0);
    return {
      points: Float64Array.from(order, i => line[i]!),
      weights: Float64Array.from(order, i => b[i]!),
    };
  });
}
