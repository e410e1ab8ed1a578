import type { Features } from '../../lib/metrics/samples/features.js';
import type { Rng } from '../../lib/base/random.js';
import { readFixture } from './fixture.js';

/** Two sets of rows of `d` numbers. */
export interface Pair {
  readonly d: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface Pictures {
  readonly shape: readonly [number, number, number, number];
  readonly values: readonly number[];
}

/** Two sets of numbers, and the ends of an interval from them. */
interface Interval extends Pick<Pair, 'x' | 'y'> {
  readonly low: number;
  readonly high: number;
}

/** `test/fixtures/metrics.json`. */
export const metricsFixture = readFixture('metrics') as {
  readonly student: { readonly degrees: readonly number[]; readonly points: readonly number[] };
  readonly welch: readonly Interval[];
  readonly varianceRatio: readonly Interval[];
  readonly frechet: readonly (Pair & {
    readonly name: string;
    readonly sqrtm: number;
    readonly value: number;
  })[];
  readonly kernelDistance: Pair & { readonly value: number };
  readonly manifolds: Pair & Readonly<Record<'precision' | 'recall' | 'density' | 'coverage', number>>;
  readonly sharpness: Pictures & { readonly images: readonly number[] };
  readonly ssim: Pictures & Pick<Pair, 'x' | 'y'>;
  readonly mardia: Readonly<
    Record<'d' | 'skewness' | 'kurtosis' | 'skewnessPValue' | 'kurtosisPValue', number>
  > & { readonly x: readonly number[] };
};

/** Numbers as features of `d` columns. */
export function features(values: ArrayLike<number>, d: number): Features {
  return { data: Float32Array.from(values), shape: [values.length / d, d] };
}

/** Normal features, N(shift, σ²) in every coordinate. */
export function normalFeatures(
  rng: Rng,
  n: number,
  d: number,
  { shift = 0, sigma = 1 }: { readonly shift?: number; readonly sigma?: number } = {},
): Features {
  return features(
    rng.fillNormal(new Float32Array(n * d), sigma).map(value => value + shift),
    d,
  );
}

/** The rows in another order. */
export function reordered({ data, shape: [n, d] }: Features, rng: Rng): Features {
  const order = [...rng.permutation(n)];
  return features(
    order.flatMap(i => [...data.subarray(i * d, (i + 1) * d)]),
    d,
  );
}
