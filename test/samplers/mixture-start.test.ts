import test from 'ava';
import { pointAt, pointsOf, rowsBetween } from '../../lib/base/index.js';
import { Rng } from '../../lib/base/random.js';
import { startMixture } from '../../lib/samplers/mixture-start.js';
import { allClose } from '../support/all-close.js';
import { clusters, coordinate } from '../support/clusters.js';
import { numbersOf } from '../support/mixture-oracle.js';

test('startMixture(separate clusters) has their shares, means and covariances, whatever the seed', t => {
  // Two are close beside one far away: seeds drawn evenly would often put two into the far one and stay there.
  const codes = clusters(
    [
      [0, 0],
      [10, 0],
      [1000, 5],
    ],
    30,
    0.1,
    1,
  );
  for (let seed = 0; seed < 20; seed++) {
    const start = startMixture(codes, { rng: Rng.fromSeed(seed), components: 3, ridge: 0.5 });
    const sorted = [...start].sort((p, q) => p.mean[0]! - q.mean[0]!);
    sorted.forEach(({ weight, mean, covariance }, k) => {
      const part = rowsBetween(codes, 30 * k, 30 * (k + 1));
      const [x, y] = [coordinate(part, 0), coordinate(part, 1)];
      const averaged = (f: (i: number) => number): number => x.reduce((sum, _, i) => sum + f(i), 0) / 30;
      const [centerX, centerY] = [averaged(i => x[i]!), averaged(i => y[i]!)];
      allClose(t, weight, 1 / 3);
      allClose(t, mean, [centerX, centerY], { rtol: 1e-12 });
      const cross = averaged(i => (x[i]! - centerX) * (y[i]! - centerY));
      const own = averaged(i => (x[i]! - centerX) ** 2);
      allClose(t, covariance.data.subarray(0, 2), [own + 0.5, cross], { rtol: 1e-9, atol: 1e-12 });
    });
  }
});

test('startMixture(codes) puts every code nearest to the mean of its cluster', t => {
  const codes = clusters([[0, 0, 0]], 300, 1, 2);
  const start = startMixture(codes, { rng: Rng.fromSeed(3), components: 4, ridge: 0 });
  const sums = start.map(() => ({ size: 0, sum: [0, 0, 0] }));
  for (let i = 0; i < 300; i++) {
    const code = [...pointAt(codes, i)];
    const distances = start.map(({ mean }) => Math.hypot(...code.map((value, a) => value - mean[a]!)));
    const nearest = sums[distances.indexOf(Math.min(...distances))]!;
    nearest.size++;
    nearest.sum = nearest.sum.map((value, a) => value + code[a]!);
  }
  sums.forEach(({ size, sum }, k) => {
    allClose(t, start[k]!.weight, size / 300, { rtol: 1e-12 });
    allClose(
      t,
      start[k]?.mean ?? [],
      sum.map(value => value / size),
      { rtol: 1e-9 },
    );
  });
});

test('startMixture(as many codes as components) has one code in each and the ridge as covariance', t => {
  const codes = clusters([[0, 0]], 10, 1, 4);
  const start = startMixture(codes, { rng: Rng.fromSeed(5), ridge: 0.01 });
  const { weights, means, covariances } = numbersOf(start);
  allClose(t, weights, new Float64Array(10).fill(0.1), { rtol: 1e-12 });
  const places = (numbers: ArrayLike<number>): string[] =>
    Array.from({ length: 10 }, (_, k) => `${numbers[2 * k]}, ${numbers[2 * k + 1]}`).sort();
  t.deepEqual(places(means), places(codes.data));
  allClose(t, covariances, Array.from({ length: 10 }, () => [0.01, 0, 0, 0.01]).flat());
});

test('startMixture(equal codes) is finite, and gives the same for the same seed', t => {
  const options = { components: 3, ridge: 1 };
  const equal = startMixture(pointsOf(new Float32Array(20).fill(7), 2), { ...options, rng: Rng.fromSeed(6) });
  allClose(
    t,
    equal.reduce((sum, { weight }) => sum + weight, 0),
    1,
  );
  t.true(equal.every(({ weight, mean }) => weight === 0 || mean.every(value => value === 7)));
  const codes = clusters([[0, 0]], 50, 1, 7);
  const start = (seed: number): unknown => startMixture(codes, { ...options, rng: Rng.fromSeed(seed) });
  t.deepEqual(start(1), start(1));
  t.notDeepEqual(start(1), start(2));
});

test('startMixture(…) refuses fewer codes than components, and bad options', t => {
  const codes = clusters([[0, 0]], 9, 1, 8);
  const rng = Rng.fromSeed(1);
  t.throws(() => startMixture(codes, { rng }), {
    message: /at least 10 whole points/,
  });
  t.throws(() => startMixture(codes, { rng, components: 0 }), {
    message: /expected `components`/,
  });
  t.throws(() => startMixture(codes, { rng, components: 2, ridge: NaN }), {
    message: /expected `ridge`/,
  });
});
