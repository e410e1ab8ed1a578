import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { fixedSupportBarycentre } from '../../../lib/ot/barycentres/fixed-support-barycentre.js';
import { sinkhornDivergenceOfCosts } from '../../../lib/ot/entropic/sinkhorn-divergence.js';
import { sinkhorn } from '../../../lib/ot/entropic/sinkhorn.js';
import { type Cost, matrixCost, pointCost } from '../../../lib/ot/geometry/cost.js';
import { densePlan } from '../../../lib/ot/geometry/plan.js';
import { axisMatrix, narrowed, timesAxis } from '../../../lib/ot/grids/axis-product.js';
import { gridCost, type GridCost, isGridCost } from '../../../lib/ot/grids/grid-cost.js';
import { overRelaxation } from '../../../lib/ot/grids/over-relaxation.js';
import { logProduct, narrowLogProduct, separableKernel } from '../../../lib/ot/grids/separable-kernel.js';
import { allClose } from '../../support/all-close.js';
import { gappedWeights, normals } from '../../support/measures.js';

/** The same numbers without the axes: solved as any other cost. */
const plainOf = (cost: Cost): Cost => {
  const [n, m] = cost.shape;
  return matrixCost({
    data: Float64Array.from({ length: n * m }, (_, k) => cost.at(Math.floor(k / m), k % m)),
    shape: [n, m],
  });
};

const grids: readonly (readonly [readonly number[], GridCost])[] = [
  [[7], gridCost([7])],
  [[4, 5], gridCost([4, 5], { spacing: [0.5, 2] })],
  [[3, 4, 2], gridCost([3, 4, 2], { spacing: 0.7 })],
  [[5, 5], gridCost([5, 5], { p: 1 })],
];

test('gridCost is the cost between places, row by row', t => {
  for (const [grid, cost] of grids) {
    const places = Array.from({ length: cost.shape[0] }, (_, i) => {
      let rest = i;
      return grid
        .toReversed()
        .map(n => [rest % n, (rest = Math.floor(rest / n))][0]!)
        .toReversed();
    });
    const spacing = cost === grids[1]![1] ? [0.5, 2] : grid.map(() => (grid.length === 3 ? 0.7 : 1));
    const points = places.map(place => place.map((at, k) => at * spacing[k]!));
    const kind = cost === grids[3]![1] ? 'cityblock' : 'squared-euclidean';
    const expected = pointCost(points, points, { kind });
    const [row, other] = [new Float64Array(points.length), new Float64Array(points.length)];
    for (let i = 0; i < points.length; i++) {
      cost.row(i, row);
      expected.row(i, other);
      allClose(t, row, other, { rtol: 1e-14 });
      t.is(cost.at(i, 1), row[1]!);
    }
    t.true(isGridCost(cost) && !isGridCost(expected));
  }
});

test('gridCost names what will not do', t => {
  t.throws(() => gridCost([]), { message: 'gridCost: expected `grid` to have at least one axis, got none' });
  t.throws(() => gridCost([4, 0]), { message: 'gridCost: expected `grid[1]` to be an integer ≥ 1, got 0' });
  t.throws(() => gridCost([4], { spacing: 0 }), { message: /`spacing` to be finite and > 0, got 0/ });
  t.throws(() => gridCost([4], { spacing: [1, 1] }), { message: /`spacing` to have 1 entries/ });
  t.throws(() => gridCost([4], { p: 0.5 }), { message: /gridCost: expected `p` to be ≥ 1/ });
});

test('timesAxis is the product with the last axis, which becomes the first', t => {
  const rng = Rng.fromSeed(1);
  for (const [lines, n] of [
    [1, 1],
    [9, 7],
    [4, 6],
    [3, 5],
  ] as const) {
    const data = normals(n * n, rng).map(v => (Math.abs(v) < 0.4 ? 0 : Math.abs(v)));
    const x = normals(lines * n, rng);
    const out = new Float64Array(lines * n);
    timesAxis(x, axisMatrix(data, n, 0), out);
    const expected = Float64Array.from({ length: n * lines }, (_, k) => {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += data[Math.floor(k / lines) * n + j]! * x[(k % lines) * n + j]!;
      return sum;
    });
    allClose(t, out, expected, { rtol: 1e-13, atol: 1e-14 });
  }
  const { first, end } = narrowed(axisMatrix(Float64Array.of(1, 0.1, 0.1, 1), 2, 0), 0.5);
  t.deepEqual(
    [[...first], [...end]],
    [
      [0, 1],
      [1, 2],
    ],
  );
});

test('logProduct and narrowLogProduct are the sums of all exponentials, however far apart', t => {
  const rng = Rng.fromSeed(2);
  for (const [, cost] of grids) {
    for (const [epsilon, size] of [
      [1, 1],
      [0.01, 100],
      [0.001, 3000],
    ] as const) {
      const n = cost.shape[0];
      const h = normals(n, rng).map(v => size * v);
      h[1] = -Infinity;
      const kernel = separableKernel(cost, epsilon);
      for (const logarithms of [logProduct, narrowLogProduct]) {
        const out = new Float64Array(n);
        logarithms(kernel, h, out);
        const expected = out.map((_, i) => {
          const all = h.map((entry, j) => entry - cost.at(i, j) / epsilon);
          const most = Math.max(...all);
          return most + Math.log(all.reduce((sum, entry) => sum + Math.exp(entry - most), 0));
        });
        allClose(t, out, expected, { rtol: 1e-13, atol: 1e-12 });
      }
    }
  }
});

