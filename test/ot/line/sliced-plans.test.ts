import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { marginals } from '../../../lib/ot/geometry/plan.js';
import { expectedSlicedPlan, minSlicedPlan } from '../../../lib/ot/line/sliced-plans.js';
import { solveSample } from '../../../lib/ot/solve.js';
import { allClose } from '../../support/all-close.js';
import { cloud, normals, randomWeights } from '../../support/measures.js';

test('minSlicedPlan on the line is the optimal plan', t => {
  const rng = Rng.fromSeed(1);
  const [x, y] = [normals(9, rng), normals(7, rng)];
  const { value, costs } = minSlicedPlan(x, y, { directions: [[1]] });
  allClose(t, value, solveSample(x, y).value, { rtol: 1e-12 });
  t.is(costs.length, 1);
});

test('minSlicedPlan and expectedSlicedPlan are couplings above the optimum, and meet at large β', t => {
  const rng = Rng.fromSeed(2);
  const [x, y] = [cloud(9, 3, rng), cloud(7, 3, rng)];
  const [a, b] = [randomWeights(9, rng), randomWeights(7, rng)].map(side => side.map(w => 2 * w));
  const options = { a: a!, b: b!, cost: { kind: 'euclidean' } as const };
  const optimum = solveSample(x, y, options).value;
  const least = minSlicedPlan(x, y, { ...options, rng: Rng.fromSeed(3), projections: 30 });
  t.true(least.value >= optimum && least.costs.length === 30);
  t.is(least.value, Math.min(...least.costs));
  const along = minSlicedPlan(x, y, { ...options, directions: [[...least.direction]] });
  allClose(t, along.value, least.value, { rtol: 1e-12 });
  for (const beta of [0, 1, 1e6]) {
    const mean = expectedSlicedPlan(x, y, { ...options, rng: Rng.fromSeed(3), projections: 30, beta });
    const { rows, columns } = marginals(mean.plan);
    allClose(t, rows, a!, { rtol: 1e-12 });
    allClose(t, columns, b!, { rtol: 1e-12 });
    t.true(mean.value >= least.value * (1 - 1e-12));
    const weighted = mean.costs.reduce((sum, cost, k) => sum + cost * mean.shares[k]!, 0);
    allClose(t, mean.value, weighted, { rtol: 1e-12 });
    if (beta === 1e6) allClose(t, mean.value, least.value, { rtol: 1e-9 });
    if (beta === 0) allClose(t, mean.shares, new Float64Array(30).fill(1 / 30), { rtol: 1e-12 });
  }
});

test('expectedSlicedPlan names what will not do', t => {
  t.throws(() => expectedSlicedPlan([[1, 2]], [[1, 2]], { directions: [[1, 0]], beta: -1 }), {
    message: 'expectedSlicedPlan: expected `beta` to be finite and ≥ 0, got -1',
  });
  t.throws(() => minSlicedPlan([[1, 2]], [[1]], { directions: [[1, 0]] }), {
    message: /minSlicedPlan: expected `x` and `y`/,
  });
});
