import test from 'ava';
import type { PointKernel } from '../../../lib/ot/mmd/kernels.js';
import { medianDistance } from '../../../lib/ot/mmd/kernels.js';
import type { Matrix } from '../../../lib/base/matrix.js';
import { mmdBiased, mmdUnbiased } from '../../../lib/ot/mmd/mmd.js';
import { Rng } from '../../../lib/base/random.js';
import { meanWithStandardError } from '../../../lib/base/statistics.js';
import { allClose } from '../../support/all-close.js';

const imq: PointKernel = { kind: 'imq', scales: [0.1, 0.2, 0.5, 1, 2, 5, 10], base: 16 };
const rbf: PointKernel = { kind: 'rbf', bandwidth: 1.5 };
const laplace: PointKernel = { kind: 'laplace', bandwidth: 0.8 };
const energy: PointKernel = { kind: 'energy' };
const kernels = [imq, rbf, laplace, energy];

function cloud(n: number, d: number, seed: number, std = 1): Matrix {
  const rng = Rng.fromSeed(seed);
  return { data: Float64Array.from({ length: n * d }, () => std * rng.normal()), shape: [n, d] };
}

function weightsOf(n: number, seed: number): Float64Array {
  const rng = Rng.fromSeed(seed);
  const weights = Float64Array.from({ length: n }, () => rng.uniform());
  const sum = weights.reduce((partial, weight) => partial + weight, 0);
  return weights.map(weight => weight / sum);
}

const row = ({ data, shape: [, d] }: Matrix, i: number): Float64Array => data.subarray(i * d, (i + 1) * d);

/** The kernel's formula, written again. */
function k(kernel: PointKernel, x: Float64Array, y: Float64Array): number {
  const r = Math.hypot(...x.map((v, c) => v - y[c]!));
  switch (kernel.kind) {
    case 'imq':
      return kernel.scales.reduce((sum, s) => sum + 1 / (1 + r ** 2 / (s * kernel.base)), 0);
    case 'rbf':
      return Math.exp(-0.5 * (r / (kernel.bandwidth as number)) ** 2);
    case 'laplace':
      return Math.exp(-r / (kernel.bandwidth as number));
    case 'energy':
      return -r;
    default:
      throw new TypeError(`no kernel ${JSON.stringify(kernel satisfies never)}`);
  }
}

/** Σ_ij u_i u_j k(z_i, z_j) over the pooled points, u = (a, −b). */
function mmdByPool(
  x: Matrix,
  y: Matrix,
  kernel: PointKernel,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): number {
  const rows = [
    ...Array.from(a, (u, i) => ({ u, at: row(x, i) })),
    ...Array.from(b, (u, i) => ({ u: -u, at: row(y, i) })),
  ];
  return rows.reduce((sum, p) => rows.reduce((s, q) => s + p.u * q.u * k(kernel, p.at, q.at), sum), 0);
}

/** 2 ∫ (F − G)², F and G the distribution functions of weighted points of the line. */
function energyByCdf(
  x: readonly number[],
  a: readonly number[],
  y: readonly number[],
  b: readonly number[],
): number {
  const steps = [
    ...x.map((at, i) => ({ at, mass: a[i]! })),
    ...y.map((at, j) => ({ at, mass: -b[j]! })),
  ].sort((p, q) => p.at - q.at);
  let [difference, integral] = [0, 0];
  steps.forEach(({ at, mass }, s) => {
    difference += mass;
    integral += difference ** 2 * ((steps[s + 1]?.at ?? at) - at);
  });
  return 2 * integral;
}

test('mmdUnbiased and mmdBiased of {0, 1} and {0, 3} with C = 1 are sums of halves, fifths and tenths', t => {
  const kernel: PointKernel = { kind: 'imq', scales: [1], base: 1 };
  const across = 1 + 1 / 10 + 1 / 2 + 1 / 5;
  allClose(t, mmdUnbiased([0, 1], [0, 3], kernel), 1 / 2 + 1 / 10 - across / 2, { rtol: 1e-14 });
  allClose(t, mmdBiased([0, 1], [0, 3], kernel), (2 + 2 / 2 + 2 + 2 / 10 - 2 * across) / 4, { rtol: 1e-14 });
});

test('mmdBiased with the energy kernel on the line is 2 ∫ (F − G)²', t => {
  const rng = Rng.fromSeed(1);
  for (const [n, m] of [
    [1, 1],
    [5, 8],
    [40, 25],
  ] as const) {
    const x = Array.from({ length: n }, () => rng.normal());
    const y = Array.from({ length: m }, () => 0.5 + 2 * rng.normal());
    const [a, b] = [[...weightsOf(n, n)], [...weightsOf(m, m)]];
    allClose(t, mmdBiased(x, y, energy, { a, b }), energyByCdf(x, a, y, b), { rtol: 1e-11 });
  }
  allClose(t, mmdBiased([0], [3], energy), 6, { rtol: 1e-14 });
});

