import type { OnProgress, Rng } from '../../base/index.js';
import type { ImageSet } from '../../datasets/index.js';
import { frechet, frechetFloor, type Inception, type Measured } from '../../metrics/index.js';
import { type AutoEncoder, decodeCodes, toBytes } from '../../models/index.js';
import type { Sampler } from '../../samplers/index.js';

/** The published FID of samples, and of the test images themselves. */
export interface InceptionMetrics {
  /** Fréchet distance of as many decoded draws as there are test images to these, in Inception's features. */
  readonly frechet: Measured;
  /** The same of two halves of the test images: the floor. */
  readonly floor: Measured;
}

/** How {@link measureInception} goes about it. */
export interface MeasureInceptionOptions {
  readonly rng: Rng;
  /** Ends the measuring between two batches. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the images that have passed, of test images and samples together. */
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Measures draws of a sampler in the features of Inception-v3. With the stream that the other numbers of the sampler
 * are measured with, the draws are the same.
 * @throws the signal's reason
 */
export async function measureInception(
  model: AutoEncoder,
  sampler: Sampler,
  { images, count, shape }: ImageSet,
  inception: Inception,
  { rng, signal, onProgress }: MeasureInceptionOptions,
): Promise<InceptionMetrics> {
  const samples = toBytes(decodeCodes(model, sampler.sample(count, rng.split('draws')), count));
  const featuresOf = (data: Uint8Array, before: number): ReturnType<Inception['features']> =>
    inception.features(
      { data, shape: [count, ...shape] },
      { signal, onProgress: done => onProgress?.(before + done, 2 * count) },
    );
  const real = await featuresOf(images, 0);
  const generated = await featuresOf(samples, count);
  const protocol = `Fréchet distance, ${inception.protocol}`;
  return {
    frechet: frechet(real, generated, { rng: rng.split('inception'), protocol }),
    floor: frechetFloor(real, { rng: rng.split('inception floor'), protocol }),
  };
}
