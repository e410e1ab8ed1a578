import test from 'ava';
import { matrixCost, pointCost } from '../../../lib/ot/geometry/cost.js';
import { densePlan, marginals } from '../../../lib/ot/geometry/plan.js';
import { sinkhorn, type SinkhornOptions } from '../../../lib/ot/entropic/sinkhorn.js';
import { transportCost, withoutShift } from '../../../lib/ot/geometry/transport.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { gaussianGrid, permutations, randomPoints, randomWeights } from '../../support/measures.js';

const squared = { kind: 'squared-euclidean' } as const;

/** n points of the plane near 0, m near (1, 1), and random weights of total 1. */
function clouds(n: number, m: number, seed: number): { cost: number[][]; a: number[]; b: number[] } {
  const rng = Rng.fromSeed(seed);
  const [x, y] = [randomPoints(n, 2, rng), randomPoints(m, 2, rng, 1)];
  const { at } = pointCost(x, y, squared);
  const cost = x.map((_, i) => y.map((__, j) => at(i, j)));
  return { cost, a: randomWeights(n, rng), b: randomWeights(m, rng) };
}

/** −ε log Σ_k weights_k exp(h_k/ε) */
function softmin(h: readonly number[], weights: readonly number[], epsilon: number): number {
  const top = Math.max(...h);
  return -top - epsilon * Math.log(h.reduce((s, v, k) => s + weights[k]! * Math.exp((v - top) / epsilon), 0));
}

/** The iteration as printed: f_i = −ε log Σ_j b_j exp((g_j − c_ij)/ε), then g alike; from g = 0. */
function plainIteration(
  cost: readonly (readonly number[])[],
  a: readonly number[],
  b: readonly number[],
  epsilon: number,
  iterations: number,
): { f: number[]; g: number[] } {
  let g = b.map(() => 0);
  const answer = (): number[] =>
    cost.map(row =>
      softmin(
        row.map((c, j) => g[j]! - c),
        b,
        epsilon,
      ),
    );
  for (let k = 0; k < iterations; k++) {
    const f = answer();
    g = b.map((_, j) =>
      softmin(
        f.map((v, i) => v - (cost[i] as number[])[j]!),
        a,
        epsilon,
      ),
    );
  }
  return { f: answer(), g };
}

test('sinkhorn on [[0, c], [c, 0]] keeps 1/(1 + exp(−c/ε)) of the mass in place', t => {
  const [c, epsilon] = [2, 0.7];
  const kept = 1 / (1 + Math.exp(-c / epsilon));
  const result = sinkhorn(
    [
      [0, c],
      [c, 0],
    ],
    { epsilon },
  );
  allClose(t, densePlan(result.plan).data, [kept / 2, (1 - kept) / 2, (1 - kept) / 2, kept / 2], {
    rtol: 1e-12,
  });
  allClose(t, result.transportCost, c * (1 - kept), { rtol: 1e-12 });
  const entropy = kept * Math.log(2 * kept) + (1 - kept) * Math.log(2 * (1 - kept));
  allClose(t, result.value, c * (1 - kept) + epsilon * entropy, { rtol: 1e-12 });
  allClose(t, result.dualValue, result.value, { rtol: 1e-12 });
  allClose(t, result.f[0]! + result.g[0]!, epsilon * Math.log(2 * kept), {
    rtol: 1e-12,
  });
  t.true(result.converged);
});

test('sinkhorn of two normal measures has the value of Janati, Muzellec, Peyré and Cuturi 2020, theorem 1', t => {
  const [meanB, s, u, epsilon] = [0.7, 0.8, 1.3, 0.5];
  const x = gaussianGrid(0, s, 120);
  const y = gaussianGrid(meanB, u, 120);
  const result = sinkhorn(pointCost(x.points, y.points, squared), { a: x.weights, b: y.weights, epsilon });
  const half = epsilon / 2;
  const root = Math.sqrt(4 * s ** 2 * u ** 2 + half ** 2);
  const bures = s ** 2 + u ** 2 - root + half * (1 - Math.log(2 * half)) + half * Math.log(root + half);
  allClose(t, result.value, meanB ** 2 + bures, { rtol: 1e-8 });
});

