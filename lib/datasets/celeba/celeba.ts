import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type OnProgress, UserError } from '../../base/index.js';
import { makeFolder, removeLeftovers, workFolder } from '../../node/index.js';
import { type CelebaLocation, celebaNames, findCelebA, type WholeCelebaLocation } from './celeba-files.js';
import { preparation, type PreparedFaces, prepareFaces } from './celeba-images.js';
import { type AttributeTable, readAttributes, readPartition } from './celeba-lists.js';
import type { Dataset, ImageSet, SkippedImage } from '../dataset.js';
import { readImageCache, saveImageCache } from '../folders/image-cache.js';
import { byName, listFolder, openJpegFolder } from '../folders/jpeg-source.js';
import { openJpegZip } from '../folders/jpeg-zip.js';
import { zipFault } from '../folders/zip-fault.js';

export interface LoadCelebAOptions {
  /** Folder with the files, or the folder above it called `celeba`; by default the usual places are searched. */
  readonly directory?: string;
  /** Side of the pictures, in pixels. */
  readonly size?: 64 | 32;
  /** Where prepared pictures are kept; by default `$WAE_CACHE`, otherwise `data/cache` of the repository. */
  readonly cache?: string;
  readonly signal?: AbortSignal | undefined;
  /** Called after each picture that is prepared; not at all when they come from the cache. */
  readonly onProgress?: OnProgress;
}

/** CelebA, and the pictures that could not be used. */
export interface CelebA extends Dataset {
  readonly skipped: readonly SkippedImage[];
}

/**
 * CelebA's aligned faces, cropped by `closeCrop` and resized to `size` × `size`, with their 40 attributes; the
 * label is the attribute `Smiling`.
 *
 * Pictures come from `img_align_celeba.zip`, read where it is, or from a folder of JPEGs; they are prepared once and
 * kept in a cache. Held out are part 2 of `list_eval_partition.txt` if that is there (parts 0 and 1 are trained
 * on), otherwise, or if none of the pictures is in that part, the last 20,000 by name, or the last ⌊n/10⌋ if there are fewer than 200,000 (20,000 of 202,599:
 * tolstikhin/wae, datahandler.py, `_load_celebA`). For non-commercial research only, its publishers say.
 *
 * @throws UserError, in one sentence, if files are missing or damaged, the attributes are not those of the
 *   pictures, more than 1 % of the pictures are not JPEGs, or the cache can't be written
 * @throws the signal's reason; nothing half-made is left behind
 */
export async function loadCelebA({
  directory,
  size = 64,
  cache = process.env['WAE_CACHE'] || join(workFolder(), 'data', 'cache'),
  signal,
  onProgress,
}: LoadCelebAOptions = {}): Promise<CelebA> {
  if (size !== 64 && size !== 32) {
    throw new RangeError(`loadCelebA: expected \`size\` to be 64 or 32, got ${String(size satisfies never)}`);
  }
  const location = await findCelebA(directory);
  const attributes = await readAttributes(location.attributes);
  if (!attributes.names.includes('Smiling')) {
    throw new UserError(`${location.attributes} has no attribute Smiling; fetch it again`);
  }
  const faces = await preparedFaces(location, attributes, { size, cache, signal, onProgress });
  const names = [...faces.names, ...faces.skipped.map(({ name }) => name)].sort(byName);
  const { held, sources, notes } = await split(location, names);
  const take = (test: boolean): ImageSet => select(faces, attributes, size, name => held.has(name) === test);
  return {
    name: 'celeba',
    train: take(false),
    test: take(true),
    classes: 2,
    sources: { ...faces.sources, [celebaNames.attributes]: attributes.md5, ...sources },
    skipped: faces.skipped,
    notes: [...location.notes, ...partNote(names.length, location.attributes, attributes), ...notes],
  };
}

/** Prepared pictures, and what they were made from: file name to md5. */
interface Faces extends PreparedFaces {
  readonly sources: Readonly<Record<string, string>>;
}

interface Settings {
  readonly size: 64 | 32;
  readonly cache: string;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: OnProgress | undefined;
}

async function preparedFaces(
  { images }: WholeCelebaLocation,
  attributes: AttributeTable,
  { size, cache, signal, onProgress }: Settings,
): Promise<Faces> {
  removeLeftovers(cache, 'celeba-');
  const key = JSON.stringify({ ...(await fingerprint(images, signal)), size, preparation });
  const short = createHash('sha256').update(key).digest('hex').slice(0, 12);
  const path = join(cache, `celeba-${size}-${short}.safetensors`);
  const cached = await readImageCache(path, key, signal);
  if (cached !== undefined) {
    const record = cached.record as Omit<Faces, 'images'>;
    checkNames(images.path, [...record.names, ...record.skipped.map(({ name }) => name)], attributes);
    return { images: cached.images, ...record };
  }
  await checkWritable(cache);
  const fault = images.kind === 'zip' ? await zipFault(images.path) : undefined;
  if (fault === 'is a web page and no zip') {
    throw new UserError(`${images.path} ${fault}: the page was saved in its place; fetch it again`);
  }
  const source =
    images.kind === 'zip' ? await openJpegZip(images.path, signal) : await openJpegFolder(images.path);
  try {
    checkNames(images.path, source.names, attributes);
    const faces = await prepareFaces(source, size, { where: images.path, signal, onProgress });
    const { names, skipped } = faces;
    const sources = { [basename(images.path)]: await md5Of(images, names, signal) };
    signal?.throwIfAborted();
    const shape = [names.length, size, size, 3] as const;
    saveImageCache(path, key, { images: faces.images, shape, record: { names, skipped, sources } });
    return { ...faces, sources };
  } finally {
    await source.close();
  }
}

