import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { sinkhorn } from '../../../lib/ot/entropic/sinkhorn.js';
import { pointCost } from '../../../lib/ot/geometry/cost.js';
import { densePlan, marginals } from '../../../lib/ot/geometry/plan.js';
import { entropicPartialTransport } from '../../../lib/ot/partial/entropic-partial.js';
import { partialTransport } from '../../../lib/ot/partial/partial-transport.js';
import { allClose } from '../../support/all-close.js';
import { randomPoints, randomWeights } from '../../support/measures.js';

function problem(n: number, m: number, seed: number): { cost: number[][]; a: number[]; b: number[] } {
  const rng = Rng.fromSeed(seed);
  const { at } = pointCost(randomPoints(n, 2, rng), randomPoints(m, 2, rng, 0.5), {
    kind: 'squared-euclidean',
  });
  const cost = Array.from({ length: n }, (_, i) => Array.from({ length: m }, (__, j) => at(i, j)));
  return { cost, a: randomWeights(n, rng).map(p => 2 * p), b: randomWeights(m, rng).map(p => 0.7 * p) };
}

test('entropicPartialTransport has the conditions of its optimum, and no gap', t => {
  const { cost, a, b } = problem(9, 7, 1);
  for (const epsilon of [0.05, 0.5, 5]) {
    for (const mass of [0.2, 0.6]) {
      const found = entropicPartialTransport(cost, { a, b, mass, epsilon });
      t.true(found.converged);
      const { f, g, lambda, plan } = found;
      const unit = Math.sqrt(2 * 0.7);
      const { rows, columns } = marginals(plan);
      allClose(
        t,
        rows.reduce((sum, r) => sum + r, 0),
        mass,
        { rtol: 1e-12 },
      );
      let value = epsilon * unit;
      densePlan(plan).data.forEach((entry, k) => {
        const [i, j] = [Math.floor(k / 7), k % 7];
        const weight = (a[i]! * b[j]!) / unit;
        allClose(t, entry, weight * Math.exp((f[i]! + g[j]! + lambda - cost[i]![j]!) / epsilon), {
          rtol: 1e-9,
        });
        value += entry * (cost[i]![j]! + epsilon * (Math.log(entry / weight) - 1));
      });
      allClose(t, found.value, value, { rtol: 1e-9 });
      // f_i < 0 only if row i is full, and no row is beyond that.
      for (const [p, sums, weights] of [
        [f, rows, a],
        [g, columns, b],
      ] as const) {
        p.forEach((potential, i) => {
          t.true(potential <= 0 && sums[i]! <= weights[i]! + 1e-8);
          if (potential < 0) allClose(t, sums[i]!, weights[i]!, { atol: 1e-8 });
        });
      }
      allClose(t, found.gap, 0, { atol: 1e-7 });
      t.true(found.marginalError <= 1e-8);
    }
  }
});

test('entropicPartialTransport tends to partialTransport as ε → 0', t => {
  const { cost, a, b } = problem(8, 8, 2);
  const exact = partialTransport(cost, { a, b, mass: 0.5 }).value;
  const found = entropicPartialTransport(cost, { a, b, mass: 0.5, epsilon: 1e-3, tolerance: 1e-6 });
  t.true(found.converged);
  allClose(t, found.transportCost, exact, { rtol: 0.01 });
  t.true(found.transportCost > exact - 1e-6);
});

test('entropicPartialTransport of all mass is sinkhorn', t => {
  const { cost, a } = problem(6, 6, 3);
  const mass = a.reduce((sum, w) => sum + w, 0);
  const options = { a, b: a, epsilon: 0.3 };
  const found = entropicPartialTransport(cost, { ...options, mass, tolerance: 1e-11 });
  const whole = sinkhorn(cost, { ...options, tolerance: 1e-12 });
  allClose(t, found.value, whole.value, { rtol: 1e-6 });
  allClose(t, densePlan(found.plan).data, densePlan(whole.plan).data, { rtol: 1e-4, atol: 1e-7 });
});

test('entropicPartialTransport says that it has not converged, and refuses bad options', t => {
  const { cost, a, b } = problem(6, 6, 4);
  t.false(entropicPartialTransport(cost, { a, b, mass: 0.5, epsilon: 0.01, maxIterations: 3 }).converged);
  for (const bad of [{ epsilon: 0 }, { maxIterations: 0 }, { tolerance: -1 }, { mass: 2 }]) {
    t.throws(() => entropicPartialTransport(cost, { a, b, mass: 0.5, epsilon: 1, ...bad }), {
      instanceOf: RangeError,
      message: /entropicPartialTransport: expected/,
    });
  }
});
