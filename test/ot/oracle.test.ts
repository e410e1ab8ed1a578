import test, { type ExecutionContext } from 'ava';
import { barycentre1d } from '../../lib/ot/barycentres/barycentre-1d.js';
import { dualExcess } from '../../lib/ot/duality/c-transform.js';
import { pointCost } from '../../lib/ot/geometry/cost.js';
import { fixedSupportBarycentre } from '../../lib/ot/barycentres/fixed-support-barycentre.js';
import { freeSupportBarycentre } from '../../lib/ot/barycentres/free-support-barycentre.js';
import { gaussianBarycentre } from '../../lib/ot/gaussian/gaussian-barycentre.js';
import { gaussianMap, gaussianWasserstein } from '../../lib/ot/gaussian/gaussian.js';
import type { PointKernel } from '../../lib/ot/mmd/kernels.js';
import { mmdBiased, mmdUnbiased } from '../../lib/ot/mmd/mmd.js';
import { networkSimplex } from '../../lib/ot/exact/network-simplex.js';
import { transport1d, wasserstein1d, wasserstein1dPower } from '../../lib/ot/line/one-dimensional.js';
import { sinkhornDivergence } from '../../lib/ot/entropic/sinkhorn-divergence.js';
import { sinkhorn } from '../../lib/ot/entropic/sinkhorn.js';
import { slicedWasserstein } from '../../lib/ot/line/sliced.js';
import { solve, solveSample } from '../../lib/ot/solve.js';
import type { Transport } from '../../lib/ot/geometry/transport.js';
import { unbalancedTransport } from '../../lib/ot/entropic/unbalanced.js';
import { allClose } from '../support/all-close.js';
import {
  costOf,
  costScale,
  groundOf,
  matrixOf,
  oracle,
  part,
  pointsOf,
  type TransportOracle,
  weightsOf,
} from '../support/transport-oracle.js';

// The numbers of POT and SciPy: test/fixtures/transport.py says how they were made and checked.

const kinds = [...new Set(oracle.problems.map(({ kind }) => kind))];

function problemsOf(kind: string): readonly TransportOracle[] {
  return oracle.problems.filter(problem => problem.kind === kind);
}

/** Asserts |actual − expected| ≤ rtol |expected| + atol and says of which problem. */
function agrees(
  t: ExecutionContext,
  what: string,
  actual: number,
  expected: number,
  { rtol, atol }: { readonly rtol: number; readonly atol: number },
): void {
  const difference = Math.abs(actual - expected);
  t.true(
    difference <= rtol * Math.abs(expected) + atol,
    `${what}: ${actual}, the oracle has ${expected}, difference ${difference}`,
  );
}

const describe = ({ name, kind, n, m, scale }: TransportOracle): string =>
  `${name}, ${kind}, ${n} × ${m}, scale ${scale}`;

const measuresOf = ({ a, b, n, m, mass }: TransportOracle): { a: Float64Array; b: Float64Array } => ({
  a: weightsOf(a, n, mass),
  b: weightsOf(b, m, mass),
});

/** The value to 1e-9, potentials feasible to 1e-9 of the cost, a plan that fits, no gap. */
function checkExact(t: ExecutionContext, problem: TransportOracle, found: Transport): void {
  const cost = costOf(problem);
  const unit = costScale(cost);
  const what = describe(problem);
  agrees(t, what, found.value, problem.value, { rtol: 1e-9, atol: 1e-14 * unit * problem.mass });
  t.true(found.converged, what);
  t.true(dualExcess(found.f, found.g, cost) <= 1e-9 * unit, `${what}: infeasible potentials`);
  t.true(Math.abs(found.gap) <= 1e-9 * unit * problem.mass, `${what}: gap ${found.gap}`);
  t.true(found.marginalError <= 1e-12 * problem.mass, `${what}: marginals off by ${found.marginalError}`);
}

test('the oracle holds at least 200 problems', t => {
  const count = Object.values(oracle).reduce(
    (sum: number, part: unknown) => sum + (Array.isArray(part) ? part.length : 0),
    0,
  );
  t.true(count >= 200, `${count}`);
});

for (const kind of kinds) {
  test(`solve, solveSample and networkSimplex give POT's values: ${kind}, ${problemsOf(kind).length} problems`, t => {
    for (const problem of problemsOf(kind)) {
      const measures = measuresOf(problem);
      checkExact(t, problem, networkSimplex(costOf(problem), measures));
      checkExact(t, problem, solve(costOf(problem), measures));
      if (kind === 'matrix') continue;
      const sample = { ...measures, cost: groundOf(problem) };
      checkExact(t, problem, solveSample(...pointsOf(problem), sample));
    }
  });
}

