import {
  checkCount,
  checkNotNegative,
  checkPoints,
  naming,
  type Points,
  rangeError,
  total,
} from '../base/index.js';
import { type Expectation, expectation, type Mixture } from './mixture.js';
import { weightedMoments } from './moments.js';

/** When expectation–maximisation ends, and what keeps covariances from collapsing. */
export interface MixtureFitOptions {
  /** Added to the diagonal of every covariance, latent unit²; 1e-6, scikit-learn's `reg_covar`. */
  readonly ridge?: number;
  /** Ends when a step changes the mean log-likelihood of a code by less, nats; 1e-3, scikit-learn's `tol`. */
  readonly tolerance?: number;
  /** Steps at the most; 100, scikit-learn's `max_iter`. */
  readonly maxSteps?: number;
}

/** A fitted mixture, and how it was reached. */
export interface FittedMixture {
  readonly mixture: Mixture;
  /** The mean log-likelihood of a code at the start and after each step, nats. */
  readonly logLikelihoods: readonly number[];
  /** Whether the last step changed it by less than `tolerance`. */
  readonly converged: boolean;
}

/**
 * Fits a mixture of normal distributions with full covariances by expectation–maximisation.
 *
 * The likelihood does not fall from step to step, but for what the ridge takes; it ends in a maximum near the start.
 *
 * Differs from scikit-learn: the mixture returned is the one whose likelihood ended the loop, one step earlier.
 * @param codes training codes, [n, d]
 * @param start where it begins, with positive definite covariances; see `startMixture`
 * @throws RangeError for bad codes or options, and if a covariance is, or becomes, singular
 * @see dempster:77; ghosh:20, section 4
 */
export function fitMixture(codes: Points, start: Mixture, options: MixtureFitOptions = {}): FittedMixture {
  const { ridge = 1e-6, tolerance = 1e-3, maxSteps = 100 } = options;
  naming('fitMixture', () => {
    checkPoints(codes, 'codes', start.length);
    checkStart(start, codes);
    checkNotNegative(ridge, 'ridge');
    checkCount(maxSteps, 'maxSteps', 0);
    if (!(tolerance >= 0)) {
      throw rangeError(`\`tolerance\` to be ≥ 0, got ${tolerance}`);
    }
  });
  let mixture = start;
  let expected = expectation(mixture, codes);
  const logLikelihoods = [meanOf(expected)];
  let change = Infinity;
  while (logLikelihoods.length <= maxSteps && change >= tolerance) {
    mixture = maximization(codes, expected.responsibilities, ridge);
    expected = expectation(mixture, codes);
    const reached = meanOf(expected);
    change = Math.abs(reached - logLikelihoods.at(-1)!);
    logLikelihoods.push(reached);
  }
  return { mixture, logLikelihoods, converged: change < tolerance };
}

/**
 * The M-step: each component gets the share, mean and covariance of the codes it is responsible for, and the ridge.
 * @param codes z, [n, d]
 * @param responsibilities [components][n]
 */
export function maximization(
  codes: Points,
  responsibilities: readonly Float64Array[],
  ridge: number,
): Mixture {
  const [n, d] = codes.shape;
  const parts = responsibilities.map(weights => weightedMoments(codes, weights));
  return parts.map(({ mass, mean, covariance }) => {
    for (let a = 0; a < d; a++) covariance.data[a * d + a]! += ridge;
    return { weight: mass / n, mean, covariance };
  });
}

function checkStart(start: Mixture, codes: Points): void {
  const d = codes.shape[1];
  const other = start.find(({ mean }) => mean.length !== d);
  if (start.length === 0 || other !== undefined) {
    const got = other === undefined ? 'none' : `one of ${other.mean.length}`;
    throw rangeError(`\`start\` to have components of ${d} coordinates like the codes, got ${got}`);
  }
}

function meanOf({ logDensity }: Expectation): number {
  return total(logDensity) / logDensity.length;
}
