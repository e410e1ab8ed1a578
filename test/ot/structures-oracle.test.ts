import test from 'ava';
import { fixedSupportBarycentre } from '../../lib/ot/barycentres/fixed-support-barycentre.js';
import { circleTransport } from '../../lib/ot/circle/circle.js';
import { sphericalSliced } from '../../lib/ot/circle/spherical-sliced.js';
import { lowRankSinkhorn } from '../../lib/ot/entropic/low-rank.js';
import { sinkhorn } from '../../lib/ot/entropic/sinkhorn.js';
import { mixtureMap, mixtureWasserstein } from '../../lib/ot/gaussian/gaussian-mixture.js';
import { densePlan } from '../../lib/ot/geometry/plan.js';
import { pointCost } from '../../lib/ot/geometry/cost.js';
import { gridCost } from '../../lib/ot/grids/grid-cost.js';
import { entropicGromovWasserstein, gromovWasserstein } from '../../lib/ot/gromov/gromov-wasserstein.js';
import { expectedSlicedPlan, minSlicedPlan } from '../../lib/ot/line/sliced-plans.js';
import { linearMap } from '../../lib/ot/maps/linear-map.js';
import { entropicMap, nearestMap } from '../../lib/ot/maps/out-of-sample.js';
import { multiMarginal } from '../../lib/ot/multi-marginal/multi-marginal.js';
import { solveSample } from '../../lib/ot/solve.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { rowsOf, shareOf, structures } from '../support/structures-oracle.js';

// The numbers of POT and SciPy: test/fixtures/structures.py says how they were made and checked.

test('circleTransport agrees with linear programs on the circle', t => {
  for (const { x, y, a, b, p, value } of structures.circles) {
    const weights = { a: shareOf(a), b: shareOf(b) };
    const found = circleTransport(x, y, { ...weights, p, period: 1 });
    allClose(t, found.value, value, { rtol: 1e-11, atol: 1e-14 });
    t.true(found.converged);
    // In another unit of length, and turned.
    const turned = (points: readonly number[]): number[] => points.map(place => 4 * place - 7);
    const other = circleTransport(turned(x), turned(y), { ...weights, p, period: 4 });
    allClose(t, other.value, 4 ** p * value, { rtol: 1e-9, atol: 1e-12 });
  }
});

test("sphericalSliced is POT's, times 2π", t => {
  for (const { x, y, a, b, d, p, circles, value } of structures.spheres) {
    const found = sphericalSliced(rowsOf(x, d), rowsOf(y, d), {
      a: shareOf(a),
      b: shareOf(b),
      p,
      circles: rowsOf(circles, d),
    });
    // POT searches the cut of the circle to 1e-6.
    allClose(t, found.value, 2 * Math.PI * value, { rtol: 1e-5, atol: 1e-5 });
  }
});

test('minSlicedPlan and expectedSlicedPlan agree with plans of POT along each direction', t => {
  for (const { x, y, a, b, d, directions, beta, least, plan, value } of structures.sliced_plans) {
    const [from, to] = [rowsOf(x, d), rowsOf(y, d)];
    const options = { a: shareOf(a), b: shareOf(b), directions: rowsOf(directions, d) };
    allClose(t, minSlicedPlan(from, to, options).value, least, { rtol: 1e-12 });
    const mean = expectedSlicedPlan(from, to, { ...options, beta });
    allClose(t, mean.value, value, { rtol: 1e-12 });
    allClose(t, densePlan(mean.plan).data, plan, { rtol: 1e-9, atol: 1e-14 });
  }
});

test("mixtureWasserstein and mixtureMap are POT's", t => {
  for (const problem of structures.mixtures) {
    const { d, meansA, meansB, covariancesA, covariancesB, a, b, value, points, images } = problem;
    const mixtureOf = (
      means: readonly number[],
      covariances: readonly number[],
      weights: readonly number[],
    ): Parameters<typeof mixtureWasserstein>[0] => ({
      weights: shareOf(weights),
      components: weights.map((_, k) => ({
        mean: means.slice(k * d, (k + 1) * d),
        covariance: rowsOf(covariances.slice(k * d * d, (k + 1) * d * d), d),
      })),
    });
    const [p, q] = [mixtureOf(meansA, covariancesA, a), mixtureOf(meansB, covariancesB, b)];
    allClose(t, mixtureWasserstein(p, q).transport.value, value, { rtol: 1e-9, atol: 1e-12 });
    allClose(t, mixtureMap(p, q).apply(rowsOf(points, d)).data, images, { rtol: 1e-7, atol: 1e-9 });
  }
});

