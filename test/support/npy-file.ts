/** The bytes of an `.npy` file of format 1, as numpy.save writes them. */
export function npyBytes(
  type: string,
  shape: readonly number[],
  data: Uint8Array,
  { fortran = false }: { readonly fortran?: boolean } = {},
): Uint8Array {
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sides}), }`;
  const padded = `${header.padEnd(64 * Math.ceil((header.length + 11) / 64) - 11)}\n`;
  const bytes = Buffer.alloc(10 + padded.length + data.length);
  bytes.write('\x93NUMPY\x01\x00', 'latin1');
  bytes.writeUInt16LE(padded.length, 8);
  bytes.write(padded, 10, 'latin1');
  bytes.set(data, 10 + padded.length);
  return bytes;
}
