import test from 'ava';
import type { Metric } from '../../../lib/ot/duality/kantorovich-rubinstein.js';
import { kantorovichRubinstein } from '../../../lib/ot/duality/kantorovich-rubinstein.js';
import { pointCost } from '../../../lib/ot/geometry/cost.js';
import type { Matrix } from '../../../lib/base/matrix.js';
import { networkSimplex } from '../../../lib/ot/exact/network-simplex.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';

const metrics: Metric[] = [
  { kind: 'euclidean' },
  { kind: 'cityblock' },
  { kind: 'power', p: 0.5 },
  { kind: 'discrete' },
  {
    kind: 'function',
    of: (p, q) => p.reduce((most, v, k) => Math.max(most, Math.abs(v - q[k]!)), 0),
  },
];

function cloud(n: number, d: number, rng: Rng, shift = 0, std = 1): Matrix {
  return { data: Float64Array.from({ length: n * d }, () => shift + std * rng.normal()), shape: [n, d] };
}

function weightsOf(n: number, rng: Rng): Float64Array {
  const weights = Float64Array.from({ length: n }, () => rng.uniform());
  const sum = weights.reduce((partial, weight) => partial + weight, 0);
  return weights.map(weight => weight / sum);
}

/** ∫ |F − G| of weighted points of the line. */
function byCdf(
  x: ArrayLike<number>,
  a: ArrayLike<number>,
  y: ArrayLike<number>,
  b: ArrayLike<number>,
): number {
  const steps = [
    ...Array.from(x, (at, i) => ({ at, mass: a[i]! })),
    ...Array.from(y, (at, j) => ({ at, mass: -b[j]! })),
  ].sort((p, q) => p.at - q.at);
  let [difference, integral] = [0, 0];
  steps.forEach(({ at, mass }, s) => {
    difference += mass;
    integral += Math.abs(difference) * ((steps[s + 1]?.at ?? at) - at);
  });
  return integral;
}

test('kantorovichRubinstein(x, x + c) is ‖c‖', t => {
  const rng = Rng.fromSeed(1);
  const x = cloud(20, 2, rng);
  const y = { data: x.data.map((v, i) => v + (i % 2 === 0 ? 3 : -4)), shape: x.shape };
  const { value, gap, slope } = kantorovichRubinstein(x, y);
  allClose(t, value, 5, { rtol: 1e-12 });
  allClose(t, gap, 0, { atol: 1e-12 });
  allClose(t, slope, 1, { rtol: 1e-12 });
});

test('kantorovichRubinstein on the line is ∫ |F − G|', t => {
  const rng = Rng.fromSeed(2);
  for (const [n, m] of [
    [1, 1],
    [6, 9],
    [40, 33],
  ] as const) {
    const [x, y, a, b] = [cloud(n, 1, rng), cloud(m, 1, rng, 0.5, 2), weightsOf(n, rng), weightsOf(m, rng)];
    const { value } = kantorovichRubinstein(x, y, { a, b });
    allClose(t, value, byCdf(x.data, a, y.data, b), { rtol: 1e-10 });
  }
});

test('primal and dual agree to 1e-9 with a slope never above 1, for every distance', t => {
  const rng = Rng.fromSeed(3);
  for (const metric of metrics) {
    for (let trial = 0; trial < 8; trial++) {
      const [n, m, d] = [1 + rng.integer(30), 1 + rng.integer(30), 1 + rng.integer(4)];
      const [x, y] = [cloud(n, d, rng), cloud(m, d, rng, 0.3)];
      const [a, b] = [weightsOf(n, rng), weightsOf(m, rng)];
      const { value, primal, gap, slope } = kantorovichRubinstein(x, y, { a, b, cost: metric });
      allClose(t, primal, networkSimplex(pointCost(x, y, metric), { a, b }).value, { rtol: 1e-12 });
      allClose(t, value, primal, { rtol: 1e-9 });
      t.is(gap, primal - value);
      t.true(slope <= 1 + 1e-12, `slope ${slope}`);
    }
  }
});

