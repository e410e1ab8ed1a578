import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type OnProgress, Rng, UserError } from '../../base/index.js';
import { workFolder } from '../../node/index.js';
import type { Dataset, ImageSet } from '../dataset.js';
import { gathered } from '../gathered.js';
import { checkFound } from './describe-images.js';
import { findImages } from './find-images.js';
import { type PreparedPart, preparePart } from './prepare-part.js';
import type { FoundImages, ImagesSpec } from './spec.js';

export interface LoadImagesOptions {
  /** The folder, or the file of arrays. */
  readonly directory: string;
  /** Where prepared pictures are kept; by default `$WAE_CACHE`, otherwise `data/cache` of the repository. */
  readonly cache?: string;
  readonly signal?: AbortSignal | undefined;
  /** Called after each image that is prepared; not at all when they come from the cache. */
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Images of one's own, as `describeImages` said of them: each fitted to a square of `size` pixels and resized by Lanczos'
 * filter, in grey or colour. Pictures are prepared once and kept in a cache.
 * @throws UserError, in one sentence, if what is there is of another kind than `spec` says, is damaged, or more than a tenth
 *   of the pictures can't be read
 * @throws the signal's reason
 */
export async function loadImages(
  spec: ImagesSpec,
  {
    directory,
    cache = process.env['WAE_CACHE'] || join(workFolder(), 'data', 'cache'),
    signal,
    onProgress,
  }: LoadImagesOptions,
): Promise<Dataset> {
  const found = await findImages(directory);
  checkFound(directory, found, spec);
  const prepared = await prepareAll(found, spec, { directory, cache, signal, onProgress });
  const { train, test, validation } = split(prepared, spec);
  return {
    name: spec.title,
    train: drawn(train, spec, 'train'),
    ...(validation && { validation }),
    test: drawn(test, spec, 'test'),
    classes: Math.max(1, spec.classes.length),
    ...(spec.classes.length > 0 && { classNames: spec.classes }),
    sources: { ...found.sources, ...pictureSums(prepared) },
    skipped: Object.values(prepared).flatMap(({ skipped }) => skipped),
    notes: found.notes,
  };
}

type Prepared = Readonly<
  Record<'train', PreparedPart> & Partial<Record<'test' | 'validation', PreparedPart>>
>;

async function prepareAll(
  found: FoundImages,
  spec: ImagesSpec,
  { directory, cache, signal, onProgress }: LoadImagesOptions & { readonly cache: string },
): Promise<Prepared> {
  const { train, test, validation } = found;
  const total = [train, test, validation].reduce((sum, part) => sum + (part?.count ?? 0), 0);
  let before = 0;
  const prepare = async (part: typeof train): Promise<PreparedPart> => {
    const from = before;
    before += part.count;
    return preparePart(part, spec, {
      where: directory,
      cache,
      signal,
      onProgress: onProgress && (done => onProgress(from + done, total)),
    });
  };
  return {
    train: await prepare(train),
    ...(test && { test: await prepare(test) }),
    ...(validation && { validation: await prepare(validation) }),
  };
}

/** One checksum of all pictures: of the parts' one after another. */
function pictureSums(prepared: Prepared): Record<string, string> {
  const sums = Object.values(prepared).flatMap(({ md5 }) => md5 ?? []);
  return sums.length === 0 ? {} : { pictures: createHash('md5').update(sums.join('\n')).digest('hex') };
}

function split(
  { train, test, validation }: Prepared,
  { split: how }: ImagesSpec,
): {
  readonly train: ImageSet;
  readonly test: ImageSet;
  readonly validation?: ImageSet;
} {
  switch (how.kind) {
    case 'given':
      return { train: train.set, test: test!.set, ...(validation && { validation: validation.set }) };
    case 'drawn': {
      const { count } = train.set;
      const order = Rng.fromSeed(how.seed).split('images held out').permutation(count);
      const sorted = (places: Uint32Array): Uint32Array => places.slice().sort();
      return {
        test: gathered(train.set, sorted(order.subarray(0, how.test))),
        train: gathered(train.set, sorted(order.subarray(how.test))),
      };
    }
    default:
      throw new TypeError(`loadImages: unknown split ${JSON.stringify(how satisfies never)}`);
  }
}

/** So many images of a set, drawn without replacement; the same ones every time. */
function drawn(set: ImageSet, spec: ImagesSpec, name: 'train' | 'test'): ImageSet {
  const wanted = spec[name];
  if (wanted === undefined || wanted === set.count) return set;
  if (wanted > set.count) {
    throw new UserError(
      `${spec.title} has ${set.count} ${name === 'train' ? 'training' : 'test'} images, and ${wanted} were asked for; take fewer of them`,
    );
  }
  const places = Rng.fromSeed(0).split(`images ${name}`).permutation(set.count).subarray(0, wanted);
  return gathered(set, places);
}