test('mmdBiased is Σ u_i u_j k over the pooled points with signed weights, over many tiles', t => {
  for (const [n, m, d] of [
    [7, 5, 3],
    [60, 45, 300],
  ] as const) {
    const [x, y] = [cloud(n, d, 2, 1.2 / Math.sqrt(d)), cloud(m, d, 3, 1 / Math.sqrt(d))];
    const [a, b] = [weightsOf(n, 4), weightsOf(m, 5)];
    for (const kernel of kernels) {
      allClose(t, mmdBiased(x, y, kernel, { a, b }), mmdByPool(x, y, kernel, a, b), { rtol: 0, atol: 1e-13 });
    }
  }
});

test('mmdUnbiased is mmdBiased without the diagonals', t => {
  const [n, m] = [40, 25];
  const [x, y] = [cloud(n, 130, 6, 0.1), cloud(m, 130, 7, 0.12)];
  for (const kernel of kernels) {
    const [inX, inY] = [x, y].map(({ data, shape }) => {
      const zero = new Float64Array(data.length);
      // Against a point at 0 with weight 0 only the first sum is left.
      return mmdBiased({ data, shape }, { data: zero, shape }, kernel, {
        b: Float64Array.from({ length: shape[0] }, (_, i) => (i === 0 ? 1 : 0)),
      });
    });
    const toZero = (points: Matrix): number =>
      Array.from({ length: points.shape[0] }, (_, i) =>
        k(kernel, row(points, i), new Float64Array(130)),
      ).reduce((sum, value) => sum + value, 0) / points.shape[0];
    const atZero = k(kernel, new Float64Array(1), new Float64Array(1));
    const [meanX, meanY] = [inX! + 2 * toZero(x) - atZero, inY! + 2 * toZero(y) - atZero];
    const across = (meanX + meanY - mmdBiased(x, y, kernel)) / 2;
    const expected = (n * meanX - atZero) / (n - 1) + (m * meanY - atZero) / (m - 1) - 2 * across;
    allClose(t, mmdUnbiased(x, y, kernel), expected, { rtol: 0, atol: 1e-12 });
  }
});

test('the mean of mmdUnbiased over seeded draws is 0 for equal distributions', t => {
  const rng = Rng.fromSeed(11);
  for (const kernel of kernels) {
    const values = Array.from({ length: 400 }, () => {
      const sample = (): Matrix => ({
        data: Float64Array.from(rng.fillNormal(new Float32Array(10 * 3))),
        shape: [10, 3],
      });
      return mmdUnbiased(sample(), sample(), kernel);
    });
    const { value, standardError } = meanWithStandardError(values);
    allClose(t, value, 0, { atol: 4 * standardError });
  }
});

test('the mean of mmdUnbiased over N(0, s²I) and N(m, r²I) is the closed form of the RBF kernel', t => {
  // E k(x, y) for x − y ~ N(δ, vI) is (h²/(h² + v))^(d/2)·exp(−‖δ‖²/(2(h² + v))), h the bandwidth.
  const [d, h, s, r, m] = [3, 1.5, 1, 0.6, 0.8];
  const expectedKernel = (v: number, shift: number): number =>
    (h ** 2 / (h ** 2 + v)) ** (d / 2) * Math.exp((-d * shift ** 2) / (2 * (h ** 2 + v)));
  const expected =
    expectedKernel(2 * s ** 2, 0) + expectedKernel(2 * r ** 2, 0) - 2 * expectedKernel(s ** 2 + r ** 2, m);
  const rng = Rng.fromSeed(12);
  const sample = (n: number, std: number, shift: number): Matrix => ({
    data: Float64Array.from({ length: n * d }, () => shift + std * rng.normal()),
    shape: [n, d],
  });
  const values = Array.from({ length: 400 }, () =>
    mmdUnbiased(sample(10, s, 0), sample(14, r, m), { kind: 'rbf', bandwidth: h }),
  );
  const { value, standardError } = meanWithStandardError(values);
  t.true(standardError < expected / 20);
  allClose(t, value, expected, { rtol: 0, atol: 4 * standardError });
});

test('mmdBiased and mmdUnbiased are symmetric, unchanged by order and shift', t => {
  const [x, y] = [cloud(12, 4, 5), cloud(15, 4, 6, 1.5)];
  const reversed = {
    data: Float64Array.from({ length: 48 }, (_, i) => row(x, 11 - (i >> 2))[i & 3]!),
    shape: x.shape,
  };
  const shifted = ({ data, shape }: Matrix): Matrix => ({ data: data.map(v => v + 2.5), shape });
  for (const mmd of [mmdBiased, mmdUnbiased]) {
    for (const kernel of kernels) {
      const value = mmd(x, y, kernel);
      allClose(t, mmd(y, x, kernel), value, { rtol: 1e-11 });
      allClose(t, mmd(reversed, y, kernel), value, { rtol: 1e-11 });
      allClose(t, mmd(shifted(x), shifted(y), kernel), value, { rtol: 1e-9 });
    }
  }
});

