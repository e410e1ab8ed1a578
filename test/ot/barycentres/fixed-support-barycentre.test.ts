import test from 'ava';
import { pointCost } from '../../../lib/ot/geometry/cost.js';
import { fixedSupportBarycentre } from '../../../lib/ot/barycentres/fixed-support-barycentre.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';

const grid = Float64Array.from({ length: 61 }, (_, i) => i / 10);
const cost = pointCost(grid, grid, { kind: 'squared-euclidean' });

function bump(center: number, width: number): number[] {
  const raw = [...grid].map(at => Math.exp(-0.5 * ((at - center) / width) ** 2));
  const sum = raw.reduce((one, other) => one + other);
  return raw.map(value => value / sum);
}

function moments(weights: ArrayLike<number>): {
  readonly mass: number;
  readonly mean: number;
  readonly variance: number;
} {
  const sum = (of: (at: number) => number): number =>
    Array.from(weights).reduce((all, weight, i) => all + weight * of(grid[i]!), 0);
  const mass = sum(() => 1);
  const mean = sum(at => at) / mass;
  return { mass, mean, variance: sum(at => (at - mean) ** 2) / mass };
}

test('fixedSupportBarycentre of bumps is a bump at the mean of centres, wider by the blur, debiased not', t => {
  const histograms = [bump(2, 0.3), bump(4, 0.5)];
  const epsilon = 0.05;
  const options = { epsilon, proportions: [3, 1], maxIterations: 1500 };
  const blurred = fixedSupportBarycentre(histograms, cost, options);
  const sharp = fixedSupportBarycentre(histograms, cost, { ...options, debiased: true });
  for (const found of [blurred, sharp]) {
    t.true(found.converged && found.marginalError <= 1e-7);
    const { mass, mean } = moments(found.weights);
    allClose(t, mass, 1, { rtol: 1e-6 });
    allClose(t, mean, 2.5, { rtol: 1e-4 });
  }
  // For Gaussians on the line, ε c with c = (x − y)²: debiased is 0.35² to first order in ε, and the other adds ε/2.
  allClose(t, moments(sharp.weights).variance, 0.35 ** 2, { rtol: 0.02 });
  allClose(t, moments(blurred.weights).variance, 0.35 ** 2 + epsilon / 2, { rtol: 0.02 });
});

test('fixedSupportBarycentre of one histogram, debiased, is that histogram', t => {
  const histogram = bump(3, 0.4);
  const found = fixedSupportBarycentre([histogram], cost, {
    epsilon: 0.1,
    debiased: true,
    tolerance: 1e-10,
    maxIterations: 1500,
  });
  allClose(t, found.weights, histogram, { rtol: 0, atol: 1e-5 });
});

test('fixedSupportBarycentre of one histogram is K (b / Kᵀ1), plainly computed', t => {
  const histogram = bump(3, 0.4);
  const epsilon = 0.5;
  const kernel = [...grid].map(x => [...grid].map(y => Math.exp(-((x - y) ** 2) / epsilon)));
  const columns = grid.map((_, j) => kernel.reduce((sum, row) => sum + row[j]!, 0));
  const expected = kernel.map(row =>
    row.reduce((sum, value, j) => sum + (value * histogram[j]!) / columns[j]!, 0),
  );
  const found = fixedSupportBarycentre([histogram], cost, { epsilon });
  allClose(t, found.weights, expected, { rtol: 1e-12 });
  const moved = kernel.reduce(
    (sum, row, i) =>
      sum +
      row.reduce(
        (all, value, j) => all + ((value * histogram[j]!) / columns[j]!) * (grid[i]! - grid[j]!) ** 2,
        0,
      ),
    0,
  );
  allClose(t, found.transportCost, moved, { rtol: 1e-12 });
});

test('fixedSupportBarycentre of two agrees with the plain scaling iterations', t => {
  const rng = Rng.fromSeed(4).split('histograms');
  const [n, epsilon, shares] = [8, 0.3, [0.25, 0.75]];
  const histograms = shares.map(() => {
    const raw = Array.from({ length: n }, (_, i) => (i === 3 ? 0 : rng.uniform()));
    const sum = raw.reduce((one, other) => one + other);
    return raw.map(value => value / sum);
  });
  const costs = Array.from({ length: n }, () => Array.from({ length: n }, () => rng.uniform()));
  const kernel = costs.map(row => row.map(value => Math.exp(-value / epsilon)));
  let u = shares.map(() => Array.from({ length: n }, () => 1));
  let a: number[] = [];
  for (let step = 0; step < 500; step++) {
    const rows = u.map((scaling, k) => {
      const v = histograms[k]!.map(
        (b, j) => b / kernel.reduce((sum, row, i) => sum + row[j]! * scaling[i]!, 0),
      );
      return kernel.map(row => row.reduce((sum, value, j) => sum + value * v[j]!, 0));
    });
    a = kernel.map((_, i) => rows.reduce((product, row, k) => product * row[i]! ** shares[k]!, 1));
    u = rows.map(row => a.map((mass, i) => mass / row[i]!));
  }
  const found = fixedSupportBarycentre(histograms, costs, { epsilon, proportions: shares, tolerance: 1e-13 });
  allClose(t, found.weights, a, { rtol: 1e-10 });
});

test('fixedSupportBarycentre survives a small ε and costs of any scale', t => {
  const histograms = [bump(1.5, 0.2), bump(4.5, 0.2)];
  const expected = fixedSupportBarycentre(histograms, cost, { epsilon: 0.01, maxIterations: 50 });
  t.true(expected.weights.every(Number.isFinite));
  for (const scale of [1e9, 1e-9]) {
    const scaled = {
      ...cost,
      at: (i: number, j: number) => scale * cost.at(i, j),
      row: (i: number, out: Float64Array) => {
        cost.row(i, out);
        out.forEach((value, j) => (out[j] = scale * value));
      },
    };
    const found = fixedSupportBarycentre(histograms, scaled, { epsilon: 0.01 * scale, maxIterations: 50 });
    allClose(t, found.weights, expected.weights, { rtol: 1e-9 });
    allClose(t, found.transportCost, scale * expected.transportCost, { rtol: 1e-9 });
  }
  t.false(fixedSupportBarycentre(histograms, cost, { epsilon: 0.01, maxIterations: 1 }).converged);
});

test('fixedSupportBarycentre refuses histograms, costs and options that do not fit', t => {
  const refuses = (body: () => unknown, message: RegExp): void => {
    t.throws(body, { instanceOf: RangeError, message });
  };
  const [histograms, costs] = [
    [[0.5, 0.5]],
    [
      [0, 1],
      [1, 0],
    ],
  ];
  refuses(
    () => fixedSupportBarycentre(histograms, costs, { epsilon: 0 }),
    /^fixedSupportBarycentre: expected `epsilon` to be finite and > 0/,
  );
  refuses(() => fixedSupportBarycentre([[1]], costs, { epsilon: 1 }), /`histograms` to be \[count, 2\]/);
  refuses(
    () =>
      fixedSupportBarycentre(
        [
          [1, 0],
          [1, 1],
        ],
        costs,
        { epsilon: 1 },
      ),
    /the same total/,
  );
  refuses(() => fixedSupportBarycentre([[2, -1]], costs, { epsilon: 1 }), /to be ≥ 0/);
  refuses(
    () => fixedSupportBarycentre([[0.5, 0.5]], [[0, 1]], { epsilon: 1, debiased: true }),
    /`cost` to be square/,
  );
});