test("sinkhorn gives POT's values and transport costs", t => {
  for (const problem of oracle.problems) {
    const cost = costOf(problem);
    for (const { epsilon, value, transportCost } of problem.entropic ?? []) {
      const found = sinkhorn(cost, { ...measuresOf(problem), epsilon, maxIterations: 100_000 });
      const what = `${describe(problem)}, ε = ${epsilon}`;
      const close = { rtol: 1e-6, atol: 1e-9 * costScale(cost) * problem.mass };
      t.true(found.converged, what);
      agrees(t, what, found.value, value, close);
      agrees(t, what, found.dualValue, value, close);
      agrees(t, what, found.transportCost, transportCost, close);
    }
  }
});

test("sinkhornDivergence gives the value of POT's three plans", t => {
  for (const problem of oracle.problems) {
    for (const { epsilon, value, divergence } of problem.entropic ?? []) {
      if (divergence === undefined) continue;
      const cost = groundOf(problem);
      const options = { ...measuresOf(problem), cost, epsilon, maxIterations: 100_000 };
      const found = sinkhornDivergence(...pointsOf(problem), options);
      const what = `${describe(problem)}, ε = ${epsilon}`;
      agrees(t, what, found.value, divergence, { rtol: 1e-6, atol: 1e-8 * value });
    }
  }
});

test("unbalancedTransport gives POT's values, transport costs and masses", t => {
  for (const problem of oracle.problems) {
    const cost = costOf(problem);
    for (const { epsilon, rho, massB, value, transportCost, moved } of problem.unbalanced ?? []) {
      const found = unbalancedTransport(cost, {
        a: weightsOf(problem.a, problem.n),
        b: weightsOf(problem.b, problem.m, massB),
        epsilon,
        penaltyA: rho,
      });
      const what = `${describe(problem)}, ε = ${epsilon}, ρ = ${rho}`;
      t.true(found.converged, what);
      agrees(t, what, found.value, value, { rtol: 1e-6, atol: 0 });
      agrees(t, what, found.transportCost, transportCost, { rtol: 1e-6, atol: 0 });
      agrees(t, what, found.mass, moved, { rtol: 1e-6, atol: 0 });
    }
  }
});

for (const p of [1, 2, 3]) {
  test(`wasserstein1d, wasserstein1dPower and transport1d give POT's values: p = ${p}`, t => {
    for (const problem of oracle.line) {
      const [x, y] = [problem.x, problem.y].map(side => Float64Array.from(side, v => problem.scale * v));
      const [from, to] = [x as Float64Array, y as Float64Array];
      const options = { p, a: weightsOf(problem.a, from.length), b: weightsOf(problem.b, to.length) };
      const expected = problem.values[p]!;
      const cost = pointCost(from, to, { kind: 'power', p });
      const unit = costScale(cost);
      const close = { rtol: 1e-9, atol: 1e-14 * unit };
      const found = transport1d(from, to, options);
      agrees(t, problem.name, wasserstein1dPower(from, to, options), expected, close);
      agrees(t, problem.name, found.value, expected, close);
      agrees(t, problem.name, wasserstein1d(from, to, options) ** p, expected, close);
      agrees(t, problem.name, networkSimplex(cost, options).value, expected, close);
      t.true(dualExcess(found.f, found.g, cost) <= 1e-9 * unit, `${problem.name}: infeasible potentials`);
      t.true(Math.abs(found.gap) <= 1e-9 * unit, `${problem.name}: gap ${found.gap}`);
    }
  });
}

test("slicedWasserstein gives POT's values along the same directions", t => {
  for (const { n, m, d, p, x, y, a, b, directions, value, largest } of oracle.sliced) {
    const found = slicedWasserstein(matrixOf(x, [n, d]), matrixOf(y, [m, d]), {
      p,
      a: weightsOf(a, n),
      b: weightsOf(b, m),
      directions: matrixOf(directions, [directions.length / d, d]),
    });
    allClose(t, found.value, value, { rtol: 1e-9 });
    allClose(t, Math.max(...found.powers) ** (1 / p), largest, { rtol: 1e-9 });
  }
});

