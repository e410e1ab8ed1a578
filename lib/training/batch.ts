import type { ImageSet } from '../datasets/index.js';

/** The bytes of some images, in the order asked for. */
export function gather(
  { images, shape }: Pick<ImageSet, 'images' | 'shape'>,
  indices: ArrayLike<number>,
): Uint8Array {
  const pixels = shape[0] * shape[1] * shape[2];
  const batch = new Uint8Array(indices.length * pixels);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * pixels;
    batch.set(images.subarray(from, from + pixels), i * pixels);
  }
  return batch;
}
