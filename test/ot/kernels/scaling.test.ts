import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { type Cost, matrixCost, pointCost } from '../../../lib/ot/geometry/cost.js';
import {
  emptyKernel,
  fillKernel,
  type ScalingKernel,
  sweep,
} from '../../../lib/ot/entropic/scaling-kernel.js';
import { doublesAt, inWorkspace, place } from '../../../lib/ot/kernels/workspace.js';
import { limitThreads } from '../../../lib/ot/kernels/threads.js';
import { sinkhorn, solveBalanced } from '../../../lib/ot/entropic/sinkhorn.js';
import { allClose } from '../../support/all-close.js';
import { randomPoints, randomWeights } from '../../support/measures.js';

// What the compiled kernels compute, against the plain loops: outside of a workspace the same functions use these.

interface Swept {
  readonly sums: Float64Array;
  readonly answers: Float64Array;
  readonly columns: Float64Array;
}

/** The kernel at random potentials, its sweep and the sums of its rows. */
function swept(cost: Cost, epsilon: number): Swept {
  const [n, m] = cost.shape;
  const rng = Rng.fromSeed(3).split('potentials', n);
  const [f, g] = [n, m].map(count => Float64Array.from({ length: count }, () => rng.normal() / 4)) as [
    Float64Array,
    Float64Array,
  ];
  const kernel = emptyKernel(cost.shape);
  fillKernel(kernel, cost, f, g, epsilon);
  const v = Float64Array.from({ length: m }, (_, j) => (j % 5 === 0 ? 0 : rng.uniform()));
  const [sums, answers] = [new Float64Array(n), new Float64Array(n)];
  const answer = (i: number, sum: number): number => {
    if (i >= n) return 0;
    sums[i] = sum;
    return (answers[i] = i % 3 === 0 ? 0 : 1 / (1 + sum));
  };
  const columns = new Float64Array(m);
  sweep(kernel, v, answer, columns);
  return { sums, answers, columns };
}

function isPlaced(shape: readonly [number, number]): boolean {
  return inWorkspace((): ScalingKernel => emptyKernel(shape)).placed !== undefined;
}

const shapes = [
  [1, 1],
  [3, 5],
  [67, 130],
  [260, 515],
] as const;

test('the compiled kernels run here: a kernel has its place in a workspace, and none outside', t => {
  t.true(isPlaced([3, 4]));
  t.is(emptyKernel([3, 4]).placed, undefined);
  t.is(place(1), undefined);
});

for (const [n, m] of shapes) {
  for (const d of [1, 2, 3, 4, 9]) {
    test(`kernel and sweep of ${n} × ${m} points in R^${d} are those of the plain loops to rounding`, t => {
      const rng = Rng.fromSeed(d);
      const [x, y] = [randomPoints(n, d, rng), randomPoints(m, d, rng, 0.5)];
      for (const kind of ['squared-euclidean', 'euclidean', 'cityblock'] as const) {
        const cost = pointCost(x, y, { kind });
        const [plain, compiled] = [swept(cost, 0.7), inWorkspace(() => swept(cost, 0.7))];
        allClose(t, compiled.sums, plain.sums, { rtol: 1e-13, atol: 1e-200 });
        allClose(t, compiled.answers, plain.answers, { rtol: 1e-13, atol: 1e-200 });
        allClose(t, compiled.columns, plain.columns, { rtol: 1e-13, atol: 1e-200 });
      }
    });
  }
}

test('kernel and sweep of a matrix, also with forbidden arcs, are those of the plain loops to rounding', t => {
  const rng = Rng.fromSeed(9);
  const matrix = Array.from({ length: 37 }, (_, i) =>
    Array.from({ length: 50 }, (__, j) => ((i * 7 + j) % 11 === 0 ? Infinity : 3 * rng.uniform())),
  );
  const cost = matrixCost(matrix);
  const [plain, compiled] = [swept(cost, 0.1), inWorkspace(() => swept(cost, 0.1))];
  allClose(t, compiled.sums, plain.sums, { rtol: 1e-13, atol: 1e-200 });
  allClose(t, compiled.columns, plain.columns, { rtol: 1e-13, atol: 1e-200 });
});

test('entries of the compiled kernel are exp to 5e-16 from −600 to 700, and 0 below and for NaN', t => {
  const m = 4003;
  const exponents = Float64Array.from({ length: m }, (_, j) => -610 + (1310 * j) / (m - 1));
  exponents[7] = NaN;
  const row = (_: number, out: Float64Array): void => out.set(exponents.map(entry => -entry));
  const cost: Cost = { shape: [1, m], at: (_, j) => -exponents[j]!, row };
  const found = inWorkspace(() => {
    const kernel = emptyKernel([1, m]);
    fillKernel(kernel, cost, new Float64Array(1), new Float64Array(m), 1);
    return doublesAt(kernel.placed!.kernel, m).slice();
  });
  exponents.forEach((exponent, j) => {
    const wanted = exponent >= -600 ? Math.exp(exponent) : 0;
    t.true(Math.abs(found[j]! - wanted) <= 5e-16 * wanted, `exp(${exponent}) = ${found[j]}, not ${wanted}`);
  });
});

test('room in a workspace is found again after it', t => {
  const first = inWorkspace(() => {
    const at = place(100)!;
    const inner = inWorkspace(() => place(10)!);
    t.is(place(10), inner);
    return at;
  });
  t.is(
    inWorkspace(() => place(5)),
    first,
  );
});

test.serial('the numbers do not depend on how many threads there are', t => {
  const rng = Rng.fromSeed(4);
  const cost = pointCost(randomPoints(700, 3, rng), randomPoints(650, 3, rng, 1), {
    kind: 'squared-euclidean',
  });
  const found = [1, 2, 5].map(threads => {
    limitThreads(threads);
    // The first one starts the threads; the others find them at work.
    return Array.from({ length: 20 }, () => inWorkspace(() => swept(cost, 0.5)));
  });
  limitThreads();
  for (const { sums, columns } of found.flat()) {
    t.deepEqual(sums, found[0]![0]!.sums);
    t.deepEqual(columns, found[0]![0]!.columns);
  }
});

test('sinkhorn by the compiled kernels is that of the plain loops', t => {
  const rng = Rng.fromSeed(6);
  const [n, m] = [150, 203];
  const cost = pointCost(randomPoints(n, 2, rng), randomPoints(m, 2, rng, 1), { kind: 'squared-euclidean' });
  const [a, b] = [randomWeights(n, rng), randomWeights(m, rng)].map(weights =>
    Float64Array.from(weights),
  ) as [Float64Array, Float64Array];
  const options = { epsilon: 0.02, tolerance: 1e-12 };
  const compiled = sinkhorn(cost, { ...options, a, b });
  const plain = solveBalanced(cost, { a, b, scaleB: 1 }, options);
  t.true(compiled.converged && plain.converged);
  t.is(compiled.iterations, plain.iterations);
  allClose(t, compiled.f, plain.f, { rtol: 1e-10, atol: 1e-10 });
  allClose(t, [compiled.value], [plain.value], { rtol: 1e-12, atol: 0 });
});
