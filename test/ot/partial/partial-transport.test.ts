import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { matrixCost, pointCost } from '../../../lib/ot/geometry/cost.js';
import { marginals } from '../../../lib/ot/geometry/plan.js';
import { partialTransport } from '../../../lib/ot/partial/partial-transport.js';
import { solve } from '../../../lib/ot/solve.js';
import { allClose } from '../../support/all-close.js';
import { permutations, randomPoints, randomWeights } from '../../support/measures.js';

function problem(n: number, m: number, seed: number): { cost: number[][]; a: number[]; b: number[] } {
  const rng = Rng.fromSeed(seed);
  const { at } = pointCost(randomPoints(n, 2, rng), randomPoints(m, 2, rng, 0.5), {
    kind: 'squared-euclidean',
  });
  const cost = Array.from({ length: n }, (_, i) => Array.from({ length: m }, (__, j) => at(i, j)));
  return { cost, a: randomWeights(n, rng).map(p => 2 * p), b: randomWeights(m, rng).map(p => 0.7 * p) };
}

/** The k cheapest arcs that share no end: min over assignments of the sum of the k least costs of it. */
function cheapestPairs(cost: readonly (readonly number[])[], k: number): number {
  const sums = permutations(cost.length).map(order =>
    order
      .map((j, i) => cost[i]![j]!)
      .toSorted((p, q) => p - q)
      .slice(0, k)
      .reduce((sum, c) => sum + c, 0),
  );
  return Math.min(...sums);
}

test('partialTransport of k/n of uniform weights is the k cheapest pairs', t => {
  const { cost } = problem(5, 5, 1);
  for (const k of [1, 2, 3, 4, 5]) {
    const { value, mass, converged, plan } = partialTransport(cost, { mass: k / 5 });
    t.true(converged);
    allClose(t, value, cheapestPairs(cost, k) / 5, { rtol: 1e-12 });
    allClose(t, mass, k / 5, { rtol: 1e-14 });
    t.is(plan.mass.length, k);
  }
});

test('partialTransport has a plan within a and b, and potentials that prove it cheapest', t => {
  for (const [n, m, seed] of [
    [12, 9, 2],
    [7, 15, 3],
  ] as const) {
    const { cost, a, b } = problem(n, m, seed);
    for (const mass of [0.01, 0.3, 0.7]) {
      const { value, transportCost, plan, f, g, lambda, gap, marginalError } = partialTransport(cost, {
        a,
        b,
        mass,
      });
      const { rows, columns } = marginals(plan);
      rows.forEach((r, i) => t.true(r <= a[i]! + 1e-14));
      columns.forEach((s, j) => t.true(s <= b[j]! + 1e-14));
      allClose(t, marginalError, 0, { atol: 1e-14 });
      let found = 0;
      plan.forEach((i, j, entry) => (found += entry * cost[i]![j]!));
      allClose(t, [value, transportCost], [found, found], { rtol: 1e-13 });
      const scale = 1e-12;
      f.forEach((p, i) => {
        t.true(p <= scale);
        g.forEach((q, j) => t.true(p + q + lambda <= cost[i]![j]! + scale));
      });
      g.forEach(q => t.true(q <= scale));
      const dual =
        f.reduce((sum, p, i) => sum + p * a[i]!, 0) +
        g.reduce((sum, q, j) => sum + q * b[j]!, 0) +
        lambda * mass;
      allClose(t, dual, value, { rtol: 1e-11, atol: 1e-13 });
      allClose(t, gap, 0, { atol: 1e-12 });
    }
  }
});

test('partialTransport of all mass is solve; its λ is the price of more', t => {
  const { cost, a } = problem(6, 6, 4);
  const options = { a, b: a };
  const all = partialTransport(cost, { ...options, mass: a.reduce((sum, w) => sum + w, 0) });
  allClose(t, all.value, solve(cost, options).value, { rtol: 1e-12 });
  const values = [0.5, 0.5 + 1e-6].map(mass => partialTransport(cost, { ...options, mass }));
  allClose(t, (values[1]!.value - values[0]!.value) / 1e-6, values[0]!.lambda, { rtol: 1e-6 });
});

test('partialTransport leaves forbidden arcs and outliers alone', t => {
  const cost = matrixCost([
    [1, Infinity, 1e9],
    [Infinity, 2, 1e9],
    [1e9, 1e9, 1e9],
  ]);
  allClose(t, partialTransport(cost, { mass: 2 / 3 }).value, 1, { rtol: 1e-14 });
  const only = matrixCost([
    [1, Infinity],
    [3, Infinity],
  ]);
  allClose(t, partialTransport(only, { mass: 0.5 }).value, 0.5, { rtol: 1e-14 });
  t.throws(() => partialTransport(only, { mass: 0.6 }), { instanceOf: RangeError, message: /feasible/ });
});

test('partialTransport refuses a mass that is not there', t => {
  const { cost, a, b } = problem(4, 4, 5);
  for (const mass of [0, -1, 0.8, NaN]) {
    t.throws(() => partialTransport(cost, { a, b, mass }), {
      instanceOf: RangeError,
      message: /partialTransport: expected `mass` to be > 0 and at most 0\.7/,
    });
  }
});
