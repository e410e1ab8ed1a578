import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { type CostPoints, pointCost, type Cost } from '../../../lib/ot/geometry/cost.js';
import { costRange } from '../../../lib/ot/entropic/annealing.js';
import { evaluate, type EntropicEvaluation } from '../../../lib/ot/entropic/evaluation.js';
import { entropicProblem } from '../../../lib/ot/entropic/problem.js';
import { columnSoftmin, rowSoftmin } from '../../../lib/ot/entropic/softmin.js';
import { orderByHalves } from '../../../lib/ot/kernels/order.js';
import { columnMass, rowSums } from '../../../lib/ot/kernels/softmin.js';
import { limitThreads } from '../../../lib/ot/kernels/threads.js';
import { inWorkspace } from '../../../lib/ot/kernels/workspace.js';
import { allClose } from '../../support/all-close.js';
import { randomPoints, randomWeights } from '../../support/measures.js';

// Sums over costs that the compiled kernels compute, against the plain loops: outside of a workspace these run.

const kinds: readonly CostPoints['kind'][] = ['squared-euclidean', 'euclidean', 'cityblock'];

interface Problem {
  readonly cost: Cost;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly f: Float64Array;
  readonly g: Float64Array;
}

/** n points near 0, m near ½, weights of which every seventh is 0, and potentials of no meaning. */
function problem(n: number, m: number, d: number, kind: CostPoints['kind']): Problem {
  const rng = Rng.fromSeed(n + m + d);
  const cost = pointCost(randomPoints(n, d, rng), randomPoints(m, d, rng, 0.5), { kind });
  const weights = (count: number): Float64Array => {
    const some = randomWeights(count, rng).map((weight, i) => (i % 7 === 6 ? 0 : weight));
    const sum = some.reduce((total, weight) => total + weight, 0);
    return Float64Array.from(some, weight => weight / sum);
  };
  const potentials = (count: number): Float64Array =>
    Float64Array.from({ length: count }, () => rng.normal() / 4);
  return { cost, a: weights(n), b: weights(m), f: potentials(n), g: potentials(m) };
}

function softmins(
  { cost, a, b, f, g }: Problem,
  epsilon: number,
): { rows: Float64Array; columns: Float64Array } {
  const [rows, columns] = [new Float64Array(f.length), new Float64Array(g.length)];
  rowSoftmin(cost, g, b, epsilon, rows);
  columnSoftmin(cost, f, a, epsilon, columns);
  return { rows, columns };
}

const sizes = [
  [1, 1, 2],
  [5, 3, 1],
  [40, 70, 3],
  [130, 97, 9],
] as const;

for (const [n, m, d] of sizes) {
  for (const epsilon of [1e-3, 0.05, 1, 100]) {
    test(`softmins of ${n} × ${m} points in R^${d} at ε = ${epsilon} are those of the plain loops`, t => {
      for (const kind of kinds) {
        const given = problem(n, m, d, kind);
        const [plain, compiled] = [softmins(given, epsilon), inWorkspace(() => softmins(given, epsilon))];
        const tolerance = { rtol: 1e-13, atol: 1e-13 };
        allClose(t, compiled.rows, plain.rows, tolerance);
        allClose(t, compiled.columns, plain.columns, tolerance);
      }
    });
  }
}

test('the compiled kernels give the sums: of one point S = 1 and M = g + ε log w − c, and none outside', t => {
  const cost = pointCost([[0, 0]], [[3, 4]], { kind: 'euclidean' });
  const find = (): ReturnType<typeof rowSums> =>
    rowSums(cost, Float64Array.of(7), Float64Array.of(Math.E), 0.5, { all: true });
  t.is(find(), undefined);
  const { maximum, sum, exponents, paid } = inWorkspace(find)!;
  t.deepEqual([maximum[0], sum[0], exponents[0], paid[0]], [2.5, 1, 0, 5]);
});

