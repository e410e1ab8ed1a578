import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { unbalancedTransport } from '../../../lib/ot/entropic/unbalanced.js';
import { pointCost } from '../../../lib/ot/geometry/cost.js';
import { densePlan, marginals } from '../../../lib/ot/geometry/plan.js';
import {
  type MarginalDivergence,
  unbalancedExact,
  type UnbalancedExact,
} from '../../../lib/ot/partial/unbalanced-exact.js';
import { allClose } from '../../support/all-close.js';
import { randomPoints, randomWeights } from '../../support/measures.js';

interface Problem {
  readonly cost: number[][];
  readonly a: number[];
  readonly b: number[];
}

function problem(n: number, m: number, seed: number): Problem {
  const rng = Rng.fromSeed(seed);
  const { at } = pointCost(randomPoints(n, 2, rng), randomPoints(m, 2, rng, 0.5), {
    kind: 'squared-euclidean',
  });
  const cost = Array.from({ length: n }, (_, i) => Array.from({ length: m }, (__, j) => at(i, j)));
  return { cost, a: randomWeights(n, rng).map(p => 2 * p), b: randomWeights(m, rng).map(p => 0.7 * p) };
}

const divergences: Readonly<Record<MarginalDivergence, (r: number, s: number) => number>> = {
  kl: (r, s) => (r === 0 ? 0 : r * Math.log(r / s)) - r + s,
  l2: (r, s) => (r - s) ** 2 / 2,
  'total-variation': (r, s) => Math.abs(r - s),
};

/** min over r ≥ 0 of ρ D(r ‖ s) + p r. */
const conjugates: Readonly<Record<MarginalDivergence, (p: number, s: number, rho: number) => number>> = {
  kl: (p, s, rho) => rho * s * (1 - Math.exp(-p / rho)),
  l2: (p, s, rho) => (p < rho * s ? s * p - p ** 2 / (2 * rho) : (rho * s ** 2) / 2),
  'total-variation': (p, s, rho) => (p < -rho - 1e-12 ? -Infinity : s * Math.min(p, rho)),
};

/** The objective of the plan and the dual value of f and g, by their definitions; f + g ≤ c is looked at. */
function judged(
  { cost, a, b }: Problem,
  kind: MarginalDivergence,
  [rhoA, rhoB]: readonly [number, number],
  { plan, f, g }: UnbalancedExact,
): { readonly primal: number; readonly dual: number; readonly excess: number } {
  const { rows, columns } = marginals(plan);
  let primal = 0;
  plan.forEach((i, j, mass) => (primal += mass * cost[i]![j]!));
  a.forEach((s, i) => (primal += rhoA * divergences[kind](rows[i]!, s)));
  b.forEach((s, j) => (primal += rhoB * divergences[kind](columns[j]!, s)));
  let dual = 0;
  a.forEach((s, i) => (dual += conjugates[kind](f[i]!, s, rhoA)));
  b.forEach((s, j) => (dual += conjugates[kind](g[j]!, s, rhoB)));
  const excess = Math.max(...cost.flatMap((row, i) => row.map((c, j) => f[i]! + g[j]! - c)));
  return { primal, dual, excess };
}

for (const [kind, accuracy] of [
  ['total-variation', 1e-11],
  ['kl', 1e-6],
  ['l2', 1e-5],
] as const) {
  test(`unbalancedExact(${kind}) is proved by its potentials, between the value by definition and the dual`, t => {
    for (const [n, m, seed] of [
      [6, 5, 1],
      [9, 12, 2],
    ] as const) {
      const given = problem(n, m, seed);
      for (const rho of [
        [0.5, 0.5],
        [3, 1],
        [0.2, 8],
      ] as const) {
        const found = unbalancedExact(given.cost, {
          a: given.a,
          b: given.b,
          divergence: kind,
          penaltyA: rho[0],
          penaltyB: rho[1],
          tolerance: accuracy,
        });
        t.true(found.converged, `${kind} ${rho.join()} ${found.gap} ${found.iterations}`);
        const { primal, dual, excess } = judged(given, kind, rho, found);
        t.true(excess <= 1e-12);
        allClose(t, found.value, primal, { rtol: 1e-11 });
        allClose(t, found.gap, primal - dual, { rtol: 1e-9, atol: 1e-12 });
        t.true(primal - dual <= accuracy * primal * 1.001 && primal >= dual - 1e-12);
        allClose(
          t,
          found.mass,
          densePlan(found.plan).data.reduce((s, v) => s + v, 0),
          { rtol: 1e-12 },
        );
      }
    }
  });
}

