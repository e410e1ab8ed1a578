import type { Mixture } from '../../lib/samplers/mixture.js';
import { readFixture } from './fixture.js';

/** Shares, means and covariances of a mixture, flat. */
export interface MixtureNumbers {
  /** [k] */
  readonly weights: readonly number[];
  /** [k, d] */
  readonly means: readonly number[];
  /** [k, d, d] */
  readonly covariances: readonly number[];
}

/** One fit as `test/fixtures/mixture.py` wrote it. */
export interface MixtureOracle {
  readonly n: number;
  readonly d: number;
  readonly k: number;
  readonly ridge: number;
  readonly codes: readonly number[];
  readonly start: MixtureNumbers;
  /** After `count` steps. */
  readonly steps: readonly (MixtureNumbers & { readonly count: number; readonly logLikelihood: number })[];
  /** Of the codes after the last of the steps, [n]. */
  readonly logDensity: readonly number[];
  /** After the last of the steps, [k, n]. */
  readonly responsibilities: readonly number[];
  /** Of the codes, over n. */
  readonly mean: readonly number[];
  readonly covariance: readonly number[];
}

/** What scikit-learn computed. */
export const problems: readonly MixtureOracle[] = (
  readFixture('mixture') as { readonly problems: readonly MixtureOracle[] }
).problems;

/** The library's form of a mixture's numbers. */
export function mixtureOf({ weights, means, covariances }: MixtureNumbers, d: number): Mixture {
  return weights.map((weight, k) => ({
    weight,
    mean: Float64Array.from(means.slice(k * d, (k + 1) * d)),
    covariance: { data: Float64Array.from(covariances.slice(k * d * d, (k + 1) * d * d)), shape: [d, d] },
  }));
}

/** The flat numbers of a mixture. */
export function numbersOf(mixture: Mixture): MixtureNumbers {
  return {
    weights: mixture.map(({ weight }) => weight),
    means: mixture.flatMap(({ mean }) => [...mean]),
    covariances: mixture.flatMap(({ covariance }) => [...covariance.data]),
  };
}