for (const [grid, cost] of grids) {
  const rng = Rng.fromSeed(3);
  const [a, b] = [gappedWeights(cost.shape[0], rng), gappedWeights(cost.shape[0], rng)];

  test(`sinkhorn on a grid of ${grid.join(' × ')} is that without axes`, t => {
    for (const epsilon of [0.05, 1, 20]) {
      const options = { a: a.map(w => 3 * w), b: b.map(w => 3 * w), epsilon, tolerance: 1e-11 };
      const [found, expected] = [sinkhorn(cost, options), sinkhorn(plainOf(cost), options)];
      t.true(found.converged && expected.converged);
      for (const key of ['value', 'transportCost', 'dualValue'] as const) {
        allClose(t, found[key], expected[key], { rtol: 1e-8 });
      }
      allClose(t, found.f, expected.f, { rtol: 1e-6, atol: 1e-6 });
      allClose(t, found.g, expected.g, { rtol: 1e-6, atol: 1e-6 });
      allClose(t, densePlan(found.plan).data, densePlan(expected.plan).data, { rtol: 1e-6, atol: 1e-8 });
      t.true(Math.abs(found.gap) < 1e-8 && found.marginalError < 1e-10);
    }
  });

  test(`sinkhornDivergenceOfCosts on a grid of ${grid.join(' × ')} is that without axes`, t => {
    const plain = plainOf(cost);
    const options = { a, b, epsilon: 0.5, tolerance: 1e-11 };
    const found = sinkhornDivergenceOfCosts({ xy: cost, xx: cost, yy: cost }, options);
    const expected = sinkhornDivergenceOfCosts({ xy: plain, xx: plain, yy: plain }, options);
    t.true(found.converged);
    allClose(t, found.value, expected.value, { rtol: 1e-8 });
    allClose(t, found.f, expected.f, { rtol: 1e-6, atol: 1e-7 });
  });

  test(`fixedSupportBarycentre on a grid of ${grid.join(' × ')} is that without axes`, t => {
    const c = normals(cost.shape[0], rng).map(Math.abs);
    const sum = c.reduce((one, other) => one + other);
    const histograms = [a, b, c.map(w => w / sum)].map(one => [...one]);
    const shared = { proportions: [0.5, 0.3, 0.2], epsilon: 1, tolerance: 1e-10, maxIterations: 20_000 };
    for (const epsilon of [0.3, 4]) {
      const options = { ...shared, epsilon };
      const found = fixedSupportBarycentre(histograms, cost, options);
      const expected = fixedSupportBarycentre(histograms, plainOf(cost), options);
      t.true(found.converged && expected.converged);
      allClose(t, found.weights, expected.weights, { rtol: 1e-5, atol: 1e-8 });
      allClose(t, found.transportCost, expected.transportCost, { rtol: 1e-6 });
      t.true(found.iterations <= expected.iterations + 5);
      // Debiased, it is the same iteration.
      const few = { ...options, debiased: true, maxIterations: 60 };
      const steps = fixedSupportBarycentre(histograms, cost, few);
      const others = fixedSupportBarycentre(histograms, plainOf(cost), few);
      allClose(t, steps.weights, others.weights, { rtol: 1e-8, atol: 1e-12 });
      allClose(t, steps.marginalError, others.marginalError, { rtol: 1e-5, atol: 1e-12 });
    }
  });
}

test('a debiased barycentre of one picture on a grid is that picture', t => {
  const picture = gappedWeights(20, Rng.fromSeed(4)).map(w => w + 0.01);
  const sum = picture.reduce((one, other) => one + other);
  const { weights } = fixedSupportBarycentre([[...picture]], gridCost([4, 5]), {
    epsilon: 1,
    debiased: true,
    tolerance: 1e-10,
  });
  allClose(
    t,
    weights.map(w => w / sum),
    picture.map(w => w / sum),
    { rtol: 1e-6 },
  );
});

test('a barycentre of two points on a grid lies in the middle, at an ε at which kernels vanish', t => {
  const at = (place: number): number[] => Array.from({ length: 41 }, (_, i) => (i === place ? 1 : 0));
  const { weights, converged } = fixedSupportBarycentre([at(4), at(36)], gridCost([41]), { epsilon: 0.02 });
  t.true(converged);
  allClose(t, weights[20]!, 1, { rtol: 1e-9 });
});

test('overRelaxation finds the best factor of a rate, and is plain after errors that grow', t => {
  const next = overRelaxation();
  let omega = 1;
  for (let k = 0, error = 1; k < 5; k++, error *= 0.9) omega = next(error);
  allClose(t, omega, 2 / (1 + Math.sqrt(1 - 0.9)), { rtol: 1e-12 });
  // At a factor below the best, λ satisfies (λ + ω − 1)² = ω² η λ.
  const slower = overRelaxation();
  for (let k = 0, error = 1; k < 4; k++, error *= 0.5) omega = slower(error);
  const rate = 0.8;
  for (let k = 0, error = 1; k < 4; k++, error *= rate) omega = slower(error);
  const first = 2 / (1 + Math.sqrt(0.5));
  const plain = (rate + first - 1) ** 2 / (first ** 2 * rate);
  allClose(t, omega, Math.min(1.9, 2 / (1 + Math.sqrt(1 - Math.min(1, plain)))), { rtol: 1e-12 });
  const growing = overRelaxation();
  for (let k = 0; k < 40; k++) omega = growing(2 ** k);
  t.is(omega, 1);
  for (let k = 0, error = 1; k < 20; k++, error *= 0.5) omega = growing(error);
  t.is(omega, 1);
});
