import test from 'ava';
import { naming } from '../../../lib/base/index.js';
import { kernelMap, medianDistance, type PointKernel } from '../../../lib/ot/mmd/kernels.js';
import type { Matrix } from '../../../lib/base/matrix.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';

const noPool = (): Matrix => {
  throw new Error('nobody should ask for the points');
};

function valuesOf(kernel: PointKernel, squared: readonly number[]): Float64Array {
  const values = Float64Array.from(squared);
  kernelMap(kernel, noPool)(values, values.length);
  return values;
}

function cloud(n: number, d: number, seed: number): Matrix {
  const rng = Rng.fromSeed(seed);
  return { data: Float64Array.from({ length: n * d }, () => rng.normal()), shape: [n, d] };
}

/** All distances of two different points, ascending, by Math.hypot. */
function distances({ data, shape: [n, d] }: Matrix): Float64Array {
  const row = (i: number): Float64Array => data.subarray(i * d, (i + 1) * d);
  const all: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) all.push(Math.hypot(...row(i).map((v, c) => v - row(j)[c]!)));
  }
  return Float64Array.from(all).sort();
}

test('kernelMap gives Σ C/(C + r²), exp(−r²/2h²), exp(−r/h) and −r', t => {
  const squared = [0, 1, 4];
  allClose(t, valuesOf({ kind: 'imq', scales: [1, 3], base: 2 }, squared), [2, 2 / 3 + 6 / 7, 1 / 3 + 3 / 5]);
  const rbf = valuesOf({ kind: 'rbf', bandwidth: 3 }, squared);
  allClose(t, rbf, [1, Math.exp(-1 / 18), Math.exp(-2 / 9)], { rtol: 1e-14 });
  const laplace = valuesOf({ kind: 'laplace', bandwidth: 3 }, squared);
  allClose(t, laplace, [1, Math.exp(-1 / 3), Math.exp(-2 / 3)], { rtol: 1e-14 });
  allClose(t, valuesOf({ kind: 'energy' }, squared), [0, -1, -2], { rtol: 1e-14 });
});

test('kernelMap changes no more than `count` values', t => {
  const values = Float64Array.of(1, 1, 1);
  kernelMap({ kind: 'energy' }, noPool)(values, 2);
  t.deepEqual([...values], [-1, -1, 1]);
});

test('kernelMap with a median bandwidth is the kernel with the median distance of the pool', t => {
  const pool = cloud(9, 2, 1);
  for (const kind of ['rbf', 'laplace'] as const) {
    const values = Float64Array.of(0.5, 2);
    kernelMap({ kind, bandwidth: 'median-distance' }, () => pool)(values, 2);
    allClose(t, values, valuesOf({ kind, bandwidth: medianDistance(pool) }, [0.5, 2]), { rtol: 1e-14 });
  }
});

test('medianDistance([0, 1, 3]) is 2 and of two points their distance', t => {
  t.is(medianDistance([0, 1, 3]), 2);
  t.is(
    medianDistance([
      [0, 0],
      [3, 4],
    ]),
    5,
  );
});

test('medianDistance is the lower median of the sorted distances, at any scale and over many tiles', t => {
  for (const [n, d] of [
    [3, 1],
    [4, 2],
    [5, 3],
    [60, 200],
  ] as const) {
    const points = cloud(n, d, 10 + n);
    const sorted = distances(points);
    const median = sorted[Math.ceil(sorted.length / 2) - 1]!;
    allClose(t, medianDistance(points), median, { rtol: 1e-14 });
    for (const unit of [1e9, 1e-9]) {
      const scaled = { data: points.data.map(v => v * unit), shape: points.shape };
      allClose(t, medianDistance(scaled), unit * median, { rtol: 1e-13 });
    }
  }
});

test('medianDistance refuses one point and points mostly equal', t => {
  const refused = { instanceOf: RangeError, message: /^medianDistance: expected/ };
  t.throws(() => medianDistance([1]), refused);
  t.throws(() => medianDistance([1, 1, 1, 2]), refused);
});

test('kernelMap refuses scales, bases and bandwidths that are not finite and > 0, and unknown kernels', t => {
  const bad: PointKernel[] = [
    { kind: 'imq', scales: [], base: 1 },
    { kind: 'imq', scales: [1, 0], base: 1 },
    { kind: 'imq', scales: [1], base: -1 },
    { kind: 'rbf', bandwidth: 0 },
    { kind: 'rbf', bandwidth: Infinity },
    { kind: 'laplace', bandwidth: NaN },
  ];
  for (const kernel of bad) {
    t.throws(() => naming('caller', () => kernelMap(kernel, noPool)), {
      instanceOf: RangeError,
      message: /^caller: expected `/,
    });
  }
  t.throws(() => kernelMap({ kind: 'cauchy' } as never, noPool), { instanceOf: TypeError });
});
