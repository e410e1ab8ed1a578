import { createContext, runInContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { naming } from '../../../lib/base/index.js';
import { matrix } from 'mathjs';
import { Matrix } from 'ml-matrix';
import { exactNumber, plainData } from '../../../lib/figures/plotly/plain-data.js';
import { slow as test } from '../../support/slow.js';

const plain = (value: unknown): unknown =>
  naming('show', () => plainData(value, 'it', { number: exactNumber }));

test('plainData makes arrays of every kind of typed array, at any depth', t => {
  const kinds = [Int8Array, Int16Array, Int32Array, Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array];
  for (const Kind of [...kinds, Float32Array, Float64Array]) {
    t.deepEqual(plain({ a: [Kind.of(1, 2)], b: { c: Kind.of(3) } }), { a: [[1, 2]], b: { c: [3] } });
  }
  t.deepEqual(plain([BigInt64Array.of(-5n), BigUint64Array.of(5n), 6n, Buffer.of(7)]), [[-5], [5], 6, [7]]);
});

test('plainData keeps all digits, and has null for numbers that are not finite and for holes', t => {
  // eslint-disable-next-line no-sparse-arrays
  const list = [1 / 3, NaN, Infinity, -Infinity, undefined, , 'a', true, null];
  t.deepEqual(plain(list), [1 / 3, null, null, null, null, null, 'a', true, null]);
  t.deepEqual(plain(Float32Array.of(0.1, NaN)), [Math.fround(0.1), null]);
  t.deepEqual(plain({ a: undefined, b: NaN }), { b: null });
  t.deepEqual(plain(Object.assign(Object.create(null) as object, { a: 1 })), { a: 1 });
});

test('plainData reads tensors, matrices, columns of a table and dates', t => {
  const tensors = [tf.tensor([1, 2]), tf.tensor([[1], [2]]), tf.scalar(3)];
  t.deepEqual(plain(tensors), [[1, 2], [[1], [2]], 3]);
  tf.dispose(tensors);
  t.deepEqual(plain(matrix([[1, 2]])), [[1, 2]]);
  t.deepEqual(plain(new Matrix([[1, NaN]])), [[1, null]]);
  class Series {
    readonly values: readonly unknown[] = ['u', 2];
  }
  t.deepEqual(plain(new Series()), ['u', 2]);
  t.deepEqual(plain({ values: [1] }), { values: [1] }, 'a pie has members of that name');
  t.deepEqual(plain([new Date(0), new Date(NaN)]), ['1970-01-01T00:00:00.000Z', null]);
});

test('plainData takes objects and typed arrays of another realm', t => {
  const code = '({ a: Float32Array.of(1, 2), b: [3], c: { d: null }, e: new Date(0) })';
  const expected = { a: [1, 2], b: [3], c: { d: null }, e: '1970-01-01T00:00:00.000Z' };
  t.deepEqual(plain(runInContext(code, createContext())), expected);
});

test('plainData refuses what JSON would lose, by its place', t => {
  for (const [value, got] of [
    [() => 1, 'function'],
    [Symbol('a'), 'symbol'],
    [new Set([1]), 'an instance of Set'],
    [new Map([[1, 2]]), 'an instance of Map'],
    [new DataView(new ArrayBuffer(8)), 'an instance of DataView'],
    [new ArrayBuffer(8), 'an instance of ArrayBuffer'],
  ] as const) {
    const message = `show: expected \`it.a[1]\` to be numbers, text, or arrays or tensors of them, got ${got}`;
    t.throws(() => plain({ a: [0, value] }), { instanceOf: TypeError, message });
  }
});
