import jstat from 'jstat';
import {
  checkCount,
  type Estimate,
  meanWithStandardError,
  naming,
  quantile,
  rangeError,
  type Rng,
} from '../../base/index.js';

/** A number with its evidence. */
export interface Measured {
  readonly value: number;
  /** Ends of the 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** How many images, points or runs it is of. */
  readonly n: number;
  /** How it was measured: what another number must share to be compared with it. */
  readonly protocol: string;
}

/** That a number has no value, and why. */
export interface Unmeasured {
  readonly value: null;
  readonly reason: string;
}

/** Nothing to divide by: a ratio has no value. */
export class NoRatioError extends RangeError {
  override readonly name = 'NoRatioError';
}

/**
 * A ratio, or the reason why it has no value.
 * @throws what `ratio` throws, but for {@link NoRatioError}
 */
export function ratioOrReason(reason: string, ratio: () => Measured): Measured | Unmeasured {
  try {
    return ratio();
  } catch (error) {
    if (error instanceof NoRatioError) return { value: null, reason };
    throw error;
  }
}

/** A measured number in another unit, its interval with it. */
export function scaled({ value, low, high, ...rest }: Measured, factor: number): Measured {
  return { value: factor * value, low: factor * low, high: factor * high, ...rest };
}

/** A value with its interval, as `4.03 (3.66 … 4.39)`. */
export function withInterval({ value, low, high }: Measured, digits: number): string {
  return `${value.toFixed(digits)} (${low.toFixed(digits)} … ${high.toFixed(digits)})`;
}

/** How an interval is drawn by resampling. */
export interface BootstrapOptions {
  readonly rng: Rng;
  /** How many resamples. */
  readonly resamples?: number;
}

/** `n` of the numbers 0 … n − 1, drawn with replacement. */
export function resample(n: number, rng: Rng): Uint32Array {
  const rows = new Uint32Array(n);
  for (let i = 0; i < n; i++) rows[i] = rng.integer(n);
  return rows;
}

/**
 * The percentile interval of a statistic: the 2.5 % and 97.5 % points, linearly interpolated, of its values on
 * `resamples` (1,000) resamples of 0 … n − 1 with replacement.
 * @throws RangeError unless n ≥ 1 and there are at least two resamples
 * @see efron-tibshirani:93, chapter 13
 */
export function bootstrapInterval(
  statistic: (rows: Uint32Array) => number,
  n: number,
  { rng, resamples = 1000 }: BootstrapOptions,
): { readonly low: number; readonly high: number } {
  naming('bootstrapInterval', () => {
    checkCount(n, 'n', 1);
    checkCount(resamples, 'resamples', 2);
  });
  const values = Float64Array.from({ length: resamples }, (_, b) =>
    statistic(resample(n, rng.split('resample', b))),
  ).sort();
  return { low: quantile(values, 0.025), high: quantile(values, 0.975) };
}

/**
 * The mean of independent values with its percentile bootstrap interval.
 * @throws RangeError for no values, or one that is not finite
 */
export function bootstrapMean(
  values: ArrayLike<number>,
  protocol: string,
  options: BootstrapOptions,
): Measured {
  return naming('bootstrapMean', () => {
    const n = values.length;
    checkCount(n, 'values.length', 1);
    checkFinite(values);
    const value = sumOf(values) / n;
    const interval = bootstrapInterval(rows => sumAt(values, rows) / n, n, options);
    return { value, ...interval, n, protocol };
  });
}

/**
 * The ratio of two means of independent values, with the percentile interval of resampling both.
 * @throws RangeError for no values, or ones that are not finite
 * @throws NoRatioError for a denominator of 0, also of a resample
 */
export function bootstrapRatio(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number>,
  protocol: string,
  { rng, resamples = 1000 }: BootstrapOptions,
): Measured {
  return naming('bootstrapRatio', () => {
    checkCount(resamples, 'resamples', 2);
    const mean = (values: ArrayLike<number>): number => {
      checkCount(values.length, 'values.length', 1);
      checkFinite(values);
      return sumOf(values) / values.length;
    };
    const below = mean(denominator);
    if (below === 0) throw noRatio('got 0');
    const resampledMean = (values: ArrayLike<number>, stream: Rng): number =>
      sumAt(values, resample(values.length, stream)) / values.length;
    const ratios = Float64Array.from({ length: resamples }, (_, b) => {
      const stream = rng.split('resample', b);
      const resampled = resampledMean(denominator, stream.split('denominator'));
      if (resampled === 0) throw noRatio('got 0 in a resample');
      return resampledMean(numerator, stream.split('numerator')) / resampled;
    }).sort();
    const [low, high] = [quantile(ratios, 0.025), quantile(ratios, 0.975)];
    return { value: mean(numerator) / below, low, high, n: numerator.length, protocol };
  });
}

/**
 * A value with the interval value ± t · sd of its replicates, sd over B − 1 and t the 97.5 % point of Student's
 * distribution with B − 1 degrees of freedom: for statistics whose bootstrap is biased (so that percentiles of it may
 * miss the value) or too dear for many resamples.
 * @throws RangeError for fewer than two replicates, or one that is not finite
 */
export function spreadInterval(
  value: number,
  replicates: ArrayLike<number>,
  { n, protocol }: Pick<Measured, 'n' | 'protocol'>,
): Measured {
  return naming('spreadInterval', () => {
    checkFinite(replicates);
    const { standardError } = meanWithStandardError(replicates);
    const half = studentPoint(replicates.length - 1) * standardError * Math.sqrt(replicates.length);
    return { value, low: value - half, high: value + half, n, protocol };
  });
}

