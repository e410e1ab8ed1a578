import { UserError } from '../../base/index.js';

/** An array of an `.npy` file, in row-major order. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array | Float32Array | Float64Array;
}

/** How the elements of a type are read, and what they become: one byte stays one, a float32 too, the rest are doubles. */
interface ElementType {
  readonly bytes: number;
  readonly array: new (length: number) => Uint8Array | Float32Array | Float64Array;
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

/** By numpy's letter and number of bytes. */
const elementTypes: Readonly<Record<string, ElementType>> = {
  b1: { bytes: 1, array: Uint8Array, read: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, array: Uint8Array, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, array: Float64Array, read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, array: Float64Array, read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, array: Float64Array, read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, array: Float64Array, read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, array: Float64Array, read: (view, at, little) => view.getInt32(at, little) },
  u8: { bytes: 8, array: Float64Array, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i8: { bytes: 8, array: Float64Array, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  f4: { bytes: 4, array: Float32Array, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, array: Float64Array, read: (view, at, little) => view.getFloat64(at, little) },
};

/**
 * Reads the bytes of an `.npy` file: format 1, 2 or 3, numbers of either byte order, row-major or column-major.
 * @param origin what the file is called in messages
 * @throws UserError, in one sentence, if they are no such file, hold texts or objects, or are fewer or more than the header promises
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function parseNpy(bytes: Uint8Array, origin: string): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refuse = (what: string): never => {
    throw new UserError(`${origin} ${what}; save the array again by numpy.save`);
  };
  if (bytes.length < 12 || view.getUint32(0) !== 0x934e554d || view.getUint16(4) !== 0x5059) {
    refuse('does not begin as an .npy file does');
  }
  const version = view.getUint8(6);
  if (version < 1 || version > 3) refuse(`is of format ${version}, and 1, 2 and 3 are known`);
  const [start, length] = version === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  if (start + length > bytes.length) refuse('ends inside its header');
  const header = new TextDecoder().decode(bytes.subarray(start, start + length));
  const [, order, letter] = /'descr':\s*'([<>|=]?)([a-zA-Z]\d*)'/.exec(header) ?? [];
  const [, column] = /'fortran_order':\s*(True|False)/.exec(header) ?? [];
  const [, sides] = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? [];
  const type = letter === undefined ? undefined : elementTypes[letter];
  if (column === undefined || sides === undefined || type === undefined) {
    const what = letter === undefined ? 'no simple type' : `elements of type ${letter}`;
    return refuse(`has ${what}, and numbers are needed`);
  }
  const shape = sides
    .split(',')
    .filter(side => side.trim() !== '')
    .map(Number);
  const count = shape.reduce((product, side) => product * side, 1);
  const promised = count * type.bytes;
  if (bytes.length - start - length !== promised) {
    refuse(
      `has ${bytes.length - start - length} bytes of elements, and ${shape.join(' × ') || '1'} of ${type.bytes} are ${promised}`,
    );
  }
  const body = bytes.subarray(start + length);
  const fortran = column === 'True' && shape.length > 1;
  if (type.array === Uint8Array && !fortran) return { shape, data: body };
  const data = new type.array(count);
  const elements = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const place = fortran ? columnMajor(shape) : (i: number): number => i;
  for (let i = 0; i < count; i++) {
    data[i] = type.read(elements, place(i) * type.bytes, order !== '>');
  }
  return { shape, data };
}

/** Where element i in row-major order lies in column-major order. */
function columnMajor(shape: readonly number[]): (i: number) => number {
  const strides = shape.map((_, k) => shape.slice(0, k).reduce((product, side) => product * side, 1));
  return i => {
    let [rest, at] = [i, 0];
    for (let k = shape.length - 1; k >= 0; k--) {
      at += (rest % shape[k]!) * strides[k]!;
      rest = Math.floor(rest / shape[k]!);
    }
    return at;
  };
}
