import { checkPositive, naming, rangeError, softplus } from '../base/index.js';

/** The normal distribution N(mean, sigma² I) of codes; latent units. */
export interface IsotropicNormal {
  readonly mean: readonly number[];
  readonly sigma: number;
}

/** Half the width of the interval that integrals run over, in standard deviations, and the intervals it is cut into. */
const REACH = 12;
const INTERVALS = 20_000;

/**
 * MMD² of two normals for the kernel exp(−‖x − y‖²/(2b²)): e(p, p) + e(q, q) − 2 e(p, q), where for independent x, y
 *
 *     e = E k(x, y) = (b²/(b² + s² + t²))^(d/2) · exp(−‖mean − mean'‖²/(2 (b² + s² + t²))).
 *
 * @param bandwidth b > 0, latent units
 * @throws RangeError if a number is not finite and > 0, or the dimensions differ
 */
export function rbfMmdOfNormals(p: IsotropicNormal, q: IsotropicNormal, bandwidth: number): number {
  naming('rbfMmdOfNormals', () => {
    check(p, q);
    checkPositive(bandwidth, 'bandwidth');
  });
  const expected = (x: IsotropicNormal, y: IsotropicNormal): number => {
    const variance = bandwidth ** 2 + x.sigma ** 2 + y.sigma ** 2;
    const shrunk = (bandwidth ** 2 / variance) ** (x.mean.length / 2);
    return shrunk * Math.exp(-squaredDistance(x.mean, y.mean) / (2 * variance));
  };
  return expected(p, p) + expected(q, q) - 2 * expected(p, q);
}

/**
 * The logit of the optimal discriminator between draws of p (the prior) and q (the codes): log p(z) − log q(z), so that
 * D(z) = p/(p + q).
 * @param z [d]
 * @throws RangeError like {@link rbfMmdOfNormals}
 * @see goodfellow:14, proposition 1
 */
export function optimalLogit(p: IsotropicNormal, q: IsotropicNormal, z: readonly number[]): number {
  naming('optimalLogit', () => check(p, q));
  return logDensity(p, z) - logDensity(q, z);
}

/**
 * The Jensen–Shannon divergence of two normals on the line, ½ KL(p ‖ m) + ½ KL(q ‖ m) with m = (p + q)/2, by the
 * trapezoidal rule, whose error for such integrands is that of rounding; nats, from 0 to log 2.
 *
 * The best value that Algorithm 1's discriminator can reach is max E_p log D + E_q log(1 − D) = 2 JS − log 4.
 * @throws RangeError if they are not on the line, or a sigma is not finite and > 0
 */
export function jensenShannonOfNormals(p: IsotropicNormal, q: IsotropicNormal): number {
  naming('jensenShannonOfNormals', () => {
    check(p, q);
    if (p.mean.length !== 1) throw rangeError(`normals on the line, got ${p.mean.length} dimensions`);
  });
  const ends = [p, q].map(({ mean, sigma }) => [mean[0]! - REACH * sigma, mean[0]! + REACH * sigma]);
  const low = Math.min(...ends.map(([least]) => least!));
  const step = (Math.max(...ends.map(([, most]) => most!)) - low) / INTERVALS;
  let sum = 0;
  for (let i = 0; i <= INTERVALS; i++) {
    const z = [low + i * step];
    const logit = logDensity(p, z) - logDensity(q, z);
    // p log(2p/(p + q)) = p (log 2 − softplus(−logit)), and likewise for q.
    sum += Math.exp(logDensity(p, z)) * (Math.LN2 - softplus(-logit));
    sum += Math.exp(logDensity(q, z)) * (Math.LN2 - softplus(logit));
  }
  return (sum * step) / 2;
}

/** −(d/2) log(2πσ²) − ‖z − mean‖²/(2σ²) */
function logDensity({ mean, sigma }: IsotropicNormal, z: readonly number[]): number {
  return -0.5 * (mean.length * Math.log(2 * Math.PI * sigma ** 2) + squaredDistance(mean, z) / sigma ** 2);
}

function squaredDistance(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, k) => sum + (value - y[k]!) ** 2, 0);
}

function check(p: IsotropicNormal, q: IsotropicNormal): void {
  if (p.mean.length !== q.mean.length || p.mean.length === 0) {
    throw rangeError(`means of one dimension, got ${p.mean.length} and ${q.mean.length}`);
  }
  for (const { sigma } of [p, q]) checkPositive(sigma, 'sigma');
}
