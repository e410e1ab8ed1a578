import { type AxisMatrix, axisMatrix, narrowed, timesAxis } from './axis-product.js';
import type { GridCost } from './grid-cost.js';

/** Entries of a kernel up to this are 0, far less than rounding in sums of at least {@link LEAST_SUM}. */
const NEGLIGIBLE = 1e-300;

/** Smaller sums are made again from logarithms: entries that have vanished might count. */
const LEAST_SUM = 1e-270;

interface Axis {
  /** exp(−c_k/ε) */
  readonly kernel: AxisMatrix;
  /** c_k exp(−c_k/ε) */
  readonly costs: AxisMatrix;
  /** −c_k/ε, [n_k, n_k] */
  readonly exponents: Float64Array;
  /** log c_k − c_k/ε */
  readonly costExponents: Float64Array;
}

/** exp(−c/ε) of a grid as the product of kernels of its axes, with room to multiply in. */
export interface SeparableKernel {
  readonly axes: readonly Axis[];
  readonly spare: readonly [Float64Array, Float64Array];
}

/** The kernel exp(−c/ε) of a grid. */
export function separableKernel({ grid, axes, shape: [n] }: GridCost, epsilon: number): SeparableKernel {
  return {
    axes: axes.map((cost, k) => {
      const exponents = cost.map(entry => -entry / epsilon);
      const kernel = exponents.map(Math.exp);
      return {
        kernel: axisMatrix(kernel, grid[k]!, NEGLIGIBLE),
        costs: axisMatrix(
          kernel.map((entry, at) => entry * cost[at]!),
          grid[k]!,
          NEGLIGIBLE,
        ),
        exponents,
        costExponents: exponents.map((entry, at) => entry + Math.log(cost[at]!)),
      };
    }),
    spare: [new Float64Array(n), new Float64Array(n)],
  };
}

/** The share of a sum that entries of a narrowed kernel may leave out. */
const LEFT_OUT = 1e-17;

/**
 * {@link logProduct} in one unit for all of `h`, which is faster: with as much of the kernel as counts, given how far apart
 * the h_j are. Falls back to lines if they are too far apart.
 */
export function narrowLogProduct(kernel: SeparableKernel, h: Float64Array, out: Float64Array): void {
  const { axes, spare } = kernel;
  let [largest, least] = [-Infinity, Infinity];
  for (let j = 0; j < h.length; j++) {
    if (h[j]! > largest) largest = h[j]!;
    if (h[j]! < least) least = h[j]!;
  }
  const scaled = new Float64Array(h.length);
  for (let j = 0; j < h.length; j++) scaled[j] = Math.exp(h[j]! - largest);
  // Σ_j K_ij x_j ≥ K_ii min x = min x, and what is left out is at most n · limit · max x.
  const limit = (LEFT_OUT / h.length) * Math.exp(least - largest);
  let from: Float64Array = scaled;
  for (let k = axes.length - 1; k >= 0; k--) {
    const to = k === 0 ? out : spare[k % 2]!;
    timesAxis(from, narrowed(axes[k]!.kernel, limit), to);
    from = to;
  }
  for (let i = 0; i < out.length; i++) {
    if (!(out[i]! > LEAST_SUM)) return logProduct(kernel, h, out);
  }
  for (let i = 0; i < out.length; i++) out[i] = largest + Math.log(out[i]!);
  return undefined;
}

/**
 * Writes log Σ_j K_ij exp(h_j) into `out`, to rounding however far apart the h_j are.
 *
 * Axis by axis. Each line is divided by its largest entry; its products are sums of numbers up to 1. Where a sum is so
 * small that parts of it may have vanished, it is made from logarithms.
 * @param h [n]; −Infinity counts as absent
 * @param out [n]; −Infinity if all are absent
 * @param weighted an axis that is multiplied by c_k exp(−c_k/ε) in place of its kernel
 */
export function logProduct(
  { axes, spare }: SeparableKernel,
  h: Float64Array,
  out: Float64Array,
  weighted?: number,
): void {
  let from = h;
  const scaled = new Float64Array(h.length);
  for (let k = axes.length - 1; k >= 0; k--) {
    const axis = axes[k]!;
    const to = k === 0 ? out : spare[k % 2]!;
    const [matrix, exponents] =
      k === weighted ? [axis.costs, axis.costExponents] : [axis.kernel, axis.exponents];
    logTimesAxis(from, matrix, exponents, scaled, to);
    from = to;
  }
}

/** out[i, l] = log Σ_j K_ij exp(h[l, j]). */
function logTimesAxis(
  h: Float64Array,
  matrix: AxisMatrix,
  exponents: Float64Array,
  scaled: Float64Array,
  out: Float64Array,
): void {
  const { n } = matrix;
  const lines = h.length / n;
  const largest = new Float64Array(lines).fill(-Infinity);
  for (let line = 0, at = 0; line < lines; line++) {
    for (let j = 0; j < n; j++) largest[line] = Math.max(largest[line]!, h[line * n + j]!);
    const unit = largest[line]!;
    for (let j = 0; j < n; j++, at++) scaled[at] = unit === -Infinity ? 0 : Math.exp(h[at]! - unit);
  }
  timesAxis(scaled, matrix, out);
  for (let i = 0, at = 0; i < n; i++) {
    for (let line = 0; line < lines; line++, at++) {
      const unit = largest[line]!;
      const sum = out[at]!;
      if (unit === -Infinity) out[at] = unit;
      else out[at] = sum > LEAST_SUM ? unit + Math.log(sum) : logSum(h, line * n, exponents, i * n, n);
    }
  }
}

/** log Σ_j exp(h_j + e_j). */
function logSum(h: Float64Array, atH: number, exponents: Float64Array, atE: number, n: number): number {
  let largest = -Infinity;
  for (let j = 0; j < n; j++) largest = Math.max(largest, h[atH + j]! + exponents[atE + j]!);
  if (largest === -Infinity) return largest;
  let sum = 0;
  for (let j = 0; j < n; j++) sum += Math.exp(h[atH + j]! + exponents[atE + j]! - largest);
  return largest + Math.log(sum);
}