for (const [epsilon, iterations] of [
  [10, 3],
  [0.5, 40],
  [0.02, 60],
  [0.0015, 60],
] as const) {
  test(`sinkhorn at ε = ${epsilon} makes the iterates of plain log-sum-exp`, t => {
    const { cost, a, b } = clouds(13, 10, 1);
    const options = { a, b, epsilon, maxIterations: iterations, tolerance: 0, scaling: 1 };
    const result = sinkhorn(cost, options);
    const iterates = plainIteration(cost, a, b, epsilon, iterations);
    const [f, g, left, right] = [iterates.f, iterates.g, a, b].map(side => Float64Array.from(side));
    const plain = withoutShift(f!, g!, left!, right!);
    allClose(t, result.g, plain.g, { rtol: 1e-12, atol: 1e-12 });
    allClose(t, result.f, plain.f, { rtol: 1e-12, atol: 1e-12 });
    t.is(result.iterations, iterations);
  });
}

test('sinkhorn reaches the same optimum without annealing and with any factor of it', t => {
  const { cost, a, b } = clouds(20, 17, 2);
  const expected = sinkhorn(cost, { a, b, epsilon: 0.2, scaling: 1, tolerance: 1e-12 });
  t.true(expected.converged);
  for (const scaling of [0.9, 0.5, 0.25, 0.01]) {
    const result = sinkhorn(cost, { a, b, epsilon: 0.2, scaling, tolerance: 1e-12 });
    t.true(result.converged);
    allClose(t, result.value, expected.value, { rtol: 1e-11 });
    allClose(t, densePlan(result.plan).data, densePlan(expected.plan).data, { rtol: 1e-9 });
  }
});

test('sinkhorn that anneals to a small ε has half of the error, after 100 iterations, that it has if it starts there', t => {
  const points = Float64Array.from({ length: 40 }, (_, i) => i / 40);
  const shifted = points.map(point => point + 0.4);
  const cost = pointCost(points, shifted, squared);
  const options = { epsilon: 1e-3, maxIterations: 100 };
  const annealed = sinkhorn(cost, { ...options, tolerance: 0.1 });
  const direct = sinkhorn(cost, { ...options, scaling: 1 });
  t.true(annealed.converged && annealed.iterations < 100);
  t.true(
    annealed.marginalError * 2 < direct.marginalError,
    `${annealed.marginalError} and ${direct.marginalError}`,
  );
});

/** min over assignments of Σ c(i, p(i))/n. */
function bestAssignment(cost: readonly (readonly number[])[]): number {
  const costs = permutations(cost.length).map(order =>
    order.reduce((sum, j, i) => sum + (cost[i] as number[])[j]! / cost.length, 0),
  );
  return Math.min(...costs);
}

test('sinkhorn(ε) is within ε log n above the best assignment, and so is its transport cost', t => {
  const { cost } = clouds(6, 6, 3);
  const best = bestAssignment(cost);
  for (const epsilon of [1, 0.3, 0.1]) {
    const { value, transportCost: linear, converged } = sinkhorn(cost, { epsilon });
    t.true(converged);
    t.true(value >= best && value <= best + epsilon * Math.log(6), `${epsilon}: ${value}, ${best}`);
    t.true(linear >= best && linear <= value);
  }
});

test('sinkhorn(ε → 0) has the transport cost of the best assignment, far from the second', t => {
  const rng = Rng.fromSeed(5);
  const order = rng.permutation(6);
  const cost = Array.from(order, chosen =>
    Array.from({ length: 6 }, (_, j) => (j === chosen ? rng.uniform() : 2 + rng.uniform())),
  );
  const best = bestAssignment(cost);
  for (const epsilon of [0.05, 0.02, 0.01]) {
    const result = sinkhorn(cost, { epsilon });
    t.true(result.converged);
    allClose(t, result.transportCost, best, { rtol: 1e-9 });
    allClose(t, result.value, best + epsilon * Math.log(6), { rtol: 1e-9 });
  }
});

