import test, { type ExecutionContext } from 'ava';
import { assignment } from '../../../lib/ot/exact/assignment.js';
import { type Cost, matrixCost, pointCost } from '../../../lib/ot/geometry/cost.js';
import { networkSimplex } from '../../../lib/ot/exact/network-simplex.js';
import { wasserstein1dPower } from '../../../lib/ot/line/one-dimensional.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { cloud, leastOfPermutations, randomCost } from '../../support/exact-transport.js';

const rng = Rng.fromSeed(43);

/** Asserts that π is a permutation and f, g prove it the cheapest, to 1e-12 of the largest cost. */
function assertCheapest(t: ExecutionContext, cost: Cost): void {
  const n = cost.shape[0];
  const { columns, value, f, g, gap, converged } = assignment(cost);
  t.true(converged);
  t.deepEqual(
    Array.from(columns).sort((p, q) => p - q),
    Array.from({ length: n }, (_, i) => i),
  );
  let [largest, infeasible, slack, paid] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const reduced = cost.at(i, j) - f[i]! - g[j]!;
      largest = Math.max(largest, Math.abs(cost.at(i, j)));
      infeasible = Math.max(infeasible, -reduced);
      if (columns[i] !== j) continue;
      slack = Math.max(slack, Math.abs(reduced));
      paid += cost.at(i, j);
    }
  }
  t.true(infeasible <= 1e-12 * largest, `f + g exceeds c by ${infeasible} of ${largest}`);
  t.true(slack <= 1e-12 * largest, `c − f − g is ${slack} of ${largest} where assigned`);
  t.true(Math.abs(gap) <= 1e-12 * largest * n, `gap ${gap}`);
  t.true(Math.abs(value - paid) <= 1e-13 * largest * n, `value ${value}, paid ${paid}`);
}

test('assignment(3 × 3) is the permutation that one sees', t => {
  const { columns, value } = assignment([
    [4, 1, 3],
    [2, 0, 5],
    [3, 2, 2],
  ]);
  t.deepEqual(Array.from(columns), [1, 0, 2]);
  t.is(value, 5);
});

test('assignment(cost) equals the best of all permutations', t => {
  for (let n = 1; n <= 6; n++) {
    for (let trial = 0; trial < 20; trial++) {
      const cost = randomCost(rng.split('permutations', 20 * n + trial), n, n);
      allClose(t, assignment(cost).value, leastOfPermutations(n, cost.at), { rtol: 1e-13 });
    }
  }
});

for (const n of [1, 2, 40, 128, 129, 400]) {
  test(`assignment(${n} points) proves itself optimal and equals networkSimplex`, t => {
    const cost = randomCost(rng.split('points', n), n, n);
    assertCheapest(t, cost);
    allClose(t, assignment(cost).value / n, networkSimplex(cost).value, { rtol: 1e-12 });
  });
}

test('assignment(points of the line, |x − y|³) equals wasserstein1dPower', t => {
  const [x, y] = [cloud(rng.split('x'), 300, 1), cloud(rng.split('y'), 300, 1, 2)];
  const cost = pointCost(x, y, { kind: 'power', p: 3 });
  allClose(t, assignment(cost).value / 300, wasserstein1dPower(x, y, { p: 3 }), { rtol: 1e-12 });
});

test('assignment(cost of no structure) proves itself optimal', t => {
  const draws = rng.split('noise');
  const data = Float64Array.from({ length: 250 * 250 }, () => draws.uniform() - 0.5);
  assertCheapest(t, matrixCost({ data, shape: [250, 250] }));
});

test('assignment(far clouds) proves itself optimal', t => {
  const draws = rng.split('far');
  assertCheapest(t, pointCost(cloud(draws, 300, 5), cloud(draws, 300, 5, 40), { kind: 'euclidean' }));
});

test('assignment(ties everywhere) ends, and proves itself optimal', t => {
  const draws = rng.split('ties');
  const points = (n: number): number[][] =>
    Array.from({ length: n }, () => [draws.integer(3), draws.integer(3)]);
  for (const kind of ['discrete', 'cityblock', 'squared-euclidean'] as const) {
    assertCheapest(t, pointCost(points(200), points(200), { kind }));
  }
  t.is(assignment({ data: new Float64Array(200 * 200), shape: [200, 200] }).value, 0);
  const product: Cost = {
    shape: [220, 220],
    at: (i, j) => (i + 1) * (j + 1),
    row: (i, out) => out.forEach((_, j) => (out[j] = (i + 1) * (j + 1))),
  };
  assertCheapest(t, product);
});

test('assignment(every row wants the same columns) lists more arcs until there is a way', t => {
  // A column is as dear for one row as for another, but for noise: the short lists all hold the same few columns.
  const draws = rng.split('crowd');
  const data = Float64Array.from(
    { length: 300 * 300 },
    (_, k) => (k % 300 < 5 ? 0 : 10) + 1e-3 * draws.uniform(),
  );
  assertCheapest(t, matrixCost({ data, shape: [300, 300] }));
});

test('assignment(cost) has one value in every unit, transposed, and all dearer by 7', t => {
  const cost = randomCost(rng.split('invariances'), 180, 180);
  const { value } = assignment(cost);
  const like = (entry: (i: number, j: number) => number): Cost => ({
    shape: [180, 180],
    at: entry,
    row: (i, out) => out.forEach((_, j) => (out[j] = entry(i, j))),
  });
  for (const factor of [1e-9, 1e9]) {
    allClose(t, assignment(like((i, j) => factor * cost.at(i, j))).value, factor * value, { rtol: 1e-12 });
  }
  allClose(t, assignment(like((i, j) => cost.at(j, i))).value, value, { rtol: 1e-12 });
  allClose(t, assignment(like((i, j) => cost.at(i, j) + 7)).value, value + 7 * 180, { rtol: 1e-12 });
});

test('assignment(cost) balances the dual: Σf = Σg', t => {
  const { f, g, value } = assignment(randomCost(rng.split('gauge'), 50, 50));
  const sum = (entries: Float64Array): number => entries.reduce((total, entry) => total + entry, 0);
  allClose(t, [sum(f), sum(g)], [value / 2, value / 2], { rtol: 1e-12 });
});

test('assignment(bad input) throws at the door', t => {
  const refuses = (run: () => unknown, message: RegExp): void => {
    t.throws(run, { instanceOf: RangeError, message });
  };
  refuses(
    () => assignment([[1, 2]]),
    /^assignment: expected `cost` to be square and not empty, got \[1, 2\]/,
  );
  refuses(() => assignment([]), /^assignment: expected `cost` to be square and not empty, got \[0, 0\]/);
  refuses(
    () =>
      assignment([
        [1, Number.NaN],
        [0, 1],
      ]),
    /^assignment: expected `cost` to be finite/,
  );
});
