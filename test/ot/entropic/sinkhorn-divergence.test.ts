import test from 'ava';
import type { GroundCost } from '../../../lib/ot/geometry/cost.js';
import { pointCost } from '../../../lib/ot/geometry/cost.js';
import { densePlan, marginals, type Plan } from '../../../lib/ot/geometry/plan.js';
import { sinkhorn } from '../../../lib/ot/entropic/sinkhorn.js';
import {
  sinkhornDivergence,
  sinkhornDivergenceOfCosts,
} from '../../../lib/ot/entropic/sinkhorn-divergence.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { gaussianGrid, permutations, randomPoints, randomWeights } from '../../support/measures.js';

const squared = { kind: 'squared-euclidean' } as const;
const euclidean = { kind: 'euclidean' } as const;

interface Clouds {
  readonly x: number[][];
  readonly y: number[][];
  readonly a: number[];
  readonly b: number[];
}

function clouds(n: number, m: number, seed: number): Clouds {
  const rng = Rng.fromSeed(seed);
  const [x, y] = [randomPoints(n, 2, rng), randomPoints(m, 2, rng, 0.5)];
  return { x, y, a: randomWeights(n, rng), b: randomWeights(m, rng) };
}

/** Σ_ij p_i q_j c(x_i, y_j) */
function meanCost(x: number[][], y: number[][], p: number[], q: number[], ground: GroundCost): number {
  const { at } = pointCost(x, y, ground);
  return p.reduce((sum, weight, i) => sum + q.reduce((s, other, j) => s + weight * other * at(i, j), 0), 0);
}

test('sinkhornDivergence of two points is the cost between them, whatever ε', t => {
  for (const epsilon of [1e-3, 1, 1e6]) {
    allClose(t, sinkhornDivergence([[0, 0]], [[3, 4]], { epsilon }).value, 25, { rtol: 1e-14 });
    const { value } = sinkhornDivergence([[0, 0]], [[3, 4]], { epsilon, cost: euclidean });
    allClose(t, value, 5, { rtol: 1e-14 });
  }
});

test('sinkhornDivergence is OT(a, b) − ½ OT(a, a) − ½ OT(b, b) of sinkhorn', t => {
  const { x, y, a, b } = clouds(9, 7, 1);
  for (const epsilon of [0.5, 1, 30]) {
    const options = { epsilon, tolerance: 1e-13 };
    const { value, xy, xx, yy, converged } = sinkhornDivergence(x, y, { a, b, ...options });
    t.true(converged);
    const between = sinkhorn(pointCost(x, y, squared), { a, b, ...options });
    const withinA = sinkhorn(pointCost(x, x, squared), { a, b: a, ...options });
    const withinB = sinkhorn(pointCost(y, y, squared), { a: b, b, ...options });
    allClose(t, [xy.value, xx.value, yy.value], [between.value, withinA.value, withinB.value], {
      rtol: 1e-10,
    });
    allClose(t, value, between.value - withinA.value / 2 - withinB.value / 2, { atol: 1e-10 });
    allClose(t, densePlan(xx.plan).data, densePlan(withinA.plan).data, { rtol: 1e-9 });
    allClose(t, xx.f, xx.g, { rtol: 1e-9, atol: 1e-9 });
  }
});

test('sinkhornDivergence of two normal measures has the value of their closed form', t => {
  const [meanB, s, u, epsilon] = [0.7, 0.8, 1.3, 0.5];
  const [x, y] = [gaussianGrid(0, s, 100), gaussianGrid(meanB, u, 100)];
  const { value } = sinkhornDivergence(x.points, y.points, { a: x.weights, b: y.weights, epsilon });
  const bures = (p: number, q: number): number => {
    const root = Math.sqrt(4 * p ** 2 * q ** 2 + epsilon ** 2 / 4);
    return p ** 2 + q ** 2 - root + (epsilon / 2) * Math.log(root + epsilon / 2);
  };
  allClose(t, value, meanB ** 2 + bures(s, u) - bures(s, s) / 2 - bures(u, u) / 2, { rtol: 1e-8 });
});

test('sinkhornDivergence(ε → ∞) is half the energy distance for ‖x − y‖', t => {
  const { x, y, a, b } = clouds(9, 7, 2);
  const energy =
    2 * meanCost(x, y, a, b, euclidean) - meanCost(x, x, a, a, euclidean) - meanCost(y, y, b, b, euclidean);
  for (const epsilon of [1e5, 1e8, 1e11]) {
    const { value } = sinkhornDivergence(x, y, { a, b, epsilon, cost: euclidean });
    allClose(t, value, energy / 2, { rtol: 100 / epsilon + 1e-11 });
  }
});

