import { crc32, deflateRawSync } from 'node:zlib';

/** A file in a zip. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whether it is packed by "deflate"; otherwise it is stored as it is. */
  readonly deflated?: boolean;
  /** What the zip says of its checksum; by default the truth. */
  readonly crc?: number;
}

/** The bytes of a zip with these entries, whatever their names: local headers, central directory, its end. */
export function zipBytes(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, deflated = false, crc = crc32(bytes) } of entries) {
    const packed = deflated ? deflateRawSync(bytes) : Buffer.from(bytes);
    const path = Buffer.from(name);
    // Version, flags, method, time, date, checksum, sizes, lengths of name and extra field.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(deflated ? 8 : 0, 4);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc, 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, rest, path]));
    parts.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, central, end]);
}
