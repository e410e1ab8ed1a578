import type { Matrix } from '../../base/index.js';

/**
 * The sum of the singular values of A Bᵀ, each to rounding of the largest one: A Bᵀ is made bidiagonal by Householder's
 * reflections, and the singular values are the eigenvalues of the tridiagonal matrix of Golub and Kahan, by the implicit
 * QL method. 2 n m k multiplications for A Bᵀ, 4/3 m³ for the bidiagonal matrix if n = m.
 * @param a A [n, k]
 * @param b B [m, k]
 * @see golub-kahan:65, sections 2 and 3
 */
export function nuclearNorm(a: Matrix, b: Matrix): number {
  const product = a.shape[0] >= b.shape[0] ? timesTransposed(a, b) : timesTransposed(b, a);
  const { diagonal, above } = bidiagonal(product);
  const m = diagonal.length;
  const beside = new Float64Array(2 * m);
  for (let i = 0; i < m; i++) {
    beside[2 * i] = diagonal[i]!;
    beside[2 * i + 1] = above[i]!;
  }
  // They come in pairs of ±σ.
  return eigenvalues(new Float64Array(2 * m), beside).reduce((sum, value) => sum + Math.abs(value), 0) / 2;
}

/** Columns of both factors that are read together stay in the cache. */
const BLOCK = 256;

/** A Bᵀ [n, m], two rows by four columns at a time. */
export function timesTransposed(
  { data: a, shape: [n, size] }: Matrix,
  { data: b, shape: [m] }: Matrix,
): Matrix {
  const out = new Float64Array(n * m);
  for (let start = 0; start < size; start += BLOCK) {
    const end = Math.min(start + BLOCK, size);
    for (let j = 0; j < m; j += 4) {
      const [q0, q1, q2, q3] = [0, 1, 2, 3].map(k => Math.min(j + k, m - 1) * size) as [
        number,
        number,
        number,
        number,
      ];
      for (let i = 0; i < n; i += 2) {
        const [p0, p1] = [i * size, Math.min(i + 1, n - 1) * size];
        let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
        for (let k = start; k < end; k++) {
          const [x0, x1] = [a[p0 + k]!, a[p1 + k]!];
          const y0 = b[q0 + k]!;
          const y1 = b[q1 + k]!;
          const y2 = b[q2 + k]!;
          const y3 = b[q3 + k]!;
          s00 += x0 * y0;
          s01 += x0 * y1;
          s02 += x0 * y2;
          s03 += x0 * y3;
          s10 += x1 * y0;
          s11 += x1 * y1;
          s12 += x1 * y2;
          s13 += x1 * y3;
        }
        const [columns, sums] = [Math.min(4, m - j), [s00, s01, s02, s03, s10, s11, s12, s13]];
        for (let k = 0; k < columns; k++) out[i * m + j + k]! += sums[k]!;
        if (i + 1 < n) for (let k = 0; k < columns; k++) out[(i + 1) * m + j + k]! += sums[4 + k]!;
      }
    }
  }
  return { data: out, shape: [n, m] };
}

/** A reflection I − factor v vᵀ that takes x to (length, 0, …, 0); v is x but for its first entry. */
interface Reflection {
  readonly factor: number;
  readonly first: number;
  readonly length: number;
}

function reflection(first: number, squareOfRest: number): Reflection {
  if (squareOfRest === 0) return { factor: 0, first: 1, length: first };
  const length = Math.sqrt(first * first + squareOfRest);
  const signed = first > 0 ? -length : length;
  const v = first - signed;
  return { factor: 2 / (v * v + squareOfRest), first: v, length: signed };
}

/**
 * The bidiagonal matrix U A Vᵀ of A [n, m], n ≥ m, which is overwritten: its diagonal [m] and what is right of it [m],
 * the last 0. A step reads every row once: the reflection of columns, then that of the row, then the sum of rows that the
 * next reflection of columns needs.
 */