test("gaussianWasserstein and gaussianMap give POT's distances and maps", t => {
  for (const problem of oracle.gaussian) {
    const { d, scale } = problem;
    const gaussian = (mean: readonly number[], covariance: readonly number[]) => ({
      mean: mean.map(value => scale * value),
      covariance: matrixOf(covariance, [d, d], scale ** 2),
    });
    const from = gaussian(problem.meanX, problem.covarianceX);
    const to = gaussian(problem.meanY, problem.covarianceY);
    // POT takes a difference of traces: where covariances are alike, half of the digits are gone.
    const rtol = problem.name === 'shifted' ? 1e-7 : 1e-9;
    allClose(t, gaussianWasserstein(from, to), problem.value, { rtol });
    if (problem.linear === undefined) continue;
    const largest = Math.max(...problem.linear.map(Math.abs));
    allClose(t, gaussianMap(from, to).matrix.data, problem.linear, { rtol: 1e-8, atol: 1e-9 * largest });
  }
});

test("gaussianBarycentre gives the fixed point that POT's iteration leads to", t => {
  for (const { k, d, means, covariances, weights, mean, covariance } of oracle.gaussianBarycentres) {
    const gaussians = Array.from({ length: k }, (_, i) => ({
      mean: part(means, i, k),
      covariance: matrixOf(part(covariances, i, k), [d, d]),
    }));
    const found = gaussianBarycentre(gaussians, { proportions: weights });
    t.true(found.converged);
    allClose(t, found.mean, mean, { rtol: 1e-12, atol: 1e-14 });
    allClose(t, found.covariance.data, covariance, { rtol: 1e-8, atol: 1e-9 });
  }
});

test("barycentre1d gives the value of POT's linear program over all means", t => {
  for (const { points, masses, weights, value } of oracle.lineBarycentres) {
    const measures = points.map((line, k) => ({ points: line, weights: weightsOf(masses[k], line.length) }));
    allClose(t, barycentre1d(measures, { proportions: weights }).value, value, { rtol: 1e-9 });
  }
});

test("fixedSupportBarycentre gives POT's entropic barycentres, no cheaper than its linear program's", t => {
  for (const problem of oracle.barycentres) {
    const { n, k, d, kind, support, measures, weights, value, epsilon, blurred, debiased } = problem;
    const points = matrixOf(support, [n, d]);
    const cost = pointCost(points, points, { kind });
    const rows = Array.from({ length: k }, (_, i) => [...weightsOf(part(measures, i, k), n)]);
    const options = { epsilon, proportions: weights, maxIterations: 20_000, tolerance: 1e-12 };
    const close = { rtol: 1e-6, atol: 1e-9 };
    const found = fixedSupportBarycentre(rows, cost, options);
    t.true(found.converged);
    t.true(found.transportCost >= value * (1 - 1e-9));
    allClose(t, found.weights, blurred, close);
    if (debiased === undefined) continue;
    allClose(t, fixedSupportBarycentre(rows, cost, { ...options, debiased: true }).weights, debiased, close);
  }
});

test("freeSupportBarycentre comes to rest where POT's does", t => {
  for (const { n, d, measures, masses, weights, start, points, value } of oracle.freeSupportBarycentres) {
    const clouds = measures.map((cloud, k) => ({
      points: matrixOf(cloud, [cloud.length / d, d]),
      weights: weightsOf(masses[k], cloud.length / d),
    }));
    const options = { initial: matrixOf(start, [n, d]), proportions: weights, maxIterations: 1000 };
    const found = freeSupportBarycentre(clouds, options);
    t.true(found.converged);
    allClose(t, found.value, value, { rtol: 1e-9 });
    allClose(t, found.points.data, points, { rtol: 1e-6, atol: 1e-6 });
  }
});

test("mmdBiased and mmdUnbiased give NumPy's double sums, and SciPy's energy distance on the line", t => {
  for (const { n, m, d, x, y, biased, unbiased } of oracle.kernels) {
    const [from, to] = [matrixOf(x, [n, d]), matrixOf(y, [m, d])];
    const kernels: readonly PointKernel[] = [
      { kind: 'energy' },
      { kind: 'rbf', bandwidth: 1.3 },
      { kind: 'laplace', bandwidth: 1.3 },
      { kind: 'imq', scales: [1], base: 2 * d },
    ];
    for (const kernel of kernels) {
      allClose(t, mmdBiased(from, to, kernel), biased[kernel.kind], { rtol: 1e-9, atol: 1e-13 });
      allClose(t, mmdUnbiased(from, to, kernel), unbiased[kernel.kind], { rtol: 1e-9, atol: 1e-13 });
    }
  }
  for (const { name, x, y, a, b, scale, energy } of oracle.line) {
    const [from, to] = [x, y].map(side => Float64Array.from(side, v => scale * v));
    const found = mmdBiased(
      from as Float64Array,
      to as Float64Array,
      { kind: 'energy' },
      { a: weightsOf(a, x.length), b: weightsOf(b, y.length) },
    );
    agrees(t, name, found, energy, { rtol: 1e-9, atol: 1e-14 * scale });
  }
});
