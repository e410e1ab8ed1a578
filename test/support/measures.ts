import type { Matrix } from '../../lib/base/matrix.js';
import type { Rng } from '../../lib/base/random.js';

/** [n, d] standard normal points, moved by `shift` along every axis. */
export function randomPoints(n: number, d: number, rng: Rng, shift = 0): number[][] {
  return Array.from({ length: n }, () => Array.from({ length: d }, () => shift + rng.normal()));
}

/** [n, d] standard normal points, each coordinate through `map`. */
export function cloud(
  n: number,
  d: number,
  rng: Rng,
  map: (value: number, c: number) => number = value => value,
): Matrix {
  return { data: Float64Array.from({ length: n * d }, (_, k) => map(rng.normal(), k % d)), shape: [n, d] };
}

/** The points with each coordinate through `map`. */
export function mapped({ data, shape }: Matrix, map: (value: number, c: number) => number): Matrix {
  return { data: data.map((value, k) => map(value, k % shape[1])), shape };
}

/** n standard normal numbers. */
export function normals(n: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: n }, () => rng.normal());
}

/** n weights of total 1, every fourth of them 0. */
export function gappedWeights(n: number, rng: Rng): Float64Array {
  const raw = Float64Array.from({ length: n }, (_, i) => (i % 4 === 1 ? 0 : rng.uniform()));
  const sum = raw.reduce((one, other) => one + other);
  return raw.map(weight => weight / sum);
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
