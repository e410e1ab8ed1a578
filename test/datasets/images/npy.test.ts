import test from 'ava';
import { parseNpy } from '../../../lib/datasets/images/npy.js';
import { parseNpz } from '../../../lib/datasets/images/npz.js';
import { UserError } from '../../../lib/base/errors.js';
import { npyBytes } from '../../support/npy-file.js';
import { zipBytes } from '../../support/zip-file.js';

test('parseNpy(numpy.save(bytes)) gives shape and elements', t => {
  const { shape, data } = parseNpy(npyBytes('|u1', [2, 3], Uint8Array.of(1, 2, 3, 4, 5, 250)), 'a.npy');
  t.deepEqual(shape, [2, 3]);
  t.deepEqual([...data], [1, 2, 3, 4, 5, 250]);
});

test('parseNpy reads numbers of either byte order, signed, of 8 bytes and of floating point', t => {
  const view = new DataView(new ArrayBuffer(8));
  const read = (type: string, write: () => void, bytes: number): number | undefined => {
    write();
    return parseNpy(npyBytes(type, [1], new Uint8Array(view.buffer.slice(0, bytes))), 'a.npy').data[0];
  };
  t.is(
    read('<i2', () => view.setInt16(0, -300, true), 2),
    -300,
  );
  t.is(
    read('>u2', () => view.setUint16(0, 300, false), 2),
    300,
  );
  t.is(
    read('<i8', () => view.setBigInt64(0, -5n, true), 8),
    -5,
  );
  t.is(
    read('>i4', () => view.setInt32(0, 70_000, false), 4),
    70_000,
  );
  t.is(
    read('<f4', () => view.setFloat32(0, 0.5, true), 4),
    0.5,
  );
  t.is(
    read('>f8', () => view.setFloat64(0, 0.1, false), 8),
    0.1,
  );
});

test('parseNpy puts a column-major array in row-major order', t => {
  // a[i, j, k] = 100 i + 10 j + k of 2 × 3 × 2, the first index running fastest.
  const shape = [2, 3, 2];
  const columns: number[] = [];
  for (let k = 0; k < 2; k++)
    for (let j = 0; j < 3; j++) for (let i = 0; i < 2; i++) columns.push(100 * i + 10 * j + k);
  const { data } = parseNpy(npyBytes('|u1', shape, Uint8Array.from(columns), { fortran: true }), 'a.npy');
  t.deepEqual([...data], [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121]);
});

test('parseNpy refuses in one sentence what is no array of numbers', t => {
  const refused = (bytes: Uint8Array, message: RegExp): void => {
    t.throws(() => parseNpy(bytes, 'a.npy'), { instanceOf: UserError, message });
  };
  refused(
    new TextEncoder().encode('<!doctype html><html>'),
    /^a\.npy does not begin as an \.npy file does; save/,
  );
  refused(npyBytes('|O', [1], new Uint8Array(1)), /elements of type O, and numbers are needed/);
  refused(npyBytes('<U5', [1], new Uint8Array(20)), /elements of type U5/);
  refused(npyBytes('|u1', [4], new Uint8Array(3)), /has 3 bytes of elements, and 4 of 1 are 4/);
  refused(npyBytes('|u1', [4], new Uint8Array(5)), /has 5 bytes/);
  const cut = npyBytes('|u1', [4], new Uint8Array(4)).subarray(0, 40);
  refused(cut, /ends inside its header/);
  const later = npyBytes('|u1', [1], new Uint8Array(1));
  later[6] = 9;
  refused(later, /is of format 9/);
});

test('parseNpz gives the arrays of a zip, stored or deflated, and refuses a damaged one', async t => {
  const bytes = npyBytes('|u1', [2], Uint8Array.of(7, 8));
  const entries = [
    { name: 'x_train.npy', bytes, deflated: true },
    { name: 'y_train.npy', bytes },
    { name: 'read me.txt', bytes },
  ];
  const arrays = await parseNpz(zipBytes(entries), 'a.npz');
  t.deepEqual([...arrays.keys()], ['x_train', 'y_train']);
  t.deepEqual([...arrays.get('x_train')!.data], [7, 8]);
  await t.throwsAsync(parseNpz(zipBytes([{ name: 'a.npy', bytes, crc: 5 }]), 'a.npz'), {
    instanceOf: UserError,
    message: /^a\.npz is cut short or no \.npz file \(the checksum of a\.npy is another\); save it again/,
  });
  await t.throwsAsync(parseNpz(zipBytes(entries).subarray(0, 90), 'a.npz'), {
    instanceOf: UserError,
    message: /cut short/,
  });
});
