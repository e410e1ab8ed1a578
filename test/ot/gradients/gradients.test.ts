import test, { type ExecutionContext } from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { gaussianMap, gaussianWasserstein } from '../../../lib/ot/gaussian/gaussian.js';
import { densePlan } from '../../../lib/ot/geometry/plan.js';
import { divergenceGradient } from '../../../lib/ot/gradients/divergence-gradient.js';
import { gaussianGradient } from '../../../lib/ot/gradients/gaussian-gradient.js';
import { slicedGradient } from '../../../lib/ot/gradients/sliced-gradient.js';
import { sampleGradient, transportGradient } from '../../../lib/ot/gradients/transport-gradient.js';
import { maxSlicedWasserstein } from '../../../lib/ot/line/max-sliced.js';
import { wasserstein1dPower } from '../../../lib/ot/line/one-dimensional.js';
import { slicedWasserstein } from '../../../lib/ot/line/sliced.js';
import { uniformDirections } from '../../../lib/ot/line/directions.js';
import { sinkhornDivergence } from '../../../lib/ot/entropic/sinkhorn-divergence.js';
import type { GroundCost } from '../../../lib/ot/geometry/cost.js';
import { type Method, solve, solveSample } from '../../../lib/ot/solve.js';
import { allClose } from '../../support/all-close.js';
import { finiteDifferences } from '../../support/gradients.js';
import { cloud, normals, randomWeights } from '../../support/measures.js';

type Numbers = ArrayLike<number>;

const asPoints = (data: Float64Array, d: number): { data: Float64Array; shape: [number, number] } => ({
  data,
  shape: [data.length / d, d],
});

/** w + the differences of `steps` to their mean: of the same total. */
const moved = (w: Numbers, steps: Float64Array): Float64Array => {
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  return steps.map((step, i) => w[i]! + step - mean);
};

/** Asserts that a gradient by weights is that of finite differences among weights of one total. */
function agreesAlongTotals(
  t: ExecutionContext,
  gradient: Float64Array,
  value: (w: Float64Array) => number,
  w: Numbers,
): void {
  const slopes = finiteDifferences(steps => value(moved(w, steps)), new Float64Array(w.length), 1e-6);
  const mean = gradient.reduce((sum, entry) => sum + entry, 0) / gradient.length;
  allClose(
    t,
    slopes,
    gradient.map(entry => entry - mean),
    { rtol: 1e-4, atol: 1e-6 },
  );
}

const methods: readonly Method[] = [
  { kind: 'exact' },
  { kind: 'sinkhorn', epsilon: 0.4, tolerance: 1e-12 },
  { kind: 'unbalanced', epsilon: 0.4, penaltyA: 1.5, penaltyB: 0.7, tolerance: 1e-12 },
  { kind: 'unbalanced', epsilon: 0.4, penaltyA: Infinity, penaltyB: 0.7, tolerance: 1e-12 },
];

const named = (method: Method): string =>
  method.kind === 'unbalanced' ? `${method.kind}, ρ_a = ${method.penaltyA}` : method.kind;

for (const method of methods) {
  const rng = Rng.fromSeed(7);
  const [x, y] = [cloud(5, 2, rng), cloud(4, 2, rng, value => value + 0.5)];
  const [a, b] = [randomWeights(5, rng), randomWeights(4, rng)];
  const costs: readonly GroundCost[] = [
    { kind: 'squared-euclidean' },
    { kind: 'euclidean' },
    { kind: 'power', p: 1.5 },
    { kind: 'cityblock' },
  ];

  for (const cost of costs) {
    test(`sampleGradient, ${named(method)}, ${cost.kind}: points move the value as finite differences say`, t => {
      const options = { a, b, method, cost };
      const found = sampleGradient(x, y, options);
      t.is(found.value, solveSample(x, y, options).value);
      t.true(found.converged);
      const inX = finiteDifferences(data => solveSample(asPoints(data, 2), y, options).value, x.data);
      const inY = finiteDifferences(data => solveSample(x, asPoints(data, 2), options).value, y.data);
      allClose(t, found.x.data, inX, { rtol: 1e-5, atol: 1e-7 });
      allClose(t, found.y.data, inY, { rtol: 1e-5, atol: 1e-7 });
      t.deepEqual([found.x.shape, found.y.shape], [x.shape, y.shape]);
    });
  }

  test(`transportGradient, ${named(method)}: weights and costs move the value as finite differences say`, t => {
    const matrix = cloud(5, 4, rng, Math.abs);
    const valueOf = (data: Float64Array, one: Numbers, other: Numbers): number =>
      solve(asPoints(data, 4), { a: Array.from(one), b: Array.from(other), method }).value;
    const found = transportGradient(matrix, { a, b, method });
    t.is(found.value, valueOf(matrix.data, a, b));
    const inCost = finiteDifferences(data => valueOf(data, a, b), matrix.data);
    allClose(t, densePlan(found.cost).data, inCost, { rtol: 1e-4, atol: 1e-6 });
    if (method.kind === 'unbalanced' && method.penaltyA < Infinity) {
      const inA = finiteDifferences(one => valueOf(matrix.data, one, b), a);
      allClose(t, found.a, inA, { rtol: 1e-5, atol: 1e-7 });
    }
    if (method.kind === 'unbalanced') {
      const inB = finiteDifferences(other => valueOf(matrix.data, a, other), b);
      allClose(t, found.b, inB, { rtol: 1e-5, atol: 1e-7 });
    }
    agreesAlongTotals(t, found.a, one => valueOf(matrix.data, one, b), a);
    agreesAlongTotals(t, found.b, other => valueOf(matrix.data, a, other), b);
  });

  test(`transportGradient, ${named(method)}: with both totals the value grows along f and g`, t => {
    const matrix = cloud(5, 4, rng, Math.abs);
    const found = transportGradient(matrix, { a, b, method });
    const valueAt = (scale: number): number =>
      solve(matrix, { a: a.map(w => scale * w), b: b.map(w => scale * w), method }).value;
    const slope = (valueAt(1 + 1e-5) - valueAt(1 - 1e-5)) / 2e-5;
    const along = [...found.a].reduce((sum, entry, i) => sum + entry * a[i]!, 0);
    allClose(t, along + [...found.b].reduce((sum, entry, j) => sum + entry * b[j]!, 0), slope, {
      rtol: 1e-5,
    });
  });
}

