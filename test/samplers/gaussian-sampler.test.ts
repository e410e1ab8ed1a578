import test from 'ava';
import { pointAt, pointsOf } from '../../lib/base/index.js';
import { meanWithStandardError } from '../../lib/base/statistics.js';
import { Rng } from '../../lib/base/random.js';
import { gaussianSampler } from '../../lib/samplers/gaussian-sampler.js';
import { allClose } from '../support/all-close.js';
import { clusters, coordinate } from '../support/clusters.js';
import { problems } from '../support/mixture-oracle.js';
import { mapped } from '../support/points.js';

test('gaussianSampler(codes) has their mean and their covariance over n, as NumPy', t => {
  for (const { codes, d, mean, covariance } of problems) {
    const { gaussian } = gaussianSampler(pointsOf(Float32Array.from(codes), d));
    allClose(t, gaussian.mean, mean, { rtol: 1e-12, atol: 1e-14 });
    allClose(t, gaussian.covariance.data, covariance, { rtol: 1e-12, atol: 1e-14 });
  }
});

test('gaussianSampler(codes).sample has the mean and the covariance of the codes', t => {
  const { codes, d, mean, covariance } = problems[2]!;
  const draws = gaussianSampler(pointsOf(Float32Array.from(codes), d)).sample(20_000, Rng.fromSeed(1));
  const apart = mean.map((center, a) => coordinate(draws, a).map(value => value - center));
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
  const plain = gaussianSampler(codes).sample(20, Rng.fromSeed(4));
  for (const scale of [1e9, 1e-9]) {
    const scaled = gaussianSampler(mapped(codes, value => scale * value));
    const expected = plain.data.map(value => scale * value);
    allClose(t, scaled.sample(20, Rng.fromSeed(4)).data, expected, { rtol: 1e-4, atol: 1e-5 * scale });
  }
  const shifted = gaussianSampler(mapped(codes, value => value + 8));
  const expected = plain.data.map(value => value + 8);
  allClose(t, shifted.sample(20, Rng.fromSeed(4)).data, expected, { rtol: 0, atol: 2e-5 });
});

test('gaussianSampler(codes in a plane).sample stays in the plane', t => {
  const plane = clusters([[0, 0]], 50, 1, 5);
  const codes = Float32Array.from({ length: 150 }, (_, at) => {
    const [x, y] = pointAt(plane, Math.floor(at / 3)) as unknown as [number, number];
    return [x, y, 2 * x - y + 3][at % 3]!;
  });
  const draws = gaussianSampler(pointsOf(codes, 3)).sample(200, Rng.fromSeed(6));
  for (let i = 0; i < 200; i++) {
    const [x, y, z] = pointAt(draws, i) as unknown as [number, number, number];
    allClose(t, z, 2 * x - y + 3, { rtol: 0, atol: 1e-5 });
  }
  t.true(new Set(coordinate(draws, 0)).size > 190);
});

test('gaussianSampler(two codes in five dimensions).sample stays on their line; of equal codes, at their place', t => {
  const [a, b] = [
    [1, 2, 3, 4, 5],
    [1, 0, 3, 8, 6],
  ];
  const draws = gaussianSampler(pointsOf(Float32Array.from([...a, ...b]), 5)).sample(100, Rng.fromSeed(7));
  for (let i = 0; i < 100; i++) {
    const [x, y, z, v, w] = pointAt(draws, i) as unknown as number[];
    const time = w! - 5;
    allClose(t, [x, y, z, v] as number[], [1, 2 - 2 * time, 3, 4 + 4 * time], { rtol: 0, atol: 1e-5 });
  }
  const still = gaussianSampler(pointsOf(Float32Array.from([...a, ...a]), 5)).sample(3, Rng.fromSeed(8));
  t.deepEqual([...still.data], [...a, ...a, ...a]);
});

test('gaussianSampler(codes).sample gives the same for the same seed, goes on otherwise, and takes none', t => {
  const sampler = gaussianSampler(clusters([[0, 1]], 10, 1, 9));
  t.is(sampler.name, 'gaussian');
  const rng = Rng.fromSeed(10);
  const first = sampler.sample(4, rng);
  t.deepEqual(first, sampler.sample(4, Rng.fromSeed(10)));
  t.notDeepEqual(first, sampler.sample(4, rng));
  t.deepEqual(sampler.sample(0, rng).shape, [0, 2]);
});

test('gaussianSampler(…) refuses codes that are too few, cut or not finite, and a bad count', t => {
  const refused = (codes: number[], shape: readonly [number, number], message: RegExp): void => {
    t.throws(() => gaussianSampler({ data: Float32Array.from(codes), shape }), {
      instanceOf: RangeError,
      message,
    });
  };
  refused([1, 2], [1, 2], /expected `codes` to hold at least 2 whole points, got 2 numbers as \[1, 2\]/);
  refused([1, 2, 3, 4, 5], [2, 2], /at least 2 whole points, got 5 numbers as \[2, 2\]/);
  refused([1, 2, 3, NaN], [2, 2], /expected `codes` to be finite, got NaN in row 1, column 1/);
  refused([], [2, 0], /at least 2 whole points, got 0 numbers as \[2, 0\]/);
  const sampler = gaussianSampler(pointsOf(Float32Array.of(1, 2, 3, 4), 2));
  t.throws(() => sampler.sample(1.5, Rng.fromSeed(1)), { message: /expected `count`/ });
});
