import test from 'ava';
import { pointAt } from '../../lib/base/index.js';
import { meanWithStandardError } from '../../lib/base/statistics.js';
import { Rng } from '../../lib/base/random.js';
import { mixtureSampler } from '../../lib/samplers/mixture-sampler.js';
import { weightedMoments } from '../../lib/samplers/moments.js';
import { allClose } from '../support/all-close.js';
import { clusters, coordinate } from '../support/clusters.js';
import { mapped } from '../support/points.js';

const centers = [
  [-5, 0],
  [5, 1],
  [0, 8],
];
// 40, 20 and 20 codes.
const codes = clusters([...centers, centers[0]!], 20, 0.5, 1);

test('mixtureSampler(codes).sample draws each component by its weight, with its mean and covariance', t => {
  const sampler = mixtureSampler(codes, { rng: Rng.fromSeed(2), components: 3 });
  t.is(sampler.name, 'mixture');
  t.true(sampler.fit.converged);
  const draws = sampler.sample(20_000, Rng.fromSeed(3));
  const owners = Array.from({ length: 20_000 }, (_, i) => {
    const [x, y] = pointAt(draws, i) as unknown as [number, number];
    const distances = sampler.fit.mixture.map(({ mean: [a = 0, b = 0] }) => Math.hypot(x - a, y - b));
    return distances.indexOf(Math.min(...distances));
  });
  const check = (values: Float64Array, expected: number): void => {
    const { value, standardError } = meanWithStandardError(values);
    allClose(t, value, expected, { rtol: 0, atol: 4 * standardError });
  };
  sampler.fit.mixture.forEach(({ weight, mean, covariance }, k) => {
    check(
      Float64Array.from(owners, owner => (owner === k ? 1 : 0)),
      weight,
    );
    const own = [0, 1].map(a =>
      coordinate(draws, a)
        .filter((_, i) => owners[i] === k)
        .map(value => value - mean[a]!),
    ) as [Float64Array, Float64Array];
    own.forEach((column, a) => {
      check(column, 0);
      own.forEach((other, b) => {
        const products = column.map((value, i) => value * other[i]!);
        check(products, covariance.data[2 * a + b]!);
      });
    });
  });
  const weights = Float64Array.from(sampler.fit.mixture, ({ weight }) => weight).sort();
  allClose(t, weights, [0.25, 0.25, 0.5], { rtol: 1e-9 });
});

test('mixtureSampler(codes) fits ten components and passes its options on', t => {
  t.is(mixtureSampler(codes, { rng: Rng.fromSeed(4) }).fit.mixture.length, 10);
  const { fit } = mixtureSampler(codes, {
    rng: Rng.fromSeed(4),
    ridge: 2,
    maxSteps: 1,
    tolerance: 0,
  });
  t.is(fit.logLikelihoods.length, 2);
  t.true(fit.mixture.every(({ covariance }) => covariance.data[0]! >= 2));
});

test('mixtureSampler(codes).sample gives the same for the same seed, goes on otherwise, and takes none', t => {
  const sampler = (seed: number): ReturnType<typeof mixtureSampler> =>
    mixtureSampler(codes, { rng: Rng.fromSeed(seed), components: 4 });
  const rng = Rng.fromSeed(5);
  const first = sampler(1).sample(6, rng);
  t.deepEqual(first, sampler(1).sample(6, Rng.fromSeed(5)));
  t.notDeepEqual(first, sampler(1).sample(6, rng));
  t.deepEqual(sampler(1).sample(0, rng).shape, [0, 2]);
  t.throws(() => sampler(1).sample(-1, rng), { message: /expected `count` to be an integer ≥ 0, got -1/ });
});

test('mixtureSampler(codes on a line) draws next to the line: the ridge is its width', t => {
  const line = mapped(codes, (value, at) => (at % 2 === 0 ? value : 3));
  const sampler = mixtureSampler(line, { rng: Rng.fromSeed(6), components: 2 });
  const { value } = meanWithStandardError(
    coordinate(sampler.sample(5000, Rng.fromSeed(7)), 1).map(height => (height - 3) ** 2),
  );
  allClose(t, value, 1e-6, { rtol: 0.1 });
  t.throws(() => mixtureSampler(line, { rng: Rng.fromSeed(6), components: 2, ridge: 0 }), {
    message: /positive definite/,
  });
});

test('mixtureSampler(codes, { coordinates }).sample has the moments of codes, and their clusters', t => {
  const rng = Rng.fromSeed(11);
  const n = 2000;
  const shear = [
    [1, 0.3, 0, 0.2],
    [0, 1, 0.5, 0],
    [0.4, 0, 1, 0.1],
    [0, 0.2, 0, 1],
  ];
  const data = new Float32Array(4 * n);
  for (let i = 0; i < n; i++) {
    const z = [rng.uniform() < 0.3 ? -6 : 6, 2 * rng.normal(), rng.normal(), 0.5 * rng.normal()];
    shear.forEach((row, a) => (data[4 * i + a] = a + row.reduce((sum, value, b) => sum + value * z[b]!, 0)));
  }
  const spread = { data, shape: [n, 4] } as const;
  const sampler = mixtureSampler(spread, { rng: Rng.fromSeed(2), components: 2, coordinates: 2 });
  t.deepEqual(
    sampler.fit.mixture.map(({ mean }) => mean.length),
    [2, 2],
  );
  const draws = sampler.sample(20_000, Rng.fromSeed(3));
  const [ofCodes, ofDraws] = [weightedMoments(spread), weightedMoments(draws)];
  allClose(t, ofDraws.mean, ofCodes.mean, { rtol: 0, atol: 0.2 });
  allClose(t, ofDraws.covariance.data, ofCodes.covariance.data, { rtol: 0.05, atol: 0.15 });
  const share = coordinate(draws, 0).filter(value => value < 0).length / 20_000;
  allClose(t, share, coordinate(spread, 0).filter(value => value < 0).length / n, { rtol: 0, atol: 0.02 });
});

test('mixtureSampler(codes, { coordinates }) of as many coordinates is that without', t => {
  const draws = (options: { readonly coordinates?: number }): Float32Array =>
    mixtureSampler(codes, { rng: Rng.fromSeed(2), components: 3, ...options }).sample(5, Rng.fromSeed(3))
      .data;
  t.deepEqual(draws({ coordinates: 2 }), draws({}));
  t.throws(() => draws({ coordinates: 0 }), {
    instanceOf: RangeError,
    message: 'mixtureSampler: expected `coordinates` to be an integer ≥ 1, got 0',
  });
});