test('sampleGradient of one point each is 2 (x − y), and 0 where they meet', t => {
  const { x, y, a } = sampleGradient([[1, 2]], [[4, -2]]);
  t.deepEqual([...x.data], [-6, 8]);
  t.deepEqual([...y.data], [6, -8]);
  t.is(a[0]! * 2, 25);
  for (const kind of ['euclidean', 'cityblock', 'discrete', 'squared-euclidean'] as const) {
    t.deepEqual([...sampleGradient([[1, 2]], [[1, 2]], { cost: { kind } }).x.data], [0, 0]);
  }
});

test('sampleGradient takes the gradient of a cost that is a function, and asks for it', t => {
  const rng = Rng.fromSeed(8);
  const [x, y] = [cloud(4, 2, rng), cloud(4, 2, rng)];
  const of = (p: Float64Array, q: Float64Array): number => p[0]! * q[1]! + p[1]! ** 2;
  const cost: GroundCost = { kind: 'function', of };
  const { x: inX, y: inY } = sampleGradient(x, y, {
    cost,
    costGradient: (p, q) => [
      [q[1]!, 2 * p[1]!],
      [0, p[0]!],
    ],
  });
  allClose(
    t,
    inX.data,
    finiteDifferences(data => solveSample(asPoints(data, 2), y, { cost }).value, x.data),
    { rtol: 1e-6, atol: 1e-8 },
  );
  allClose(
    t,
    inY.data,
    finiteDifferences(data => solveSample(x, asPoints(data, 2), { cost }).value, y.data),
    { rtol: 1e-6, atol: 1e-8 },
  );
  t.throws(() => sampleGradient(x, y, { cost }), {
    instanceOf: TypeError,
    message: 'sampleGradient: expected `costGradient` with a cost that is a function, got none',
  });
});

for (const kind of ['squared-euclidean', 'euclidean'] as const) {
  test(`divergenceGradient, ${kind}: points and weights move the value as finite differences say`, t => {
    const rng = Rng.fromSeed(9);
    const [x, y] = [cloud(5, 2, rng), cloud(4, 2, rng, value => value + 0.5)];
    const [a, b] = [randomWeights(5, rng), randomWeights(4, rng)];
    const options = { a, b, epsilon: 0.5, tolerance: 1e-12, cost: { kind } };
    const found = divergenceGradient(x, y, options);
    const value = (one: Float64Array, other: Float64Array): number =>
      sinkhornDivergence(asPoints(one, 2), asPoints(other, 2), options).value;
    t.is(found.value, value(x.data, y.data));
    t.true(found.converged);
    allClose(
      t,
      found.x.data,
      finiteDifferences(data => value(data, y.data), x.data),
      { rtol: 1e-5, atol: 1e-7 },
    );
    allClose(
      t,
      found.y.data,
      finiteDifferences(data => value(x.data, data), y.data),
      { rtol: 1e-5, atol: 1e-7 },
    );
    const weighted = (one: Float64Array, other: Float64Array): number =>
      sinkhornDivergence(x, y, { ...options, a: one, b: other }).value;
    agreesAlongTotals(t, found.a, one => weighted(one, Float64Array.from(b)), a);
    agreesAlongTotals(t, found.b, other => weighted(Float64Array.from(a), other), b);
  });
}

test('divergenceGradient is 0 at equal measures', t => {
  const x = cloud(6, 2, Rng.fromSeed(10));
  const { x: inX } = divergenceGradient(x, x, { epsilon: 3, tolerance: 1e-13 });
  allClose(t, inX.data, new Float64Array(12), { atol: 1e-11 });
});

