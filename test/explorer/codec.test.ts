import test from 'ava';
import { pointsOf } from '../../lib/base/index.js';
import {
  packCodes,
  packFloats,
  packPixels,
  unpackCodes,
  unpackFloats,
  unpackPixels,
} from '../../lib/explorer/codec.js';
import { Rng } from '../../lib/base/random.js';

const normals = (n: number, sigma = 1): Float32Array =>
  Rng.fromSeed(3).fillNormal(new Float32Array(n), sigma);

for (const bits of [1, 8, 12, 15]) {
  test(`unpackFloats(packFloats(x, ${bits})) is x to a relative 2^-${bits + 1}`, t => {
    const values = Float32Array.of(
      0,
      -0,
      1,
      -1.9999999,
      1e38,
      -1e-30,
      ...normals(1000, 1e-3),
      ...normals(1000, 40),
    );
    const back = unpackFloats(packFloats(values, bits));
    t.is(back.length, values.length);
    values.forEach((value, i) => {
      t.true(Math.abs(back[i]! - value) <= 2 ** -(bits + 1) * Math.abs(value) * (1 + 1e-12));
    });
  });
}

test('packFloats rounds to the nearest, and up into the next power of two', t => {
  const back = unpackFloats(packFloats(Float32Array.of(1 + 3 / 16, 1 + 5 / 16, 2 - 2 ** -20), 3));
  t.deepEqual([...back], [1 + 2 / 8, 1 + 3 / 8, 2]);
});

test('packFloats lays the heaviest bytes first, and leaves its argument as it is', t => {
  const values = Float32Array.of(1, -2);
  t.deepEqual([...packFloats(values, 7)], [0x3f, 0xc0, 0x80, 0x00, 0x00, 0x00]);
  t.deepEqual([...values], [1, -2]);
});

test('packFloats refuses bits that three bytes do not hold', t => {
  for (const bits of [0, 16, 1.5]) {
    t.throws(() => packFloats(normals(1), bits), { instanceOf: RangeError, message: /`bits`/ });
  }
});

test('unpackCodes(packCodes(z)) is z to half a step of 1/65535 of the coordinate’s range', t => {
  const codes = normals(300).map((value, i) => (i % 3 === 2 ? 5 : value * (1 + (i % 3) * 100)));
  const { bytes, scale } = packCodes(pointsOf(codes, 3));
  t.is(bytes.length, 2 * codes.length);
  const { data: back, shape } = unpackCodes(bytes, scale);
  t.deepEqual(shape, [100, 3]);
  codes.forEach((value, i) => {
    const step = scale.step[i % 3]!;
    t.true(Math.abs(back[i]! - value) <= 0.5 * step + 1e-6 * Math.abs(value));
  });
  for (const k of [0, 1]) {
    const column = codes.filter((_, i) => i % 3 === k);
    const range = Math.max(...column) - Math.min(...column);
    t.true(Math.abs(scale.step[k]! * 65535 - range) < 1e-6 * range);
  }
  t.is(back[2], 5, 'a coordinate that never varies stays');
});

test('unpackPixels(packPixels(x)) is x to 2^-17, cut to [0, 1]', t => {
  const pixels = Float32Array.of(0, 1, 0.5, 0.123456, 1.5, -2);
  const back = unpackPixels(packPixels(pixels));
  [0, 1, 0.5, 0.123456, 1, 0].forEach((value, i) => {
    t.true(Math.abs(back[i]! - value) <= 0.5 / 65535 + 1e-7);
  });
});