function bidiagonal({ data, shape: [n, m] }: Matrix): {
  readonly diagonal: Float64Array;
  readonly above: Float64Array;
} {
  const [diagonal, above] = [new Float64Array(m), new Float64Array(m)];
  // Σ_i x_i A_i over all rows, x the column that comes next, and Σ x_i² without the first.
  let [sums, next] = [new Float64Array(m), new Float64Array(m)];
  let square = 0;
  for (let i = 0; i < n; i++) {
    addRow(data, i * m, m, 0, data[i * m]!, sums);
    if (i > 0) square += data[i * m]! ** 2;
  }
  const [row, x] = [new Float64Array(m), new Float64Array(n)];
  for (let k = 0; k < m; k++) {
    const left = reflection(data[k * m + k]!, square);
    diagonal[k] = left.length;
    // vᵀ A = xᵀ A + (v_k − x_k) A_k.
    const shift = left.first - data[k * m + k]!;
    for (let j = k + 1; j < m; j++) sums[j] = left.factor * (sums[j]! + shift * data[k * m + j]!);
    for (let j = k + 1; j < m; j++) row[j] = data[k * m + j]! - left.first * sums[j]!;
    if (k + 1 === m) break;
    let rest = 0;
    for (let j = k + 2; j < m; j++) rest += row[j]! ** 2;
    const right = reflection(row[k + 1]!, rest);
    above[k] = right.length;
    row[k + 1] = right.first;
    for (let i = k + 1; i < n; i++) x[i] = data[i * m + k]!;
    next.fill(0);
    square = 0;
    for (let i = k + 1; i < n; i++) {
      const at = i * m;
      reflectRow(data, at, k + 1, m, { x: x[i]!, sums, row, factor: right.factor, next });
      if (i > k + 1) square += data[at + k + 1]! ** 2;
    }
    [sums, next] = [next, sums];
  }
  return { diagonal, above };
}

/** A_i less x_i sums, less its reflection by `row`; then `next` gets its multiple of A_i. */
function reflectRow(
  data: Float64Array,
  at: number,
  from: number,
  m: number,
  given: {
    readonly x: number;
    readonly sums: Float64Array;
    readonly row: Float64Array;
    readonly factor: number;
    readonly next: Float64Array;
  },
): void {
  const { x, sums, row, factor, next } = given;
  let product = 0;
  for (let j = from; j < m; j++) {
    const entry = data[at + j]! - x * sums[j]!;
    data[at + j] = entry;
    product += entry * row[j]!;
  }
  const share = factor * product;
  const first = data[at + from]! - share * row[from]!;
  for (let j = from; j < m; j++) {
    const entry = data[at + j]! - share * row[j]!;
    data[at + j] = entry;
    next[j] = next[j]! + first * entry;
  }
}

function addRow(
  data: Float64Array,
  at: number,
  m: number,
  from: number,
  factor: number,
  out: Float64Array,
): void {
  for (let j = from; j < m; j++) out[j] = out[j]! + factor * data[at + j]!;
}

/** Turns in a row after which an off-diagonal that is not gone never will be. */
const MOST_TURNS = 60;

/**
 * The eigenvalues of a symmetric tridiagonal matrix, by the implicit QL method; both lists are overwritten.
 * @param diagonal [n]
 * @param beside [n], what is right of the diagonal; the last is not read
 * @see martin-wilkinson:68
 */
export function eigenvalues(diagonal: Float64Array, beside: Float64Array): Float64Array {
  const n = diagonal.length;
  if (n > 0) beside[n - 1] = 0;
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(diagonal[i]!) + Math.abs(beside[i]!));
  const gone = Number.EPSILON * norm;
  for (let low = 0; low < n; low++) {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      let high = low;
      while (high + 1 < n && Math.abs(beside[high]!) > gone) high++;
      if (high === low) break;
      turnOnce(diagonal, beside, low, high);
    }
  }
  return diagonal;
}

/** One QL step with Wilkinson's shift on the block from `low` to `high`. */
function turnOnce(diagonal: Float64Array, beside: Float64Array, low: number, high: number): void {
  const half = (diagonal[low + 1]! - diagonal[low]!) / (2 * beside[low]!);
  const root = Math.hypot(half, 1);
  let rest = diagonal[high]! - diagonal[low]! + beside[low]! / (half + (half >= 0 ? root : -root));
  let [sine, cosine, taken] = [1, 1, 0];
  for (let i = high - 1; i >= low; i--) {
    const [f, b] = [sine * beside[i]!, cosine * beside[i]!];
    const r = Math.sqrt(f * f + rest * rest);
    beside[i + 1] = r;
    if (r === 0) {
      diagonal[i + 1]! -= taken;
      beside[high] = 0;
      return;
    }
    [sine, cosine] = [f / r, rest / r];
    const g = diagonal[i + 1]! - taken;
    const t = (diagonal[i]! - g) * sine + 2 * cosine * b;
    taken = sine * t;
    diagonal[i + 1] = g + taken;
    rest = cosine * t - b;
  }
  diagonal[low]! -= taken;
  beside[low] = rest;
  beside[high] = 0;
}
