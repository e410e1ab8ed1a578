import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../base/index.js';

/** The array in an idx file of bytes, and the md5 of the file's unpacked bytes, header included. */
export interface IdxArray {
  /** Sizes of the dimensions, outermost first. */
  readonly shape: readonly number[];
  /** The elements in row-major order; as many as the product of `shape`. */
  readonly data: Uint8Array;
  /** md5 of the unpacked file, 32 hexadecimal digits. */
  readonly md5: string;
}

export interface ReadIdxOptions {
  /** Most elements a header may promise, in bytes. MNIST's largest file has 47,040,000. */
  readonly maxBytes?: number;
  /** What to do about a damaged file, for messages. */
  readonly remedy?: string;
}

const unsignedByte = 0x08;

/**
 * Reads an idx file of unsigned bytes, plain or gzipped (told apart by the first two bytes, not by the name).
 *
 * Memory follows the bytes that are there, never what the header promises, and unpacking stops one byte after
 * the promised end.
 *
 * @param path the file
 * @throws UserError, in one sentence, when the file cannot be read, its magic number is not that of an idx file
 *   of unsigned bytes, its header promises more than `maxBytes`, it ends early or goes on too long, or the gzip
 *   stream is damaged
 * @see http://yann.lecun.com/exdb/mnist, "FILE FORMATS"
 */
export async function readIdx(
  path: string,
  { maxBytes = 2 ** 28, remedy = 'fetch it again (`wae data mnist`)' }: ReadIdxOptions = {},
): Promise<IdxArray> {
  const handle = await openFile(path);
  try {
    return await parse(path, unpackedChunks(path, handle, remedy), { maxBytes, remedy });
  } finally {
    await handle.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    const handle = await open(path, 'r');
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    throw new UserError(`${path} cannot be opened (${reason(error)}); check the path and its permissions`, {
      cause: error,
    });
  }
  throw new UserError(`${path} is not a file; give the path of an idx file`);
}

async function* unpackedChunks(path: string, handle: FileHandle, remedy: string): AsyncGenerator<Uint8Array> {
  const magic = new Uint8Array(2);
  const { bytesRead } = await handle.read(magic, 0, 2, 0);
  const gzipped = bytesRead === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
  const packed = handle.createReadStream({ start: 0, autoClose: false });
  const stream: Readable = gzipped ? packed.pipe(createGunzip()) : packed;
  packed.on('error', error => stream.destroy(error));
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    const what = gzipped ? 'is a damaged gzip file' : 'cannot be read';
    throw new UserError(`${path} ${what} (${reason(error)}); ${remedy}`, { cause: error });
  } finally {
    packed.destroy();
    stream.destroy();
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Collects the chunks until one byte more than the header promises, then checks the count. */
async function parse(
  path: string,
  chunks: AsyncGenerator<Uint8Array>,
  options: Required<ReadIdxOptions>,
): Promise<IdxArray> {
  const { remedy } = options;
  const hash = createHash('md5');
  const parts: Uint8Array[] = [];
  let received = 0;
  let header: Header | undefined;
  for await (const chunk of chunks) {
    hash.update(chunk);
    parts.push(chunk);
    received += chunk.length;
    if (header === undefined) {
      header = parseHeader(path, concatenate(parts, received), options);
    }
    if (header !== undefined && received > header.end) {
      throw new UserError(
        `${path} goes on after the ${header.end} bytes that its header (${header.shape.join(' × ')}) promises; ${remedy}`,
      );
    }
  }
  if (header === undefined || received < header.end) {
    const promised =
      header === undefined
        ? 'in its header'
        : `of the ${header.end} that its header (${header.shape.join(' × ')}) promises`;
    throw new UserError(`${path} is truncated: it ends after ${received} bytes ${promised}; ${remedy}`);
  }
  const data = concatenate(parts, received).subarray(header.start);
  return { shape: header.shape, data, md5: hash.digest('hex') };
}

interface Header {
  readonly shape: readonly number[];
  /** First byte of the data. */
  readonly start: number;
  /** One past its last byte. */
  readonly end: number;
}

/** The header at the start of `bytes`, or undefined while it is not all there: 0, 0, type, dimensions, then their sizes. */
function parseHeader(
  path: string,
  bytes: Uint8Array,
  { maxBytes, remedy }: Required<ReadIdxOptions>,
): Header | undefined {
  if (bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const dimensions = magic & 0xff;
  if (magic >>> 8 !== unsignedByte || dimensions < 1) {
    const got = `0x${magic.toString(16).padStart(8, '0')}`;
    throw new UserError(
      `${path} starts with ${got}, not with the magic number of an idx file of unsigned bytes (0x000008..); ${remedy}`,
    );
  }
  const start = 4 + 4 * dimensions;
  if (bytes.length < start) return undefined;
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((product, n) => product * n, 1);
  if (size > maxBytes) {
    throw new UserError(
      `${path} has a header that promises ${shape.join(' × ')} bytes, more than the ${maxBytes} this reader accepts; ${remedy}`,
    );
  }
  return { shape, start, end: start + size };
}

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
