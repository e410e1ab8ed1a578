import test from 'ava';
import { pointCost } from '../../../lib/ot/geometry/cost.js';
import { densePlan, marginals } from '../../../lib/ot/geometry/plan.js';
import { sinkhorn } from '../../../lib/ot/entropic/sinkhorn.js';
import { type UnbalancedOptions, unbalancedTransport } from '../../../lib/ot/entropic/unbalanced.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { randomPoints, randomWeights } from '../../support/measures.js';

/** Points of the plane; weights of total 2 and 0.7. */
function clouds(n: number, m: number, seed: number): { cost: number[][]; a: number[]; b: number[] } {
  const rng = Rng.fromSeed(seed);
  const [x, y] = [randomPoints(n, 2, rng), randomPoints(m, 2, rng, 0.5)];
  const { at } = pointCost(x, y, { kind: 'squared-euclidean' });
  const cost = x.map((_, i) => y.map((__, j) => at(i, j)));
  return { cost, a: randomWeights(n, rng).map(p => 2 * p), b: randomWeights(m, rng).map(p => 0.7 * p) };
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((s, value) => s + value, 0);

/** Σ r log(r/s) − r + s */
function klDivergence(r: ArrayLike<number>, s: ArrayLike<number>): number {
  return sum(Array.from(r, (p, k) => (p === 0 ? 0 : p * Math.log(p / s[k]!)) - p + s[k]!));
}

/** The objective, from its definition. */
function objective(
  plan: Float64Array,
  { cost, a, b }: { cost: number[][]; a: number[]; b: number[] },
  [epsilon, penaltyA, penaltyB]: readonly [number, number, number],
): number {
  const [n, m] = [a.length, b.length];
  const unit = Math.sqrt(sum(a) * sum(b));
  const rows = a.map((_, i) => sum(plan.subarray(i * m, (i + 1) * m)));
  const columns = b.map((_, j) => sum(Array.from({ length: n }, (__, i) => plan[i * m + j]!)));
  const product = a.flatMap(p => b.map(q => (p * q) / unit));
  const linear = sum(plan.map((p, k) => p * cost[Math.floor(k / m)]![k % m]!));
  const marginal = penaltyA * klDivergence(rows, a) + penaltyB * klDivergence(columns, b);
  return linear + epsilon * klDivergence(plan, product) + marginal;
}

test('unbalancedTransport between two points carries M exp(−(c + …)/(ε + ρ_a + ρ_b)), the stationary mass', t => {
  const [c, a, b, epsilon, penaltyA, penaltyB] = [1.5, 3, 0.5, 0.4, 2, 0.7];
  const unit = Math.sqrt(a * b);
  // c + ε log(x/M) + ρ_a log(x/a) + ρ_b log(x/b) = 0
  const logs = epsilon * Math.log(unit) + penaltyA * Math.log(a) + penaltyB * Math.log(b);
  const mass = Math.exp((logs - c) / (epsilon + penaltyA + penaltyB));
  const result = unbalancedTransport([[c]], {
    a: [a],
    b: [b],
    epsilon,
    penaltyA,
    penaltyB,
    tolerance: 1e-14,
  });
  allClose(t, result.mass, mass, { rtol: 1e-12 });
  allClose(t, densePlan(result.plan).data, [mass], { rtol: 1e-12 });
  const totals = epsilon * unit + penaltyA * a + penaltyB * b;
  const value = totals - (epsilon + penaltyA + penaltyB) * mass;
  allClose(t, [result.value, result.dualValue], [value, value], { rtol: 1e-12 });
  allClose(t, result.f, [-penaltyA * Math.log(mass / a)], { rtol: 1e-12 });
  allClose(t, result.g, [-penaltyB * Math.log(mass / b)], { rtol: 1e-12 });
  allClose(t, result.marginalError, Math.max(Math.abs(mass - a), Math.abs(mass - b)), { rtol: 1e-12 });
  t.true(result.converged);
});

for (const [epsilon, penaltyA, penaltyB] of [
  [0.3, 1, 1],
  [0.05, 0.5, 5],
  [1, 100, 3],
  [0.2, 1e4, 2e4],
  [20, 0.1, 0.3],
  [1e6, 1, 2],
  [0.1, 0.01, 0.02],
] as const) {
  test(`unbalancedTransport at ε = ${epsilon}, ρ = ${penaltyA}, ${penaltyB} closes its gap`, t => {
    const problem = clouds(9, 7, 1);
    const { a, b } = problem;
    const options = { a, b, epsilon, penaltyA, penaltyB, tolerance: 1e-12 };
    const result = unbalancedTransport(problem.cost, options);
    t.true(result.converged, `${result.optimalityError} after ${result.iterations}`);
    const plan = densePlan(result.plan).data;
    const value = objective(plan, problem, [epsilon, penaltyA, penaltyB]);
    allClose(t, result.value, value, { rtol: 1e-10 });
    allClose(t, result.gap, 0, { atol: 1e-10 * Math.max(value, epsilon) });
    allClose(t, result.mass, sum(plan), { rtol: 1e-12 });
    const { rows, columns } = marginals(result.plan);
    allClose(
      t,
      rows,
      a.map((p, i) => p * Math.exp(-result.f[i]! / penaltyA)),
      { rtol: 1e-9, atol: 1e-13 },
    );
    allClose(
      t,
      columns,
      b.map((q, j) => q * Math.exp(-result.g[j]! / penaltyB)),
      { rtol: 1e-9, atol: 1e-11 },
    );
    for (const factor of [0.99, 1.01]) {
      t.true(
        objective(
          plan.map(p => p * factor),
          problem,
          [epsilon, penaltyA, penaltyB],
        ) >= value,
      );
      const bent = plan.map((p, k) => p * (k % 2 === 0 ? factor : 1));
      t.true(objective(bent, problem, [epsilon, penaltyA, penaltyB]) >= value);
    }
  });
}

test('unbalancedTransport has a gap ≥ 0 after any number of iterations, and says when it is not done', t => {
  const { cost, a, b } = clouds(9, 7, 2);
  let before = Infinity;
  for (const maxIterations of [1, 2, 4, 8, 1000]) {
    const options = { a, b, epsilon: 0.1, penaltyA: 3, maxIterations, scaling: 1 };
    const { gap, dualValue, value, converged, optimalityError } = unbalancedTransport(cost, options);
    t.true(gap >= -1e-12 && gap <= before + 1e-12);
    allClose(t, gap, value - dualValue, { atol: 1e-12 });
    t.is(converged, maxIterations === 1000);
    t.is(optimalityError <= 1e-8, maxIterations === 1000);
    before = gap;
  }
});

test('unbalancedTransport(ρ → ∞) and with ρ = Infinity is sinkhorn, masses of any total', t => {
  const { cost, a: heavy, b: light } = clouds(9, 7, 3);
  const a = heavy.map(p => p * 1.5);
  const b = light.map(q => (q * 3) / 0.7);
  const expected = sinkhorn(cost, { a, b, epsilon: 0.5, tolerance: 1e-12 });
  const fixed = unbalancedTransport(cost, { a, b, epsilon: 0.5, penaltyA: Infinity, tolerance: 1e-12 });
  allClose(t, fixed.value, expected.value, { rtol: 1e-10 });
  allClose(t, densePlan(fixed.plan).data, densePlan(expected.plan).data, { rtol: 1e-9 });
  for (const penaltyA of [1e5, 1e8]) {
    const near = unbalancedTransport(cost, { a, b, epsilon: 0.5, penaltyA, tolerance: 1e-12 });
    t.true(near.value <= expected.value + 1e-7);
    allClose(t, near.value, expected.value, { rtol: 100 / penaltyA });
    t.true(near.converged && near.iterations < 2000, `${near.iterations}`);
  }
});

test('unbalancedTransport with ρ_a = Infinity fits a, and with ρ_b = Infinity b', t => {
  const { cost, a, b } = clouds(9, 7, 4);
  const options = { a, b, epsilon: 0.5, tolerance: 1e-12 };
  const first = unbalancedTransport(cost, { ...options, penaltyA: Infinity, penaltyB: 2 });
  allClose(t, marginals(first.plan).rows, a, { rtol: 1e-12 });
  allClose(t, first.mass, 2, { rtol: 1e-12 });
  const second = unbalancedTransport(cost, { ...options, penaltyA: 2, penaltyB: Infinity });
  allClose(t, marginals(second.plan).columns, b, { rtol: 1e-9 });
  allClose(t, [first.gap, second.gap], [0, 0], { atol: 1e-9 });
});

test('unbalancedTransport where everything is far destroys the mass, at the cost ρ_a Σa + ρ_b Σb', t => {
  const { a, b } = clouds(4, 3, 5);
  const cost = a.map(() => b.map(() => 1e3));
  const result = unbalancedTransport(cost, { a, b, epsilon: 1e-3, penaltyA: 1, penaltyB: 2 });
  const unit = Math.sqrt(1.4);
  allClose(t, result.value, 2 + 1.4 + 1e-3 * unit, { rtol: 1e-9 });
  t.true(result.mass < 1e-100 && result.converged);
  allClose(t, result.gap, 0, { atol: 1e-9 });
  t.true([...result.f, ...result.g].every(Number.isFinite));
});

test('unbalancedTransport(costᵀ, b, a, ρ_b, ρ_a) is the transpose', t => {
  const { cost, a, b } = clouds(8, 5, 6);
  const transposed = b.map((_, j) => a.map((__, i) => cost[i]![j]!));
  const common = { epsilon: 0.3, tolerance: 1e-13 };
  const there = unbalancedTransport(cost, { a, b, penaltyA: 1, penaltyB: 4, ...common });
  const back = unbalancedTransport(transposed, { a: b, b: a, penaltyA: 4, penaltyB: 1, ...common });
  allClose(t, back.value, there.value, { rtol: 1e-11 });
  allClose(
    t,
    [back.f, back.g].flatMap(p => [...p]),
    [there.g, there.f].flatMap(p => [...p]),
    {
      rtol: 1e-9,
      atol: 1e-11,
    },
  );
});

for (const scale of [1e-9, 1e9]) {
  test(`unbalancedTransport scales by ${scale} with cost, ε and ρ, and with masses`, t => {
    const { cost, a, b } = clouds(8, 5, 7);
    const expected = unbalancedTransport(cost, { a, b, epsilon: 0.3, penaltyA: 1, penaltyB: 4 });
    const dear = unbalancedTransport(
      cost.map(row => row.map(c => c * scale)),
      { a, b, epsilon: 0.3 * scale, penaltyA: scale, penaltyB: 4 * scale },
    );
    allClose(t, dear.value, expected.value * scale, { rtol: 1e-10 });
    const masses = { a: a.map(p => p * scale), b: b.map(q => q * scale) };
    const heavy = unbalancedTransport(cost, { ...masses, epsilon: 0.3, penaltyA: 1, penaltyB: 4 });
    allClose(t, [heavy.value, heavy.mass], [expected.value * scale, expected.mass * scale], { rtol: 1e-10 });
    allClose(t, heavy.f, expected.f, { rtol: 1e-8 });
  });
}

test('unbalancedTransport leaves out points of weight 0, adds repeated ones, and keeps no order', t => {
  const { cost, a, b } = clouds(6, 5, 8);
  const options = { b, epsilon: 0.3, penaltyA: 1, tolerance: 1e-13 };
  const expected = unbalancedTransport(cost, { a, ...options });
  const absent = unbalancedTransport([...cost, [1, 2, 3, 4, 5]], { a: [...a, 0], ...options });
  allClose(t, absent.value, expected.value, { rtol: 1e-11 });
  t.true(Number.isFinite(absent.f[6]));
  const twice = unbalancedTransport([...cost, ...cost], { a: [...a, ...a].map(p => p / 2), ...options });
  allClose(t, twice.value, expected.value, { rtol: 1e-11 });
  const reversed = unbalancedTransport(cost.toReversed(), { a: a.toReversed(), ...options });
  allClose(t, reversed.f, expected.f.toReversed(), { rtol: 1e-9, atol: 1e-11 });
});

test('unbalancedTransport is finite at tiny ε', t => {
  const { cost, a, b } = clouds(6, 5, 9);
  for (const epsilon of [1e-9, 1e-100, Number.MIN_VALUE]) {
    const result = unbalancedTransport(cost, { a, b, epsilon, penaltyA: 1, maxIterations: 100 });
    t.true([result.value, result.dualValue, result.mass, ...result.f, ...result.g].every(Number.isFinite));
  }
});

const bad: readonly [string, UnbalancedOptions, RegExp][] = [
  ['ε = 0', { epsilon: 0, penaltyA: 1 }, /unbalancedTransport: expected `epsilon` to be finite and > 0/],
  ['ρ_a = 0', { epsilon: 1, penaltyA: 0 }, /unbalancedTransport: expected `penaltyA` to be > 0, got 0/],
  ['ρ_a = NaN', { epsilon: 1, penaltyA: NaN }, /`penaltyA`/],
  ['ρ_b < 0', { epsilon: 1, penaltyA: 1, penaltyB: -1 }, /`penaltyB` to be > 0, got -1/],
  [
    'other totals where both marginals are fixed',
    { epsilon: 1, penaltyA: Infinity, a: [1, 1] },
    /totals differ/,
  ],
  ['a negative weight', { epsilon: 1, penaltyA: 1, a: [1, -1] }, /`a` to be ≥ 0/],
];
for (const [what, options, message] of bad) {
  test(`unbalancedTransport refuses ${what}`, t => {
    t.throws(
      () =>
        unbalancedTransport(
          [
            [0, 1],
            [1, 0],
          ],
          options,
        ),
      { instanceOf: RangeError, message },
    );
  });
}

test('unbalancedTransport(a plan far heavier or lighter than a and b) is right, and says so', t => {
  for (const c of [-300, -100, -10, 10, 100, 300]) {
    // One point each: c + ε log Γ + ρ log Γ + ρ log Γ = 0.
    const { mass, converged, value } = unbalancedTransport([[c]], {
      epsilon: 1,
      penaltyA: 1,
      tolerance: 1e-12,
    });
    allClose(t, mass, Math.exp(-c / 3), { rtol: 1e-9 });
    allClose(t, value, 3 * (1 - Math.exp(-c / 3)), { rtol: 1e-9 });
    t.true(converged);
    const cost = [
      [c, c + 1],
      [c + 2, c],
    ];
    const found = unbalancedTransport(cost, { epsilon: 1, penaltyA: 1 });
    t.true(found.converged && Math.abs(found.gap) <= 1e-9 * Math.abs(found.value));
  }
  t.false(
    unbalancedTransport([[-100, 3, 5]], { epsilon: 1, penaltyA: 1, maxIterations: 1, scaling: 1 }).converged,
  );
});

test('unbalancedTransport from the potentials of a solution needs two iterations', t => {
  const rng = Rng.fromSeed(51);
  const cost = pointCost(randomPoints(20, 2, rng), randomPoints(15, 2, rng), { kind: 'squared-euclidean' });
  const options = { epsilon: 0.1, penaltyA: 2, penaltyB: 1 };
  const { f, g, value, iterations } = unbalancedTransport(cost, options);
  t.true(iterations > 10);
  const again = unbalancedTransport(cost, { ...options, start: { f, g } });
  t.true(again.converged && again.iterations <= 2, `${again.iterations}`);
  allClose(t, again.value, value, { rtol: 1e-12 });
});
