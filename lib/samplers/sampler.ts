import type { Points, Rng } from '../base/index.js';

/** Where codes for a decoder come from. */
export interface Sampler {
  readonly name: 'prior' | 'gaussian' | 'mixture' | 'second-stage';
  /**
   * Independent draws.
   * @param count an integer ≥ 0
   * @returns [count, d], latent units
   * @throws RangeError for a bad `count`
   */
  sample(count: number, rng: Rng): Points<Float32Array>;
}
