import test from 'ava';
import { barycentre1d } from '../../../lib/ot/barycentres/barycentre-1d.js';
import { wasserstein1dPower } from '../../../lib/ot/line/one-dimensional.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { gappedWeights, normals } from '../../support/measures.js';

const root = Rng.fromSeed(4).split('barycentre-1d');

test('barycentre1d of as many equal points is the mean of the sorted points', t => {
  const found = barycentre1d([{ points: [3, 1, 8] }, { points: [0, 6, 1] }], { proportions: [3, 1] });
  allClose(t, found.points, [0.75, 2.5, 7.5]);
  allClose(t, found.weights, [1 / 3, 1 / 3, 1 / 3]);
  allClose(t, found.value, (0.1875 * (1 + 4 + 4)) / 3);
});

test('barycentre1d of weighted measures cuts (0, 1) where any of them jumps', t => {
  const found = barycentre1d([
    { points: [4, 0], weights: [0.25, 0.75] },
    { points: [[2], [10], [99]], weights: [0.5, 0.5, 0] },
  ]);
  allClose(t, found.points, [1, 5, 7]);
  allClose(t, found.weights, [0.5, 0.25, 0.25]);
});

test('barycentre1d leaves no crumbs of rounding where jumps coincide', t => {
  const points = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
  t.is(barycentre1d([{ points: points(10) }, { points: points(30) }]).points.length, 30);
  t.is(
    barycentre1d([{ points: points(7) }, { points: points(49) }, { points: points(98) }]).points.length,
    98,
  );
});

test('barycentre1d of two is at λ²-weighted distances: value λ(1 − λ) W₂²', t => {
  const rng = root.split('two');
  const [x, y, a, b] = [normals(40, rng), normals(31, rng), gappedWeights(40, rng), gappedWeights(31, rng)];
  const whole = wasserstein1dPower(x, y, { p: 2, a, b });
  const found = barycentre1d(
    [
      { points: x, weights: a },
      { points: y, weights: b },
    ],
    { proportions: [0.7, 0.3] },
  );
  allClose(t, found.value, 0.21 * whole, { rtol: 1e-12 });
  allClose(t, wasserstein1dPower(found.points, x, { p: 2, a: found.weights, b: a }), 0.09 * whole, {
    rtol: 1e-10,
  });
  allClose(t, wasserstein1dPower(found.points, y, { p: 2, a: found.weights, b }), 0.49 * whole, {
    rtol: 1e-10,
  });
});

test('barycentre1d of three has the value it says, and no measure nearby a lower one', t => {
  const rng = root.split('three');
  const measures = [12, 17, 9].map(n => ({ points: normals(n, rng), weights: gappedWeights(n, rng) }));
  const found = barycentre1d(measures);
  const value = (points: Float64Array): number =>
    measures.reduce(
      (sum, one) =>
        sum + wasserstein1dPower(points, one.points, { p: 2, a: found.weights, b: one.weights }) / 3,
      0,
    );
  allClose(t, value(found.points), found.value, { rtol: 1e-11 });
  for (let trial = 0; trial < 20; trial++) {
    t.true(value(found.points.map(point => point + 0.02 * rng.normal())) > found.value);
  }
  t.true(found.points.every((point, k) => k === 0 || point >= found.points[k - 1]!));
  allClose(
    t,
    found.weights.reduce((sum, weight) => sum + weight),
    1,
    { rtol: 1e-14 },
  );
});

test('barycentre1d of shifted and scaled copies is the copy with the mean shift and scale', t => {
  const x = normals(50, root.split('copies'));
  for (const size of [1, 1e9, 1e-9]) {
    const copies = [
      [1, 0],
      [3, 4],
      [2, -1],
    ].map(([scale, shift]) => ({
      points: x.map(point => size * (scale! * point + shift!)),
    }));
    const found = barycentre1d(copies);
    allClose(t, found.points, x.map(point => size * (2 * point + 1)).sort(), {
      rtol: 1e-10,
      atol: 1e-12 * size,
    });
  }
  const one = barycentre1d([{ points: x }]);
  allClose(t, one.points, x.slice().sort());
  t.is(one.value, 0);
});

test('barycentre1d refuses measures that do not fit', t => {
  const refuses = (body: () => unknown, message: RegExp): void => {
    t.throws(body, { instanceOf: RangeError, message });
  };
  refuses(() => barycentre1d([]), /^barycentre1d: expected at least one measure/);
  refuses(() => barycentre1d([{ points: [[1, 2]] }]), /measures\[0\].points` to be points of the line/);
  refuses(() => barycentre1d([{ points: [1] }, { points: [1], weights: [2] }]), /the same total/);
  refuses(
    () => barycentre1d([{ points: [1] }], { proportions: [1, 2] }),
    /`proportions` to have 1 entries, got 2/,
  );
});
