import test from 'ava';
import {
  checkOneSpace,
  checkPoints,
  inDouble,
  inSingle,
  naming,
  pointAt,
  type Points,
  pointsOf,
  rowsAt,
  rowsBetween,
  toMatrix,
  toPoints,
} from '../../lib/base/index.js';

const single: Points<Float32Array> = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] };
const double: Points<Float64Array> = { data: Float64Array.of(0.1, 0.2, 0.3, 0.4), shape: [2, 2] };

test('pointAt(points, i) and rowsBetween(points, from, to) look at the same numbers', t => {
  t.deepEqual([...pointAt(single, 1)], [3, 4]);
  const rows = rowsBetween(single, 1, 3);
  t.deepEqual(
    [[...rows.data], rows.shape],
    [
      [3, 4, 5, 6],
      [2, 2],
    ],
  );
  t.is(pointAt(single, 2).buffer, single.data.buffer);
  t.is(rows.data.buffer, single.data.buffer);
});

test('rowsAt(points, rows) copies them in that order, in the precision of the points', t => {
  const rows = rowsAt(single, [2, 0, 2]);
  t.deepEqual(
    [[...rows.data], rows.shape],
    [
      [5, 6, 1, 2, 5, 6],
      [3, 2],
    ],
  );
  t.true(rows.data instanceof Float32Array);
  t.not(rows.data.buffer, single.data.buffer);
  const copied = rowsAt(double, Uint32Array.of(1));
  t.deepEqual([...copied.data], [0.3, 0.4]);
  t.true(copied.data instanceof Float64Array);
});

test('inDouble copies, inSingle shares what is single already', t => {
  const made = inDouble(single);
  t.deepEqual(
    [[...made.data], made.shape],
    [
      [1, 2, 3, 4, 5, 6],
      [3, 2],
    ],
  );
  t.not(inDouble(double).data, double.data);
  t.is(inSingle(single).data, single.data);
  t.deepEqual([...inSingle(double).data], [...Float32Array.of(0.1, 0.2, 0.3, 0.4)]);
});

test('checkPoints names the row and the column of the first number that is not finite', t => {
  const broken = { data: Float64Array.of(1, 2, 3, 4, 5, NaN), shape: [3, 2] } as const;
  t.throws(() => naming('holes', () => checkPoints(broken, 'codes', 1)), {
    instanceOf: RangeError,
    message: 'holes: expected `codes` to be finite, got NaN in row 2, column 1',
  });
  t.notThrows(() => checkPoints(single, 'codes', 3));
  t.notThrows(() => checkPoints({ data: new Float32Array(0), shape: [0, 2] }, 'codes', 0));
});

test('checkPoints refuses too few points, numbers that do not fit, and points without coordinates', t => {
  for (const shape of [
    [1, 2],
    [3, 2],
    [2, 0],
    [1.5, 2],
  ] as const) {
    const data = new Float32Array(2);
    t.throws(() => checkPoints({ data, shape }, 'codes', 2), {
      instanceOf: RangeError,
      message: `expected \`codes\` to hold at least 2 whole points, got 2 numbers as [${shape.join(', ')}]`,
    });
  }
  t.throws(() => checkPoints({ data: new Float32Array(0), shape: [2, 0] }, 'codes', 2), {
    message: 'expected `codes` to hold at least 2 whole points, got 0 numbers as [2, 0]',
  });
});

test('checkOneSpace refuses points of another number of coordinates', t => {
  t.notThrows(() => checkOneSpace(single, 'x', double, 'y'));
  t.throws(() => checkOneSpace(single, 'x', { data: new Float64Array(3), shape: [1, 3] }, 'y'), {
    instanceOf: RangeError,
    message: 'expected `x` and `y` to have as many coordinates, got 2 and 3',
  });
});

test('pointsOf(data, d) gives an array its shape, and refuses a rest', t => {
  const points = pointsOf(single.data, 3);
  t.deepEqual(points.shape, [2, 3]);
  t.is(points.data, single.data);
  for (const d of [4, 0, 1.5, -2]) {
    t.throws(() => pointsOf(single.data, d), {
      instanceOf: RangeError,
      message: `pointsOf: expected whole points of ${d} coordinates, got 6 numbers`,
    });
  }
});

test('toPoints reads points of either precision, and shares those in double', t => {
  t.is(toPoints(double, 'x'), double);
  const read = toPoints(single, 'x');
  t.true(read.data instanceof Float64Array);
  t.deepEqual(
    [[...read.data], read.shape],
    [
      [1, 2, 3, 4, 5, 6],
      [3, 2],
    ],
  );
  t.throws(() => toMatrix({ data: new Float32Array(3), shape: [2, 2] }, 'x'), {
    instanceOf: TypeError,
    message: /^expected `x` to be nested arrays, a tensor, or a Float64Array or Float32Array/,
  });
  t.throws(() => toMatrix({ data: [1, 2] as never, shape: [1, 2] }, 'x'), { instanceOf: TypeError });
});
