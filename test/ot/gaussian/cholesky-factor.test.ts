import test from 'ava';
import type { Matrix } from '../../../lib/base/matrix.js';
import { Rng } from '../../../lib/base/random.js';
import { choleskyFactor } from '../../../lib/ot/gaussian/cholesky-factor.js';
import { timesTransposed } from '../../../lib/ot/gaussian/nuclear-norm.js';
import { allClose } from '../../support/all-close.js';

function transposed({ data, shape: [n, m] }: Matrix): Matrix {
  return { data: data.map((_, at) => data[(at % n) * m + Math.floor(at / n)]!), shape: [m, n] };
}

/** B Bᵀ of a random B [d, rank]. */
function covariance(d: number, rank: number, seed: number): Matrix {
  const rng = Rng.fromSeed(seed);
  const factor: Matrix = {
    data: Float64Array.from({ length: d * rank }, () => rng.normal()),
    shape: [d, rank],
  };
  return timesTransposed(factor, factor);
}

test('choleskyFactor(Σ) is a factor of Σ, with one row for each dimension of it', t => {
  for (const [d, rank] of [
    [1, 1],
    [7, 7],
    [12, 5],
    [30, 29],
    [6, 1],
  ] as const) {
    const sigma = covariance(d, rank, d);
    const factor = choleskyFactor(sigma)!;
    t.deepEqual(factor.shape, [rank, d]);
    const upright = transposed(factor);
    allClose(t, timesTransposed(upright, upright).data, sigma.data, { rtol: 0, atol: 1e-12 * d });
  }
});

test('choleskyFactor takes the largest variance first, and has no row for 0', t => {
  const diagonal = { data: Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0, 9), shape: [3, 3] } as const;
  t.deepEqual(choleskyFactor(diagonal), { data: Float64Array.of(0, 0, 3, 1, 0, 0), shape: [2, 3] });
  t.deepEqual(choleskyFactor({ data: new Float64Array(4), shape: [2, 2] })!.shape, [0, 2]);
});

test('choleskyFactor finds none of what is not positive semi-definite', t => {
  for (const data of [
    [0, 1, 1, 0],
    [1, 2, 2, 1],
    [1, 0, 0, -1],
    [-1, 0, 0, -1],
  ]) {
    t.is(choleskyFactor({ data: Float64Array.from(data), shape: [2, 2] }), undefined);
  }
});
