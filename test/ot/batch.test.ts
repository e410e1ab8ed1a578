import test from 'ava';
import { Rng } from '../../lib/base/random.js';
import { sinkhornDivergenceBatch, solveBatch, solveSampleBatch } from '../../lib/ot/batch.js';
import { sinkhornDivergence } from '../../lib/ot/entropic/sinkhorn-divergence.js';
import { pointCost } from '../../lib/ot/geometry/cost.js';
import { solve, solveSample } from '../../lib/ot/solve.js';
import { allClose } from '../support/all-close.js';
import { randomPoints, randomWeights } from '../support/measures.js';

const rng = Rng.fromSeed(61);
const pairs = [8, 5, 12].map(n => {
  const weights = randomWeights(n, rng);
  return { x: randomPoints(n, 2, rng), y: randomPoints(n, 2, rng, 0.5), a: weights, b: weights.toReversed() };
});
const costs = pairs.map(({ x, y, a, b }) => ({ cost: pointCost(x, y, { kind: 'euclidean' }), a, b }));

test('solveBatch and solveSampleBatch give what solve and solveSample give, problem by problem', t => {
  const values = (results: readonly { readonly value: number }[]): number[] => results.map(r => r.value);
  t.deepEqual(values(solveBatch(costs)), values(costs.map(({ cost, a, b }) => solve(cost, { a, b }))));
  const method = { kind: 'sinkhorn', epsilon: 0.3 } as const;
  const entropic = solveBatch(costs, { method });
  t.deepEqual(values(entropic), values(costs.map(({ cost, a, b }) => solve(cost, { a, b, method }))));
  const ground = { kind: 'cityblock' } as const;
  t.deepEqual(
    values(solveSampleBatch(pairs, { cost: ground })),
    values(pairs.map(({ x, y, a, b }) => solveSample(x, y, { a, b, cost: ground }))),
  );
  t.is(solveSampleBatch(pairs)[1]!.plan.shape[0], 5);
  t.deepEqual(solveBatch([]), []);
});

test('sinkhornDivergenceBatch gives what sinkhornDivergence gives, and solves a cloud with itself once', t => {
  const clouds = pairs.map(({ x, a }) => ({ x, a }));
  const all = clouds.flatMap(p => clouds.map(q => ({ x: p.x, a: p.a, y: q.x, b: q.a })));
  const found = sinkhornDivergenceBatch(all, { epsilon: 0.3 });
  all.forEach(({ x, y, a, b }, k) => {
    const { value, converged } = sinkhornDivergence(x, y, { a, b, epsilon: 0.3 });
    t.true(converged && found[k]!.converged);
    allClose(t, found[k]!.value, value, { rtol: 1e-9, atol: 1e-15 });
  });
  t.is(found[0]!.xx, found[1]!.xx);
  t.is(found[0]!.xx, found[3]!.yy);
  t.not(found[0]!.xx, found[4]!.xx);
});

test('sinkhornDivergenceBatch does not take other weights, or weights that were scaled, for the same', t => {
  const { x, y, a } = pairs[0]!;
  const other = a.toReversed();
  const found = sinkhornDivergenceBatch(
    [
      { x, y, a, b: a },
      { x, y, a: other, b: a },
    ],
    { epsilon: 0.3 },
  );
  t.not(found[0]!.xx, found[1]!.xx);
  t.is(found[0]!.yy, found[1]!.yy);
  allClose(t, found[1]!.value, sinkhornDivergence(x, y, { a: other, b: a, epsilon: 0.3 }).value, {
    rtol: 1e-9,
  });
  const rough = a.map(weight => weight * (1 + 1e-10));
  const scaled = sinkhornDivergenceBatch(
    [
      { x, y, a, b: rough },
      { x, y, a, b: rough },
    ],
    { epsilon: 0.3 },
  );
  t.not(scaled[0]!.yy, scaled[1]!.yy);
});

test('a batch names the problem that is wrong', t => {
  t.throws(() => solveBatch([costs[0]!, { cost: [[NaN]] }]), {
    instanceOf: RangeError,
    message: /^solveBatch: .*\(problem 1\)$/,
  });
  t.throws(() => solveSampleBatch([{ x: [1], y: [[1, 2]] }]), { message: /\(problem 0\)$/ });
  t.throws(() => sinkhornDivergenceBatch([{ x: [1], y: [2], a: [2] }], { epsilon: 1 }), {
    message: /^sinkhornDivergenceBatch: .*same total.*\(problem 0\)$/,
  });
});
