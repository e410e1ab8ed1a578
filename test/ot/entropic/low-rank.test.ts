import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { lowRankSinkhorn } from '../../../lib/ot/entropic/low-rank.js';
import { pointCost } from '../../../lib/ot/geometry/cost.js';
import { densePlan, marginals } from '../../../lib/ot/geometry/plan.js';
import { transportCost } from '../../../lib/ot/geometry/transport.js';
import { solve } from '../../../lib/ot/solve.js';
import { allClose } from '../../support/all-close.js';
import { cloud, randomWeights } from '../../support/measures.js';

test('lowRankSinkhorn of rank 1 is a⊗b', t => {
  const rng = Rng.fromSeed(1);
  const [x, y] = [cloud(6, 2, rng), cloud(5, 2, rng)];
  const [a, b] = [randomWeights(6, rng).map(w => 2 * w), randomWeights(5, rng).map(w => 2 * w)];
  const cost = pointCost(x, y, { kind: 'squared-euclidean' });
  const found = lowRankSinkhorn(cost, { rank: 1, a, b, rng });
  t.true(found.converged);
  const product = Float64Array.from({ length: 30 }, (_, k) => (a[Math.floor(k / 5)]! * b[k % 5]!) / 2);
  allClose(t, densePlan(found.plan).data, product, { rtol: 1e-10 });
  allClose(t, found.g, [2], { rtol: 1e-12 });
});

test('lowRankSinkhorn between two clusters each sends cluster to cluster, at rank 2', t => {
  const at = (places: readonly number[]): number[][] => places.map(place => [place, 0]);
  const cost = pointCost(at([0, 0, 10, 10]), at([1, 1, 9, 9]), { kind: 'squared-euclidean' });
  const found = lowRankSinkhorn(cost, { rank: 2, rng: Rng.fromSeed(2) });
  allClose(t, found.value, 1, { rtol: 1e-3 });
});

test('lowRankSinkhorn has plans of its value, rank and marginals, which fall with the rank to the optimum', t => {
  const rng = Rng.fromSeed(3);
  const [x, y] = [cloud(12, 2, rng), cloud(10, 2, rng)];
  const cost = pointCost(x, y, { kind: 'squared-euclidean' });
  const values = [1, 2, 4].map(rank => {
    const found = lowRankSinkhorn(cost, { rank, rng: Rng.fromSeed(1) });
    t.true(found.marginalError < (rank === 4 ? 1e-3 : 1e-9));
    allClose(t, transportCost(cost, found.plan), found.value, { rtol: 1e-9 });
    const { rows, columns } = marginals(found.plan);
    allClose(t, rows, new Float64Array(12).fill(1 / 12), { rtol: 1e-3 });
    allClose(t, columns, new Float64Array(10).fill(1 / 10), { rtol: 1e-3 });
    t.is(found.g.length, rank);
    return found.value;
  });
  t.true(values[0]! > values[1]! && values[1]! > values[2]!);
  t.true(values[2]! >= solve(cost).value * (1 - 1e-3));
});

test('lowRankSinkhorn with a large ε is a⊗b at any rank', t => {
  const rng = Rng.fromSeed(4);
  const cost = pointCost(cloud(6, 2, rng), cloud(6, 2, rng), { kind: 'squared-euclidean' });
  const found = lowRankSinkhorn(cost, { rank: 3, epsilon: 1e4, rng });
  allClose(t, densePlan(found.plan).data, new Float64Array(36).fill(1 / 36), { rtol: 1e-2 });
});

test('lowRankSinkhorn names what will not do', t => {
  const rng = Rng.fromSeed(5);
  t.throws(() => lowRankSinkhorn([[1, 2]], { rank: 2, rng }), {
    message: 'lowRankSinkhorn: expected `rank` to be at most 1, as the cost is [1, 2], got 2',
  });
  t.throws(() => lowRankSinkhorn([[1]], { rank: 0, rng }), { message: /`rank` to be an integer ≥ 1, got 0/ });
});