test('sinkhorn(ε → ∞) is the product a⊗b, its value Σ c a b, at any ε to rounding of the cost', t => {
  const { cost, a, b } = clouds(5, 7, 4);
  const mean = cost.reduce((sum, row, i) => sum + row.reduce((s, c, j) => s + c * a[i]! * b[j]!, 0), 0);
  for (const epsilon of [1e7, 1e12, 1e200]) {
    const result = sinkhorn(cost, { a, b, epsilon });
    allClose(
      t,
      densePlan(result.plan).data,
      a.flatMap(p => b.map(q => p * q)),
      { rtol: 1e-6 },
    );
    allClose(t, [result.value, result.dualValue], [mean, mean], { rtol: 1e-6 });
    allClose(t, result.value, result.dualValue, { rtol: 1e-12 });
  }
  allClose(t, sinkhorn(cost, { a, b, epsilon: 1e12 }).value, mean, { rtol: 1e-11 });
});

test('sinkhorn reports its plan, its objective and its dual as they are', t => {
  const { cost, a, b } = clouds(9, 6, 5);
  const epsilon = 0.4;
  for (const maxIterations of [2, 3, 1000]) {
    const result = sinkhorn(cost, { a, b, epsilon, maxIterations });
    const { f, g } = result;
    const plan = densePlan(result.plan).data;
    const direct = a.flatMap((p, i) =>
      b.map((q, j) => p * q * Math.exp((f[i]! + g[j]! - cost[i]![j]!) / epsilon)),
    );
    allClose(t, plan, direct, { rtol: 1e-11 });
    const entropy = plan.reduce(
      (sum, p, k) => sum + p * Math.log(p / (a[Math.floor(k / 6)]! * b[k % 6]!)),
      0,
    );
    allClose(t, result.transportCost, transportCost(matrixCost(cost), result.plan), { rtol: 1e-13 });
    allClose(t, result.value, result.transportCost + epsilon * entropy, { rtol: 1e-12 });
    const dual = a.reduce((s, p, i) => s + p * f[i]!, 0) + b.reduce((s, q, j) => s + q * g[j]!, 0);
    allClose(t, result.dualValue, dual, { rtol: 1e-12 });
    allClose(t, result.gap, result.value - dual, { atol: 1e-12 });
    const { rows, columns } = marginals(result.plan);
    allClose(t, rows, a, { rtol: 1e-13 });
    const off = columns.reduce((sum, s, j) => sum + Math.abs(s - b[j]!), 0);
    allClose(t, result.marginalError, off, { rtol: 1e-6, atol: 1e-14 });
    t.is(result.converged, off <= 1e-9);
    t.is(result.converged, maxIterations === 1000);
    t.true(result.iterations <= maxIterations);
  }
});

test('sinkhorn stops within the tolerance it is given, and not long after', t => {
  const { cost, a, b } = clouds(30, 25, 6);
  let before = 0;
  for (const tolerance of [1e-2, 1e-4, 1e-6, 1e-8]) {
    const { marginalError, iterations, converged, gap } = sinkhorn(cost, { a, b, epsilon: 0.5, tolerance });
    t.true(converged && marginalError <= tolerance && Math.abs(gap) < 10 * tolerance);
    t.true(iterations > before);
    before = iterations;
    const { converged: sooner } = sinkhorn(cost, {
      a,
      b,
      epsilon: 0.5,
      tolerance,
      maxIterations: iterations - 8,
    });
    t.false(sooner);
  }
});

