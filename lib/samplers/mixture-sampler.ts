import { checkCount, checkPoints, drawer, naming, pointAt, type Points, type Rng } from '../base/index.js';
import { fitMixture, type FittedMixture, type MixtureFitOptions } from './mixture-fit.js';
import { startMixture } from './mixture-start.js';
import { emptyCodes, normalDrawer } from './normal-draws.js';
import { principalCoordinates } from './principal-coordinates.js';
import type { Sampler } from './sampler.js';

/** How {@link mixtureSampler} fits. */
export interface MixtureOptions extends MixtureFitOptions {
  /** Where the fit's start comes from. */
  readonly rng: Rng;
  /** Components; 10, as in ghosh:20. */
  readonly components?: number;
  /**
   * Coordinates that the mixture is of, at the most; Infinity. A step of the fit costs about
   * 2 · components · n · coordinates² multiplications.
   */
  readonly coordinates?: number;
}

/** A sampler with the fit that it draws from. */
export interface MixtureSampler extends Sampler {
  readonly name: 'mixture';
  /** In more coordinates than the mixture is of: of the first principal ones. */
  readonly fit: FittedMixture;
}

/**
 * Draws from a mixture of normal distributions with full covariances, fitted to codes once from a k-means start.
 *
 * The steps are {@link startMixture} and {@link fitMixture}. Of codes with more than `coordinates` coordinates the mixture is
 * of as many principal ones, those of largest variance; each of the others is drawn from N(0, λ), λ its variance.
 * @param codes training codes, [n, d], n ≥ components
 * @throws RangeError for bad codes or options, and if a covariance is singular, which needs `ridge` to be 0
 * @see ghosh:20, section 4: ten components
 */
export function mixtureSampler(codes: Points, options: MixtureOptions): MixtureSampler {
  const { coordinates = Infinity } = options;
  naming('mixtureSampler', () => {
    if (coordinates !== Infinity) checkCount(coordinates, 'coordinates', 1);
    checkPoints(codes, 'codes', 1);
  });
  return codes.shape[1] > coordinates
    ? principalMixture(codes, coordinates, options)
    : wholeMixture(codes, options);
}

function wholeMixture(codes: Points, options: MixtureOptions): MixtureSampler {
  const { fit, draw } = fitted(codes, options);
  return samplerOf(fit, codes.shape[1], draw);
}

function principalMixture(codes: Points, count: number, options: MixtureOptions): MixtureSampler {
  const d = codes.shape[1];
  const principal = principalCoordinates(codes);
  const { fit, draw } = fitted(principal.project(codes, count), options);
  const deviations = principal.variances.map(Math.sqrt);
  const first = new Float32Array(count);
  return samplerOf(fit, d, (out, rng) => {
    draw(first, rng);
    const all = Float64Array.from(deviations, (std, k) => (k < count ? first[k]! : std * rng.normal()));
    principal.restore(all, out);
  });
}

type Draw = (out: Float32Array, rng: Rng) => void;

function fitted(
  codes: Points,
  options: MixtureOptions,
): { readonly fit: FittedMixture; readonly draw: Draw } {
  const fit = naming('mixtureSampler', () => fitMixture(codes, startMixture(codes, options), options));
  const pick = drawer(Float64Array.from(fit.mixture, ({ weight }) => weight));
  const draws = fit.mixture.map(normalDrawer);
  return { fit, draw: (out, rng) => draws[pick(rng)]!(out, rng) };
}

function samplerOf(fit: FittedMixture, d: number, draw: Draw): MixtureSampler {
  return {
    name: 'mixture',
    fit,
    sample(count, rng) {
      naming('MixtureSampler.sample', () => checkCount(count, 'count', 0));
      const out = emptyCodes(count, d);
      for (let i = 0; i < count; i++) draw(pointAt(out, i), rng);
      return out;
    },
  };
}
