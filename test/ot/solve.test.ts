import test from 'ava';
import * as tf from '@tensorflow/tfjs';
import { assignment } from '../../lib/ot/exact/assignment.js';
import { type GroundCost, pointCost } from '../../lib/ot/geometry/cost.js';
import { networkSimplex } from '../../lib/ot/exact/network-simplex.js';
import { densePlan } from '../../lib/ot/geometry/plan.js';
import { sinkhorn } from '../../lib/ot/entropic/sinkhorn.js';
import { solve, solveSample } from '../../lib/ot/solve.js';
import { unbalancedTransport } from '../../lib/ot/entropic/unbalanced.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { assertOptimal, cloud, randomCost, weights } from '../support/exact-transport.js';

const rng = Rng.fromSeed(47);
const uniform = (n: number): Float64Array => new Float64Array(n).fill(1 / n);

test('solve(matrix) takes nested arrays, a Matrix, a tensor or a lazy cost', t => {
  const rows = [
    [0, 3, 1],
    [2, 1, 4],
  ];
  const matrix = { data: Float64Array.from(rows.flat()), shape: [2, 3] as const };
  const tensor = tf.tensor2d(rows);
  const lazy = {
    shape: [2, 3] as const,
    at: (i: number, j: number): number => rows[i]![j]!,
    row: (i: number, out: Float64Array): void => out.set(rows[i]!),
  };
  for (const cost of [rows, matrix, tensor, lazy]) {
    // By hand: the first row fills the last column, the second the middle one; both share the first.
    const { value, plan } = solve(cost);
    allClose(t, densePlan(plan).data, [1 / 6, 0, 1 / 3, 1 / 6, 1 / 3, 0], { atol: 1e-15 });
    allClose(t, value, 1 / 3 + 2 / 6 + 1 / 3, { rtol: 1e-14 });
  }
  tensor.dispose();
});

test("solve(…, { method: { kind: 'exact', maxIterations } }) is the network simplex with that limit", t => {
  const cost = randomCost(rng.split('limited'), 20, 30);
  for (const maxIterations of [0, 7, undefined, Infinity]) {
    const found = solve(cost, { method: { kind: 'exact', maxIterations } });
    const direct = networkSimplex(cost, { maxIterations });
    t.is(found.iterations, direct.iterations);
    allClose(t, found.value, direct.value, { rtol: 1e-12 });
    t.is(found.converged, maxIterations !== 0 && maxIterations !== 7);
  }
  const [x, y] = [cloud(rng.split('x'), 20, 2), cloud(rng.split('y'), 30, 2)];
  t.is(solveSample(x, y, { method: { kind: 'exact', maxIterations: 5 } }).iterations, 5);
  // What is not solved by the network simplex asks for no limit, but does not take nonsense for one either.
  const square = randomCost(rng.split('square, limited'), 9, 9);
  t.true(solve(square, { method: { kind: 'exact', maxIterations: 0 } }).converged);
  t.true(solveSample([0, 1], [2, 3, 4], { method: { kind: 'exact', maxIterations: 0 } }).converged);
  for (const maxIterations of [-1, Number.NaN]) {
    const method = { kind: 'exact', maxIterations } as const;
    const refused = {
      instanceOf: RangeError,
      message: /^solve(Sample)?: expected `maxIterations` to be ≥ 0, got/,
    };
    for (const costs of [cost, square]) t.throws(() => solve(costs, { method }), refused);
    t.throws(() => solveSample([0, 1], [2, 3, 4], { method }), refused);
  }
});

test('solve(cost) is the assignment where sizes and weights are alike', t => {
  const cost = randomCost(rng.split('square'), 30, 30);
  const alike = new Float64Array(30).fill(0.5);
  const result = solve(cost, { a: alike, b: alike });
  assertOptimal(t, cost, result, alike, alike);
  const { columns, value } = assignment(cost);
  t.deepEqual(result.plan.columns, columns);
  allClose(t, result.value, 0.5 * value, { rtol: 1e-14 });
  assertOptimal(t, cost, solve(cost), uniform(30), uniform(30));
});

test('solve(cost, weights) is the network simplex', t => {
  const cost = randomCost(rng.split('weighted'), 30, 30);
  const [a, b] = [weights(rng.split('a'), 30), weights(rng.split('b'), 30)];
  const result = solve(cost, { a, b, method: { kind: 'exact' } });
  assertOptimal(t, cost, result, a, b);
  t.deepEqual(result.f, networkSimplex(cost, { a, b }).f);
  const wide = randomCost(rng.split('wide'), 10, 25);
  assertOptimal(t, wide, solve(wide), uniform(10), uniform(25));
});

test('solve(cost, sinkhorn or unbalanced) is that method', t => {
  const cost = randomCost(rng.split('entropic'), 12, 15);
  const [a, b] = [weights(rng.split('c'), 12), weights(rng.split('d'), 15)];
  const entropic = solve(cost, { a, b, method: { kind: 'sinkhorn', epsilon: 0.5 } });
  t.is(entropic.value, sinkhorn(cost, { a, b, epsilon: 0.5 }).value);
  const relaxed = solve(cost, { a, method: { kind: 'unbalanced', epsilon: 0.5, penaltyA: 2 } });
  t.is(relaxed.value, unbalancedTransport(cost, { a, epsilon: 0.5, penaltyA: 2 }).value);
});