test('sinkhornDivergence(ε → ∞) is the squared distance of the means for ‖x − y‖²', t => {
  const { x, y, a, b } = clouds(9, 7, 3);
  const mean = (points: number[][], weights: number[], k: number): number =>
    points.reduce((sum, point, i) => sum + weights[i]! * point[k]!, 0);
  const distance = [0, 1].reduce((sum, k) => sum + (mean(x, a, k) - mean(y, b, k)) ** 2, 0);
  allClose(t, sinkhornDivergence(x, y, { a, b, epsilon: 1e9 }).value, distance, { rtol: 1e-6 });
});

test('sinkhornDivergence(ε → 0) tends to the best assignment', t => {
  const { x, y } = clouds(6, 6, 4);
  const { at } = pointCost(x, y, squared);
  const best = Math.min(...permutations(6).map(order => order.reduce((sum, j, i) => sum + at(i, j) / 6, 0)));
  let before = Infinity;
  for (const epsilon of [1, 0.1, 0.01]) {
    const { value } = sinkhornDivergence(x, y, { epsilon, tolerance: 1e-6, maxIterations: 100_000 });
    const away = Math.abs(value - best);
    t.true(away < before && away < 2 * epsilon, `${epsilon}: ${value}, ${best}`);
    before = away;
  }
});

for (const cost of [squared, euclidean, { kind: 'power', p: 1.5 } as const]) {
  test(`sinkhornDivergence with cost ${cost.kind} is ≥ 0, and 0 between equal measures`, t => {
    const { x, y, a, b } = clouds(8, 8, 5);
    for (const epsilon of [1, 100, 1e9]) {
      const options = { epsilon, cost, tolerance: 1e-12 };
      t.true(sinkhornDivergence(x, y, { a, b, ...options }).value > 0);
      allClose(t, sinkhornDivergence(x, x, { a, b: a, ...options }).value, 0, { atol: 1e-10 });
      t.true(sinkhornDivergence(x, x, { a, b, ...options }).value > 0);
      const near = x.map(([p, q]) => [p! + 1e-2, q!]);
      t.true(sinkhornDivergence(x, near, { a, b: a, ...options }).value > 0);
    }
  });
}

test('sinkhornDivergence is symmetric, and blind to a shift, a rotation and the order of points', t => {
  const { x, y, a, b } = clouds(8, 6, 6);
  const options = { epsilon: 0.3, tolerance: 1e-12 };
  const expected = sinkhornDivergence(x, y, { a, b, ...options });
  const swapped = sinkhornDivergence(y, x, { a: b, b: a, ...options });
  allClose(t, swapped.value, expected.value, { rtol: 1e-10 });
  const moved = (points: number[][]): number[][] => points.map(([p, q]) => [3 - q!, p! + 7]);
  allClose(t, sinkhornDivergence(moved(x), moved(y), { a, b, ...options }).value, expected.value, {
    rtol: 1e-9,
  });
  const order = [...Rng.fromSeed(2).permutation(8)];
  const result = sinkhornDivergence(
    order.map(i => x[i]!),
    y,
    { a: order.map(i => a[i]!), b, ...options },
  );
  allClose(t, result.value, expected.value, { rtol: 1e-10 });
});

for (const scale of [1e-9, 1e9]) {
  test(`sinkhornDivergence of points times ${scale} and ε times its square, or of masses times it, scales alike`, t => {
    const { x, y, a, b } = clouds(8, 6, 7);
    const expected = sinkhornDivergence(x, y, { a, b, epsilon: 0.3 });
    const far = (points: number[][]): number[][] => points.map(point => point.map(p => p * scale));
    const scaled = sinkhornDivergence(far(x), far(y), { a, b, epsilon: 0.3 * scale ** 2 });
    allClose(t, scaled.value, expected.value * scale ** 2, { rtol: 1e-9 });
    const heavy = { a: a.map(p => p * scale), b: b.map(p => p * scale), epsilon: 0.3 };
    const loaded = sinkhornDivergence(x, y, heavy);
    allClose(t, loaded.value, expected.value * scale, { rtol: 1e-9 });
    allClose(t, loaded.f, expected.f, { rtol: 1e-6, atol: 1e-9 });
  });
}

