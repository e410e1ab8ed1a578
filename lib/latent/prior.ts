import {
  checkCount,
  checkPositive,
  naming,
  pointAt,
  type Points,
  type Rng,
  typeError,
} from '../base/index.js';

/** The distribution P_Z that codes are matched to. */
export interface Prior {
  /**
   * `normal`: N(0, σ²I); `uniform-cube`: uniform on [−σ, σ]^d; `uniform-sphere`: uniform on the sphere of radius σ
   * about the origin.
   */
  readonly kind: 'normal' | 'uniform-cube' | 'uniform-sphere';
  /** d, the number of coordinates of a code. */
  readonly dimension: number;
  /** σ, in latent units; a standard deviation per coordinate for `normal` only (see `priorStd`). */
  readonly sigma: number;
}

/**
 * Checks a prior.
 * @throws RangeError unless `dimension` is an integer ≥ 1 and `sigma` finite and > 0
 */
export function checkPrior(prior: Prior): void {
  checkCount(prior.dimension, 'dimension', 1);
  checkPositive(prior.sigma, 'sigma');
}

/** The error of a `never` branch, for values that escaped the type checker. */
export function unknownPrior(kind: never): TypeError {
  return typeError(
    `\`prior.kind\` to be normal, uniform-cube or uniform-sphere, got ${JSON.stringify(kind)}`,
  );
}

/**
 * Independent draws from the prior.
 * @param n number of draws, an integer ≥ 0
 * @returns [n, d], latent units
 * @throws RangeError for a bad `n` or prior
 */
export function samplePrior(prior: Prior, n: number, rng: Rng): Points<Float32Array> {
  return naming('samplePrior', () => {
    checkPrior(prior);
    checkCount(n, 'n', 0);
    const { kind, dimension, sigma } = prior;
    const draws = { data: new Float32Array(n * dimension), shape: [n, dimension] } as const;
    switch (kind) {
      case 'normal':
        rng.fillNormal(draws.data, sigma);
        return draws;
      case 'uniform-cube':
        for (let i = 0; i < draws.data.length; i++) draws.data[i] = rng.between(-sigma, sigma);
        return draws;
      case 'uniform-sphere':
        for (let i = 0; i < n; i++) fillOnSphere(pointAt(draws, i), sigma, rng);
        return draws;
      default:
        throw unknownPrior(kind);
    }
  });
}

/** A uniform point of the sphere: a normal vector divided by its length (muller:59). */
function fillOnSphere(point: Float32Array, radius: number, rng: Rng): void {
  let squares = 0;
  while (squares === 0) {
    rng.fillNormal(point);
    squares = 0;
    for (const value of point) squares += value * value;
  }
  const scale = radius / Math.sqrt(squares);
  for (let k = 0; k < point.length; k++) point[k]! *= scale;
}

/**
 * Standard deviation of one coordinate under the prior: σ (normal), σ/√3 (cube), σ/√d (sphere).
 * @returns latent units
 * @throws RangeError for a bad prior
 */
export function priorStd(prior: Prior): number {
  return naming('priorStd', () => {
    checkPrior(prior);
    const { kind, dimension, sigma } = prior;
    switch (kind) {
      case 'normal':
        return sigma;
      case 'uniform-cube':
        return sigma / Math.sqrt(3);
      case 'uniform-sphere':
        return sigma / Math.sqrt(dimension);
      default:
        throw unknownPrior(kind);
    }
  });
}
