import test from 'ava';
import { fromFloat16, toFloat16 } from '../../lib/base/float16.js';

test('toFloat16 and fromFloat16 know the numbers of the standard', t => {
  const rows = [
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -14 - 2 ** -24, 0x03ff],
    [2 ** -24, 0x0001],
    [Math.fround(1 / 3), 0x3555],
  ] as const;
  for (const [value, bits] of rows) {
    t.deepEqual([...toFloat16([value])], [bits], String(value));
    const [back] = fromFloat16(Uint16Array.of(bits));
    t.true(Math.abs(back! - value) <= Math.abs(value) / 2048, String(value));
  }
  t.deepEqual([...fromFloat16(Uint16Array.of(0x7c00, 0xfc00, 0x7e00))], [Infinity, -Infinity, NaN]);
});

test('fromFloat16(bits) of every finite number is written back as the same bits', t => {
  const all = Uint16Array.from({ length: 65536 }, (_, k) => k).filter(bits => ((bits >> 10) & 31) !== 31);
  t.deepEqual(toFloat16(fromFloat16(all)), all);
});

test('toFloat16 rounds to the nearest, and halves to the even one', t => {
  const step = 2 ** -10;
  for (const [value, expected] of [
    [1 + 0.49 * step, 1],
    [1 + 0.5 * step, 1],
    [1 + 0.51 * step, 1 + step],
    [1 + 1.5 * step, 1 + 2 * step],
    [2 - 0.4 * step, 2],
    [2 ** -25, 0],
    [1.5 * 2 ** -24, 2 ** -23],
    [-65519, -65504],
  ] as const) {
    t.is(fromFloat16(toFloat16([value]))[0], expected, String(value));
  }
});

test('toFloat16 refuses what has no float16', t => {
  for (const value of [65520, -1e9, Infinity, NaN]) {
    t.throws(() => toFloat16([value]), { instanceOf: RangeError });
  }
});