test('sinkhornDivergence has f and g as its derivatives in the weights', t => {
  const { x, y, a, b } = clouds(6, 5, 8);
  const options = { epsilon: 0.5, tolerance: 1e-13 };
  const { f, g } = sinkhornDivergence(x, y, { a, b, ...options });
  const step = 1e-5;
  const towards = (weights: number[], k: number, by: number): number[] =>
    weights.map((weight, i) => weight + (i === k ? by : i === 0 ? -by : 0));
  for (const k of [1, 2, 3]) {
    const alongA = [step, -step].map(
      by => sinkhornDivergence(x, y, { a: towards(a, k, by), b, ...options }).value,
    );
    allClose(t, (alongA[0]! - alongA[1]!) / (2 * step), f[k]! - f[0]!, { rtol: 1e-6, atol: 1e-7 });
    const alongB = [step, -step].map(
      by => sinkhornDivergence(x, y, { a, b: towards(b, k, by), ...options }).value,
    );
    allClose(t, (alongB[0]! - alongB[1]!) / (2 * step), g[k]! - g[0]!, { rtol: 1e-6, atol: 1e-7 });
  }
});

test('sinkhornDivergence has plans that give its gradient in the points', t => {
  const { x, y, a, b } = clouds(6, 5, 9);
  const options = { a, b, epsilon: 0.5, tolerance: 1e-13 };
  const { xy, xx } = sinkhornDivergence(x, y, options);
  const pull = (plan: Plan, targets: number[][], i: number, k: number): number => {
    let sum = 0;
    plan.forEach((row, j, mass) => {
      if (row === i) sum += mass * 2 * (x[i]![k]! - targets[j]![k]!);
    });
    return sum;
  };
  const step = 1e-5;
  for (const [i, k] of [
    [0, 0],
    [3, 1],
    [5, 0],
  ] as const) {
    const values = [step, -step].map(by => {
      const moved = x.map((point, row) => point.map((p, axis) => (row === i && axis === k ? p + by : p)));
      return sinkhornDivergence(moved, y, options).value;
    });
    const gradient = pull(xy.plan, y, i, k) - pull(xx.plan, x, i, k);
    allClose(t, (values[0]! - values[1]!) / (2 * step), gradient, {
      rtol: 1e-5,
      atol: 1e-8,
    });
  }
});

test('sinkhornDivergence solves (a, a) in few iterations, with a plan that is symmetric and fits a', t => {
  const { x, a, b } = clouds(30, 30, 10);
  for (const epsilon of [0.01, 0.1, 1, 1e4]) {
    const { xx } = sinkhornDivergence(x, x, { a, b, epsilon });
    t.true(xx.converged && xx.iterations < 200, `${xx.iterations}`);
    const { rows, columns } = marginals(xx.plan);
    allClose(t, rows, a, { rtol: 1e-12 });
    allClose(t, columns, a, { atol: 1e-9 });
    allClose(t, xx.gap, 0, { atol: 1e-8 });
  }
});

test('sinkhornDivergence leaves out points of weight 0, and adds repeated ones', t => {
  const { x, y, a, b } = clouds(6, 5, 11);
  const options = { epsilon: 0.3, tolerance: 1e-12 };
  const expected = sinkhornDivergence(x, y, { a, b, ...options }).value;
  const absent = sinkhornDivergence([...x, [9, 9]], y, { a: [...a, 0], b, ...options });
  allClose(t, absent.value, expected, { rtol: 1e-9 });
  t.true([...absent.f, ...absent.xx.f].every(Number.isFinite));
  const twice = sinkhornDivergence([...x, ...x], y, { a: [...a, ...a].map(p => p / 2), b, ...options });
  allClose(t, twice.value, expected, { rtol: 1e-9 });
});

test('sinkhornDivergence is finite at tiny ε', t => {
  const { x, y, a, b } = clouds(6, 5, 12);
  for (const epsilon of [1e-9, 1e-100, Number.MIN_VALUE]) {
    const result = sinkhornDivergence(x, y, { a, b, epsilon, maxIterations: 100 });
    t.true([result.value, ...result.f, ...result.g].every(Number.isFinite));
    t.false(result.converged);
  }
});

test('sinkhornDivergenceOfCosts of the costs of points is sinkhornDivergence', t => {
  const { x, y, a, b } = clouds(6, 5, 13);
  const costs = {
    xy: pointCost(x, y, euclidean),
    xx: pointCost(x, x, euclidean),
    yy: pointCost(y, y, euclidean),
  };
  const options = { a, b, epsilon: 0.3 };
  const expected = sinkhornDivergence(x, y, { ...options, cost: euclidean });
  t.is(sinkhornDivergenceOfCosts(costs, options).value, expected.value);
  const listed = x.map((_, i) => y.map((__, j) => costs.xy.at(i, j)));
  t.is(sinkhornDivergenceOfCosts({ ...costs, xy: listed }, options).value, expected.value);
});

