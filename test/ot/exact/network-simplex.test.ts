import test from 'ava';
import { type Cost, matrixCost, pointCost } from '../../../lib/ot/geometry/cost.js';
import type { Matrix } from '../../../lib/base/matrix.js';
import { networkSimplex } from '../../../lib/ot/exact/network-simplex.js';
import { densePlan } from '../../../lib/ot/geometry/plan.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import {
  assertOptimal,
  cloud,
  leastOfPermutations,
  randomCost,
  weights,
} from '../../support/exact-transport.js';

const rng = Rng.fromSeed(41);

const scaled = ({ shape, at, row }: Cost, factor: number): Cost => ({
  shape,
  at: (i, j) => factor * at(i, j),
  row: (i, out) => {
    row(i, out);
    for (let j = 0; j < out.length; j++) out[j] = factor * out[j]!;
  },
});

test('networkSimplex(2 × 2) ships along the cheaper diagonal', t => {
  const { value, plan } = networkSimplex(
    matrixCost([
      [1, 2],
      [3, 1],
    ]),
    { a: [0.5, 0.5], b: [0.25, 0.75] },
  );
  allClose(t, densePlan(plan).data, [0.25, 0.25, 0, 0.5], { rtol: 1e-15 });
  t.is(value, 1.25);
});

test('networkSimplex(cost) equals the best of all permutations where weights are uniform', t => {
  for (let n = 1; n <= 6; n++) {
    for (let trial = 0; trial < 10; trial++) {
      const cost = randomCost(rng.split('permutations', 10 * n + trial), n, n);
      const result = networkSimplex(cost);
      allClose(t, result.value, leastOfPermutations(n, cost.at) / n, { rtol: 1e-13 });
      assertOptimal(t, cost, result, new Float64Array(n).fill(1 / n), new Float64Array(n).fill(1 / n));
    }
  }
});

test('networkSimplex(cost, whole weights) equals the best assignment of single units', t => {
  const [a, b] = [
    [1, 3, 2],
    [2, 1, 1, 2],
  ];
  const [rows, columns] = [a, b].map(side =>
    side.flatMap((units, i) => Array.from({ length: units }, () => i)),
  );
  for (let trial = 0; trial < 20; trial++) {
    const cost = randomCost(rng.split('units', trial), 3, 4);
    const least = leastOfPermutations(6, (i, j) => cost.at(rows![i]!, columns![j]!));
    const result = networkSimplex(cost, { a, b });
    allClose(t, result.value, least, { rtol: 1e-13 });
    assertOptimal(t, cost, result, a, b);
  }
});

for (const [n, m] of [
  [1, 1],
  [1, 40],
  [40, 1],
  [3, 300],
  [30, 20],
  [128, 128],
  [129, 128],
  [200, 350],
  [400, 90],
] as const) {
  test(`networkSimplex(${n} × ${m}) proves itself optimal, weighted and uniform`, t => {
    const cost = randomCost(rng.split('shapes', 1000 * n + m), n, m);
    const [a, b] = [weights(rng.split('a', n), n), weights(rng.split('b', m), m)];
    assertOptimal(t, cost, networkSimplex(cost, { a, b }), a, b);
    const result = networkSimplex(cost);
    assertOptimal(t, cost, result, new Float64Array(n).fill(1 / n), new Float64Array(m).fill(1 / m));
    t.true(result.plan.mass.length <= n + m - 1);
  });
}

test('networkSimplex(cost of no structure) proves itself optimal', t => {
  const draws = rng.split('noise');
  const data = Float64Array.from({ length: 200 * 210 }, () => draws.uniform() - 0.5);
  const cost = matrixCost({ data, shape: [200, 210] });
  const [a, b] = [weights(draws, 200), weights(draws, 210)];
  assertOptimal(t, cost, networkSimplex(cost, { a, b }), a, b);
});

test('networkSimplex(far clouds, hubs) proves itself optimal', t => {
  const draws = rng.split('far');
  const cost = pointCost(cloud(draws, 220, 5), cloud(draws, 220, 5, 40), { kind: 'euclidean' });
  const [a, b] = [weights(draws, 220), weights(draws, 220)];
  assertOptimal(t, cost, networkSimplex(cost, { a, b }), a, b);
});

