import { rangeError, total, toVector, type VectorLike } from '../../base/index.js';

/** How far the totals of two measures may be apart, relative to the larger: in double, and if one is in single precision. */
const DOUBLE = 1e-9;
const SINGLE = 2 ** -17;

/**
 * The weights of a measure on `n` points; 1/n each if none are given.
 * @returns [n], mass
 * @throws RangeError if there are not `n`, one is negative or not finite, or all are 0
 */
export function toWeights(weights: VectorLike | undefined, n: number, name: string): Float64Array {
  if (n === 0) throw rangeError(`\`${name}\` to have a support, got no points`);
  if (weights === undefined) return new Float64Array(n).fill(1 / n);
  const data = toVector(weights, n, name);
  for (let i = 0; i < n; i++) {
    if (data[i]! < 0) {
      throw rangeError(`\`${name}\` to be ≥ 0, got ${data[i]} at ${i}`);
    }
  }
  if (total(data) === 0) throw rangeError(`\`${name}\` to have mass, got zeros alone`);
  return data;
}

/** Two measures of the same total mass. */
export interface BalancedWeights {
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** What `b` was multiplied with, Σa/Σb of the weights as they were given: 1 but for rounding. */
  readonly scaleB: number;
}

/**
 * Whether all numbers have single precision and not all are whole: weights that were computed in float32.
 * @param weights [n]
 */
function isSingle(weights: Float64Array): boolean {
  return weights.every(weight => Math.fround(weight) === weight) && !weights.every(Number.isInteger);
}

/** How far totals of these weights may be apart by rounding, relative to the larger. */
export function totalsTolerance(a: Float64Array, b: Float64Array): number {
  return isSingle(a) || isSingle(b) ? SINGLE : DOUBLE;
}

/**
 * Two measures of the same total mass, a's; `b` is scaled by Σa/Σb if rounding sets them apart.
 * @throws RangeError like {@link toWeights}, and if the totals differ by more than 1e-9 of the larger, or 2⁻¹⁷ if one
 *   side has single precision: all of its numbers are float32, and not all whole
 */
export function toBalancedWeights(
  a: VectorLike | undefined,
  b: VectorLike | undefined,
  [n, m]: readonly [number, number],
): BalancedWeights {
  const weightsA = toWeights(a, n, 'a');
  const weightsB = toWeights(b, m, 'b');
  const [massA, massB] = [total(weightsA), total(weightsB)];
  if (Math.abs(massA - massB) > totalsTolerance(weightsA, weightsB) * Math.max(massA, massB)) {
    throw rangeError(
      `\`a\` and \`b\` to have the same total, got ${massA} and ${massB}; scale one, or use an unbalanced method`,
    );
  }
  const scaleB = massA / massB;
  const scaled = massA === massB ? weightsB : weightsB.map(weight => (weight * massA) / massB);
  return { a: weightsA, b: scaled, scaleB };
}

/** Whether all weights are the same number. */
export function isUniform(weights: Float64Array): boolean {
  for (let i = 1; i < weights.length; i++) {
    if (weights[i] !== weights[0]) return false;
  }
  return true;
}

/**
 * The proportions λ of a barycentre's measures, scaled to sum 1; equal if none are given.
 * @returns [count]
 * @throws RangeError if there is no measure, the number of proportions differs, one is negative, or all are 0
 */
export function toProportions(proportions: VectorLike | undefined, count: number): Float64Array {
  if (count === 0) throw rangeError('at least one measure, got none');
  const weights = toWeights(proportions, count, 'proportions');
  const sum = total(weights);
  return weights.map(weight => weight / sum);
}
