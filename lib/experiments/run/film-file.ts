import { z } from 'zod';
import type { ImageSet } from '../../datasets/index.js';
import { pointsOf, UserError } from '../../base/index.js';
import { type FileWords, readTensorFile, writeTensorFile } from '../../node/index.js';
import type { Film } from '../../training/index.js';

const words: FileWords = {
  noun: 'film of the training',
  ifMissing: 'train first',
  ifDamaged: 'delete it to go on without it',
};

/**
 * Writes a film of at least one frame: `codes` [frames, n, d], `pictures` [frames, k, h, w, c] and the steps.
 * @throws UserError if it can't be written; the file that was there stays
 */
export function writeFilm(path: string, { shape, frames }: Film): void {
  const [first] = frames;
  if (first === undefined) throw new RangeError('writeFilm: expected one frame or more, got none');
  const [n, d] = first.codes.shape;
  const codes = new Float32Array(frames.length * n * d);
  const pictures = new Uint8Array(frames.length * first.pictures.length);
  frames.forEach((frame, i) => {
    codes.set(frame.codes.data, i * n * d);
    pictures.set(frame.pictures, i * first.pictures.length);
  });
  const pixels = shape[0] * shape[1] * shape[2];
  writeTensorFile(
    path,
    [
      { name: 'codes', shape: [frames.length, n, d], values: codes },
      {
        name: 'pictures',
        shape: [frames.length, first.pictures.length / pixels, ...shape],
        values: pictures,
      },
    ],
    { steps: JSON.stringify(frames.map(({ step }) => step)) },
  );
}

const stepsSchema = z.array(z.number().int().min(0));

/** Ascending steps, or none. */
function parseSteps(text = ''): readonly number[] {
  try {
    const steps = stepsSchema.parse(JSON.parse(text));
    return steps.every((step, i) => i === 0 || step > steps[i - 1]!) ? steps : [];
  } catch {
    return [];
  }
}

/**
 * Reads what {@link writeFilm} wrote.
 * @throws UserError if the file is missing or damaged
 */
export function readFilm(path: string): Film {
  const { tensors, metadata } = readTensorFile(path, words);
  const [codes, pictures] = [tensors.get('codes'), tensors.get('pictures')];
  const damaged = (what: string): UserError =>
    new UserError(`the ${words.noun} ${path} is damaged (${what}); ${words.ifDamaged}`);
  if (!(codes?.values instanceof Float32Array) || !(pictures?.values instanceof Uint8Array)) {
    throw damaged('codes or pictures are missing');
  }
  const steps = parseSteps(metadata['steps']);
  const { length } = steps;
  if (length === 0) throw damaged('its steps are no steps of a training');
  const shapes = [codes.shape, pictures.shape];
  if (shapes.some(shape => shape[0] !== length) || codes.shape.length !== 3 || pictures.shape.length !== 5) {
    throw damaged(`${length} steps, and arrays of ${shapes.map(shape => shape.join('x')).join(' and ')}`);
  }
  if (!codes.values.every(Number.isFinite)) throw damaged('a code is not finite');
  const part = <T extends Float32Array | Uint8Array>(values: T, i: number): T => {
    const size = values.length / length;
    return values.slice(i * size, (i + 1) * size) as T;
  };
  const [codeValues, pictureValues] = [codes.values, pictures.values];
  return {
    shape: pictures.shape.slice(2) as unknown as ImageSet['shape'],
    frames: steps.map((step, i) => ({
      step,
      codes: pointsOf(part(codeValues, i), codes.shape[2]!),
      pictures: part(pictureValues, i),
    })),
  };
}
