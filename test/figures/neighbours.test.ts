import test from 'ava';
import { PNG } from 'pngjs';
import { neighboursPicture } from '../../lib/figures/neighbours.js';

const shape = [8, 8, 1] as const;
const flat = (...values: number[]): Uint8Array =>
  Uint8Array.from(values.flatMap(v => Array<number>(64).fill(v)));

test('neighboursPicture has under each query its own neighbours, nearest first', t => {
  // Query 10 has the neighbours 11, 12; query 20 has 21, 22.
  const panel = { heading: 'h', queries: flat(10, 20), nearest: flat(11, 12, 21, 22) };
  const { width, height, data } = PNG.sync.read(
    Buffer.from(neighboursPicture([panel], shape, { title: '', scale: 1 })),
  );
  const place = (value: number): readonly [number, number] => {
    const at = Array.from({ length: width * height }, (_, i) => i).find(i => {
      // The corner of a square of this value.
      const same = (p: number): boolean => data[4 * p] === value;
      return same(i) && same(i + 7) && same(i + 7 * width) && same(i + 7 * width + 7);
    })!;
    return [at % width, Math.floor(at / width)];
  };
  const [x, y] = place(10);
  t.deepEqual([11, 12].map(place), [
    [x, y + 8 + 10],
    [x, y + 8 + 10 + 8 + 2],
  ]);
  t.deepEqual([20, 21, 22].map(place), [
    [x + 10, y],
    [x + 10, y + 18],
    [x + 10, y + 28],
  ]);
});

test('neighboursPicture refuses neighbours that do not fit the queries', t => {
  const panel = { heading: '', queries: flat(1, 2), nearest: flat(1, 2, 3) };
  t.throws(() => neighboursPicture([panel], shape), { instanceOf: RangeError, message: /k ≥ 1/ });
});