for (const p of [1, 2, 3]) {
  test(`slicedGradient, p = ${p}: points and weights move the power as finite differences say`, t => {
    const rng = Rng.fromSeed(11);
    const [x, y] = [cloud(6, 3, rng), cloud(5, 3, rng)];
    const [a, b] = [randomWeights(6, rng), randomWeights(5, rng)];
    const options = { directions: uniformDirections(rng, 7, 3), p, a, b };
    const found = slicedGradient(x, y, options);
    const value = (one: Float64Array, other: Float64Array): number =>
      slicedWasserstein(asPoints(one, 3), asPoints(other, 3), options).power;
    allClose(t, found.value, value(x.data, y.data), { rtol: 1e-14 });
    allClose(
      t,
      found.x.data,
      finiteDifferences(data => value(data, y.data), x.data, 1e-6),
      { rtol: 1e-5, atol: 1e-7 },
    );
    allClose(
      t,
      found.y.data,
      finiteDifferences(data => value(x.data, data), y.data, 1e-6),
      { rtol: 1e-5, atol: 1e-7 },
    );
    const weighted = (one: Numbers, other: Numbers): number =>
      slicedWasserstein(x, y, { ...options, a: Array.from(one), b: Array.from(other) }).power;
    agreesAlongTotals(t, found.a, one => weighted(one, b), a);
    agreesAlongTotals(t, found.b, other => weighted(a, other), b);
  });
}

test('slicedGradient with the direction 1 is that of wasserstein1dPower', t => {
  const rng = Rng.fromSeed(12);
  const [x, y] = [normals(6, rng), normals(9, rng)];
  const { x: inX } = slicedGradient(asPoints(x, 1), asPoints(y, 1), { directions: [[1]], p: 1.5 });
  allClose(
    t,
    inX.data,
    finiteDifferences(data => wasserstein1dPower(data, y, { p: 1.5 }), x),
    { rtol: 1e-5, atol: 1e-8 },
  );
});

test('slicedGradient along the best direction is that of maxSlicedWasserstein', t => {
  const rng = Rng.fromSeed(13);
  const [x, y] = [cloud(8, 2, rng), cloud(8, 2, rng, (value, c) => (c === 0 ? 3 * value : value))];
  const climb = (data: Float64Array): ReturnType<typeof maxSlicedWasserstein> =>
    maxSlicedWasserstein(asPoints(data, 2), y, { rng: Rng.fromSeed(1), tolerance: 1e-9 });
  const best = climb(x.data);
  const { x: inX } = slicedGradient(x, y, { directions: [[...best.direction]] });
  const expected = finiteDifferences(data => climb(data).power, x.data, 1e-4);
  allClose(t, inX.data, expected, { rtol: 1e-3, atol: 1e-4 });
});

test('gaussianGradient is that of finite differences, and 0 at equal Gaussians', t => {
  const covariance = (s: Float64Array): number[][] => [
    [s[0]!, s[1]!],
    [s[1]!, s[2]!],
  ];
  const [sp, sq] = [Float64Array.of(2, 0.5, 1), Float64Array.of(1, -0.3, 3)];
  const [mp, mq] = [Float64Array.of(0, 1), Float64Array.of(2, 0.5)];
  const value = (m: Float64Array, s: Float64Array, other: Float64Array): number =>
    gaussianWasserstein(
      { mean: m, covariance: covariance(s) },
      { mean: mq, covariance: covariance(other) },
    ) ** 2;
  const p = { mean: mp, covariance: covariance(sp) };
  const q = { mean: mq, covariance: covariance(sq) };
  const found = gaussianGradient(p, q);
  allClose(t, found.value, value(mp, sp, sq), { rtol: 1e-14 });
  allClose(
    t,
    found.p.mean,
    finiteDifferences(m => value(m, sp, sq), mp),
    { rtol: 1e-7 },
  );
  allClose(
    t,
    found.q.mean,
    found.p.mean.map(entry => -entry),
  );
  const ofFree = ({ data }: { data: Float64Array }): number[] => [data[0]!, 2 * data[1]!, data[3]!];
  allClose(
    t,
    ofFree(found.p.covariance),
    finiteDifferences(s => value(mp, s, sq), sp),
    { rtol: 1e-6 },
  );
  allClose(
    t,
    ofFree(found.q.covariance),
    finiteDifferences(s => value(mp, sp, s), sq),
    { rtol: 1e-6 },
  );
  allClose(
    t,
    found.p.covariance.data,
    gaussianMap(p, q).matrix.data.map((v, k) => (k % 3 === 0 ? 1 : 0) - v),
  );
  allClose(t, gaussianGradient(p, p).p.covariance.data, [0, 0, 0, 0], { atol: 1e-12 });
  t.throws(() => gaussianGradient({ mean: [0], covariance: [[0]] }, { mean: [0], covariance: [[1]] }), {
    instanceOf: RangeError,
    message: /^gaussianGradient: /,
  });
});