type Images = NonNullable<CelebaLocation['images']>;

/**
 * What changes when the pictures do, found without reading them.
 * @throws UserError if the folder can't be read
 */
async function fingerprint({ kind, path }: Images, signal?: AbortSignal): Promise<Record<string, unknown>> {
  if (kind === 'zip') {
    const { size, mtimeMs } = await stat(path);
    return { kind, size, mtimeMs };
  }
  const hash = createHash('sha256');
  const names = await listFolder(path);
  for (const name of names) {
    signal?.throwIfAborted();
    const found = await stat(join(path, name)).catch(() => undefined);
    // A link that leads nowhere is skipped later.
    hash.update(found === undefined ? `${name} missing\n` : `${name} ${found.size} ${found.mtimeMs}\n`);
  }
  return { kind, files: names.length, listing: hash.digest('hex') };
}

/** md5 of the zip, or of the named files of the folder one behind the other. */
async function md5Of(
  { kind, path }: Images,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('md5');
  const files = kind === 'zip' ? [path] : names.map(name => join(path, name));
  for (const file of files) {
    for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) {
      signal?.throwIfAborted();
      hash.update(chunk as Uint8Array);
    }
  }
  return hash.digest('hex');
}

async function checkWritable(cache: string): Promise<void> {
  try {
    makeFolder(cache);
    await access(cache, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `prepared pictures cannot be kept in ${cache} (${reason}); name another folder in WAE_CACHE`,
      { cause: error },
    );
  }
}

/** @throws UserError unless pictures and lines of attributes are of the same names */
function checkNames(path: string, names: readonly string[], { values }: AttributeTable): void {
  if (names.length < 2) throw new UserError(`${path} holds ${names.length} JPEGs; fetch it again`);
  const stranger = names.find(name => !values.has(name));
  if (stranger !== undefined) {
    throw new UserError(
      `${celebaNames.attributes} has no line for ${stranger} of ${path}; fetch both again from the same place`,
    );
  }
}

/** A part of the pictures with the whole list is taken, and said. */
function partNote(count: number, path: string, { values }: AttributeTable): string[] {
  return count === values.size
    ? []
    : [`${count} of the ${values.size} pictures that ${path} lists are there`];
}

/** The names held out, and the file that says so. */
async function split(
  { partition: path }: CelebaLocation,
  names: readonly string[],
): Promise<{
  held: ReadonlySet<string>;
  sources: Record<string, string>;
  notes: readonly string[];
}> {
  const count = names.length < 200_000 ? Math.max(1, Math.floor(names.length / 10)) : 20_000;
  const last = { held: new Set(names.slice(-count)), sources: {} };
  if (path === undefined) return { ...last, notes: [] };
  const { parts, md5 } = await readPartition(path);
  const stranger = names.find(name => !parts.has(name));
  if (stranger !== undefined) throw new UserError(`${path} has no line for ${stranger}; fetch it again`);
  const held = new Set(names.filter(name => parts.get(name) === 2));
  if (held.size === 0 || held.size === names.length) {
    const note = `${path} puts ${held.size} of the ${names.length} pictures into the test set; the last ${count} by name are held out in its place`;
    return { ...last, notes: [note] };
  }
  return { held, sources: { [celebaNames.partition]: md5 }, notes: [] };
}

/** Some of the pictures; a view of the same bytes if they lie one behind the other. */
function select(
  { images, names }: PreparedFaces,
  attributes: AttributeTable,
  size: number,
  wanted: (name: string) => boolean,
): ImageSet {
  const places = names.flatMap((name, i) => (wanted(name) ? [i] : []));
  const [count, pixels, width] = [places.length, size * size * 3, attributes.names.length];
  const first = places[0] ?? 0;
  const joined = places.every((place, i) => place === first + i);
  const pictures = joined
    ? images.subarray(first * pixels, (first + count) * pixels)
    : new Uint8Array(count * pixels);
  const values = new Uint8Array(count * width);
  places.forEach((place, i) => {
    if (!joined) pictures.set(images.subarray(place * pixels, (place + 1) * pixels), i * pixels);
    values.set(attributes.values.get(names[place]!)!, i * width);
  });
  const smiling = attributes.names.indexOf('Smiling');
  return {
    images: pictures,
    labels: Uint8Array.from(places, (_, i) => values[i * width + smiling]!),
    count,
    shape: [size, size, 3],
    attributes: { names: attributes.names, values },
  };
}
