import { createReadStream, read } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import yauzl from 'yauzl';
import { UserError } from '../../base/index.js';
import { byName, isJpegName, type JpegSource } from './jpeg-source.js';

/** Bytes read ahead: entries lie one behind the other. */
const BLOCK = 2 ** 20;
/** No JPEG of a face is larger, in bytes; a header may promise anything. */
const MOST_BYTES = 2 ** 25;

const inflate = promisify(inflateRaw);

/**
 * The JPEGs in a zip, read where they are: nothing is unpacked to disk. Folders inside the zip do not matter.
 *
 * @throws UserError, in one sentence, if the file can't be opened, is no zip or is cut short, if an entry's
 *   path leads outside the zip's folder, or two JPEGs have the same name
 */
export async function openJpegZip(path: string, signal?: AbortSignal): Promise<JpegSource> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw new UserError(`${path} cannot be opened (${reason(error)}); check its permissions`, {
      cause: error,
    });
  });
  try {
    const reader = new BlockReader(handle.fd);
    const { size } = await handle.stat();
    const zip = await yauzl.fromRandomAccessReaderPromise(reader, size, { autoClose: false });
    const entries: yauzl.Entry[] = [];
    for await (const entry of zip.eachEntry()) {
      signal?.throwIfAborted();
      if (isJpegName(entry.fileName)) entries.push(entry);
    }
    return sourceOf(path, handle, reader, zip, entries);
  } catch (error) {
    await handle.close();
    signal?.throwIfAborted();
    throw explain(path, error);
  }
}

function sourceOf(
  path: string,
  handle: FileHandle,
  reader: BlockReader,
  zip: yauzl.ZipFile,
  entries: yauzl.Entry[],
): JpegSource {
  const named = entries.map(entry => ({ entry, name: entry.fileName.replace(/^.*\//, '') }));
  named.sort((one, other) => byName(one.name, other.name));
  named.forEach(({ name }, i) => {
    if (name !== named[i + 1]?.name) return;
    throw new UserError(`${path} holds ${name} twice; fetch it again`);
  });
  return {
    names: named.map(({ name }) => name),
    checked: true,
    read: async i => {
      const { entry } = named[i]!;
      checkReadable(entry);
      return unpack(entry, await packedBytes(path, reader, zip, entry));
    },
    close: () => handle.close(),
  };
}

function checkReadable(entry: yauzl.Entry): void {
  if (entry.compressedSize > MOST_BYTES || entry.uncompressedSize > MOST_BYTES) {
    throw new Error(`it promises ${entry.uncompressedSize} bytes`);
  }
  if (!entry.canDecodeFileData()) throw new Error('it is encrypted, or packed by an unusual method');
}

async function packedBytes(
  path: string,
  reader: BlockReader,
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
): Promise<Uint8Array> {
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    return await reader.bytes(fileDataStart, entry.compressedSize);
  } catch (error) {
    throw /overflows file bounds|ends before/.test(reason(error)) ? explain(path, error) : error;
  }
}

async function unpack(entry: yauzl.Entry, packed: Uint8Array): Promise<Uint8Array> {
  const bytes =
    entry.compressionMethod === 0
      ? packed
      : await inflate(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
  if (bytes.length !== entry.uncompressedSize || crc32(bytes) !== entry.crc32) {
    throw new Error('its checksum in the zip is another');
  }
  return bytes;
}

function explain(path: string, error: unknown): unknown {
  if (error instanceof UserError) return error;
  const message = reason(error);
  if (/^(invalid relative path|absolute path)/.test(message)) {
    return new UserError(
      `${path} has an entry outside its folder (${message}); fetch it from its publisher`,
      {
        cause: error,
      },
    );
  }
  return new UserError(`${path} is cut short or not a zip (${message}); fetch it again`, { cause: error });
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Reads a file in blocks, and answers from the last block what lies in it. */
class BlockReader extends yauzl.RandomAccessReader {
  readonly #file: number;
  #block: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(file: number) {
    super();
    this.#file = file;
  }

  /** Bytes from `start`, as many as `length`; throws if the file ends before. */
  bytes(start: number, length: number): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafe(length);
    return new Promise((resolve, reject) => {
      this.read(bytes, 0, length, start, error => {
        if (error === null) resolve(bytes);
        else reject(error);
      });
    });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null) => void,
  ): void {
    const answer = (block: Buffer, start: number): void => {
      const from = position - start;
      if (from + length > block.length) return done(new Error('it ends before its entries do'));
      block.copy(buffer, offset, from, from + length);
      done(null);
    };
    if (position >= this.#start && position + length <= this.#start + this.#block.length) {
      const [block, start] = [this.#block, this.#start];
      // Never before this call returns: its callers count on that.
      queueMicrotask(() => answer(block, start));
      return;
    }
    const block = Buffer.allocUnsafe(Math.max(length, BLOCK));
    read(this.#file, block, 0, block.length, position, (error, count) => {
      if (error !== null) return done(error);
      this.#block = block.subarray(0, count);
      this.#start = position;
      answer(this.#block, position);
    });
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return createReadStream('', { fd: this.#file, start, end: end - 1, autoClose: false });
  }
}
