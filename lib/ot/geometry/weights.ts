import { rangeError, total, toVector, type VectorLike } from '../../base/index.js';

/** How far the totals of two measures may be apart, relative to the larger. */
const TOTALS = 1e-9;

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

/**
 * Two measures of the same total mass, a's; `b` is scaled by Σa/Σb if rounding sets them apart.
 * @throws RangeError like {@link toWeights}, and if the totals differ by more than 1e-9 of the larger
 */
export function toBalancedWeights(
  a: VectorLike | undefined,
  b: VectorLike | undefined,
  [n, m]: readonly [number, number],
): { readonly a: Float64Array; readonly b: Float64Array } {
  const weightsA = toWeights(a, n, 'a');
  const weightsB = toWeights(b, m, 'b');
  const [massA, massB] = [total(weightsA), total(weightsB)];
  if (Math.abs(massA - massB) > TOTALS * Math.max(massA, massB)) {
    throw rangeError(
      `\`a\` and \`b\` to have the same total, got ${massA} and ${massB}; scale one, or use an unbalanced method`,
    );
  }
  return { a: weightsA, b: massA === massB ? weightsB : weightsB.map(weight => (weight * massA) / massB) };
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
