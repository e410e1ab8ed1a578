import { rangeError, total, type VectorLike } from '../../base/index.js';
import { toWeights } from './weights.js';

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
