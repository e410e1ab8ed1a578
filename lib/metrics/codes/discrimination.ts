import {
  checkPoints,
  checkPositive,
  dot,
  naming,
  type Points,
  type Rng,
  softplus,
} from '../../base/index.js';
import { denseAlgebra } from '../../engine/index.js';
import { featureMoments } from '../samples/moments.js';

/** How well codes are told from draws of the prior. */
export interface Discrimination {
  /** The loss of the model's own discriminator, −mean log D(z) − mean log(1 − D(z̃)), nats; log 4 if it knows nothing. */
  readonly loss: number;
  /** The least loss of any discriminator of the prior from the normal distribution of the codes' mean and covariance. */
  readonly best: number;
  /** Codes, and draws of the prior. */
  readonly n: number;
}

/**
 * A discriminator's loss, −mean log D(z) − mean log(1 − D(z̃)) with D = 1/(1 + e^−logit), in double precision.
 * @param atPrior logits at draws of the prior
 * @param atCodes logits at codes
 * @returns nats; log 4 if every logit is 0
 */
export function lossOfLogits(atPrior: ArrayLike<number>, atCodes: ArrayLike<number>): number {
  const mean = (logits: ArrayLike<number>, sign: number): number => {
    let sum = 0;
    for (let i = 0; i < logits.length; i++) sum += softplus(sign * logits[i]!);
    return sum / logits.length;
  };
  return mean(atPrior, -1) + mean(atCodes, 1);
}

/**
 * The loss of the best discriminator of N(0, σ²I) from N(m, S), m and S the mean and covariance of codes: its logit is the
 * difference of the log-densities, and its loss log 4 − 2 · JS, the Jensen–Shannon divergence of the two in nats.
 *
 * The expectations are means over `draws` draws of each, so that the value is good to about 1/√draws. A singular S gives 0:
 * codes in a plane are told from the prior without error.
 * @param codes [n, d], n ≥ 2
 * @param sigma σ, latent unit
 * @returns nats, from 0 to log 4
 * @throws RangeError if `codes` are not at least two whole codes, or `sigma` is not finite and > 0
 * @see goodfellow:14, theorem 1
 */
export function bestGaussianLoss(
  codes: Points,
  sigma: number,
  { rng, draws = 20_000 }: { readonly rng: Rng; readonly draws?: number },
): number {
  naming('bestGaussianLoss', () => {
    checkPositive(sigma, 'sigma');
    checkPoints(codes, 'codes', 2);
  });
  const d = codes.shape[1];
  const { mean, covariance } = featureMoments(codes);
  const factor = denseAlgebra.cholesky(denseAlgebra.matrix(covariance.data, d, d));
  if (factor === undefined || factor.diagonal().some(pivot => !(pivot > 0))) return 0;
  // log det of σI over L.
  const volume = factor.diagonal().reduce((sum, pivot) => sum + Math.log(sigma / pivot), 0);
  const [z, w] = [new Float64Array(d), new Float64Array(d)];
  const logit = (): number => (dot(w, w) - dot(z, z) / sigma ** 2) / 2 - volume;
  const ofPrior = Float64Array.from({ length: draws }, () => {
    for (let r = 0; r < d; r++) z[r] = sigma * rng.normal();
    // w = L⁻¹ (z − m)
    for (let r = 0; r < d; r++) {
      let value = z[r]! - mean[r]!;
      for (let k = 0; k < r; k++) value -= factor.get(r, k) * w[k]!;
      w[r] = value / factor.get(r, r);
    }
    return logit();
  });
  const ofCodes = Float64Array.from({ length: draws }, () => {
    // z = m + L w
    for (let r = 0; r < d; r++) w[r] = rng.normal();
    for (let r = 0; r < d; r++) {
      let value = mean[r]!;
      for (let k = 0; k <= r; k++) value += factor.get(r, k) * w[k]!;
      z[r] = value;
    }
    return logit();
  });
  return lossOfLogits(ofPrior, ofCodes);
}
