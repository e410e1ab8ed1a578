import { type Matrix, type MatrixLike, rangeError, toMatrix, type VectorLike } from '../../base/index.js';
import { type Cost, toCost } from '../geometry/cost.js';
import { toBalancedWeights } from '../geometry/weights.js';

/** How differences of distances within x and within y are charged. */
export type GromovLoss =
  /** (s − t)² */
  | { readonly kind: 'square' }
  /** s log(s/t) − s + t, for s ≥ 0 and t > 0 */
  | { readonly kind: 'kl' };

/** What the Gromov–Wasserstein problems have in common. */
export interface GromovOptions {
  /** Weights of the rows, [n], mass; 1/n each by default. */
  readonly a?: VectorLike;
  /** Weights of the columns, [m], mass, of the same total; 1/m each by default. */
  readonly b?: VectorLike;
  /** Default `square`. */
  readonly loss?: GromovLoss;
  /** c [n, m] between the points of x and of y, for the fused problem. */
  readonly cost?: Cost | MatrixLike;
  /** α in [0, 1]: the share of structure in the fused problem; default 0.5, and 1 if there is no `cost`. */
  readonly alpha?: number;
  /** Where to start, [n, m], mass, with a and b as marginals; a⊗b/M by default. */
  readonly initial?: MatrixLike;
}

/** A checked problem: minimise E(Γ) = (1 − α) Σ c Γ + α Σ_ijkl L(X_ik, Y_jl) Γ_ij Γ_kl. */
export interface GromovProblem {
  readonly shape: readonly [n: number, m: number];
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly alpha: number;
  /** c, [n, m] */
  readonly cost: Float64Array;
  /** α (f(X) a ⊕ g(Y) b), the part of the gradient that no plan changes, [n, m] */
  readonly fixed: Float64Array;
  /** h(X) [n, n] and k(Y) [m, m], where L(s, t) = f(s) + g(t) − h(s) k(t) */
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly initial: Float64Array;
}

/** How far a matrix may be from symmetric, relative to its largest entry. */
const SLACK = 1e-9;

/**
 * Reads and checks a problem.
 * @param x distances within x, [n, n], symmetric
 * @param y distances within y, [m, m], symmetric
 * @throws TypeError, RangeError if matrices are not square, symmetric and finite, weights or the start do not fit, or α is
 *   outside [0, 1]
 */
export function toGromov(x: MatrixLike, y: MatrixLike, options: GromovOptions): GromovProblem {
  const [within, other] = [toStructure(x, 'x'), toStructure(y, 'y')];
  const [n, m] = [within.shape[0], other.shape[0]];
  const { a, b } = toBalancedWeights(options.a, options.b, [n, m]);
  const { alpha = options.cost === undefined ? 1 : 0.5, loss = { kind: 'square' } } = options;
  if (!(alpha >= 0 && alpha <= 1)) throw rangeError(`\`alpha\` to be in [0, 1], got ${alpha}`);
  const parts = partsOf(loss, within.data, other.data);
  const [ofX, ofY] = [times(parts.f, a, n), times(parts.g, b, m)];
  const fixed = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) fixed[i * m + j] = alpha * (ofX[i]! + ofY[j]!);
  }
  return {
    shape: [n, m],
    a,
    b,
    alpha,
    cost: costMatrix(options.cost, n, m),
    fixed,
    left: parts.h,
    right: parts.k,
    initial: startOf(options.initial, a, b),
  };
}

function toStructure(value: MatrixLike, name: string): Matrix {
  const { data, shape } = toMatrix(value, name);
  const [n, columns] = shape;
  if (n === 0 || n !== columns) throw rangeError(`\`${name}\` to be [n, n], got [${n}, ${columns}]`);
  const largest = data.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [below, above] = [data[i * n + j]!, data[j * n + i]!];
      if (Math.abs(below - above) > SLACK * largest) {
        throw rangeError(
          `\`${name}\` to be symmetric, got ${below} at (${i}, ${j}) and ${above} at (${j}, ${i})`,
        );
      }
    }
  }
  return { data, shape };
}

