import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { writeFileWhole } from '../../node/index.js';

/** Prepared images, all of one size, and what is known of them. */
export interface CachedImages {
  /** Pixels 0 … 255, [count, height, width, channels]. */
  readonly images: Uint8Array;
  readonly shape: readonly [count: number, height: number, width: number, channels: number];
  /** Anything that JSON can hold. */
  readonly record: unknown;
}

/** Bytes read between two looks at the signal, and hashed at once: Node refuses 2 GiB, and all of CelebA has more. */
const CHUNK = 2 ** 24;

/**
 * Saves images and their record as one `.safetensors` file: the arrays of bytes `record` and `images`, and in the
 * metadata `key`, what the images were made from, and `sha256`, that of both arrays one behind the other.
 * @throws UserError if it can't be written; the file that was there stays
 */
export function saveImageCache(path: string, key: string, { images, shape, record }: CachedImages): void {
  const text = new TextEncoder().encode(JSON.stringify(record));
  const sha256 = sha256Of([text, images]);
  const header = JSON.stringify({
    __metadata__: { key, sha256 },
    record: { dtype: 'U8', shape: [text.length], data_offsets: [0, text.length] },
    images: { dtype: 'U8', shape, data_offsets: [text.length, text.length + images.length] },
  });
  // Padded with spaces to a multiple of 8 bytes.
  const bytes = new TextEncoder().encode(header);
  const padded = new Uint8Array(8 * Math.ceil(bytes.length / 8)).fill(32);
  padded.set(bytes);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(padded.length), true);
  writeFileWhole(path, [length, padded, text, images]);
}

/**
 * Reads what {@link saveImageCache} saved, or undefined if there is no such file, it was made from something else
 * than `key`, or it is damaged: the images have to be made anew.
 * @throws the signal's reason
 */
export async function readImageCache(
  path: string,
  key: string,
  signal?: AbortSignal,
): Promise<CachedImages | undefined> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    return await parse(handle, key, signal);
  } catch {
    signal?.throwIfAborted();
    return undefined;
  } finally {
    await handle.close();
  }
}

interface Header {
  readonly __metadata__: { readonly key: string; readonly sha256: string };
  readonly record: { readonly shape: readonly [number] };
  readonly images: { readonly shape: CachedImages['shape'] };
}

async function parse(
  handle: FileHandle,
  key: string,
  signal: AbortSignal | undefined,
): Promise<CachedImages | undefined> {
  const { size } = await handle.stat();
  const prefix = await bytesAt(handle, 0, 8, signal);
  const length = Number(new DataView(prefix.buffer).getBigUint64(0, true));
  if (length > Math.min(size, 2 ** 20)) return undefined;
  const header = JSON.parse(decode(await bytesAt(handle, 8, length, signal))) as Header;
  const { __metadata__: metadata, record, images } = header;
  const pixels = images.shape.reduce((product, n) => product * n, 1);
  if (metadata.key !== key || size !== 8 + length + record.shape[0] + pixels) return undefined;
  const text = await bytesAt(handle, 8 + length, record.shape[0], signal);
  const data = await bytesAt(handle, 8 + length + text.length, pixels, signal);
  if (sha256Of([text, data]) !== metadata.sha256) return undefined;
  return { images: data, shape: images.shape, record: JSON.parse(decode(text)) as unknown };
}

/** Of arrays one behind the other. */
function sha256Of(arrays: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const bytes of arrays) {
    for (let done = 0; done < bytes.length; done += CHUNK) hash.update(bytes.subarray(done, done + CHUNK));
  }
  return hash.digest('hex');
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

async function bytesAt(
  handle: FileHandle,
  start: number,
  length: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    signal?.throwIfAborted();
    const { bytesRead } = await handle.read(bytes, done, Math.min(CHUNK, length - done), start + done);
    if (bytesRead === 0) throw new Error('the file ends early');
    done += bytesRead;
  }
  return bytes;
}