test('solve(cost, sinkhorn) costs the exact value as ε → 0', t => {
  const cost = randomCost(rng.split('limit'), 12, 15);
  const exact = solve(cost).value;
  const { transportCost } = solve(cost, { method: { kind: 'sinkhorn', epsilon: 0.01 } });
  t.true(transportCost >= exact - 1e-9);
  allClose(t, transportCost, exact, { rtol: 0.01 });
});

test('solveSample(points of the line) equals the network simplex for every convex cost', t => {
  const [x, y] = [cloud(rng.split('x'), 40, 1), cloud(rng.split('y'), 55, 1, 1)];
  const [a, b] = [weights(rng.split('e'), 40), weights(rng.split('f'), 55)];
  const grounds: readonly GroundCost[] = [
    { kind: 'squared-euclidean' },
    { kind: 'euclidean' },
    { kind: 'cityblock' },
    { kind: 'power', p: 1 },
    { kind: 'power', p: 3 },
    { kind: 'power', p: 0.5 },
    { kind: 'discrete' },
    { kind: 'function', of: (p, q) => Math.abs(p[0]! - q[0]!) ** 1.5 },
  ];
  for (const cost of grounds) {
    const result = solveSample(x, y, { a, b, cost });
    assertOptimal(t, pointCost(x, y, cost), result, a, b);
    allClose(t, result.value, networkSimplex(pointCost(x, y, cost), { a, b }).value, { rtol: 1e-12 });
  }
  t.is(solveSample([0, 1, 5], [1, 2, 6]).value, 1);
});

test('solveSample(x, y) costs ‖x − y‖² unless said', t => {
  const [x, y] = [cloud(rng.split('u'), 40, 4), cloud(rng.split('v'), 30, 4)];
  const cost = pointCost(x, y, { kind: 'squared-euclidean' });
  assertOptimal(t, cost, solveSample(x, y), uniform(40), uniform(30));
  t.is(solveSample(x, y).value, solve(cost).value);
  t.not(solveSample(x, y, { cost: { kind: 'euclidean' } }).value, solve(cost).value);
});

test('solveSample(x, x + c) is ‖c‖², and ‖c‖ by the distance', t => {
  const x = cloud(rng.split('shift'), 200, 3);
  const y = { data: x.data.map((entry, k) => entry + [1, -2, 2][k % 3]!), shape: x.shape };
  allClose(t, solveSample(x, y).value, 9, { rtol: 1e-12 });
  allClose(t, solveSample(x, y, { cost: { kind: 'euclidean' } }).value, 3, { rtol: 1e-12 });
});

test('solveSample(20,000 points of the line) needs no matrix', t => {
  const x = Float64Array.from({ length: 20_000 }, (_, i) => i);
  const result = solveSample(x, x.map(point => point + 0.5).reverse());
  allClose(t, result.value, 0.25, { rtol: 1e-12 });
  t.is(result.plan.mass.length, 20_000);
});

test('solve(bad input) throws at the door', t => {
  const cost = [
    [0, 1],
    [1, 0],
  ];
  t.throws(() => solve([[0, 1], [1]]), { instanceOf: TypeError });
  t.throws(() => solve([[0, NaN]]), {
    instanceOf: RangeError,
    message: /^solve: expected `cost` to be finite/,
  });
  t.throws(() => solve([]), { instanceOf: RangeError, message: /^solve: expected `a` to have a support/ });
  t.throws(() => solve(cost, { a: [1, 2] }), { instanceOf: RangeError, message: /^solve: .* same total/ });
  t.throws(() => solve(cost, { a: [-1, 2] }), {
    instanceOf: RangeError,
    message: /^solve: expected `a` to be ≥ 0/,
  });
  t.throws(() => solve(cost, { b: [Number.NaN, 2] }), {
    instanceOf: RangeError,
    message: /^solve: expected `b` to be finite/,
  });
  t.throws(() => solveSample([], [1]), {
    instanceOf: RangeError,
    message: /^solveSample: expected `x` to hold at least/,
  });
  t.throws(() => solveSample([1], [Number.NaN]), {
    instanceOf: RangeError,
    message: /^solveSample: expected `y` to be finite/,
  });
  t.throws(() => solveSample([[1, 2]], [[1]]), {
    instanceOf: RangeError,
    message: /as many coordinates, got 2 and 1/,
  });
  t.throws(() => solveSample([1], [1], { cost: { kind: 'power', p: 0 } }), { instanceOf: RangeError });
  t.throws(() => solve(cost, { method: { kind: 'guess' } as never }), {
    instanceOf: TypeError,
    message: /^solve: expected `method.kind` to be exact, sinkhorn or unbalanced, got/,
  });
});