test('sinkhorn has a tolerance of 1e-9 where none is given', t => {
  const { cost, a, b } = clouds(30, 25, 6);
  const chosen = sinkhorn(cost, { a, b, epsilon: 0.1, tolerance: 1e-9 });
  t.is(sinkhorn(cost, { a, b, epsilon: 0.1 }).iterations, chosen.iterations);
});

test('sinkhorn(costᵀ, b, a) is the transpose of sinkhorn(cost, a, b)', t => {
  const { cost, a, b } = clouds(8, 11, 7);
  const transposed = b.map((_, j) => a.map((__, i) => cost[i]![j]!));
  const options = { epsilon: 0.3, tolerance: 1e-13 };
  const [there, back] = [
    sinkhorn(cost, { a, b, ...options }),
    sinkhorn(transposed, { a: b, b: a, ...options }),
  ];
  const [plan, reversed] = [densePlan(there.plan).data, densePlan(back.plan).data];
  allClose(t, there.value, back.value, { rtol: 1e-12 });
  allClose(
    t,
    plan,
    plan.map((_, k) => reversed[(k % 11) * 8 + Math.floor(k / 11)]!),
    { rtol: 1e-10 },
  );
});

test('sinkhorn of cost + k is its value + k, and of reordered points its reordered plan', t => {
  const { cost, a, b } = clouds(8, 6, 8);
  const options = { b, epsilon: 0.3, tolerance: 1e-12 };
  const expected = sinkhorn(cost, { a, ...options });
  for (const k of [-3, 50, 1e4]) {
    allClose(
      t,
      sinkhorn(
        cost.map(row => row.map(c => c + k)),
        { a, ...options },
      ).value,
      expected.value + k,
      {
        rtol: 1e-10,
      },
    );
  }
  const order = [...Rng.fromSeed(1).permutation(8)];
  const result = sinkhorn(
    order.map(i => cost[i]!),
    { a: order.map(i => a[i]!), ...options },
  );
  const [plan, permuted] = [densePlan(expected.plan).data, densePlan(result.plan).data];
  allClose(
    t,
    permuted,
    permuted.map((_, k) => plan[order[Math.floor(k / 6)]! * 6 + (k % 6)]!),
    { rtol: 1e-9 },
  );
});

for (const scale of [1e-9, 1e9, 1e-150, 1e150]) {
  test(`sinkhorn of cost and ε times ${scale} is ${scale} times its value, and so of masses`, t => {
    const { cost, a, b } = clouds(8, 6, 9);
    const expected = sinkhorn(cost, { a, b, epsilon: 0.3 });
    const dear = sinkhorn(
      cost.map(row => row.map(c => c * scale)),
      { a, b, epsilon: 0.3 * scale },
    );
    allClose(t, dear.value, expected.value * scale, { rtol: 1e-12 });
    allClose(
      t,
      dear.f,
      expected.f.map(f => f * scale),
      { rtol: 1e-9 },
    );
    t.is(dear.iterations, expected.iterations);
    const heavy = sinkhorn(cost, { a: a.map(p => p * scale), b: b.map(p => p * scale), epsilon: 0.3 });
    allClose(t, heavy.value, expected.value * scale, { rtol: 1e-12 });
    allClose(t, heavy.gap, expected.gap * scale, { rtol: 1e-2, atol: 1e-14 * scale });
    allClose(t, heavy.g, expected.g, { rtol: 1e-9 });
    allClose(t, heavy.marginalError, expected.marginalError * scale, { rtol: 1e-2, atol: 1e-14 * scale });
    t.true(heavy.converged);
  });
}