test('networkSimplex(two worlds far apart) stays in each, and proves itself optimal', t => {
  const draws = rng.split('worlds');
  const worlds = (): Matrix => {
    const points = cloud(draws, 200, 3);
    return { ...points, data: points.data.map((entry, k) => entry + (k < 300 ? 0 : 1000)) };
  };
  const cost = pointCost(worlds(), worlds(), { kind: 'euclidean' });
  const result = networkSimplex(cost);
  assertOptimal(t, cost, result, new Float64Array(200).fill(1 / 200), new Float64Array(200).fill(1 / 200));
  result.plan.forEach((i, j) => t.is(i < 100, j < 100));
});

test('networkSimplex(ties everywhere) ends, and proves itself optimal', t => {
  const draws = rng.split('ties');
  const points = (n: number): number[][] =>
    Array.from({ length: n }, () => [draws.integer(3), draws.integer(3)]);
  for (const kind of ['discrete', 'cityblock', 'squared-euclidean'] as const) {
    const cost = pointCost(points(150), points(150), { kind });
    const a = Float64Array.from({ length: 150 }, () => 1 + draws.integer(3));
    const b = Float64Array.from(a).reverse();
    assertOptimal(t, cost, networkSimplex(cost, { a, b }), a, b);
    assertOptimal(
      t,
      cost,
      networkSimplex(cost),
      new Float64Array(150).fill(1 / 150),
      new Float64Array(150).fill(1 / 150),
    );
  }
  const nothing = matrixCost({ data: new Float64Array(160 * 150), shape: [160, 150] });
  t.is(networkSimplex(nothing).value, 0);
});

test('networkSimplex(x, x) is 0 and stays where it is', t => {
  const x = cloud(rng.split('same'), 180, 3);
  const { value, plan } = networkSimplex(pointCost(x, x, { kind: 'euclidean' }));
  t.is(value, 0);
  plan.forEach((i, j) => t.is(i, j));
});

test('networkSimplex(points without mass) gives them no plan but feasible potentials', t => {
  const draws = rng.split('zeros');
  const cost = randomCost(draws, 190, 170);
  const [a, b] = [weights(draws, 190), weights(draws, 170)].map(side =>
    side.map((weight, i) => (i % 3 === 0 ? 0 : weight)),
  );
  const [massA, massB] = [a, b].map(side => (side as Float64Array).reduce((sum, weight) => sum + weight, 0));
  const balanced = (b as Float64Array).map(weight => (weight * massA!) / massB!);
  assertOptimal(
    t,
    cost,
    networkSimplex(cost, { a: a as Float64Array, b: balanced }),
    a as Float64Array,
    balanced,
  );
});

test('networkSimplex(weights over 20 orders of magnitude) proves itself optimal', t => {
  const draws = rng.split('range');
  const cost = randomCost(draws, 40, 40);
  const a = Float64Array.from({ length: 40 }, (_, i) => 10 ** (-i / 2));
  const b = a.slice().reverse();
  assertOptimal(t, cost, networkSimplex(cost, { a, b }), a, b);
});

test('networkSimplex(cost) is the same problem in every unit of cost and of mass', t => {
  const draws = rng.split('units');
  const cost = randomCost(draws, 150, 140);
  const [a, b] = [weights(draws, 150), weights(draws, 140)];
  const { value, f } = networkSimplex(cost, { a, b });
  for (const factor of [1e-9, 1e9]) {
    const dearer = networkSimplex(scaled(cost, factor), { a, b });
    allClose(t, dearer.value, factor * value, { rtol: 1e-12 });
    allClose(
      t,
      dearer.f,
      f.map(entry => factor * entry),
      { rtol: 1e-9, atol: 1e-9 * factor },
    );
    const heavier = networkSimplex(cost, { a: a.map(w => factor * w), b: b.map(w => factor * w) });
    allClose(t, heavier.value, factor * value, { rtol: 1e-12 });
    t.true(heavier.marginalError <= 1e-13 * factor);
  }
});

