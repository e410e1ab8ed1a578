import { crc32, inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { UserError } from '../../base/index.js';
import { type NpyArray, parseNpy } from './npy.js';

/** An array of a file at the most, in bytes. */
const MOST_BYTES = 2 ** 32;

const inflate = promisify(inflateRaw);

/**
 * The arrays of an `.npz` file, which is a zip of `.npy` files, by their names without `.npy`.
 * @param origin what the file is called in messages
 * @throws UserError, in one sentence, if the bytes are no zip, or an array is damaged or none
 */
export async function parseNpz(bytes: Uint8Array, origin: string): Promise<Map<string, NpyArray>> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const arrays = new Map<string, NpyArray>();
  try {
    const zip = await yauzl.fromBufferPromise(buffer);
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('.npy')) continue;
      const name = entry.fileName.slice(0, -'.npy'.length);
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
      const packed = buffer.subarray(fileDataStart, fileDataStart + entry.compressedSize);
      arrays.set(name, parseNpy(await unpacked(entry, packed), `${name} in ${origin}`));
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${origin} is cut short or no .npz file (${reason}); save it again by numpy.savez`, {
      cause: error,
    });
  }
  return arrays;
}

async function unpacked(entry: yauzl.Entry, packed: Buffer): Promise<Uint8Array> {
  if (entry.uncompressedSize > MOST_BYTES) throw new Error(`it promises ${entry.uncompressedSize} bytes`);
  if (!entry.canDecodeFileData()) throw new Error('it is encrypted, or packed by an unusual method');
  const bytes =
    entry.compressionMethod === 0
      ? packed
      : await inflate(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
  if (bytes.length !== entry.uncompressedSize || crc32(bytes) !== entry.crc32) {
    throw new Error(`the checksum of ${entry.fileName} is another`);
  }
  return bytes;
}
