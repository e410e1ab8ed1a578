import jstat from 'jstat';
import { meanWithStandardError, naming, rangeError } from '../../base/index.js';
import { welch } from './measured.js';

/**
 * Welch's test that the mean of x is below that of y, one-sided: P(T ≤ t), t = (x̄ − ȳ)/√(a + b), a and b the squares of the
 * means' standard errors, T Student's with (a + b)²/(a²/(n − 1) + b²/(m − 1)) degrees of freedom.
 * @param x independent runs
 * @param y independent runs
 * @returns p; that of the opposite claim is 1 − p
 * @throws RangeError for fewer than two values of one, or one that is not finite
 * @see welch:47
 */
export function welchTest(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return naming('welchTest', () => {
    const { value, standardError, freedom } = welch(x, y);
    return below(value, standardError, freedom);
  });
}

/**
 * Student's test that x is below y on average, one-sided, of runs that belong together: P(T ≤ t), t the mean of the
 * differences x − y over its standard error, T Student's with n − 1 degrees of freedom.
 * @returns p; that of the opposite claim is 1 − p
 * @throws RangeError for sets of different sizes, fewer than two values, or one that is not finite
 */
export function pairedTest(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return naming('pairedTest', () => {
    if (x.length !== y.length) throw rangeError(`as many values of both, got ${x.length} and ${y.length}`);
    const { value, standardError, n } = meanWithStandardError(Array.from(x, (left, k) => left - y[k]!));
    return below(value, standardError, n - 1);
  });
}

function below(difference: number, standardError: number, freedom: number): number {
  // Values that do not vary leave nothing to chance.
  if (standardError === 0) return difference === 0 ? 0.5 : difference < 0 ? 0 : 1;
  return jstat.jStat.studentt.cdf(difference / standardError, freedom);
}

/**
 * Holm's correction: p-values such that rejecting those up to α rejects a true hypothesis of the family with probability α
 * at most. The k-th smallest of m becomes the largest (m − j + 1) p_(j), j ≤ k, 1 at most.
 * @param p of the tests of a family, in any order
 * @returns in the same order
 * @throws RangeError if one is not from 0 to 1
 * @see holm:79
 */
export function holm(p: readonly number[]): number[] {
  const bad = p.find(value => !(value >= 0 && value <= 1));
  if (bad !== undefined) throw naming('holm', () => rangeError(`p-values from 0 to 1, got ${bad}`));
  const order = p.map((_, k) => k).sort((a, b) => p[a]! - p[b]!);
  const corrected = p.slice();
  let most = 0;
  order.forEach((k, rank) => {
    most = Math.max(most, Math.min(1, (p.length - rank) * p[k]!));
    corrected[k] = most;
  });
  return corrected;
}
