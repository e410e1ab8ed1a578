import test from 'ava';
import type { Matrix } from '../../lib/base/matrix.js';
import { orthonormalStep, spectralNorm } from '../../lib/adversaries/spectral-norm.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';

const matrix = (rows: readonly (readonly number[])[]): Matrix => ({
  data: Float64Array.from(rows.flat()),
  shape: [rows.length, rows[0]?.length ?? 0],
});

test('spectralNorm is the largest entry of a diagonal, the length of a row or column, and 1 of a rotation', t => {
  allClose(
    t,
    spectralNorm(
      matrix([
        [3, 0],
        [0, -5],
        [0, 0],
      ]),
    ),
    5,
    { rtol: 1e-14 },
  );
  allClose(t, spectralNorm(matrix([[3, 4]])), 5, { rtol: 1e-14 });
  allClose(t, spectralNorm(matrix([[3], [4]])), 5, { rtol: 1e-14 });
  allClose(
    t,
    spectralNorm(
      matrix([
        [0.6, 0.8],
        [-0.8, 0.6],
      ]),
    ),
    1,
    { rtol: 1e-14 },
  );
  t.is(
    spectralNorm(
      matrix([
        [0, 0],
        [0, 0],
      ]),
    ),
    0,
  );
});

test('spectralNorm of a 2 × 2 matrix is √((s + √(s² − 4 det²))/2), s the sum of squares', t => {
  const rng = Rng.fromSeed(1);
  for (const unit of [1, 1e9, 1e-9]) {
    const [a, b, c, d] = [0, 1, 2, 3].map(() => unit * rng.normal()) as [number, number, number, number];
    const s = a * a + b * b + c * c + d * d;
    const det = a * d - b * c;
    const expected = Math.sqrt((s + Math.sqrt(s * s - 4 * det * det)) / 2);
    allClose(
      t,
      spectralNorm(
        matrix([
          [a, b],
          [c, d],
        ]),
      ),
      expected,
      { rtol: 1e-13 },
    );
  }
});

test('spectralNorm is never below ‖Wv‖ of unit vectors, and reached by power iteration', t => {
  const rng = Rng.fromSeed(2);
  const [rows, columns] = [20, 12];
  const data = Float64Array.from({ length: rows * columns }, () => rng.normal());
  let v = Float64Array.from({ length: columns }, () => rng.normal());
  let norm = 0;
  for (let k = 0; k < 5000; k++) {
    const length = Math.hypot(...v);
    v = v.map(entry => entry / length);
    const image = Float64Array.from({ length: rows }, (_, r) =>
      v.reduce((sum, entry, c) => sum + entry * data[r * columns + c]!, 0),
    );
    norm = Math.hypot(...image);
    v = Float64Array.from({ length: columns }, (_, c) =>
      image.reduce((sum, entry, r) => sum + entry * data[r * columns + c]!, 0),
    );
  }
  allClose(t, spectralNorm({ data, shape: [rows, columns] }), norm, { rtol: 1e-12 });
});

test('orthonormalStep takes a singular value s to (3s − s³)/2, and repeated makes rows or columns orthonormal', t => {
  allClose(
    t,
    orthonormalStep(
      matrix([
        [0.5, 0],
        [0, 1],
        [0, 0],
      ]),
    ).data,
    [0.6875, 0, 0, 1, 0, 0],
    { rtol: 1e-15 },
  );
  const rng = Rng.fromSeed(3);
  for (const [rows, columns] of [
    [5, 3],
    [3, 5],
  ] as const) {
    let w: Matrix = {
      data: Float64Array.from({ length: 15 }, () => 0.2 * rng.normal()),
      shape: [rows, columns],
    };
    for (let k = 0; k < 40; k++) w = orthonormalStep(w);
    const small = Math.min(rows, columns);
    for (let i = 0; i < small; i++) {
      for (let j = 0; j < small; j++) {
        let product = 0;
        for (let k = 0; k < Math.max(rows, columns); k++) {
          const at = (p: number): number =>
            (rows > columns ? w.data[k * columns + p] : w.data[p * columns + k])!;
          product += at(i) * at(j);
        }
        allClose(t, product, i === j ? 1 : 0, { rtol: 0, atol: 1e-12 });
      }
    }
  }
});
