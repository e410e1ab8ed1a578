import type { Matrix } from '../base/index.js';

/** Squarings after which n^(1/2^(k+1)) is 1 in double precision for any n that fits in memory. */
const SQUARINGS = 52;

/**
 * The largest singular value ‖W‖₂, from above: with G = WᵀW and G^(2^k) by k squarings, ‖G^(2^k)‖_F^(1/2^(k+1))
 * decreases to it (Gelfand's formula), by a factor of at most n^(1/2^(k+2)), which for k = 52 is 1 in double precision.
 *
 * Power iteration approaches it from below, slowly if two singular values are close; a bound must not be below.
 * @returns the norm, to rounding
 */
export function spectralNorm({ data, shape: [rows, columns] }: Matrix): number {
  let power = gram(data, rows, columns);
  // power = G^(2^k) / exp(2^k · 2 · logNorm)
  let logNorm = 0;
  for (let k = 0, share = 0.5; k <= SQUARINGS; k++, share /= 2) {
    const norm = Math.sqrt(power.reduce((sum, entry) => sum + entry * entry, 0));
    if (norm === 0) return 0;
    logNorm += share * Math.log(norm);
    power = gram(
      power.map(entry => entry / norm),
      columns,
      columns,
    );
  }
  return Math.exp(logNorm);
}

/**
 * One of Björck's steps towards the nearest matrix with orthonormal rows or columns, (3 W − W WᵀW)/2: a singular value
 * s becomes (3 s − s³)/2, which is between s and 1 for 0 ≤ s ≤ 1.
 * @param matrix with singular values up to 1
 * @see bjorck-bowie:71
 */
export function orthonormalStep({ data, shape: [rows, columns] }: Matrix): Matrix {
  const square = gram(data, rows, columns); // WᵀW [columns, columns]
  const out = new Float64Array(data.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let k = 0; k < columns; k++) {
        sum += data[r * columns + k]! * square[k * columns + c]!;
      }
      out[r * columns + c] = (3 * data[r * columns + c]! - sum) / 2;
    }
  }
  return { data: out, shape: [rows, columns] };
}

/** AᵀA, [columns, columns]; for a symmetric A its square. */
function gram(a: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(columns * columns);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < columns; i++) {
      const left = a[r * columns + i]!;
      for (let j = 0; j < columns; j++) {
        out[i * columns + j]! += left * a[r * columns + j]!;
      }
    }
  }
  return out;
}