test('networkSimplex(cost) has one value with rows and columns exchanged, reordered, or all dearer by 7', t => {
  const draws = rng.split('invariances');
  const cost = randomCost(draws, 150, 130);
  const [a, b] = [weights(draws, 150), weights(draws, 130)];
  const { value } = networkSimplex(cost, { a, b });
  const turned: Cost = {
    shape: [130, 150],
    at: (i, j) => cost.at(j, i),
    row: (i, out) => {
      for (let j = 0; j < out.length; j++) out[j] = cost.at(j, i);
    },
  };
  allClose(t, networkSimplex(turned, { a: b, b: a }).value, value, { rtol: 1e-13 });
  const order = draws.permutation(150);
  const shuffled: Cost = {
    shape: [150, 130],
    at: (i, j) => cost.at(order[i]!, j) + 7,
    row: (i, out) => {
      for (let j = 0; j < out.length; j++) out[j] = cost.at(order[i]!, j) + 7;
    },
  };
  const a2 = Float64Array.from(order, i => a[i]!);
  allClose(t, networkSimplex(shuffled, { a: a2, b }).value, value + 7, { rtol: 1e-13 });
});

test('networkSimplex(cost) balances the dual: Σ a f = Σ b g', t => {
  const draws = rng.split('gauge');
  const [a, b] = [weights(draws, 20), weights(draws, 30)];
  const { f, g, value } = networkSimplex(randomCost(draws, 20, 30), { a, b });
  const dot = (p: Float64Array, q: Float64Array): number =>
    p.reduce((sum, entry, i) => sum + entry * q[i]!, 0);
  allClose(t, dot(f, a), value / 2, { rtol: 1e-12 });
  allClose(t, dot(g, b), value / 2, { rtol: 1e-12 });
});

test('networkSimplex(maxIterations) stops there and says so: a feasible plan, feasible potentials, and the gap', t => {
  const draws = rng.split('stopped');
  const cost = randomCost(draws, 150, 140);
  const { value } = networkSimplex(cost);
  for (const maxIterations of [0, 20]) {
    const stopped = networkSimplex(cost, { maxIterations });
    t.false(stopped.converged);
    t.is(stopped.iterations, maxIterations);
    t.true(stopped.marginalError < 1e-13);
    t.true(stopped.value > value && stopped.value - stopped.gap < value);
    for (let i = 0; i < 150; i++) {
      for (let j = 0; j < 140; j++) {
        t.true(stopped.f[i]! + stopped.g[j]! <= cost.at(i, j) + 1e-12);
      }
    }
  }
});

test('networkSimplex(bad input) throws at the door', t => {
  const cost = matrixCost([
    [0, 1],
    [1, 0],
  ]);
  const refuses = (run: () => unknown, message: RegExp): void => {
    t.throws(run, { instanceOf: RangeError, message });
  };
  refuses(
    () => networkSimplex(cost, { a: [1, 1], b: [1, 2] }),
    /^networkSimplex: expected `a` and `b` to have the same total/,
  );
  refuses(() => networkSimplex(cost, { a: [-1, 2] }), /^networkSimplex: expected `a` to be ≥ 0, got -1 at 0/);
  refuses(() => networkSimplex(cost, { b: [Number.NaN, 1] }), /^networkSimplex: expected `b` to be finite/);
  refuses(() => networkSimplex(cost, { a: [0, 0], b: [0, 0] }), /^networkSimplex: expected `a` to have mass/);
  refuses(() => networkSimplex(cost, { a: [1] }), /^networkSimplex: expected `a` to have 2 entries, got 1/);
  refuses(
    () => networkSimplex(matrixCost([])),
    /^networkSimplex: expected `a` to have a support, got no points/,
  );
  for (const bad of [Number.NaN, -Infinity]) {
    const broken: Cost = {
      shape: [150, 150],
      at: (i, j) => (i === 77 && j === 99 ? bad : i + j),
      row: (i, out) => out.forEach((_, j) => (out[j] = i === 77 && j === 99 ? bad : i + j)),
    };
    refuses(() => networkSimplex(broken), /^networkSimplex: expected `cost` to be finite, got .* in row/);
  }
});
