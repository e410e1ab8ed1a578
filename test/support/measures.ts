import type { Rng } from '../../lib/random.js';

/** [n, d] standard normal points, moved by `shift` along every axis. */
export function randomPoints(n: number, d: number, rng: Rng, shift = 0): number[][] {
  return Array.from({ length: n }, () => Array.from({ length: d }, () => shift + rng.normal()));
}

/** n positive weights of total 1. */
export function randomWeights(n: number, rng: Rng): number[] {
  const drawn = Array.from({ length: n }, () => rng.between(0.1, 1));
  const sum = drawn.reduce((total, weight) => total + weight, 0);
  return drawn.map(weight => weight / sum);
}

/** N(mean, deviation²) on `n` equidistant points within 7 deviations: sums of smooth functions are integrals. */
export function gaussianGrid(
  mean: number,
  deviation: number,
  n: number,
): { readonly points: Float64Array; readonly weights: Float64Array } {
  const steps = Float64Array.from({ length: n }, (_, k) => -7 + (14 * k) / (n - 1));
  const densities = steps.map(step => Math.exp(-(step ** 2) / 2));
  const sum = densities.reduce((total, density) => total + density, 0);
  return {
    points: steps.map(step => mean + deviation * step),
    weights: densities.map(density => density / sum),
  };
}

/** All orders of 0 … n − 1. */
export function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap(order =>
    Array.from({ length: n }, (_, k) => [...order.slice(0, k), n - 1, ...order.slice(k)]),
  );
}
