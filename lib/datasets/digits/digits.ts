import { Rng } from '../../base/index.js';
import type { Dataset, ImageSet } from '../dataset.js';
import { drawDigit } from './handwriting.js';
import { side } from './raster.js';

export interface MakeDigitsOptions {
  readonly count: number;
  /** Image i is drawn from `rng.split('image', i)`, its class from `rng.split('order', ⌊i/10⌋)`. */
  readonly rng: Rng;
  /** Index of the first image. */
  readonly first?: number;
}

/**
 * Handwritten-looking digits drawn from stroke skeletons, in MNIST's form: 28 × 28, white on black, the ink in a
 * 20 × 20 box, centred by its centre of mass.
 *
 * Image i depends on the generator's seed and i alone, so a larger set begins with the smaller one. Every ten images
 * from a multiple of ten hold the ten classes once.
 *
 * @returns images [count, 28, 28, 1] as bytes and their classes 0 … 9
 * @throws RangeError when `count` or `first` is not an integer ≥ 0
 */
export function makeDigits({ count, rng, first = 0 }: MakeDigitsOptions): ImageSet {
  for (const [name, value] of Object.entries({ count, first })) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`makeDigits: expected \`${name}\` to be an integer ≥ 0, got ${value}`);
    }
  }
  const images = new Uint8Array(count * side * side);
  const labels = new Uint8Array(count);
  let order: Uint32Array = new Uint32Array(0);
  for (let k = 0; k < count; k++) {
    const i = first + k;
    if (k === 0 || i % 10 === 0) order = rng.split('order', Math.floor(i / 10)).permutation(10);
    const digit = order[i % 10]!;
    labels[k] = digit;
    images.set(drawDigit(digit, rng.split('image', i)), k * side * side);
  }
  return { images, labels, count, shape: [side, side, 1] };
}

export interface LoadDigitsOptions {
  /** Number of images to train on. */
  readonly train?: number;
  /** Number of images held out. */
  readonly test?: number;
  readonly seed?: number;
}

/**
 * A data set of procedural digits, the one that needs no files.
 *
 * The splits come from the streams `digits/train` and `digits/test` of the seed: other digits, the same pens.
 */
export function loadDigits({ train = 10_000, test = 2_000, seed = 0 }: LoadDigitsOptions = {}): Dataset {
  const root = Rng.fromSeed(seed).split('digits');
  return {
    name: 'digits',
    train: makeDigits({ count: train, rng: root.split('train') }),
    test: makeDigits({ count: test, rng: root.split('test') }),
    classes: 10,
    sources: { digits: `procedural seed=${seed} train=${train} test=${test}` },
  };
}
