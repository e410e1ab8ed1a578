import type { ImageSet } from '../datasets/index.js';
import { type AutoEncoder, decodeCodes, encodeImages, toBytes } from '../models/index.js';

/** What a model makes of the same few test images at one moment of its training. */
export interface FilmFrame {
  /** Steps done. */
  readonly step: number;
  /** Mean codes of the first test images, [n, d]. */
  readonly codes: Float32Array;
  /** Reconstructions of the first of them, [k, h, w, c] bytes. */
  readonly pictures: Uint8Array;
}

/** The moments of a training, in order, all of the same images. */
export interface Film {
  /** d */
  readonly dimension: number;
  readonly shape: ImageSet['shape'];
  readonly frames: readonly FilmFrame[];
}

/** Test images whose codes a film shows, at most, and those it shows reconstructed. */
const [filmCodes, filmPictures] = [500, 12];

/** A film's next frame: the first 500 test images' mean codes, 12 reconstructions. No chance enters. */
export function filmFrame(model: AutoEncoder, test: ImageSet, step: number): FilmFrame {
  const n = Math.min(filmCodes, test.count);
  const k = Math.min(filmPictures, n);
  const codes = encodeImages(model, test.images, n);
  const shown = codes.subarray(0, k * model.config.prior.dimension);
  return { step, codes, pictures: toBytes(decodeCodes(model, shown, k)) };
}
