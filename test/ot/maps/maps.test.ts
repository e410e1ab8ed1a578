import test from 'ava';
import { displacementInterpolation } from '../../../lib/ot/maps/displacement.js';
import { barycentricMap, mongeMap } from '../../../lib/ot/maps/maps.js';
import { transport1d, wasserstein1d } from '../../../lib/ot/line/one-dimensional.js';
import { lazyPlan, sparsePlan } from '../../../lib/ot/geometry/plan.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';

const root = Rng.fromSeed(4).split('maps');
const split = sparsePlan(
  [3, 2],
  Int32Array.of(0, 0, 2),
  Int32Array.of(0, 1, 1),
  Float64Array.of(0.3, 0.1, 0.6),
);

test("barycentricMap(plan, y) is each row's mean of y, NaN without mass", t => {
  const { data, shape } = barycentricMap(split, [
    [4, 0],
    [8, 2],
  ]);
  t.deepEqual(shape, [3, 2]);
  allClose(
    t,
    [...data].filter(value => !Number.isNaN(value)),
    [5, 0.5, 8, 2],
  );
  t.deepEqual([data[2], data[3]], [NaN, NaN]);
  // The mean of the images is that of y under the plan's columns.
  const plan = lazyPlan([2, 3], (i, out) => out.set(i === 0 ? [0.1, 0.2, 0.1] : [0, 0.3, 0.3]));
  const image = barycentricMap(plan, [1, 2, 6]).data;
  allClose(t, 0.4 * image[0]! + 0.6 * image[1]!, 0.1 * 1 + 0.5 * 2 + 0.4 * 6);
});

test('mongeMap(plan) is the monotone map on the line, for equal weights', t => {
  const [x, y] = [
    [3, 1, 2],
    [10, 30, 20],
  ];
  t.deepEqual([...mongeMap(transport1d(x, y, { p: 2 }).plan)], [1, 0, 2]);
  const merged = transport1d([0, 1, 5], [2, 3], { p: 2, a: [0.25, 0.5, 0.25], b: [0.75, 0.25] }).plan;
  t.deepEqual([...mongeMap(merged)], [0, 0, 1]);
  const crumb = sparsePlan([2, 2], Int32Array.of(0, 0), Int32Array.of(0, 1), Float64Array.of(1e-14, 1));
  t.deepEqual([...mongeMap(crumb)], [1, -1]);
  t.throws(() => mongeMap(split), { instanceOf: RangeError, message: /^mongeMap: .* got several in row 0/ });
});

test('displacementInterpolation(plan, x, y, t) is x at 0, y at 1, and W₂ goes as t', t => {
  const rng = root.split('displacement');
  const normals = (n: number): Float64Array => Float64Array.from({ length: n }, () => rng.normal());
  const [x, y] = [normals(20), normals(13).map(value => 3 * value + 1)];
  const { plan, value } = transport1d(x, y, { p: 2 });
  for (const time of [0, 0.3, 1]) {
    const { points, weights } = displacementInterpolation(plan, x, y, time);
    t.deepEqual(points.shape, [plan.mass.length, 1]);
    const from = wasserstein1d(x, points, { p: 2, b: weights });
    allClose(t, from, time * Math.sqrt(value), { rtol: 1e-9, atol: 1e-9 });
    allClose(t, wasserstein1d(points, y, { p: 2, a: weights }), (1 - time) * Math.sqrt(value), {
      rtol: 1e-9,
      atol: 1e-9,
    });
  }
  const plane = displacementInterpolation(
    split,
    [
      [0, 0],
      [9, 9],
      [4, 4],
    ],
    [
      [4, 0],
      [8, 2],
    ],
    0.25,
  );
  allClose(t, plane.points.data, [1, 0, 2, 0.5, 5, 3.5]);
  allClose(t, plane.weights, [0.3, 0.1, 0.6]);
});

test('barycentricMap and displacementInterpolation refuse points that do not fit the plan', t => {
  const refuses = (body: () => unknown, message: RegExp): void => {
    t.throws(body, { instanceOf: RangeError, message });
  };
  refuses(() => barycentricMap(split, [1, 2, 3]), /^barycentricMap: expected `y` to be 2 points/);
  refuses(() => displacementInterpolation(split, [1, 2], [1, 2], 0.5), /`x` to be \[3, d\] and `y` \[2, d\]/);
  refuses(
    () =>
      displacementInterpolation(
        split,
        [1, 2, 3],
        [
          [1, 2],
          [3, 4],
        ],
        0.5,
      ),
    /got \[3, 1\] and \[2, 2\]/,
  );
  refuses(() => displacementInterpolation(split, [1, 2, 3], [1, 2], -0.1), /`t` to be in \[0, 1\], got -0.1/);
});
