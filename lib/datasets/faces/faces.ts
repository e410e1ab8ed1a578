import { checkCount, naming, nextTurn, type OnProgress, rangeError, Rng } from '../../base/index.js';
import type { Dataset, ImageSet } from '../dataset.js';
import { attributesOf, faceAttributeNames } from './attributes.js';
import { side } from './canvas.js';
import { drawTraits } from './draw-traits.js';
import { drawFace } from './render.js';

/** Sides that faces come in, in pixels. */
export type FaceSize = 64 | 32;

export interface MakeFacesOptions {
  readonly count: number;
  /** Face i is drawn from `rng.split('face', i)`. */
  readonly rng: Rng;
  /** Index of the first face. */
  readonly first?: number;
  /** Side in pixels; a face of 32 is the mean over 2 × 2 pixels of that of 64. */
  readonly size?: FaceSize;
  /** Called after each face. */
  readonly onProgress?: OnProgress;
}

/**
 * Painted faces in the form of CelebA's close crop: colour, the eyes near one place, with CelebA's names for their
 * attributes.
 *
 * Face i depends on the generator's seed and i alone, so a larger set begins with the smaller one.
 *
 * @returns images [count, size, size, 3] as bytes; labels 1 if the face smiles, else 0; 30 attributes
 * @throws RangeError when `count` or `first` is not an integer ≥ 0, or `size` is neither 64 nor 32
 */
export function makeFaces(options: MakeFacesOptions): ImageSet {
  const { faces, paint } = blankFaces(options);
  for (let k = 0; k < faces.count; k++) paint(k);
  return faces;
}

/** Faces painted between two turns of the event loop. */
const FACES_PER_TURN = 100;

/** The same as {@link makeFaces}, with a turn of the event loop now and then. */
async function makeFacesInTurns(options: MakeFacesOptions, signal?: AbortSignal): Promise<ImageSet> {
  const { faces, paint } = blankFaces(options);
  for (let k = 0; k < faces.count; k++) {
    if (k % FACES_PER_TURN === 0) await nextTurn(signal);
    paint(k);
  }
  return faces;
}

/** Room for faces, and what paints the k-th of them. */
function blankFaces({ count, rng, first = 0, size = 64, onProgress = () => {} }: MakeFacesOptions): {
  readonly faces: ImageSet;
  readonly paint: (k: number) => void;
} {
  naming('makeFaces', () => {
    checkCount(count, 'count', 0);
    checkCount(first, 'first', 0);
    if (size !== 64 && size !== 32) {
      throw rangeError(`\`size\` to be 64 or 32, got ${String(size)}`);
    }
  });
  const bytes = 3 * size * size;
  const width = faceAttributeNames.length;
  const images = new Uint8Array(count * bytes);
  const labels = new Uint8Array(count);
  const values = new Uint8Array(count * width);
  const smiling = faceAttributeNames.indexOf('Smiling');
  const paint = (k: number): void => {
    const stream = rng.split('face', first + k);
    const traits = drawTraits(stream);
    const picture = drawFace(traits, stream);
    images.set(size === side ? picture : halve(picture), k * bytes);
    const present = attributesOf(traits);
    values.set(present, k * width);
    labels[k] = present[smiling]!;
    onProgress(k + 1, count);
  };
  const attributes = { names: faceAttributeNames, values };
  return { faces: { images, labels, count, shape: [size, size, 3], attributes }, paint };
}

/** The mean over 2 × 2 pixels, rounded. */
function halve(picture: Uint8Array): Uint8Array {
  const half = side / 2;
  const out = new Uint8Array(3 * half * half);
  for (let i = 0; i < out.length; i++) {
    const [channel, column, row] = [i % 3, Math.floor(i / 3) % half, Math.floor(i / (3 * half))];
    const at = 3 * (2 * row * side + 2 * column) + channel;
    let sum = 0;
    for (const step of [0, 3, 3 * side, 3 * side + 3]) sum += picture[at + step]!;
    out[i] = Math.round(sum / 4);
  }
  return out;
}

export interface LoadFacesOptions {
  /** Number of faces to train on. */
  readonly train?: number;
  /** Number of faces held out. */
  readonly test?: number;
  readonly seed?: number;
  /** Side in pixels. */
  readonly size?: FaceSize;
  /** Stops the painting, within a hundred faces. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each face, those held out last. */
  readonly onProgress?: OnProgress;
}

/**
 * A data set of procedural faces, the one that needs no files; its two classes are not smiling and smiling.
 *
 * The splits come from the streams `faces/train` and `faces/test` of the seed.
 *
 * @throws RangeError as `makeFaces` and `Rng.fromSeed` do
 * @throws the signal's reason
 */
export async function loadFaces({
  train = 8000,
  test = 1000,
  seed = 0,
  size = 64,
  signal,
  onProgress = () => {},
}: LoadFacesOptions = {}): Promise<Dataset> {
  const root = Rng.fromSeed(seed).split('faces');
  const part = (name: 'train' | 'test', count: number, before: number): Promise<ImageSet> =>
    makeFacesInTurns(
      { count, rng: root.split(name), size, onProgress: done => onProgress(before + done, train + test) },
      signal,
    );
  return {
    name: 'faces',
    train: await part('train', train, 0),
    test: await part('test', test, train),
    classes: 2,
    sources: { faces: `procedural seed=${seed} train=${train} test=${test} size=${size}` },
  };
}
