import { availableParallelism } from 'node:os';
import { type OnProgress, UserError } from '../../base/index.js';
import type { SkippedImage } from '../dataset.js';
import { type FaceBatch, FaceThreads } from '../faces/face-threads.js';
import type { JpegSource } from '../folders/jpeg-source.js';

/** Cropped and resized pictures. */
export interface PreparedFaces {
  /** Pixels 0 … 255, [names.length, size, size, 3]. */
  readonly images: Uint8Array;
  /** File names, in ascending order. */
  readonly names: readonly string[];
  readonly skipped: readonly SkippedImage[];
}

export interface PrepareOptions {
  /** How messages name the source. */
  readonly where: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Of all pictures so many may be unreadable before the whole is given up. */
const MOST_SKIPPED = 0.01;
/** Pictures that go to a thread together. */
const BATCH = 16;
/** For fewer pictures a further thread does not pay. */
const LEAST_PER_THREAD = 64;

/** Named in the cache's key: another one if the crop, the filter or the decoder give other bytes. */
export const preparation = 'closecrop 140/178, lanczos3, sRGB; version 1';

/**
 * Decodes, crops (`closeCrop`) and resizes (`squareResizer`) all pictures of a source, on all cores.
 *
 * @throws UserError if more than 1 % of the pictures can't be used, or the source can't be read on
 * @throws the signal's reason, after the pictures at work are done
 */
export async function prepareFaces(
  source: JpegSource,
  size: number,
  { where, signal, onProgress }: PrepareOptions,
): Promise<PreparedFaces> {
  const total = source.names.length;
  const pixels = size * size * 3;
  const images = new Uint8Array(total * pixels);
  const skipped = new Map<number, SkippedImage>();
  const state = { next: 0, done: 0, failed: false };
  const count = Math.min(availableParallelism(), Math.ceil(total / LEAST_PER_THREAD));
  const threads = new FaceThreads(count, { size, checked: source.checked });
  const prepareBatch = async (first: number): Promise<void> => {
    const { batch, reasons: unread } = await readBatch(source, first, Math.min(BATCH, total - first));
    const prepared = await threads.prepare(batch);
    images.set(prepared.images, first * pixels);
    prepared.reasons.forEach((undecoded, i) => {
      const reason = unread[i] ?? undecoded;
      if (reason !== null) {
        skipped.set(first + i, { name: source.names[first + i]!, reason });
        if (skipped.size > MOST_SKIPPED * total) throw tooMany(where, [...skipped.values()], total);
      }
      onProgress?.(++state.done, total);
    });
  };
  const work = async (): Promise<void> => {
    try {
      while (state.next < total && !state.failed) {
        signal?.throwIfAborted();
        const first = state.next;
        state.next += BATCH;
        await prepareBatch(first);
      }
    } catch (error) {
      state.failed = true;
      throw error;
    }
  };
  try {
    // Two batches for each thread, so that one is read while the other is at work.
    await allSettled(Array.from({ length: 2 * count }, work));
  } finally {
    threads.close();
  }
  return without(images, pixels, source.names, skipped);
}

/** Waits for all, then throws what the first of them threw. */
async function allSettled(jobs: readonly Promise<void>[]): Promise<void> {
  for (const ending of await Promise.allSettled(jobs)) {
    if (ending.status === 'rejected') throw ending.reason;
  }
}

/** Reads some files, and says of which a part is damaged; these are sent empty. */
async function readBatch(
  source: JpegSource,
  first: number,
  count: number,
): Promise<{ batch: FaceBatch; reasons: (string | null)[] }> {
  const reasons: (string | null)[] = [];
  const files: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    let file: Uint8Array = new Uint8Array(0);
    let reason: string | null = null;
    try {
      file = await source.read(first + i);
    } catch (error) {
      if (error instanceof UserError) throw error;
      reason = error instanceof Error ? error.message : String(error);
    }
    files.push(file);
    reasons.push(reason);
  }
  const lengths = files.map(file => file.length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const file of files) {
    bytes.set(file, at);
    at += file.length;
  }
  return { batch: { first, bytes, lengths }, reasons };
}

function tooMany(where: string, skipped: readonly SkippedImage[], total: number): UserError {
  const listed = skipped.slice(0, 5).map(({ name, reason }) => `${name}: ${reason}`);
  const more = skipped.length > listed.length ? '; …' : '';
  return new UserError(
    `${where} has ${skipped.length} or more unreadable JPEGs among ${total}, over 1 % ` +
      `(${listed.join('; ')}${more}); fetch it again`,
  );
}

/** Closes the gaps that skipped pictures left. */
function without(
  images: Uint8Array,
  pixels: number,
  names: readonly string[],
  skipped: ReadonlyMap<number, SkippedImage>,
): PreparedFaces {
  const kept = names.flatMap((_, i) => (skipped.has(i) ? [] : [i]));
  kept.forEach((from, to) => {
    if (from !== to) images.copyWithin(to * pixels, from * pixels, (from + 1) * pixels);
  });
  return {
    images: images.subarray(0, kept.length * pixels),
    names: kept.map(i => names[i]!),
    skipped: [...skipped].sort(([one], [other]) => one - other).map(([, image]) => image),
  };
}
