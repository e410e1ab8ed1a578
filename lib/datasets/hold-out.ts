import { checkCount, naming, rangeError } from '../base/index.js';
import type { Dataset, ImageSet } from './dataset.js';

/**
 * Holds the last training images out for validation: what is chosen is chosen on them, and test images are left for the
 * end. The sets are views of the same bytes.
 * @param count validation images, an integer from 1 to one less than the training images
 * @throws RangeError if `count` is not such a number
 */
export function holdOut(data: Dataset, count: number): Dataset {
  const { train } = data;
  naming('holdOut', () => {
    checkCount(count, 'count', 1);
    if (count >= train.count) {
      throw rangeError(`\`count\` to be less than the ${train.count} training images, got ${count}`);
    }
  });
  const first = train.count - count;
  return { ...data, train: between(train, 0, first), validation: between(train, first, train.count) };
}

/** Images `from` … `to` − 1. */
function between(
  { images, labels, shape, attributes, ...rest }: ImageSet,
  from: number,
  to: number,
): ImageSet {
  const part = (values: Uint8Array, width: number): Uint8Array => values.subarray(from * width, to * width);
  return {
    ...rest,
    images: part(images, shape[0] * shape[1] * shape[2]),
    labels: part(labels, 1),
    count: to - from,
    shape,
    ...(attributes && {
      attributes: { ...attributes, values: part(attributes.values, attributes.names.length) },
    }),
  };
}