test('the potential off the supports is 1-Lipschitz and McShane’s extension of its values on them', t => {
  const rng = Rng.fromSeed(4);
  const [x, y, z] = [cloud(10, 2, rng), cloud(8, 2, rng, 1), cloud(15, 2, rng, 0, 3)];
  const { potential, potentialX, potentialY } = kantorovichRubinstein(x, y);
  const at = ({ data }: Matrix, i: number): Float64Array => data.subarray(2 * i, 2 * i + 2);
  const distance = (p: Float64Array, q: Float64Array): number => Math.hypot(p[0]! - q[0]!, p[1]! - q[1]!);
  for (let k = 0; k < 15; k++) {
    const value = potential(at(z, k));
    const above = [
      ...Array.from(potentialX, (phi, i) => phi + distance(at(x, i), at(z, k))),
      ...Array.from(potentialY, (phi, j) => phi + distance(at(y, j), at(z, k))),
    ];
    allClose(t, value, Math.min(...above), { rtol: 0, atol: 1e-12 });
    for (let l = 0; l < k; l++) {
      t.true(Math.abs(value - potential(at(z, l))) <= distance(at(z, k), at(z, l)) + 1e-12);
    }
  }
  allClose(
    t,
    Array.from(potentialX, (_, i) => potential(at(x, i))),
    potentialX,
    { rtol: 0, atol: 0 },
  );
  t.is(Math.min(...potentialX, ...potentialY), 0);
});

test('with the 0–1 distance W1 is the total variation ½ Σ |a − b|', t => {
  const [a, b] = [
    [0.5, 0.2, 0.3],
    [0.1, 0.2, 0.7],
  ];
  const { value } = kantorovichRubinstein([0, 1, 2], [0, 1, 2], { a, b, cost: { kind: 'discrete' } });
  allClose(t, value, 0.4, { rtol: 1e-12 });
});

test('kantorovichRubinstein is symmetric, and moves with shift, unit, order and mass', t => {
  const rng = Rng.fromSeed(5);
  const [x, y] = [cloud(12, 3, rng), cloud(9, 3, rng, 0.5)];
  const value = kantorovichRubinstein(x, y).value;
  allClose(t, kantorovichRubinstein(y, x).value, value, { rtol: 1e-12 });
  const moved = (points: Matrix, f: (v: number) => number): Matrix => ({
    data: points.data.map(f),
    shape: points.shape,
  });
  const shifted = kantorovichRubinstein(
    moved(x, v => v + 7),
    moved(y, v => v + 7),
  );
  allClose(t, shifted.value, value, { rtol: 1e-11 });
  for (const unit of [1e9, 1e-9]) {
    const scaled = kantorovichRubinstein(
      moved(x, v => v * unit),
      moved(y, v => v * unit),
    );
    allClose(t, scaled.value, unit * value, { rtol: 1e-11 });
    t.true(scaled.slope <= 1 + 1e-12);
  }
  const permuted = {
    data: Float64Array.from({ length: 36 }, (_, i) => x.data[33 - 3 * Math.floor(i / 3) + (i % 3)]!),
    shape: x.shape,
  };
  allClose(t, kantorovichRubinstein(permuted, y).value, value, { rtol: 1e-12 });
  const [a, b] = [new Float64Array(12).fill(5 / 12), new Float64Array(9).fill(5 / 9)];
  allClose(t, kantorovichRubinstein(x, y, { a, b }).value, 5 * value, { rtol: 1e-12 });
});

test('degenerate measures: one point each, duplicates, points without mass, points nearly equal', t => {
  const one = kantorovichRubinstein([2], [5]);
  allClose(t, [one.value, one.slope, one.potential(2), one.potential(5), one.potential(9)], [3, 1, 3, 0, 4], {
    atol: 1e-15,
  });
  const same = kantorovichRubinstein([1, 1, 1], [1, 1]);
  t.deepEqual([same.value, same.gap, same.slope], [0, 0, 0]);
  const massless = kantorovichRubinstein([0, 50], [1, -80, 3], { a: [1, 0], b: [0.5, 0, 0.5] });
  allClose(t, [massless.value, massless.gap], [2, 0], { atol: 1e-14 });
  t.true(massless.slope <= 1 + 1e-12);
  const close = kantorovichRubinstein([0, 1e-13, 1000], [3e-13, 7, 1000 + 1e-10]);
  t.true(close.slope <= 1 + 1e-12, `slope ${close.slope}`);
});

test('kantorovichRubinstein refuses costs that are no distance, unequal totals and dimensions', t => {
  const refused = { instanceOf: RangeError, message: /^kantorovichRubinstein: expected/ };
  t.throws(() => kantorovichRubinstein([0], [1], { cost: { kind: 'squared-euclidean' } as never }), refused);
  t.throws(() => kantorovichRubinstein([0], [1], { cost: { kind: 'power', p: 2 } }), refused);
  t.throws(() => kantorovichRubinstein([0], [1], { a: [1], b: [2] }), refused);
  t.throws(() => kantorovichRubinstein([0], [[1, 2]]), refused);
});