test('unbalancedExact of two points has the closed forms', t => {
  const [c, a, b] = [1, 2, 3];
  const options = { a: [a], b: [b], penaltyA: 4, tolerance: 1e-12 };
  // TV: all of a moves, 1 is left. L2: 4 (2 − x) + 4 (3 − x) = 1. KL: x = √(2 · 3) e^(−1/8).
  const tv = unbalancedExact([[c]], { ...options, divergence: 'total-variation' });
  allClose(t, [tv.value, tv.mass], [2 + 4, 2], { rtol: 1e-13 });
  const x = 2.5 - 1 / 8;
  const l2 = unbalancedExact([[c]], { ...options, divergence: 'l2' });
  allClose(t, [l2.value, l2.mass], [x + 2 * ((a - x) ** 2 + (b - x) ** 2), x], { rtol: 1e-9 });
  const kl = unbalancedExact([[c]], { ...options, divergence: 'kl' });
  allClose(t, kl.mass, Math.sqrt(6) * Math.exp(-1 / 8), { rtol: 1e-9 });
  allClose(t, kl.value, 4 * (a + b) - 8 * kl.mass, { rtol: 1e-9 });
});

test('unbalancedExact(kl) is the limit of unbalancedTransport as ε → 0', t => {
  const { cost, a, b } = problem(7, 6, 3);
  const exact = unbalancedExact(cost, { a, b, divergence: 'kl', penaltyA: 1 });
  const entropic = unbalancedTransport(cost, { a, b, penaltyA: 1, epsilon: 1e-4 });
  allClose(t, entropic.value, exact.value, { rtol: 2e-3 });
});

test('unbalancedExact(total-variation) makes mass where that is cheaper than to leave a hole', t => {
  const found = unbalancedExact([[1]], {
    a: [1],
    b: [3],
    divergence: 'total-variation',
    penaltyA: 1,
    penaltyB: 10,
  });
  allClose(t, [found.mass, found.value], [3, 3 * 1 + 2 * 1], { rtol: 1e-13 });
  const other = unbalancedExact([[1]], {
    a: [3],
    b: [1],
    divergence: 'total-variation',
    penaltyA: 10,
    penaltyB: 1,
  });
  allClose(t, [other.mass, other.value], [3, 3 * 1 + 2 * 1], { rtol: 1e-13 });
});

test('unbalancedExact keeps to the arcs that are not forbidden', t => {
  const cost = [
    [1, Infinity],
    [Infinity, 1],
  ];
  for (const divergence of ['kl', 'l2', 'total-variation'] as const) {
    const { plan, converged, value } = unbalancedExact(cost, { divergence, penaltyA: 2 });
    t.true(converged && Number.isFinite(value));
    plan.forEach((i, j) => t.is(i, j));
  }
});

test('unbalancedExact refuses bad options, and costs that have no least value', t => {
  const refuses = (options: object, message: RegExp, cost = [[1]]): void => {
    t.throws(() => unbalancedExact(cost, { divergence: 'kl', penaltyA: 1, ...options }), { message });
  };
  refuses({ penaltyA: 0 }, /unbalancedExact: expected `penaltyA` to be finite and > 0, got 0/);
  refuses({ penaltyB: Infinity }, /`penaltyB`/);
  refuses({ tolerance: -1 }, /`tolerance` to be ≥ 0/);
  refuses({ maxIterations: 0 }, /`maxIterations`/);
  refuses({ divergence: 'js' }, /`divergence` to be kl, l2 or total-variation, got "js"/);
  refuses({}, /`cost` to be ≥ 0, got -1 in row 0, column 0/, [[-1]]);
  refuses({ divergence: 'total-variation' }, /no plan is best/, [[-3]]);
});