test('mmdBiased and mmdUnbiased are unchanged by a common unit of points and kernel; the energy grows with it', t => {
  const [x, y] = [cloud(12, 4, 5), cloud(15, 4, 6, 1.5)];
  for (const unit of [1e9, 1e-9]) {
    const inUnit = ({ data, shape }: Matrix): Matrix => ({ data: data.map(v => v * unit), shape });
    const pairs: [PointKernel, PointKernel, number][] = [
      [imq, { kind: 'imq', scales: imq.scales, base: imq.base * unit ** 2 }, 1],
      [rbf, { kind: 'rbf', bandwidth: 1.5 * unit }, 1],
      [laplace, { kind: 'laplace', bandwidth: 0.8 * unit }, 1],
      [{ kind: 'rbf', bandwidth: 'median-distance' }, { kind: 'rbf', bandwidth: 'median-distance' }, 1],
      [energy, energy, unit],
    ];
    for (const mmd of [mmdBiased, mmdUnbiased]) {
      for (const [kernel, scaled, factor] of pairs) {
        allClose(t, mmd(inUnit(x), inUnit(y), scaled), factor * mmd(x, y, kernel), { rtol: 1e-9 });
      }
    }
  }
});

test('mmdBiased takes weights for repeated points, ignores points of weight 0, and grows with the mass squared', t => {
  for (const kernel of kernels) {
    const value = mmdBiased([0, 0, 0, 1], [2, 3, 3], kernel);
    const a = [3 / 4, 1 / 4, 0];
    const b = [1 / 3, 2 / 3];
    allClose(t, mmdBiased([0, 1, 7], [2, 3], kernel, { a, b }), value, { rtol: 1e-12 });
    const [a5, b5] = [a.map(v => 5 * v), b.map(v => 5 * v)];
    allClose(t, mmdBiased([0, 1, 7], [2, 3], kernel, { a: a5, b: b5 }), 25 * value, { rtol: 1e-12 });
  }
});

test('mmdBiased of a sample with itself is 0; mmdUnbiased of two far apart is k(x, x′) + k(y, y′)', t => {
  const x = cloud(20, 3, 8);
  for (const kernel of kernels) allClose(t, mmdBiased(x, x, kernel), 0, { atol: 1e-14 });
  allClose(t, mmdUnbiased([0, 0], [1e9, 1e9], rbf), 2, { rtol: 1e-14 });
  allClose(t, mmdUnbiased([0, 0], [1e9, 1e9], laplace), 2, { rtol: 1e-14 });
  allClose(t, mmdUnbiased([0, 0], [1e9, 1e9], imq), 14, { rtol: 1e-12 });
});

test('mmdBiased and mmdUnbiased with a median bandwidth take it from the pooled points', t => {
  const [x, y] = [
    [0, 1, 5],
    [2, 9],
  ];
  const bandwidth = medianDistance([0, 1, 5, 2, 9]);
  for (const mmd of [mmdBiased, mmdUnbiased]) {
    for (const kind of ['rbf', 'laplace'] as const) {
      const expected = mmd(x, y, { kind, bandwidth });
      allClose(t, mmd(x, y, { kind, bandwidth: 'median-distance' }), expected, { rtol: 1e-13 });
      allClose(t, mmd(y, x, { kind, bandwidth: 'median-distance' }), expected, { rtol: 1e-13 });
    }
  }
});

test('mmdBiased and mmdUnbiased refuse single points, other dimensions, unequal totals and bad kernels', t => {
  const refused = { instanceOf: RangeError, message: /^mmd(Biased|Unbiased): expected/ };
  t.throws(() => mmdUnbiased([1], [1, 2], rbf), refused);
  t.throws(() => mmdUnbiased([1, 2], [1], rbf), refused);
  t.throws(() => mmdUnbiased([1, 2], [1, NaN], rbf), refused);
  t.throws(() => mmdUnbiased([1, 2], [1, 2], { kind: 'rbf', bandwidth: -1 }), refused);
  t.throws(() => mmdBiased([1, 2], [[1, 2]], rbf), refused);
  t.throws(() => mmdBiased([1, 2], [1], rbf, { a: [1, 1], b: [1] }), refused);
  t.throws(() => mmdBiased([1, 1], [1], { kind: 'rbf', bandwidth: 'median-distance' }), refused);
});
