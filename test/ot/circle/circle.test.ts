import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { circleTransport, circleWasserstein } from '../../../lib/ot/circle/circle.js';
import { sphericalSliced } from '../../../lib/ot/circle/spherical-sliced.js';
import { marginals } from '../../../lib/ot/geometry/plan.js';
import { wasserstein1d } from '../../../lib/ot/line/one-dimensional.js';
import { allClose } from '../../support/all-close.js';
import { normals, randomWeights } from '../../support/measures.js';

test('circleWasserstein goes the shorter way round', t => {
  allClose(t, circleWasserstein([0.1], [2 * Math.PI - 0.1]), 0.2, { rtol: 1e-12 });
  allClose(t, circleWasserstein([0], [Math.PI], { p: 2 }), Math.PI, { rtol: 1e-14 });
  t.is(circleWasserstein([0], [3], { period: 4 }), 1);
  allClose(t, circleWasserstein([350, 10], [5, 15], { period: 360 }), 10, { rtol: 1e-12 });
});

test('circleWasserstein(x, x + s) is |s| for small s, for every p', t => {
  const x = Float64Array.from({ length: 40 }, (_, k) => (2 * Math.PI * k) / 40);
  for (const p of [1, 2, 3.5]) {
    const shifted = x.map(place => place + 0.05);
    allClose(t, circleWasserstein(x, shifted, { p }), 0.05, { rtol: 1e-9 });
    t.true(circleWasserstein(x, x, { p }) < 1e-12);
  }
});

test('circleWasserstein of points within a short arc is that of the line', t => {
  const rng = Rng.fromSeed(1);
  const [x, y] = [normals(30, rng), normals(20, rng)].map(side => side.map(v => Math.tanh(v) / 2));
  for (const p of [1, 2]) {
    allClose(t, circleWasserstein(x!, y!, { p }), wasserstein1d(x!, y!, { p }), { rtol: 1e-10 });
  }
});

test('circleTransport has a plan of its value and marginals, of any mass', t => {
  const rng = Rng.fromSeed(2);
  const [x, y] = [normals(50, rng).map(v => 3 * v), normals(40, rng).map(v => 3 * v + 1)];
  const [a, b] = [randomWeights(50, rng), randomWeights(40, rng)].map(side => side.map(w => 5 * w));
  const found = circleTransport(x, y, { a: a!, b: b!, p: 2 });
  let value = 0;
  found.plan.forEach((i, j, mass) => {
    const d = Math.abs(Math.atan2(Math.sin(x[i]! - y[j]!), Math.cos(x[i]! - y[j]!)));
    value += mass * d ** 2;
  });
  allClose(t, value, found.value, { rtol: 1e-10 });
  const { rows, columns } = marginals(found.plan);
  allClose(t, rows, a!, { rtol: 1e-12 });
  allClose(t, columns, b!, { rtol: 1e-9 });
  t.true(found.converged && found.gap >= 0 && found.gap < 1e-9 && found.iterations < 100);
});

test('circleWasserstein names what will not do', t => {
  t.throws(() => circleWasserstein([0], [1], { period: 0 }), {
    message: 'circleWasserstein: expected `period` to be finite and > 0, got 0',
  });
  t.throws(() => circleTransport([0], [1], { p: 0.5 }), {
    message: /circleTransport: expected `p` to be ≥ 1/,
  });
});

const onSphere = (n: number, rng: Rng): number[][] =>
  Array.from({ length: n }, () => {
    const v = [rng.normal(), rng.normal(), rng.normal()];
    const length = Math.hypot(...v);
    return v.map(entry => entry / length);
  });

test('sphericalSliced in the plane is the distance on its circle', t => {
  const rng = Rng.fromSeed(3);
  const [u, v] = [normals(9, rng), normals(9, rng)];
  const points = (angles: Float64Array): number[][] => Array.from(angles, s => [Math.cos(s), Math.sin(s)]);
  const found = sphericalSliced(points(u), points(v), { rng: rng.split('circles'), projections: 3 });
  allClose(t, found.value, circleWasserstein(u, v, { p: 2 }), { rtol: 1e-10 });
  t.true(found.powerStandardError < 1e-12);
});

test('sphericalSliced is unchanged by a turn of the sphere and of its circles, and 0 for equal clouds', t => {
  const rng = Rng.fromSeed(4);
  const [x, y] = [onSphere(8, rng), onSphere(6, rng)];
  const turn = ([p, q, r]: readonly number[]): number[] => [q!, r!, p!];
  const circles = [
    [1, 0, 0],
    [0, 0.6, 0.8],
  ];
  const value = sphericalSliced(x, y, { circles }).value;
  allClose(t, sphericalSliced(x.map(turn), y.map(turn), { circles: circles.map(turn) }).value, value, {
    rtol: 1e-12,
  });
  t.true(sphericalSliced(x, x, { rng }).value < 1e-12);
  t.true(value > 0.1);
  // Random circles: the mean converges.
  const many = sphericalSliced(x, y, { rng: rng.split('many'), projections: 2000 });
  const few = sphericalSliced(x, y, { rng: rng.split('few'), projections: 2000 });
  t.true(Math.abs(many.value - few.value) < 5 * Math.hypot(many.standardError, few.standardError));
});

test('sphericalSliced names what will not do', t => {
  const circles = [
    [1, 0],
    [0, 1],
  ];
  t.throws(() => sphericalSliced([[1, 1]], [[1, 0]], { circles }), {
    message: /sphericalSliced: expected `x` to lie on the unit sphere, got length 1.41\d+ in row 0/,
  });
  t.throws(() => sphericalSliced([[1, 0]], [[1, 0]], { circles: [[1, 0]] }), {
    message: /`circles` to be \[2·count, 2\]/,
  });
  t.throws(
    () =>
      sphericalSliced([[1, 0]], [[1, 0]], {
        circles: [
          [1, 0],
          [1, 0],
        ],
      }),
    { message: /pairs of orthogonal unit vectors/ },
  );
});
