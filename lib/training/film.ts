import { type Points, rowsBetween } from '../base/index.js';
import type { ImageSet } from '../datasets/index.js';
import { type AutoEncoder, decodeCodes, toBytes } from '../models/index.js';

/** What a model makes of the same few held-out images at one moment of its training: a frame of its {@link Film}. */
export interface FilmFrame {
  /** Steps done. */
  readonly step: number;
  /** Mean codes of the first of them, [n, d]. */
  readonly codes: Points<Float32Array>;
  /** Reconstructions of the first of them, [k, h, w, c] bytes. */
  readonly pictures: Uint8Array;
}

/**
 * The film of a training: frames before the first step and after every epoch, all of the same images. Played one
 * after another they show how codes and reconstructions came to be what they are.
 */
export interface Film {
  readonly shape: ImageSet['shape'];
  readonly frames: readonly FilmFrame[];
}

/** Images whose codes a film shows, at most. */
export const filmImages = 500;

/** Those of them that it shows reconstructed, at most. */
const filmPictures = 12;

/**
 * A film's next frame: mean codes of the first {@link filmImages} images, reconstructions of 12. No chance enters.
 * @param codes mean codes of the first images, [n, d]
 */
export function filmFrame(model: AutoEncoder, codes: Points<Float32Array>, step: number): FilmFrame {
  const [n, d] = [Math.min(filmImages, codes.shape[0]), codes.shape[1]];
  const shown: Points<Float32Array> = { data: codes.data.slice(0, n * d), shape: [n, d] };
  const pictures = toBytes(decodeCodes(model, rowsBetween(shown, 0, Math.min(filmPictures, n))));
  return { step, codes: shown, pictures };
}
