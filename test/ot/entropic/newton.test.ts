import test from 'ava';
import { newton } from '../../../lib/ot/entropic/newton.js';
import { balancedProblem } from '../../../lib/ot/entropic/sinkhorn.js';
import { matrixCost, pointCost } from '../../../lib/ot/geometry/cost.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { randomPoints, randomWeights } from '../../support/measures.js';

const squared = { kind: 'squared-euclidean' } as const;

interface Problem {
  readonly cost: number[][];
  readonly a: Float64Array;
  readonly b: Float64Array;
}

function problemOf(n: number, m: number, seed: number): Problem {
  const rng = Rng.fromSeed(seed);
  const { at } = pointCost(randomPoints(n, 3, rng), randomPoints(m, 3, rng), squared);
  const cost = Array.from({ length: n }, (_, i) => Array.from({ length: m }, (__, j) => at(i, j)));
  return { cost, a: Float64Array.from(randomWeights(n, rng)), b: Float64Array.from(randomWeights(m, rng)) };
}

/** Γ of g and its answer f, and Σ a f + Σ b g, by the definition. */
function semiDual({ cost, a, b }: Problem, g: Float64Array, epsilon: number) {
  let value = b.reduce((sum, weight, j) => sum + (weight === 0 ? 0 : weight * g[j]!), 0);
  const columns = new Float64Array(b.length);
  cost.forEach((row, i) => {
    const top = Math.max(...row.map((c, j) => (b[j] === 0 ? -Infinity : g[j]! - c)));
    const masses = row.map((c, j) => (b[j] === 0 ? 0 : b[j]! * Math.exp((g[j]! - c - top) / epsilon)));
    const sum = masses.reduce((s, mass) => s + mass, 0);
    value -= a[i]! * (top + epsilon * Math.log(sum));
    masses.forEach((mass, j) => (columns[j]! += (a[i]! * mass) / sum));
  });
  return { value, error: columns.reduce((s, mass, j) => s + Math.abs(mass - b[j]!), 0) };
}

function solved(problem: Problem, epsilon: number, limits = { tolerance: 1e-10, maxIterations: 1000 }) {
  const { cost, a, b } = problem;
  const g = new Float64Array(b.length);
  return { g, ...newton(balancedProblem(matrixCost(cost), a, b), g, epsilon, limits) };
}

test('newton reaches the tolerance at large and small ε, in few iterations', t => {
  for (const [n, m, seed] of [
    [12, 9, 1],
    [7, 30, 2],
    [40, 40, 3],
  ] as const) {
    const problem = problemOf(n, m, seed);
    for (const epsilon of [1, 0.1, 0.01]) {
      const { g, reached, iterations } = solved(problem, epsilon);
      t.true(reached && iterations < 150, `${iterations}`);
      t.true(semiDual(problem, g, epsilon).error <= 1.01e-10);
    }
  }
});

test('newton never lets the dual value fall, from anywhere', t => {
  const problem = problemOf(15, 12, 4);
  const { cost, a, b } = problem;
  const entropic = balancedProblem(matrixCost(cost), a, b);
  const rng = Rng.fromSeed(5);
  for (const size of [0, 1, 30]) {
    const start = b.map(() => size * rng.normal());
    let before = semiDual(problem, start, 0.05).value;
    const first = before;
    for (let maxIterations = 2; maxIterations < 25; maxIterations++) {
      const g = start.slice();
      const { iterations, reached } = newton(entropic, g, 0.05, { tolerance: 1e-12, maxIterations });
      t.true(iterations <= maxIterations);
      const { value } = semiDual(problem, g, 0.05);
      t.true(value >= before - 1e-12 * Math.abs(before));
      before = value;
      if (reached) break;
    }
    t.true(before > first);
  }
});

test('newton leaves g as it is if it fits already', t => {
  const problem = problemOf(10, 8, 6);
  const { g } = solved(problem, 0.2);
  const again = g.slice();
  const entropic = balancedProblem(matrixCost(problem.cost), problem.a, problem.b);
  t.deepEqual(newton(entropic, again, 0.2, { tolerance: 1e-9, maxIterations: 10 }), {
    iterations: 1,
    reached: true,
  });
  t.deepEqual(again, g);
});

test('newton ends where rounding leaves no step, and says that the tolerance was not reached', t => {
  const problem = problemOf(20, 20, 7);
  const { iterations, reached, g } = solved(problem, 0.1, { tolerance: 0, maxIterations: 10_000 });
  t.false(reached);
  t.true(iterations < 300, `${iterations}`);
  t.true(semiDual(problem, g, 0.1).error < 1e-12);
});

test('newton takes points without mass, and arcs that are forbidden', t => {
  const problem = problemOf(12, 10, 8);
  problem.cost.forEach((row, i) => (row[i % 10] = Infinity));
  const absent = { ...problem, b: problem.b.map((weight, j) => (j === 3 ? 0 : weight)) };
  const sum = absent.b.reduce((s, weight) => s + weight, 0);
  const lighter = { ...absent, b: absent.b.map(weight => weight / sum) };
  lighter.a[5] = 0;
  const rest = lighter.a.reduce((s, weight) => s + weight, 0);
  const last = { ...lighter, a: lighter.a.map(weight => weight / rest) };
  const { g, reached } = solved(last, 0.05);
  t.true(reached);
  t.true(g.every(Number.isFinite));
  t.is(g[3], 0);
  t.true(semiDual(last, g, 0.05).error <= 1.01e-10);
});

test('newton(cost of one column) has nothing to do', t => {
  const problem = problemOf(6, 1, 9);
  const { g, reached, iterations } = solved(problem, 0.1);
  t.true(reached);
  t.is(iterations, 1);
  allClose(t, g, [0], { atol: 0 });
});