test('the sums of many points leave nothing out that matters, with points in blocks', t => {
  for (const [kind, epsilon] of [
    ['squared-euclidean', 0.003],
    ['euclidean', 0.02],
    ['cityblock', 0.05],
  ] as const) {
    const given = problem(2300, 2100, 3, kind);
    const compiled = inWorkspace(() => softmins(given, epsilon));
    const some = [0, 1, 777, 2099];
    const slack = (h: Float64Array, c: (k: number) => number, w: Float64Array): number => {
      const entries = h.map((entry, k) =>
        w[k] === 0 ? -Infinity : entry + epsilon * Math.log(w[k]!) - c(k),
      );
      const most = entries.reduce((greatest, entry) => Math.max(greatest, entry), -Infinity);
      return (
        -most -
        epsilon * Math.log(entries.reduce((sum, entry) => sum + Math.exp((entry - most) / epsilon), 0))
      );
    };
    const { cost, a, b, f, g } = given;
    for (const k of some) {
      allClose(
        t,
        compiled.rows[k]!,
        slack(g, j => cost.at(k, j), b),
        { rtol: 0, atol: 1e-13 },
      );
      allClose(
        t,
        compiled.columns[k]!,
        slack(f, i => cost.at(i, k), a),
        { rtol: 0, atol: 1e-13 },
      );
    }
  }
});

test('the mass of columns is that of the plan, entry by entry', t => {
  const { cost, a, b, g } = problem(90, 75, 2, 'squared-euclidean');
  const epsilon = 0.02;
  const found = inWorkspace(() => {
    const { maximum, sum } = rowSums(cost, g, b, epsilon)!;
    const factor = a.map((weight, i) => weight / sum[i]!);
    return { maximum, factor, columns: columnMass(cost, { maximum, factor, g, weights: b }, epsilon)! };
  });
  const columns = Array.from(b, (weight, j) =>
    a.reduce((total, _, i) => {
      const h = g[j]! + epsilon * Math.log(weight);
      return total + found.factor[i]! * Math.exp((h - cost.at(i, j) - found.maximum[i]!) / epsilon);
    }, 0),
  );
  allClose(t, found.columns, columns, { rtol: 1e-13, atol: 1e-17 });
});

test('what potentials amount to is the same by the compiled kernels, balanced or not', t => {
  const figures = ({
    transportCost,
    mass,
    primal,
    dual,
    marginalError,
    optimalityError,
  }: EntropicEvaluation) => [transportCost, mass, primal, dual, marginalError, optimalityError];
  for (const penalty of [Infinity, 2]) {
    const { cost, a, b, g } = problem(60, 83, 2, 'squared-euclidean');
    const find = (): EntropicEvaluation =>
      evaluate(
        entropicProblem(
          cost,
          { weights: a, penalty, logMass: penalty === Infinity ? 0 : 0.25 },
          { weights: b, penalty, logMass: penalty === Infinity ? 0 : -0.25 },
        ),
        g,
        0.1,
        1,
      );
    const [plain, compiled] = [find(), inWorkspace(find)];
    allClose(t, figures(compiled), figures(plain), { rtol: 1e-12 });
    allClose(t, compiled.f, plain.f, { rtol: 1e-12, atol: 1e-12 });
    allClose(t, compiled.g, plain.g, { rtol: 1e-12, atol: 1e-12 });
  }
});

test('costRange of points is the least and the greatest cost', t => {
  for (const kind of kinds) {
    const { cost } = problem(37, 41, 3, kind);
    t.deepEqual(
      inWorkspace(() => costRange(cost)),
      costRange(cost),
    );
  }
  const far = pointCost([[0], [1]], [[3], [1]], { kind: 'euclidean' });
  t.deepEqual(
    inWorkspace(() => costRange(far)),
    { minimum: 0, spread: 3, forbidden: false },
  );
});

test('orderByHalves is a permutation whose blocks are small boxes', t => {
  const rng = Rng.fromSeed(2);
  const [n, d] = [1000, 2];
  const data = Float64Array.from({ length: n * d }, () => rng.uniform());
  const order = orderByHalves({ data, shape: [n, d] }, 32);
  t.deepEqual(
    order.toSorted(),
    Uint32Array.from({ length: n }, (_, i) => i),
  );
  for (let from = 0; from < n; from += 32) {
    const members = order.subarray(from, from + 32);
    for (let k = 0; k < d; k++) {
      const values = Array.from(members, i => data[i * d + k]!);
      // 32 blocks in the unit square: a side is 0.18 if all are alike.
      t.true(Math.max(...values) - Math.min(...values) < 0.4);
    }
  }
});

test.serial('softmins do not depend on how many threads there are', t => {
  const given = problem(900, 800, 3, 'squared-euclidean');
  const found = [1, 3].map(threads => {
    limitThreads(threads);
    return Array.from({ length: 5 }, () => inWorkspace(() => softmins(given, 0.05)));
  });
  limitThreads();
  for (const { rows, columns } of found.flat()) {
    t.deepEqual(rows, found[0]![0]!.rows);
    t.deepEqual(columns, found[0]![0]!.columns);
  }
});