test('sinkhorn leaves points of weight 0 alone and gives them the potential that answers the others', t => {
  const { cost, a, b } = clouds(7, 6, 10);
  const spread = cost.map(row => [...row, 1e3]);
  spread.push([0, 1, 2, 3, 4, 5, 6]);
  for (const epsilon of [0.2, 1e5]) {
    const options = { epsilon, tolerance: 1e-12 };
    const expected = sinkhorn(cost, { a, b, ...options });
    const result = sinkhorn(spread, { a: [...a, 0], b: [...b, 0], ...options });
    const { f, g } = result;
    allClose(t, [result.value, result.dualValue], [expected.value, expected.value], { rtol: 1e-9 });
    const tolerance = { rtol: 1e-10, atol: epsilon * 1e-15 };
    allClose(
      t,
      f[7]!,
      softmin(
        b.map((_, j) => g[j]! - j),
        b,
        epsilon,
      ),
      tolerance,
    );
    allClose(
      t,
      g[6]!,
      softmin(
        a.map((_, i) => f[i]! - 1e3),
        a,
        epsilon,
      ),
      tolerance,
    );
    result.plan.forEach((i, j) => t.true(i < 7 && j < 6));
  }
});

test('sinkhorn is finite at any ε, and says where it did not converge', t => {
  const { cost, a, b } = clouds(7, 6, 11);
  const exact = sinkhorn(cost, { a, b, epsilon: 1e-3, maxIterations: 100_000, tolerance: 1e-6 }).value;
  for (const epsilon of [1e-6, 1e-9, 1e-15, 1e-100, Number.MIN_VALUE]) {
    const result = sinkhorn(cost, { a, b, epsilon, maxIterations: 300 });
    for (const part of ['value', 'dualValue', 'gap', 'marginalError', 'transportCost'] as const) {
      t.true(Number.isFinite(result[part]), `${part} at ${epsilon}`);
    }
    t.true([...result.f, ...result.g, ...densePlan(result.plan).data].every(Number.isFinite));
    t.false(result.converged);
    t.true(result.dualValue <= exact + 1e-6);
    allClose(t, marginals(result.plan).rows, a, { rtol: 1e-12 });
  }
});

test('sinkhorn takes weights and costs that no kernel could hold', t => {
  const { cost, a, b } = clouds(5, 4, 12);
  const light = a.map((weight, i) => (i === 0 ? 1e-250 : weight / (1 - a[0]!)));
  const result = sinkhorn(cost, { a: light, b, epsilon: 0.2 });
  t.true(result.converged);
  allClose(t, marginals(result.plan).rows, light, { rtol: 1e-12 });
  allClose(t, result.value, sinkhorn(cost.slice(1), { a: light.slice(1), b, epsilon: 0.2 }).value, {
    rtol: 1e-8,
  });
  const far = cost.map((row, i) => row.map(c => c + 1e5 * i));
  const moved = sinkhorn(far, { a, b, epsilon: 0.2, scaling: 1 });
  t.true(moved.converged);
  allClose(
    t,
    moved.value,
    sinkhorn(cost, { a, b, epsilon: 0.2 }).value + a.reduce((s, p, i) => s + 1e5 * i * p, 0),
    {
      rtol: 1e-9,
    },
  );
});

test('sinkhorn of one point each is the cost between them, of equal costs that cost', t => {
  const one = sinkhorn([[3]], { a: [2], b: [2], epsilon: 0.1 });
  allClose(t, [one.value, one.transportCost, one.dualValue], [6, 6, 6], { rtol: 1e-15 });
  t.true(one.converged && one.gap === 0);
  const row = sinkhorn([[1, 2, 3]], { b: [0.5, 0.25, 0.25], epsilon: 0.01 });
  allClose(t, row.value, 1.75, { rtol: 1e-14 });
  allClose(
    t,
    row.g,
    [1, 2, 3].map(c => c - row.f[0]!),
    { atol: 1e-14 },
  );
  const equal = sinkhorn(
    [
      [2, 2],
      [2, 2],
      [2, 2],
    ],
    { epsilon: 1e-3 },
  );
  allClose(t, equal.value, 2, { rtol: 1e-14 });
  t.true(equal.iterations <= 2);
});

