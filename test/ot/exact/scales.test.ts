import test from 'ava';
import { assignment } from '../../../lib/ot/exact/assignment.js';
import { networkSimplex } from '../../../lib/ot/exact/network-simplex.js';
import { type Cost, pointCost } from '../../../lib/ot/geometry/cost.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { cloud, randomCost, weights } from '../../support/exact-transport.js';
import { readFixture } from '../../support/fixture.js';

// The values of test/fixtures/scales.py, found in fractions.

interface Problem {
  readonly kind: string;
  readonly costs: readonly (readonly (number | null)[])[];
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly value: number | null;
}

const problems = readFixture('scales') as readonly Problem[];
const rng = Rng.fromSeed(47);

const tableOf = ({ costs }: Problem): number[][] => costs.map(row => row.map(cost => cost ?? Infinity));

for (const kind of new Set(problems.map(problem => problem.kind))) {
  test(`networkSimplex and assignment give the value by fractions: ${kind}`, t => {
    for (const problem of problems.filter(each => each.kind === kind)) {
      const { a, b, value } = problem;
      const cost = tableOf(problem);
      const unit = a.every(weight => weight === 1) && a.length === b.length;
      if (value === null) {
        const message =
          /: expected (an assignment|a feasible plan|`cost` to be finite somewhere in (row|column))/;
        t.throws(() => networkSimplex(cost, { a, b }), { instanceOf: RangeError, message });
        if (unit) t.throws(() => assignment(cost), { instanceOf: RangeError, message });
        continue;
      }
      const found = networkSimplex(cost, { a, b });
      allClose(t, found.value, value, { rtol: 1e-9 });
      t.true(found.converged);
      if (!unit) continue;
      const matched = assignment(cost);
      allClose(t, matched.value, value, { rtol: 1e-9 });
      t.true(matched.converged);
    }
  });
}

for (const far of [1e6, 1e7, 1e8, 1e100]) {
  test(`networkSimplex and assignment(an outlier of both clouds at ${far}) are exact about the others`, t => {
    const draws = rng.split('outlier', Math.round(Math.log10(far)));
    const [x, y] = [cloud(draws, 120, 2), cloud(draws, 120, 2, 0.5)];
    const withOutlier = (points: typeof x): typeof x => ({
      data: Float64Array.from([...points.data, far, far]),
      shape: [121, 2],
    });
    const kind = 'squared-euclidean';
    const inner = networkSimplex(pointCost(x, y, { kind })).value * 120;
    const cost = pointCost(withOutlier(x), withOutlier(y), { kind });
    const [plan, matched] = [networkSimplex(cost), assignment(cost)];
    allClose(t, [121 * plan.value, matched.value], [inner, inner], { rtol: 1e-12 });
    // The potentials themselves prove it, though costs of the outlier are up to 10²⁰⁰.
    allClose(t, [121 * plan.gap, matched.gap], [0, 0], { atol: 1e-9 * inner });
    for (const { f, g } of [plan, matched]) {
      for (let i = 0; i < 121; i++) {
        for (let j = 0; j < 121; j++) t.true(cost.at(i, j) - f[i]! - g[j]! >= -1e-9 * inner);
      }
    }
    t.true(plan.converged && matched.converged);
  });
}

const checker = (cost: Cost, price: number): Cost => {
  const at = (i: number, j: number): number => (i % 2 === j % 2 ? cost.at(i, j) : price);
  return {
    shape: cost.shape,
    at,
    row: (i, out) => {
      for (let j = 0; j < out.length; j++) out[j] = at(i, j);
    },
  };
};

test('networkSimplex and assignment(arcs at 10¹⁴ or Infinity) go no such way, and have one value', t => {
  const draws = rng.split('forbidden');
  const cost = randomCost(draws, 160, 160);
  // The weights of even and of odd points have one total each, or else no plan is feasible.
  const b = weights(draws, 160);
  const a = b.map((_, i) => b[i < 2 ? 158 + i : i - 2]!);
  const [dear, closed] = [1e14, Infinity].map(price => networkSimplex(checker(cost, price), { a, b }));
  const [dearPairs, closedPairs] = [1e14, Infinity].map(price => assignment(checker(cost, price)));
  allClose(t, dear!.value, closed!.value, { rtol: 1e-12 });
  allClose(t, dearPairs!.value, closedPairs!.value, { rtol: 1e-12 });
  closed!.plan.forEach((i, j) => t.is(i % 2, j % 2));
  t.true(dear!.converged && closed!.converged && dearPairs!.converged && closedPairs!.converged);
  const even = (side: Float64Array): Float64Array => side.filter((_, k) => k % 2 === 0);
  const halves = [0, 1].map(odd => {
    const at = (i: number, j: number): number => cost.at(2 * i + odd, 2 * j + odd);
    const row = (i: number, out: Float64Array): void => out.forEach((_, j) => (out[j] = at(i, j)));
    const [left, right] =
      odd === 0 ? [even(a), even(b)] : [a, b].map(side => side.filter((_, k) => k % 2 === 1));
    return networkSimplex({ shape: [80, 80], at, row }, { a: left!, b: right! }).value;
  });
  allClose(t, closed!.value, halves[0]! + halves[1]!, { rtol: 1e-12 });
  allClose(t, closed!.gap, 0, { atol: 1e-12 });
  t.true(dear!.marginalError <= 1e-14);
});

test('networkSimplex(points without mass, all arcs forbidden) has potentials all the same', t => {
  const cost = [
    [1, Infinity, 2],
    [Infinity, Infinity, Infinity],
    [3, Infinity, 1],
  ];
  const { value, f, g } = networkSimplex(cost, { a: [1, 0, 1], b: [1, 0, 1] });
  t.is(value, 2);
  t.true([...f, ...g].every(Number.isFinite));
});
