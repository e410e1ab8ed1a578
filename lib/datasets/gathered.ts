import type { ImageSet } from './dataset.js';

/** The images and labels at some places, in their order. */
export function gathered(set: ImageSet, places: ArrayLike<number>): ImageSet {
  const { shape, images, labels, attributes } = set;
  const pick = (from: Uint8Array, width: number): Uint8Array => {
    const out = new Uint8Array(places.length * width);
    for (let i = 0; i < places.length; i++) {
      out.set(from.subarray(places[i]! * width, (places[i]! + 1) * width), i * width);
    }
    return out;
  };
  return {
    images: pick(images, shape[0] * shape[1] * shape[2]),
    labels: pick(labels, 1),
    count: places.length,
    shape,
    ...(attributes && {
      attributes: { ...attributes, values: pick(attributes.values, attributes.names.length) },
    }),
  };
}
