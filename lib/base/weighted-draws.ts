import type { Rng } from './random.js';

/**
 * Draws indices in proportion to weights: i with probability w_i / Σ w; the last index if all are 0.
 * @param weights w ≥ 0, of which there is at least one
 */
export function drawer(weights: Float64Array): (rng: Rng) => number {
  let sum = 0;
  const cumulative = weights.map(weight => (sum += weight));
  return rng => {
    const u = rng.uniform() * sum;
    let [low, high] = [0, cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > u) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
