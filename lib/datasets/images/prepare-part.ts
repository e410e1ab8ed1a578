import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type OnProgress, UserError } from '../../base/index.js';
import { loadSharp, makeFolder, removeLeftovers } from '../../node/index.js';
import type { ImageSet, SkippedImage } from '../dataset.js';
import { readImageCache, saveImageCache } from '../folders/image-cache.js';
import { gathered } from '../gathered.js';
import { fitImage } from './fit-image.js';
import type { ImagePart, ImagesSpec } from './spec.js';

/** Of all pictures so many may be unreadable before the whole is given up. */
const MOST_SKIPPED = 0.1;

/** Bytes of all prepared images at the most. */
const MOST_BYTES = 2 ** 33;

/** Named in the cache's key: another one if the filter or the decoder give other bytes. */
const preparation = 'fit, lanczos3, sRGB or b-w, white below; version 1';

/** A part of the images, resized. */
export interface PreparedPart {
  /** Without those that were skipped. */
  readonly set: ImageSet;
  readonly skipped: readonly SkippedImage[];
  /** md5 of the pictures' names and bytes; undefined of arrays, whose files have their own. */
  readonly md5: string | undefined;
}

export interface PreparePartOptions {
  /** How messages name the source. */
  readonly where: string;
  readonly cache: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** What the cache keeps beside the images. */
interface PartRecord {
  readonly skipped: readonly (readonly [place: number, image: SkippedImage])[];
  readonly md5: string;
}

/**
 * Fits and resizes the images of a part.
 * @throws UserError if more than a tenth of the pictures can't be read, or there is no room for them
 * @throws the signal's reason
 */
export async function preparePart(
  part: ImagePart,
  spec: ImagesSpec,
  options: PreparePartOptions,
): Promise<PreparedPart> {
  const { size, channels } = spec;
  const bytes = part.count * size * size * channels;
  if (bytes > MOST_BYTES) {
    throw new UserError(
      `${part.count} images of ${size} × ${size} would take ${(bytes / 2 ** 30).toFixed(0)} GiB; choose a smaller --size, or fewer images`,
    );
  }
  if ('pixels' in part.at(0)) {
    const { images } = await fitAll(part, spec, options);
    return { set: setOf(part, spec, images, []), skipped: [], md5: undefined };
  }
  const { images, record } = await cached(part, spec, options);
  const skipped = record.skipped.map(([, image]) => image);
  return {
    set: setOf(
      part,
      spec,
      images,
      record.skipped.map(([place]) => place),
    ),
    skipped,
    md5: record.md5,
  };
}

function setOf(
  { count, labels }: ImagePart,
  { size, channels }: ImagesSpec,
  images: Uint8Array,
  skipped: readonly number[],
): ImageSet {
  const set: ImageSet = { images, labels, count, shape: [size, size, channels] };
  if (skipped.length === 0) return set;
  const left = new Set(skipped);
  return gathered(
    set,
    Array.from({ length: count }, (_, i) => i).filter(i => !left.has(i)),
  );
}

async function cached(
  part: ImagePart,
  spec: ImagesSpec,
  options: PreparePartOptions,
): Promise<{ readonly images: Uint8Array; readonly record: PartRecord }> {
  const { cache, signal } = options;
  const { size, channels, fit } = spec;
  const key = JSON.stringify({ listing: await listing(part, signal), size, channels, fit, preparation });
  const short = createHash('sha256').update(key).digest('hex').slice(0, 12);
  const path = join(cache, `images-${size}-${short}.safetensors`);
  const found = await readImageCache(path, key, signal);
  if (found !== undefined) return { images: found.images, record: found.record as PartRecord };
  const { images, skipped } = await fitAll(part, spec, options);
  const record = { skipped, md5: await md5Of(part, signal) };
  makeFolder(cache);
  removeLeftovers(cache, 'images-');
  saveImageCache(path, key, { images, shape: [part.count, size, size, channels], record });
  return { images, record };
}

/** What changes when the pictures do, found without reading them. */
async function listing({ count, at, nameOf }: ImagePart, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for (let i = 0; i < count; i++) {
    signal?.throwIfAborted();
    const found = await stat((at(i) as { file: string }).file).catch(() => undefined);
    hash.update(`${nameOf(i)} ${found?.size ?? 'missing'} ${found?.mtimeMs ?? ''}\n`);
  }
  return hash.digest('hex');
}

async function md5Of({ count, at, nameOf }: ImagePart, signal?: AbortSignal): Promise<string> {
  const hash = createHash('md5');
  for (let i = 0; i < count; i++) {
    signal?.throwIfAborted();
    hash.update(`${nameOf(i)}\n`);
    try {
      for await (const chunk of createReadStream((at(i) as { file: string }).file)) {
        hash.update(chunk as Uint8Array);
      }
    } catch {
      hash.update('unreadable');
    }
  }
  return hash.digest('hex');
}

/** All images one after another, several at a time; 0 in place of one that can't be read. */
async function fitAll(
  { count, at, nameOf }: ImagePart,
  spec: ImagesSpec,
  { where, signal, onProgress }: PreparePartOptions,
): Promise<{ readonly images: Uint8Array; readonly skipped: (readonly [number, SkippedImage])[] }> {
  const sharp = await loadSharp();
  const pixels = spec.size * spec.size * spec.channels;
  const images = new Uint8Array(count * pixels);
  const skipped: (readonly [number, SkippedImage])[] = [];
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    while (next < count && skipped.length <= MOST_SKIPPED * count) {
      signal?.throwIfAborted();
      const i = next++;
      try {
        images.set(await fitImage(at(i), spec, sharp), i * pixels);
      } catch (error) {
        const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
        skipped.push([i, { name: nameOf(i), reason }]);
      }
      onProgress?.(++done, count);
    }
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, work));
  skipped.sort(([one], [other]) => one - other);
  if (skipped.length > MOST_SKIPPED * count) {
    const shown = skipped.slice(0, 3).map(([, { name, reason }]) => `${name}: ${reason}`);
    throw new UserError(
      `${where} has ${skipped.length} or more images among ${count} that can't be read, over a tenth (${shown.join('; ')}); ` +
        'take them away, or convert them to PNG',
    );
  }
  return { images, skipped };
}
