import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fromFloat16, toFloat16, UserError } from '../base/index.js';
import { writeFileWhole } from './whole-files.js';

/** An array of a file. */
export interface FileTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Uint8Array;
}

/** An array of a file, its name, and how it is stored. */
export interface NamedTensor extends FileTensor {
  readonly name: string;
  /** Whether float32 values are stored as float16; false. They are read as float32 again. */
  readonly half?: boolean;
}

/** A file of named arrays as it lies on disk, with text about them. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, FileTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The version of what is written here. Files of before have none, and the first of them no checksum of the header. */
const FORMAT = '2';

const size = z.number().int().min(0);
const entry = z.object({ dtype: z.string(), shape: z.array(size), data_offsets: z.tuple([size, size]) });
type Entry = z.infer<typeof entry>;
type Header = Record<string, Entry | Record<string, string>>;

/**
 * Writes arrays as one `.safetensors` file (readable from Python, too), with checksums of the values and of the header.
 * @throws UserError if it can't be written; the file that was there stays
 */
export function writeTensorFile(
  path: string,
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): void {
  const header: Header = {};
  const hash = createHash('sha256');
  let offset = 0;
  const parts = tensors.map(({ values, half = false }) => bytesOf(half ? toFloat16(values) : values));
  for (const [k, { name, shape, values, half = false }] of tensors.entries()) {
    const bytes = parts[k]!;
    header[name] = {
      dtype: half ? 'F16' : values instanceof Uint8Array ? 'U8' : 'F32',
      shape: [...shape],
      data_offsets: [offset, offset + bytes.length],
    };
    offset += bytes.length;
    hash.update(bytes);
  }
  const checked = { ...metadata, format: FORMAT, sha256: hash.digest('hex') };
  header['__metadata__'] = checked;
  header['__metadata__'] = { ...checked, headerSha256: headerHash(header) };
  const text = JSON.stringify(header);
  // The header is padded with spaces to a multiple of 8 bytes.
  const json = new TextEncoder().encode(text.padEnd(text.length + ((8 - (Buffer.byteLength(text) % 8)) % 8)));
  const file = new Uint8Array(8 + json.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  let at = 8 + json.length;
  for (const bytes of parts) {
    file.set(bytes, at);
    at += bytes.length;
  }
  writeFileWhole(path, file);
}

const bytesOf = (values: Float32Array | Uint16Array | Uint8Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** The checksum of a header without its own. */
function headerHash(header: Header): string {
  return createHash('sha256').update(JSON.stringify(header)).digest('hex');
}

/** How a file is spoken of if it can't be read. */
export interface FileWords {
  /** What it is. */
  readonly noun: string;
  /** What to do if it is missing. */
  readonly ifMissing: string;
  /** What to do if it is damaged. */
  readonly ifDamaged: string;
}

/**
 * Reads a `.safetensors` file of float32 and float16 arrays and bytes.
 * @throws UserError if the file is missing, cut short or longer than its header says, does not match its checksums, or is
 *   of a later format
 */
export function readTensorFile(path: string, words: FileWords): TensorFile {
  const file = readFile(path, words);
  const damaged = (what: string): UserError =>
    new UserError(`the ${words.noun} ${path} is damaged (${what}); ${words.ifDamaged}`);
  if (file.length < 8) throw damaged('it ends before its header');
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > BigInt(file.length - 8)) throw damaged('it ends before its header does');
  const start = 8 + Number(length);
  const header = parseHeader(file.subarray(8, start));
  if (header === undefined) throw damaged(`its header is not that of a ${words.noun}`);
  const { format, ...metadata } = header.metadata;
  const { entries } = header;
  if (format !== undefined && format !== FORMAT) {
    throw new UserError(
      `the ${words.noun} ${path} is of format ${format}, and this version reads ${FORMAT}; use the version that wrote it`,
    );
  }
  const hash = createHash('sha256');
  let end = start;
  const tensors = new Map<string, FileTensor>();
  for (const [name, { dtype, shape, data_offsets: span }] of Object.entries(entries)) {
    const [from, to] = [start + span[0], start + span[1]];
    const count = shape.reduce((a, b) => a * b, 1);
    const width = widths[dtype];
    if (width === undefined || to > file.length || to - from !== width * count)
      throw damaged(`${name} is not whole`);
    if (from !== end) throw damaged(`${name} does not begin where the array before it ends`);
    end = to;
    const bytes = file.slice(from, to);
    hash.update(bytes);
    tensors.set(name, { shape, values: valuesOf(bytes, width, count) });
  }
  if (file.length !== end) throw damaged(`${file.length - end} bytes follow its last array`);
  if (hash.digest('hex') !== metadata['sha256']) throw damaged('its values do not match their checksum');
  return { tensors, metadata };
}

/** Bytes of a number of each type. */
const widths: Readonly<Record<string, 1 | 2 | 4>> = { U8: 1, F16: 2, F32: 4 };

function valuesOf({ buffer, byteOffset }: Uint8Array, width: 1 | 2 | 4, count: number): FileTensor['values'] {
  switch (width) {
    case 1:
      return new Uint8Array(buffer, byteOffset, count);
    case 2:
      return fromFloat16(new Uint16Array(buffer, byteOffset, count));
    case 4:
      return new Float32Array(buffer, byteOffset, count);
    default:
      throw new TypeError(`readTensorFile: unknown width ${JSON.stringify(width satisfies never)}`);
  }
}

/** The header's parts, or undefined if it is not whole. */
function parseHeader(
  json: Uint8Array,
): { readonly metadata: Record<string, string>; readonly entries: Record<string, Entry> } | undefined {
  try {
    const { __metadata__: all, ...rest } = z
      .record(z.string(), z.unknown())
      .parse(JSON.parse(new TextDecoder().decode(json)));
    const entries = z.record(z.string(), entry).parse(rest);
    const { headerSha256, ...metadata } = z.record(z.string(), z.string()).parse(all);
    const expected = headerHash({ ...(rest as Header), __metadata__: metadata });
    // Files of before there was a format may lack it.
    const old = headerSha256 === undefined && metadata['format'] === undefined;
    return old || headerSha256 === expected ? { metadata, entries } : undefined;
  } catch {
    return undefined;
  }
}

function readFile(path: string, { noun, ifMissing }: FileWords): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new UserError(`there is no ${noun} ${path}; ${ifMissing}`, { cause: error });
  }
}