interface Parts {
  readonly f: Float64Array;
  readonly g: Float64Array;
  readonly h: Float64Array;
  readonly k: Float64Array;
}

/** L(s, t) = f(s) + g(t) − h(s) k(t). */
function partsOf(loss: GromovLoss, x: Float64Array, y: Float64Array): Parts {
  switch (loss.kind) {
    case 'square':
      return { f: x.map(s => s * s), g: y.map(t => t * t), h: x, k: y.map(t => 2 * t) };
    case 'kl': {
      if (!(x.every(s => s >= 0) && y.every(t => t > 0))) {
        throw rangeError('`x` to be ≥ 0 and `y` to be > 0 with the loss kl, got others');
      }
      const f = x.map(s => (s === 0 ? 0 : s * Math.log(s) - s));
      return { f, g: y, h: x, k: y.map(Math.log) };
    }
    default:
      throw rangeError(`\`loss.kind\` to be square or kl, got ${JSON.stringify(loss satisfies never)}`);
  }
}

/** K w, [n]. */
function times(matrix: Float64Array, weights: Float64Array, n: number): Float64Array {
  return weights.map((_, i) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += matrix[i * n + k]! * weights[k]!;
    return sum;
  });
}

function costMatrix(cost: Cost | MatrixLike | undefined, n: number, m: number): Float64Array {
  const data = new Float64Array(n * m);
  if (cost === undefined) return data;
  const between = toCost(cost);
  if (between.shape[0] !== n || between.shape[1] !== m) {
    throw rangeError(`\`cost\` to be [${n}, ${m}], got [${between.shape.join(', ')}]`);
  }
  for (let i = 0; i < n; i++) between.row(i, data.subarray(i * m, (i + 1) * m));
  return data;
}

function startOf(initial: MatrixLike | undefined, a: Float64Array, b: Float64Array): Float64Array {
  const [n, m] = [a.length, b.length];
  const mass = a.reduce((sum, weight) => sum + weight, 0);
  if (initial === undefined) {
    return Float64Array.from({ length: n * m }, (_, k) => (a[Math.floor(k / m)]! * b[k % m]!) / mass);
  }
  const { data, shape } = toMatrix(initial, 'initial');
  if (shape[0] !== n || shape[1] !== m) {
    throw rangeError(`\`initial\` to be [${n}, ${m}], got [${shape.join(', ')}]`);
  }
  const [rows, columns] = [Float64Array.from(a, weight => -weight), Float64Array.from(b, weight => -weight)];
  let negative = false;
  for (let k = 0; k < data.length; k++) {
    negative ||= data[k]! < 0;
    rows[Math.floor(k / m)]! += data[k]!;
    columns[k % m]! += data[k]!;
  }
  const off = Math.max(...[rows, columns].map(side => side.reduce((sum, entry) => sum + Math.abs(entry), 0)));
  if (negative || !(off <= 1e-9 * mass)) {
    throw rangeError(`\`initial\` to be ≥ 0 with a and b as marginals, got marginals that are off by ${off}`);
  }
  return data.slice();
}

/** h(X) Γ k(Y), [n, m]. */
export function structureProduct(
  { shape: [n, m], left, right }: GromovProblem,
  plan: Float64Array,
): Float64Array {
  const half = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = left[i * n + k]!;
      if (factor === 0) continue;
      for (let j = 0, to = i * m, from = k * m; j < m; j++) half[to++]! += factor * plan[from++]!;
    }
  }
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < m; l++) {
      const factor = half[i * m + l]!;
      if (factor === 0) continue;
      for (let j = 0, to = i * m, from = l * m; j < m; j++) out[to++]! += factor * right[from++]!;
    }
  }
  return out;
}
