import test from 'ava';
import { Matrix as Dense, SingularValueDecomposition } from 'ml-matrix';
import type { Matrix } from '../../../lib/base/matrix.js';
import { Rng } from '../../../lib/base/random.js';
import { eigenvalues, nuclearNorm, timesTransposed } from '../../../lib/ot/gaussian/nuclear-norm.js';
import { allClose } from '../../support/all-close.js';

function normals(n: number, m: number, seed: number): Matrix {
  const rng = Rng.fromSeed(seed);
  return { data: Float64Array.from({ length: n * m }, () => rng.normal()), shape: [n, m] };
}

const dense = ({ data, shape: [n, m] }: Matrix): Dense => Dense.from1DArray(n, m, data);

test('timesTransposed(A, B) is A Bᵀ, for sizes that no block fits', t => {
  for (const [n, m, k] of [
    [1, 1, 1],
    [3, 5, 7],
    [4, 8, 300],
    [7, 6, 513],
    [5, 9, 256],
  ] as const) {
    const [a, b] = [normals(n, k, 1), normals(m, k, 2)];
    const expected = dense(a).mmul(dense(b).transpose());
    const found = timesTransposed(a, b);
    t.deepEqual(found.shape, [n, m]);
    allClose(t, found.data, expected.to1DArray(), { atol: 1e-11 });
  }
});

test('nuclearNorm(A, B) is the sum of the singular values of A Bᵀ', t => {
  for (const [n, m, k] of [
    [1, 1, 1],
    [2, 2, 3],
    [6, 4, 9],
    [4, 6, 9],
    [20, 20, 20],
    [15, 15, 4],
  ] as const) {
    const [a, b] = [normals(n, k, n), normals(m, k, m + 1)];
    const values = new SingularValueDecomposition(dense(a).mmul(dense(b).transpose()), {
      autoTranspose: true,
    }).diagonal;
    const expected = values.reduce((sum, value) => sum + value, 0);
    allClose(t, nuclearNorm(a, b), expected, { rtol: 1e-12 });
  }
});

test('nuclearNorm of a diagonal matrix is Σ|d|, of none 0', t => {
  const identity: Matrix = { data: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), shape: [3, 3] };
  const diagonal: Matrix = { data: Float64Array.of(3, 0, 0, 0, -4, 0, 0, 0, 0), shape: [3, 3] };
  t.is(nuclearNorm(diagonal, identity), 7);
  t.is(nuclearNorm({ data: new Float64Array(0), shape: [0, 3] }, identity), 0);
  t.is(nuclearNorm({ data: new Float64Array(9), shape: [3, 3] }, identity), 0);
});

test('eigenvalues of the path of n points are 2 cos(kπ/(n + 1))', t => {
  for (const n of [1, 2, 7, 50]) {
    const found = eigenvalues(new Float64Array(n), new Float64Array(n).fill(1)).toSorted();
    const expected = Array.from({ length: n }, (_, k) => 2 * Math.cos(((n - k) * Math.PI) / (n + 1)));
    allClose(t, found, expected, { atol: 1e-14 * n });
  }
});

test('eigenvalues of a tridiagonal matrix have its trace and its norm', t => {
  const rng = Rng.fromSeed(9);
  const diagonal = Float64Array.from({ length: 40 }, () => rng.normal());
  const beside = Float64Array.from({ length: 40 }, (_, i) => (i % 7 === 0 ? 0 : rng.normal()));
  const sum = (x: Float64Array): number => x.reduce((s, v) => s + v, 0);
  const squares = (x: Float64Array): number => x.reduce((s, v) => s + v * v, 0);
  const [trace, norm] = [sum(diagonal), squares(diagonal) + 2 * squares(beside.subarray(0, 39))];
  const found = eigenvalues(diagonal.slice(), beside.slice());
  allClose(t, [sum(found), squares(found)], [trace, norm], { rtol: 1e-12 });
});
