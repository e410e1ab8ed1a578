import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { pointCost } from '../../../lib/ot/geometry/cost.js';
import { densePlan, marginals } from '../../../lib/ot/geometry/plan.js';
import { entropicGromovWasserstein, gromovWasserstein } from '../../../lib/ot/gromov/gromov-wasserstein.js';
import { solveSample } from '../../../lib/ot/solve.js';
import type { Matrix } from '../../../lib/base/matrix.js';
import { allClose } from '../../support/all-close.js';
import { cloud, permutations, randomWeights } from '../../support/measures.js';

const distances = (x: Matrix): Matrix => {
  const cost = pointCost(x, x, { kind: 'euclidean' });
  const n = x.shape[0];
  return {
    data: Float64Array.from({ length: n * n }, (_, k) => cost.at(Math.floor(k / n), k % n)),
    shape: [n, n],
  };
};

/** Σ L(X_ik, Y_jl) Γ_ij Γ_kl by four loops. */
function energy(x: Matrix, y: Matrix, plan: Float64Array, loss: (s: number, t: number) => number): number {
  const [n, m] = [x.shape[0], y.shape[0]];
  let sum = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++)
      for (let k = 0; k < n; k++)
        for (let l = 0; l < m; l++)
          sum += loss(x.data[i * n + k]!, y.data[j * m + l]!) * plan[i * m + j]! * plan[k * m + l]!;
  return sum;
}

test('gromovWasserstein is 0 between a cloud and its image under a motion and an order', t => {
  const rng = Rng.fromSeed(1);
  const x = cloud(9, 2, rng);
  const order = rng.permutation(9);
  const [cos, sin] = [Math.cos(1), Math.sin(1)];
  const moved: Matrix = {
    data: Float64Array.from(order, i => i).reduce((out, i, k) => {
      const [p, q] = [x.data[2 * i]!, x.data[2 * i + 1]!];
      out[2 * k] = 3 - cos * p + sin * q;
      out[2 * k + 1] = sin * p + cos * q;
      return out;
    }, new Float64Array(18)),
    shape: [9, 2],
  };
  const found = gromovWasserstein(distances(x), distances(moved));
  t.true(found.converged);
  allClose(t, found.value, 0, { atol: 1e-12 });
});

for (const [kind, loss] of [
  ['square', (s: number, u: number): number => (s - u) ** 2],
  ['kl', (s: number, u: number): number => (s === 0 ? 0 : s * Math.log(s / u)) - s + u],
] as const) {
  test(`gromovWasserstein, ${kind}: value and plan are those of the definition, of any mass`, t => {
    const rng = Rng.fromSeed(2);
    const [x, y] = [distances(cloud(6, 2, rng)), distances(cloud(5, 3, rng))];
    const other = { ...y, data: y.data.map(entry => entry + 0.2) };
    const [a, b] = [randomWeights(6, rng), randomWeights(5, rng)].map(side => side.map(w => 2 * w));
    const found = gromovWasserstein(x, other, { a: a!, b: b!, loss: { kind } });
    t.true(found.converged && found.iterations > 1);
    allClose(t, found.value, energy(x, other, densePlan(found.plan).data, loss), { rtol: 1e-11 });
    const { rows, columns } = marginals(found.plan);
    allClose(t, rows, a!, { rtol: 1e-12 });
    allClose(t, columns, b!, { rtol: 1e-12 });
    // No small step to another plan goes down.
    const before = densePlan(found.plan).data;
    const product = before.map((_, k) => (a![Math.floor(k / 5)]! * b![k % 5]!) / 2);
    const near = before.map((entry, k) => entry + 1e-4 * (product[k]! - entry));
    t.true(energy(x, other, near, loss) >= found.value);
  });
}