/**
 * The mean of independent runs (seeds, or disjoint blocks) with Student's interval, mean ± t · sd/√n, t the 97.5 % point
 * with n − 1 degrees of freedom. `n` is the number of runs unless given.
 * @throws RangeError for fewer than two values, or one that is not finite
 */
export function studentMean(values: ArrayLike<number>, protocol: string, points?: number): Measured {
  return naming('studentMean', () => {
    checkFinite(values);
    const { value, standardError, n } = meanWithStandardError(values);
    const half = studentPoint(n - 1) * standardError;
    return { value, low: value - half, high: value + half, n: points ?? n, protocol };
  });
}

/**
 * The difference of the means of two sets of independent runs with Welch's interval,
 * x̄ − ȳ ± t · √(a + b), a and b the squares of the means' standard errors, t the 97.5 % point with
 * (a + b)² / (a²/(n − 1) + b²/(m − 1)) degrees of freedom. `n` is the number of all runs.
 * @throws RangeError for fewer than two values of one, or one that is not finite
 * @see welch:47
 */
export function welchDifference(x: ArrayLike<number>, y: ArrayLike<number>, protocol: string): Measured {
  return naming('welchDifference', () => {
    for (const values of [x, y]) checkFinite(values);
    const { value, standardError, freedom, n } = welch(x, y);
    const half = standardError === 0 ? 0 : studentPoint(freedom) * standardError;
    return { value, low: value - half, high: value + half, n, protocol };
  });
}

/** The difference of two means as Welch compares it: with its standard error and its degrees of freedom. */
export interface WelchComparison extends Estimate {
  /** (a + b)²/(a²/(n − 1) + b²/(m − 1)), a and b the squares of the means' standard errors. */
  readonly freedom: number;
}

/**
 * x̄ − ȳ with the standard error √(a + b).
 * @throws RangeError for fewer than two values of one, or one that is not finite
 * @see welch:47
 */
export function welch(x: ArrayLike<number>, y: ArrayLike<number>): WelchComparison {
  const [one, other] = [meanWithStandardError(x), meanWithStandardError(y)];
  const [a, b] = [one.standardError ** 2, other.standardError ** 2];
  return {
    value: one.value - other.value,
    standardError: Math.sqrt(a + b),
    freedom: (a + b) ** 2 / (a ** 2 / (one.n - 1) + b ** 2 / (other.n - 1)),
    n: one.n + other.n,
  };
}

/**
 * The mean of the differences x − y of runs that belong together (of the same seeds), with Student's interval.
 * @throws RangeError for sets of different sizes, fewer than two values, or one that is not finite
 */
export function pairedDifference(x: ArrayLike<number>, y: ArrayLike<number>, protocol: string): Measured {
  return naming('pairedDifference', () => {
    if (x.length !== y.length) {
      throw rangeError(`as many values of both, got ${x.length} and ${y.length}`);
    }
    return studentMean(
      Array.from(x, (value, k) => value - y[k]!),
      protocol,
    );
  });
}

/**
 * The ratio r = s²(x)/s²(y) of the variances of two sets of independent normal values, with the interval
 * r/F(97.5 %) … r/F(2.5 %), F the points of the F distribution with n − 1 and m − 1 degrees of freedom. `n` is the
 * number of all values.
 * @throws RangeError for fewer than two values of one, one that is not finite, or y that are all the same
 */
export function varianceRatio(x: ArrayLike<number>, y: ArrayLike<number>, protocol: string): Measured {
  return naming('varianceRatio', () => {
    for (const values of [x, y]) checkFinite(values);
    const [one, other] = [meanWithStandardError(x), meanWithStandardError(y)];
    if (Array.from(y).every(value => value === y[0])) {
      throw rangeError(`the values below to differ, got ${y[0]} alone`);
    }
    const variance = ({ standardError, n }: Estimate): number => n * standardError ** 2;
    const value = variance(one) / variance(other);
    const point = (p: number): number => jstat.jStat.centralF.inv(p, one.n - 1, other.n - 1);
    return { value, low: value / point(0.975), high: value / point(0.025), n: one.n + other.n, protocol };
  });
}

/**
 * The difference of two independent numbers, its interval from theirs: the parts that face each other, as of errors
 * that are added in squares, value − √((x − lowest x)² + (highest y − y)²) and likewise above.
 * @see newcombe:98, method 10
 */
export function differenceOf(x: Measured, y: Measured): Measured {
  const value = x.value - y.value;
  return {
    value,
    low: value - Math.hypot(x.value - x.low, y.high - y.value),
    high: value + Math.hypot(x.high - x.value, y.value - y.low),
    n: x.n + y.n,
    protocol: `${x.protocol} − ${y.protocol}`,
  };
}

/** The 97.5 % point of Student's distribution. */
export function studentPoint(degreesOfFreedom: number): number {
  return jstat.jStat.studentt.inv(0.975, degreesOfFreedom);
}

const noRatio = (got: string): NoRatioError =>
  new NoRatioError(rangeError(`a denominator other than 0, ${got}`).message);

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  return sum;
}

/** Σ values[row] over rows. */
function sumAt(values: ArrayLike<number>, rows: Uint32Array): number {
  let sum = 0;
  for (let k = 0; k < rows.length; k++) sum += values[rows[k]!]!;
  return sum;
}

function checkFinite(values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw rangeError(`the values to be finite, got ${values[i]} at ${i}`);
    }
  }
}