test("gromovWasserstein finds POT's plans stationary, at POT's values", t => {
  const exact = structures.gromov.filter(({ epsilon }) => epsilon === undefined);
  for (const { n, m, x, y, a, b, alpha = 1, cost = [], plan, value = NaN } of exact) {
    const options = { a: shareOf(a), b: shareOf(b), alpha, cost: rowsOf(cost, m) };
    const [within, other] = [rowsOf(x, n), rowsOf(y, m)];
    const found = gromovWasserstein(within, other, { ...options, initial: rowsOf(plan, m) });
    t.true(found.converged);
    allClose(t, found.value, value, { rtol: 1e-6, atol: 1e-9 });
    const own = gromovWasserstein(within, other, options);
    t.true(own.converged && own.stationarity >= 0);
  }
});

test("entropicGromovWasserstein has POT's plans", t => {
  for (const { n, m, x, y, a, b, plan, epsilon } of structures.gromov) {
    if (epsilon === undefined) continue;
    const options = { a: shareOf(a), b: shareOf(b), epsilon };
    const found = entropicGromovWasserstein(rowsOf(x, n), rowsOf(y, m), options);
    t.true(found.converged);
    allClose(t, densePlan(found.plan).data, plan, { rtol: 1e-4, atol: 1e-7 });
  }
});

test('multiMarginal agrees with linear programs', t => {
  for (const { shape, cost, weights, value } of structures.several) {
    const found = multiMarginal({ data: Float64Array.from(cost), shape }, { weights: weights.map(shareOf) });
    allClose(t, found.value, value, { rtol: 1e-10, atol: 1e-12 });
    t.true(found.converged && Math.abs(found.gap) < 1e-12);
  }
});

test("sinkhorn and barycentres on grids are POT's", t => {
  for (const { shape, pictures, epsilon, value, transportCost, debiased, barycentre } of structures.grids) {
    const cost = gridCost(shape, { spacing: 1 / (shape[0]! - 1) });
    const [a = [], b = []] = pictures;
    if (barycentre !== undefined) {
      const options = { epsilon, debiased: debiased === true, tolerance: 1e-11, maxIterations: 20_000 };
      const found = fixedSupportBarycentre(pictures, cost, options);
      t.true(found.converged);
      allClose(t, found.weights, barycentre, { rtol: 1e-6, atol: 1e-8 });
      continue;
    }
    const found = sinkhorn(cost, { a: [...a], b: [...b], epsilon, tolerance: 1e-12 });
    allClose(t, found.value, value ?? NaN, { rtol: 1e-9 });
    allClose(t, found.transportCost, transportCost ?? NaN, { rtol: 1e-9 });
  }
});

test("nearestMap, linearMap and entropicMap are those of POT's domain adaptation", t => {
  for (const { x, y, points, kind, epsilon = 1, images } of structures.maps) {
    const [from, to, moved] = [rowsOf(x, 2), rowsOf(y, 2), rowsOf(points, 2)];
    const mapOf = (): { apply(z: typeof moved): typeof moved } => {
      if (kind === 'nearest') return nearestMap(solveSample(from, to).plan, from, to);
      if (kind === 'linear') return linearMap(from, to, { regularisation: 1e-3 });
      const cost = pointCost(from, to, { kind: 'squared-euclidean' });
      return entropicMap(sinkhorn(cost, { epsilon, tolerance: 1e-12 }).g, to, { epsilon });
    };
    allClose(t, mapOf().apply(moved).data, images, { rtol: 1e-7, atol: 1e-8 });
  }
});

test("lowRankSinkhorn comes at least as low as POT's from one of three starts", t => {
  for (const { x, y, rank, value } of structures.low_rank) {
    const cost = pointCost(rowsOf(x, 2), rowsOf(y, 2), { kind: 'squared-euclidean' });
    const found = [1, 2, 3].map(seed => lowRankSinkhorn(cost, { rank, rng: Rng.fromSeed(seed) }).value);
    t.true(Math.min(...found) <= value * 1.01, `${found.join(', ')}, POT has ${value}`);
  }
});
