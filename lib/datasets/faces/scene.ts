import type { Noise } from './noise.js';
import type { Surface } from './surface.js';
import type { FaceTraits } from './traits.js';

/** A picture being painted. */
export interface Scene {
  readonly traits: FaceTraits;
  readonly surface: Surface;
  readonly noise: Noise;
  /** [64, 64, 3], 0 … 1 */
  readonly pixels: Float32Array;
}