test('sinkhornDivergence refuses what sinkhorn refuses, and costs that do not fit', t => {
  const named = (message: RegExp) => ({ instanceOf: RangeError, message });
  t.throws(
    () => sinkhornDivergence([1], [2], { epsilon: 0 }),
    named(/sinkhornDivergence: expected `epsilon`/),
  );
  t.throws(() => sinkhornDivergence([1], [2], { epsilon: 1, a: [2] }), named(/same total/));
  t.throws(() => sinkhornDivergence([[1]], [[2, 3]], { epsilon: 1 }), named(/as many coordinates/));
  t.throws(() => sinkhornDivergence([], [2], { epsilon: 1 }), named(/at least one point/));
  const costs = {
    xy: [[1, 2]],
    xx: [[0]],
    yy: [
      [0, 1],
      [1, 0],
    ],
  };
  t.throws(
    () =>
      sinkhornDivergenceOfCosts(
        {
          ...costs,
          xx: [
            [0, 1],
            [1, 0],
          ],
        },
        { epsilon: 1 },
      ),
    named(/sinkhornDivergenceOfCosts: expected `xx` to be \[1, 1\], got \[2, 2\]/),
  );
  t.throws(
    () =>
      sinkhornDivergenceOfCosts(
        {
          ...costs,
          yy: [
            [0, 1],
            [2, 0],
          ],
        },
        { epsilon: 1 },
      ),
    named(/expected `yy` to be symmetric, got 2 at \(1, 0\) and 1 at \(0, 1\)/),
  );
});

test('sinkhornDivergence(x, x) is 0 to rounding on a grid at a small ε, and converged', t => {
  const x = Array.from({ length: 10 }, (_, i) => i);
  for (const epsilon of [0.05, 0.1, 1]) {
    const { value, converged } = sinkhornDivergence(x, x, { epsilon, maxIterations: 1000 });
    t.true(converged);
    t.true(Math.abs(value) <= 1e-14, `${value}`);
  }
});

test('sinkhornDivergence(x, x) is 0 to rounding and ≥ 0 beyond it at any tolerance', t => {
  const rng = Rng.fromSeed(41);
  for (const [n, d] of [
    [60, 2],
    [40, 5],
  ] as const) {
    const x = randomPoints(n, d, rng);
    const a = randomWeights(n, rng);
    for (const epsilon of [1e-3, 0.01, 0.1, 1]) {
      for (const tolerance of [1e-2, 1e-5, 1e-9]) {
        const { value, converged } = sinkhornDivergence(x, x, { a, b: a, epsilon, tolerance });
        t.true(converged);
        const atMost = tolerance > 1e-9 ? tolerance ** 2 : 1e-14;
        t.true(value > -1e-14 && value <= atMost, `${value} at ${epsilon}, ${tolerance}`);
      }
    }
  }
});

test('sinkhornDivergence of a cloud and the same moved by v is ‖v‖², however near', t => {
  const rng = Rng.fromSeed(42);
  const x = randomPoints(80, 2, rng);
  for (const by of [1e-4, 1e-3, 1e-2, 1]) {
    const y = x.map(point => point.map(p => p + by));
    for (const epsilon of [1e-3, 0.01, 0.1, 1]) {
      const { value, converged } = sinkhornDivergence(x, y, { epsilon });
      t.true(converged);
      allClose(t, value, 2 * by ** 2, { rtol: 1e-6, atol: 1e-13 });
    }
  }
});

test('sinkhornDivergence from that of nearly the same clouds has the same value, sooner', t => {
  const { x, y, a, b } = clouds(20, 25, 43);
  const options = { a, b, epsilon: 0.3 };
  const start = sinkhornDivergence(x, y, options);
  const again = sinkhornDivergence(x, y, { ...options, start });
  t.true(again.converged);
  allClose(t, again.value, start.value, { rtol: 1e-10 });
  for (const part of ['xy', 'xx', 'yy'] as const) {
    t.true(again[part].iterations <= 2 && start[part].iterations > 5, part);
  }
  const near = x.map(point => point.map(p => p + 1e-6));
  const moved = sinkhornDivergence(near, y, { ...options, start });
  const cold = sinkhornDivergence(near, y, options);
  allClose(t, moved.value, cold.value, { rtol: 1e-8 });
  t.true(moved.xy.iterations < cold.xy.iterations);
});