test('sinkhorn of repeated points is sinkhorn of the points with their weights added', t => {
  const { cost, a, b } = clouds(5, 4, 13);
  const doubled = [...cost, ...cost];
  const halves = [...a, ...a].map(weight => weight / 2);
  const options = { b, epsilon: 0.3, tolerance: 1e-12 };
  const [once, twice] = [sinkhorn(cost, { a, ...options }), sinkhorn(doubled, { a: halves, ...options })];
  allClose(t, twice.value, once.value, { rtol: 1e-11 });
  allClose(t, twice.f.subarray(5), twice.f.subarray(0, 5), { rtol: 1e-14 });
});

const bad: readonly [string, SinkhornOptions, RegExp][] = [
  ['ε = 0', { epsilon: 0 }, /sinkhorn: expected `epsilon` to be finite and > 0, got 0/],
  ['ε < 0', { epsilon: -1 }, /`epsilon`/],
  ['ε = NaN', { epsilon: NaN }, /`epsilon`/],
  ['ε = Infinity', { epsilon: Infinity }, /`epsilon`/],
  ['tolerance < 0', { epsilon: 1, tolerance: -1 }, /`tolerance` to be ≥ 0, got -1/],
  ['no iteration', { epsilon: 1, maxIterations: 0 }, /`maxIterations` to be an integer ≥ 1, got 0/],
  ['half an iteration', { epsilon: 1, maxIterations: 1.5 }, /`maxIterations`/],
  ['scaling = 0', { epsilon: 1, scaling: 0 }, /`scaling` to be > 0 and ≤ 1, got 0/],
  ['scaling > 1', { epsilon: 1, scaling: 2 }, /`scaling`/],
  ['unequal totals', { epsilon: 1, a: [1, 1] }, /sinkhorn: expected `a` and `b` to have the same total/],
  ['a negative weight', { epsilon: 1, a: [1.5, -0.5] }, /`a` to be ≥ 0/],
  ['too many weights', { epsilon: 1, b: [0.5, 0.25, 0.25] }, /`b` to have 2 entries, got 3/],
];
for (const [what, options, message] of bad) {
  test(`sinkhorn refuses ${what}`, t => {
    t.throws(
      () =>
        sinkhorn(
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

test('sinkhorn refuses costs that are not finite, and no points', t => {
  t.throws(() => sinkhorn([[0, NaN]], { epsilon: 1 }), {
    instanceOf: RangeError,
    message: /sinkhorn: .*`cost`/,
  });
  t.throws(() => sinkhorn([], { epsilon: 1 }), { instanceOf: RangeError, message: /no points/ });
});

test('sinkhorn(a grid and itself, small ε) is what it is without scaling', t => {
  const x = Array.from({ length: 10 }, (_, i) => i);
  const cost = pointCost(x, x, squared);
  const [found, plain] = [0.25, 1].map(scaling =>
    sinkhorn(cost, { epsilon: 0.1, scaling, maxIterations: 500 }),
  );
  t.true(found!.converged && plain!.converged);
  allClose(t, found!.value, plain!.value, { rtol: 1e-12 });
  allClose(t, found!.transportCost, plain!.transportCost, { rtol: 1e-8 });
});

test('sinkhorn that does not converge after scaling is no worse than without', t => {
  const x = Array.from({ length: 10 }, (_, i) => i);
  const cost = pointCost(x, x, squared);
  const [found, plain] = [0.25, 1].map(scaling =>
    sinkhorn(cost, { epsilon: 0.1, scaling, maxIterations: 50 }),
  );
  t.true(found!.converged && plain!.converged);
  t.is(found!.value, plain!.value);
  t.deepEqual(found!.g, plain!.g);
});

for (const [n, d, epsilon] of [
  [256, 8, 0.01],
  [256, 8, 0.001],
  [200, 2, 0.001],
] as const) {
  test(`sinkhorn(${n} points of N(0, I_${d}), ε = ${epsilon}) converges, and its potentials make a plan that fits`, t => {
    const rng = Rng.fromSeed(31);
    const normals = (): number[][] =>
      Array.from({ length: n }, () => Array.from({ length: d }, () => rng.normal()));
    const cost = pointCost(normals(), normals(), squared);
    const { f, g, value, converged, iterations } = sinkhorn(cost, { epsilon });
    t.true(converged && iterations < 1000, `${iterations}`);
    const [rows, columns] = [new Float64Array(n), new Float64Array(n)];
    let primal = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const ratio = (f[i]! + g[j]! - cost.at(i, j)) / epsilon;
        const mass = Math.exp(ratio) / n ** 2;
        rows[i]! += mass;
        columns[j]! += mass;
        primal += mass * (cost.at(i, j) + epsilon * ratio);
      }
    }
    allClose(t, rows, new Float64Array(n).fill(1 / n), { rtol: 1e-6 });
    allClose(t, columns, new Float64Array(n).fill(1 / n), { rtol: 1e-6 });
    allClose(t, value, primal, { rtol: 1e-9 });
  });
}

test('sinkhorn from the potentials of a solution needs two iterations, from any others no other value', t => {
  const { cost, a, b } = clouds(30, 25, 21);
  const options = { a, b, epsilon: 0.3 };
  const { f, g, value, iterations } = sinkhorn(cost, options);
  t.true(iterations > 20);
  const again = sinkhorn(cost, { ...options, start: { f, g } });
  t.true(again.converged && again.iterations <= 2, `${again.iterations}`);
  allClose(t, again.value, value, { rtol: 1e-12 });
  const rng = Rng.fromSeed(22);
  const far = { f: f.map(() => 100 * rng.normal()), g: g.map(() => 100 * rng.normal()) };
  const other = sinkhorn(cost, { ...options, start: far });
  t.true(other.converged);
  allClose(t, other.value, value, { rtol: 1e-9 });
  const unknown = { f: f.map(() => Infinity), g };
  t.true(sinkhorn(cost, { ...options, start: unknown }).iterations <= 3);
});

test('sinkhorn from potentials of nearly the same problem needs fewer iterations', t => {
  const { cost, a, b } = clouds(30, 25, 23);
  const options = { a, b, epsilon: 0.3 };
  const { f, g } = sinkhorn(cost, options);
  const moved = cost.map(row => row.map((c, j) => c + 1e-6 * j ** 2));
  const [cold, warm] = [sinkhorn(moved, options), sinkhorn(moved, { ...options, start: { f, g } })];
  t.true(cold.converged && warm.converged);
  t.true(warm.iterations * 1.5 < cold.iterations, `${warm.iterations} and ${cold.iterations}`);
  allClose(t, warm.value, cold.value, { rtol: 1e-9 });
});

test('sinkhorn whose start does not lead to the tolerance is what it is without', t => {
  const { cost, a, b } = clouds(8, 7, 24);
  const options = { a, b, epsilon: 1, maxIterations: 60, scaling: 1 };
  const start = { f: a.map(() => 0), g: b.map((_, j) => 1e3 * j) };
  const [found, cold] = [sinkhorn(cost, { ...options, start }), sinkhorn(cost, options)];
  t.true(cold.converged);
  t.is(found.value, cold.value);
});

test('sinkhorn refuses potentials to start from that do not fit', t => {
  const cost = [
    [0, 1],
    [1, 0],
  ];
  const refuses = (start: { f: number[]; g: number[] }, message: RegExp): void => {
    t.throws(() => sinkhorn(cost, { epsilon: 1, start }), { instanceOf: RangeError, message });
  };
  refuses({ f: [0], g: [0, 0] }, /sinkhorn: expected `start\.f` to have 2 entries, got 1/);
  refuses({ f: [0, 0], g: [0, 0, 0] }, /`start\.g` to have 2 entries, got 3/);
  refuses({ f: [0, 0], g: [0, NaN] }, /`start\.g` to be numbers, got NaN at 1/);
});
