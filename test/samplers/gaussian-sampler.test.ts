import test from 'ava';
import { meanWithStandardError } from '../../lib/base/statistics.js';
import { Rng } from '../../lib/base/random.js';
import { gaussianSampler } from '../../lib/samplers/gaussian-sampler.js';
import { allClose } from '../support/all-close.js';
import { clusters, coordinate } from '../support/clusters.js';
import { problems } from '../support/mixture-oracle.js';

test('gaussianSampler(codes) has their mean and their covariance over n, as NumPy', t => {
  for (const { codes, d, mean, covariance } of problems) {
    const { gaussian } = gaussianSampler(Float32Array.from(codes), d);
    allClose(t, gaussian.mean, mean, { rtol: 1e-12, atol: 1e-14 });
    allClose(t, gaussian.covariance.data, covariance, { rtol: 1e-12, atol: 1e-14 });
  }
});

test('gaussianSampler(codes).sample has the mean and the covariance of the codes', t => {
  const { codes, d, mean, covariance } = problems[2]!;
  const draws = gaussianSampler(Float32Array.from(codes), d).sample(20_000, Rng.fromSeed(1));
  const apart = mean.map((center, a) => coordinate(draws, d, a).map(value => value - center));
  const check = (values: Float64Array, expected: number): void => {
    const { value, standardError } = meanWithStandardError(values);
    allClose(t, value, expected, { rtol: 0, atol: 4 * standardError });
  };
  apart.forEach((column, a) => {
    check(column, 0);
    apart.forEach((other, b) => {
      const products = column.map((value, i) => value * other[i]!);
      check(products, covariance[a * d + b]!);
    });
    // Kurtosis 3: the draws are normal.
    const variance = covariance[a * d + a]!;
    check(
      column.map(value => value ** 4 / variance ** 2),
      3,
    );
  });
});

test('gaussianSampler(c z + s).sample is c times that of z, plus s', t => {
  const codes = clusters(
    [
      [0, 0, 0],
      [1, 2, -1],
    ],
    40,
    0.5,
    3,
  );
  const plain = gaussianSampler(codes, 3).sample(20, Rng.fromSeed(4));
  for (const scale of [1e9, 1e-9]) {
    const scaled = gaussianSampler(
      codes.map(value => scale * value),
      3,
    );
    const expected = plain.map(value => scale * value);
    allClose(t, scaled.sample(20, Rng.fromSeed(4)), expected, { rtol: 1e-4, atol: 1e-5 * scale });
  }
  const shifted = gaussianSampler(
    codes.map(value => value + 8),
    3,
  );
  const expected = plain.map(value => value + 8);
  allClose(t, shifted.sample(20, Rng.fromSeed(4)), expected, { rtol: 0, atol: 2e-5 });
});

test('gaussianSampler(codes in a plane).sample stays in the plane', t => {
  const plane = clusters([[0, 0]], 50, 1, 5);
  const codes = Float32Array.from({ length: 150 }, (_, at) => {
    const [x, y] = plane.subarray(2 * Math.floor(at / 3)) as unknown as [number, number];
    return [x, y, 2 * x - y + 3][at % 3]!;
  });
  const draws = gaussianSampler(codes, 3).sample(200, Rng.fromSeed(6));
  for (let i = 0; i < 200; i++) {
    const [x, y, z] = draws.subarray(3 * i) as unknown as [number, number, number];
    allClose(t, z, 2 * x - y + 3, { rtol: 0, atol: 1e-5 });
  }
  t.true(new Set(coordinate(draws, 3, 0)).size > 190);
});

test('gaussianSampler(two codes in five dimensions).sample stays on their line; of equal codes, at their place', t => {
  const [a, b] = [
    [1, 2, 3, 4, 5],
    [1, 0, 3, 8, 6],
  ];
  const draws = gaussianSampler(Float32Array.from([...a, ...b]), 5).sample(100, Rng.fromSeed(7));
  for (let i = 0; i < 100; i++) {
    const [x, y, z, v, w] = draws.subarray(5 * i) as unknown as number[];
    const time = w! - 5;
    allClose(t, [x, y, z, v] as number[], [1, 2 - 2 * time, 3, 4 + 4 * time], { rtol: 0, atol: 1e-5 });
  }
  const still = gaussianSampler(Float32Array.from([...a, ...a]), 5).sample(3, Rng.fromSeed(8));
  t.deepEqual([...still], [...a, ...a, ...a]);
});

test('gaussianSampler(codes).sample gives the same for the same seed, goes on otherwise, and takes none', t => {
  const sampler = gaussianSampler(clusters([[0, 1]], 10, 1, 9), 2);
  t.is(sampler.name, 'gaussian');
  const rng = Rng.fromSeed(10);
  const first = sampler.sample(4, rng);
  t.deepEqual(first, sampler.sample(4, Rng.fromSeed(10)));
  t.notDeepEqual(first, sampler.sample(4, rng));
  t.is(sampler.sample(0, rng).length, 0);
});

test('gaussianSampler(…) refuses codes that are too few, cut or not finite, and a bad dimension or count', t => {
  const refused = (codes: number[], d: number, message: RegExp): void => {
    t.throws(() => gaussianSampler(Float32Array.from(codes), d), { instanceOf: RangeError, message });
  };
  refused([1, 2], 2, /expected `codes` to hold at least 2 whole codes of 2 coordinates, got 2 numbers/);
  refused([1, 2, 3, 4, 5], 2, /at least 2 whole codes of 2 coordinates, got 5 numbers/);
  refused([1, 2, 3, NaN], 2, /expected `codes` to be finite, got NaN in code 1, coordinate 1/);
  refused([1, 2, 3, 4], 0, /expected `dimension` to be an integer ≥ 1, got 0/);
  const sampler = gaussianSampler(Float32Array.of(1, 2, 3, 4), 2);
  t.throws(() => sampler.sample(1.5, Rng.fromSeed(1)), { message: /expected `count`/ });
});
