import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { barycentre1d } from '../../../lib/ot/barycentres/barycentre-1d.js';
import { sinkhorn } from '../../../lib/ot/entropic/sinkhorn.js';
import { entropicMultiMarginal } from '../../../lib/ot/multi-marginal/entropic-multi-marginal.js';
import { multiMarginal } from '../../../lib/ot/multi-marginal/multi-marginal.js';
import { meetingCost, tensorCost } from '../../../lib/ot/multi-marginal/tensor-cost.js';
import { solve } from '../../../lib/ot/solve.js';
import { allClose } from '../../support/all-close.js';
import { normals, randomPoints, randomWeights } from '../../support/measures.js';

test('multiMarginal of two measures is transport', t => {
  const rng = Rng.fromSeed(1);
  for (const [n, m] of [
    [6, 5],
    [1, 4],
    [8, 8],
  ] as const) {
    const cost = Array.from({ length: n }, () => Array.from({ length: m }, () => rng.uniform()));
    const [a, b] = [randomWeights(n, rng), randomWeights(m, rng)];
    const found = multiMarginal({ data: Float64Array.from(cost.flat()), shape: [n, m] }, { weights: [a, b] });
    allClose(t, found.value, solve(cost, { a, b }).value, { rtol: 1e-12 });
    t.true(found.converged && Math.abs(found.gap) < 1e-12);
  }
});

test('multiMarginal with meetingCost on the line has the value of barycentre1d', t => {
  const rng = Rng.fromSeed(2);
  const points = [normals(7, rng), normals(6, rng), normals(5, rng)];
  const weights = points.map(line => randomWeights(line.length, rng).map(w => 3 * w));
  const proportions = [0.5, 0.3, 0.2];
  const found = multiMarginal(meetingCost(points, proportions), { weights });
  const measures = points.map((line, k) => ({ points: line, weights: weights[k]! }));
  allClose(t, found.value, barycentre1d(measures, { proportions }).value, { rtol: 1e-11 });
  t.true(found.entries.length <= 7 + 6 + 5 - 2);
  // The marginals are the weights.
  const marginal = new Float64Array(6);
  for (const { places, mass } of found.entries) marginal[places[1]!]! += mass;
  allClose(t, marginal, weights[1]!, { rtol: 1e-12 });
});

test('multiMarginal ends where all costs tie, and stops where it is told to', t => {
  const rng = Rng.fromSeed(3);
  const tied = tensorCost([4, 4, 4, 4], () => rng.integer(2));
  const found = multiMarginal(tied);
  t.true(found.converged);
  allClose(t, found.gap, 0, { atol: 1e-12 });
  const stopped = multiMarginal(tied, { maxIterations: 1 });
  t.false(stopped.converged);
  t.is(stopped.iterations, 1);
  t.true(stopped.value >= found.value);
});

test('entropicMultiMarginal of two measures is sinkhorn', t => {
  const rng = Rng.fromSeed(4);
  const cost = Array.from({ length: 6 }, () => Array.from({ length: 5 }, () => rng.uniform()));
  const [a, b] = [randomWeights(6, rng).map(w => 2 * w), randomWeights(5, rng).map(w => 2 * w)];
  a[0]! += a[2]!;
  a[2] = 0;
  const expected = sinkhorn(cost, { a, b, epsilon: 0.1, tolerance: 1e-12 });
  const found = entropicMultiMarginal(
    { data: Float64Array.from(cost.flat()), shape: [6, 5] },
    { weights: [a, b], epsilon: 0.1, tolerance: 1e-12 },
  );
  t.true(found.converged);
  allClose(t, found.value, expected.value, { rtol: 1e-9 });
  allClose(t, found.transportCost, expected.transportCost, { rtol: 1e-9 });
});

test('entropicMultiMarginal fits all marginals, and goes to the exact value as ε → 0', t => {
  const rng = Rng.fromSeed(5);
  const cost = meetingCost([randomPoints(4, 2, rng), randomPoints(3, 2, rng), randomPoints(4, 2, rng)]);
  const exact = multiMarginal(cost).value;
  const blurred = entropicMultiMarginal(cost, { epsilon: 0.5 });
  t.true(blurred.converged && blurred.marginalError < 1e-9);
  t.true(blurred.value > exact);
  const sharp = entropicMultiMarginal(cost, { epsilon: 0.05, tolerance: 1e-7 });
  t.true(sharp.converged);
  allClose(t, sharp.transportCost, exact, { rtol: 0.05 });
  // The value is that of the definition.
  const { data } = blurred.plan;
  const entropy = data.reduce((sum, entry) => sum + entry * Math.log(entry * 48), 0);
  allClose(t, blurred.value, blurred.transportCost + 0.5 * entropy, { rtol: 1e-9 });
});

test('multiMarginal names what will not do', t => {
  const cost = tensorCost([2, 2], () => 1);
  t.throws(() => tensorCost([2], () => 1), { message: 'tensorCost: expected at least two measures, got 1' });
  t.throws(() => tensorCost([5000, 5000], () => 1), {
    message: /a cost of 1 to 2²⁴ entries, got \[5000, 5000\]/,
  });
  t.throws(() => multiMarginal({ ...cost, data: new Float64Array(3) }), {
    message: /`cost` to have 4 entries/,
  });
  t.throws(() => multiMarginal({ ...cost, data: Float64Array.of(1, NaN, 1, 1) }), {
    message: /`cost` to be finite, got NaN at 1/,
  });
  t.throws(
    () =>
      multiMarginal(cost, {
        weights: [
          [1, 1],
          [1, 2],
        ],
      }),
    { message: /`weights\[1\]` to have the total of `weights\[0\]`, got 3 and 2/ },
  );
  t.throws(() => entropicMultiMarginal(cost, { epsilon: 0 }), {
    message: /entropicMultiMarginal: expected `epsilon`/,
  });
  t.throws(() => meetingCost([[[1, 2]], [[1]]]), {
    message: /`points\[1\]` to have 2 coordinates, as `points\[0\]`, got 1/,
  });
});
