import { availableParallelism } from 'node:os';
import { UserError } from '../errors.js';
import { jpegDecoder } from './jpeg.js';
import type { JpegSource } from './jpeg-source.js';
import { type Square, squareResizer } from './lanczos.js';

/** A picture that could not be used. */
export interface SkippedImage {
  readonly name: string;
  readonly reason: string;
}

/** Cropped and resized pictures. */
export interface PreparedFaces {
  /** Pixels 0 … 255, [names.length, size, size, 3]. */
  readonly images: Uint8Array;
  /** File names, in ascending order. */
  readonly names: readonly string[];
  readonly skipped: readonly SkippedImage[];
}

/** How a long job tells how far it is. */
export type OnProgress = (done: number, total: number) => void;

/** Of all pictures so many may be unreadable before the whole is given up. */
const MOST_SKIPPED = 0.01;

/** Named in the cache's key: another one where {@link closeCrop}, the filter or the decoder gives other bytes. */
export const preparation = 'closecrop 140/178, lanczos3, sRGB; version 1';

/**
 * The "closecrop" of the released WAE code in proportion: of 178 × 218 pixels the square of 140 in the middle,
 * side = round(140·min(width/178, height/218)), left = ⌊(width − side)/2⌋, top = ⌊(height − side)/2⌋.
 * @throws Error where no pixel is left
 */
export function closeCrop(width: number, height: number): Square {
  const side = Math.round(140 * Math.min(width / 178, height / 218));
  if (side < 1) throw new Error(`it has ${width} × ${height} pixels`);
  return { left: Math.floor((width - side) / 2), top: Math.floor((height - side) / 2), side };
}

/**
 * Decodes, crops and resizes all pictures of a source, several at a time.
 *
 * @param where how messages name the source
 * @throws UserError where more than 1 % of the pictures can't be used, or the source can't be read on
 * @throws the signal's reason, after the pictures at work are done
 */
export async function prepareFaces(
  source: JpegSource,
  size: number,
  { where, signal, onProgress }: { where: string; signal?: AbortSignal; onProgress?: OnProgress },
): Promise<PreparedFaces> {
  const total = source.names.length;
  const pixels = size * size * 3;
  const images = new Uint8Array(total * pixels);
  const decode = await jpegDecoder();
  const resize = squareResizer(size);
  const skipped = new Map<number, SkippedImage>();
  const state = { next: 0, done: 0, failed: false };
  const prepareOne = async (i: number): Promise<void> => {
    try {
      const image = await decode(await source.read(i));
      resize(image, closeCrop(image.width, image.height), images, i * pixels);
    } catch (error) {
      if (error instanceof UserError) throw error;
      skipped.set(i, { name: source.names[i] as string, reason: firstLine(error) });
      if (skipped.size > MOST_SKIPPED * total) throw tooMany(where, [...skipped.values()], total);
    }
    onProgress?.(++state.done, total);
  };
  const work = async (): Promise<void> => {
    while (state.next < total && !state.failed) {
      signal?.throwIfAborted();
      await prepareOne(state.next++);
    }
  };
  const workers = Array.from({ length: 2 * availableParallelism() }, () =>
    work().catch((error: unknown) => {
      state.failed = true;
      throw error;
    }),
  );
  const endings = await Promise.allSettled(workers);
  for (const ending of endings) if (ending.status === 'rejected') throw ending.reason;
  return without(images, pixels, source.names, skipped);
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] as string;
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
    names: kept.map(i => names[i] as string),
    skipped: [...skipped].sort(([one], [other]) => one - other).map(([, image]) => image),
  };
}