test('gromovWasserstein from some start is the best of all orders', t => {
  const rng = Rng.fromSeed(3);
  const [x, y] = [distances(cloud(5, 2, rng)), distances(cloud(5, 2, rng))];
  const planOf = (order: readonly number[]): Matrix => ({
    data: Float64Array.from({ length: 25 }, (_, k) => (order[Math.floor(k / 5)] === k % 5 ? 0.2 : 0)),
    shape: [5, 5],
  });
  const square = (s: number, u: number): number => (s - u) ** 2;
  const orders = permutations(5);
  const best = Math.min(...orders.map(order => energy(x, y, planOf(order).data, square)));
  const found = Math.min(...orders.map(order => gromovWasserstein(x, y, { initial: planOf(order) }).value));
  t.true(found <= best + 1e-12);
});

test('gromovWasserstein with α = 0 is transport, and between them it is their mean', t => {
  const rng = Rng.fromSeed(4);
  const [p, q] = [cloud(6, 2, rng), cloud(5, 2, rng)];
  const [x, y] = [distances(p), distances(q)];
  const cost = pointCost(p, q, { kind: 'squared-euclidean' });
  const transport = gromovWasserstein(x, y, { cost, alpha: 0 });
  allClose(t, transport.value, solveSample(p, q).value, { rtol: 1e-12 });
  const { value, plan } = gromovWasserstein(x, y, { cost, alpha: 0.3 });
  let linear = 0;
  plan.forEach((i, j, mass) => (linear += mass * cost.at(i, j)));
  const structure = energy(x, y, densePlan(plan).data, (s, u) => (s - u) ** 2);
  allClose(t, value, 0.7 * linear + 0.3 * structure, { rtol: 1e-12 });
  allClose(t, gromovWasserstein(x, y, { cost }).value, gromovWasserstein(x, y, { cost, alpha: 0.5 }).value);
});

test('entropicGromovWasserstein is a⊗b for large ε, and near the unregularised value for small ones', t => {
  const rng = Rng.fromSeed(5);
  const x = distances(cloud(6, 2, rng));
  const blurred = entropicGromovWasserstein(x, x, { epsilon: 1000 });
  allClose(t, densePlan(blurred.plan).data, new Float64Array(36).fill(1 / 36), { rtol: 1e-2 });
  const identity: Matrix = {
    data: Float64Array.from({ length: 36 }, (_, k) => (k % 7 === 0 ? 1 / 6 : 0)),
    shape: [6, 6],
  };
  const sharp = entropicGromovWasserstein(x, x, { epsilon: 0.01, initial: identity });
  t.true(sharp.converged);
  allClose(t, sharp.value, 0, { atol: 1e-3 });
});

test('gromovWasserstein names what will not do', t => {
  const x = [
    [0, 1],
    [1, 0],
  ];
  t.throws(() => gromovWasserstein([[0, 1]], x), {
    message: 'gromovWasserstein: expected `x` to be [n, n], got [1, 2]',
  });
  t.throws(
    () =>
      gromovWasserstein(x, [
        [0, 1],
        [2, 0],
      ]),
    { message: /expected `y` to be symmetric, got 2 at \(1, 0\) and 1/ },
  );
  t.throws(() => gromovWasserstein(x, x, { alpha: 2 }), { message: /`alpha` to be in \[0, 1\], got 2/ });
  t.throws(() => gromovWasserstein(x, x, { cost: [[1]] }), {
    message: /`cost` to be \[2, 2\], got \[1, 1\]/,
  });
  t.throws(() => gromovWasserstein(x, x, { loss: { kind: 'kl' } }), {
    message: /`y` to be > 0 with the loss kl/,
  });
  t.throws(
    () =>
      gromovWasserstein(x, x, {
        initial: [
          [1, 0],
          [0, 0],
        ],
      }),
    { message: /with a and b as marginals, got marginals that are off by 1/ },
  );
  t.throws(() => entropicGromovWasserstein(x, x, { epsilon: 0 }), {
    message: /entropicGromovWasserstein: expected `epsilon`/,
  });
});
