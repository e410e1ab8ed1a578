import type { Cost } from '../geometry/cost.js';
import { fillPlaced, type PlacedKernel, placeKernel, sweepPlaced } from '../kernels/scaling.js';

/**
 * K_ij = exp((f_i + g_j − c(i, j))/ε) kept as numbers, for sweeps without exponentials (Schmitzer's absorption:
 * potentials are f + ε log u and g + ε log v, and only u and v move).
 *
 * Rows are a multiple of 4 in number; those beyond n are 0.
 */
export interface ScalingKernel {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** Set if the compiled kernels have it in their memory; `data` is empty then. */
  readonly placed?: PlacedKernel;
}

/** Entries below exp(−600) are 0: far less than rounding as long as |log u|, |log v| stay within {@link LOG_RANGE}. */
const NEGLIGIBLE = -600;

/** How far log u and log v may go before potentials are renewed. */
export const LOG_RANGE = 100;

/** Whether a scaling is finite and within e^±100; NaN is not. */
export function inRange(scaling: number): boolean {
  return scaling > LOWEST && scaling < HIGHEST;
}

const LOWEST = Math.exp(-LOG_RANGE);
const HIGHEST = Math.exp(LOG_RANGE);

/** Room for the kernel of an [n, m] problem, in a workspace that of the compiled kernels. */
export function emptyKernel([n, m]: readonly [number, number]): ScalingKernel {
  const rows = Math.ceil(n / 4) * 4;
  const placed = placeKernel([n, m]);
  if (placed !== undefined) return { data: new Float64Array(0), rows, columns: m, placed };
  return { data: new Float64Array(rows * m), rows, columns: m };
}

/** Writes exp((f_i + g_j − c(i, j))/ε), 0 if it is negligible. */
export function fillKernel(
  { data, columns, placed }: ScalingKernel,
  cost: Cost,
  f: Float64Array,
  g: Float64Array,
  epsilon: number,
): void {
  if (placed !== undefined) {
    fillPlaced(placed, cost, f, g, epsilon);
    return;
  }
  const row = new Float64Array(columns);
  for (let i = 0, at = 0; i < cost.shape[0]; i++) {
    cost.row(i, row);
    const potential = f[i]!;
    for (let j = 0; j < columns; j++, at++) {
      const exponent = (potential + g[j]! - row[j]!) / epsilon;
      // Points without mass and without a way have Infinity as a potential, and NaN here.
      data[at] = exponent >= NEGLIGIBLE ? Math.exp(exponent) : 0;
    }
  }
}

/**
 * One pass over the kernel, four rows at a time: s_i = Σ_j K_ij v_j, then u_i = answer(i, s_i), then
 * t_j = Σ_i K_ij u_i of those.
 * @param v [m]
 * @param t [m], overwritten; if it is left out, there are only answers
 */
export function sweep(
  kernel: ScalingKernel,
  v: Float64Array,
  answer: (i: number, sum: number) => number,
  t?: Float64Array,
): void {
  if (kernel.placed !== undefined) {
    sweepPlaced(kernel.placed, v, answer, t);
    return;
  }
  const sums = new Float64Array(4);
  t?.fill(0);
  for (let i = 0; i < kernel.rows; i += 4) {
    timesFourRows(kernel, i, v, sums);
    for (let k = 0; k < 4; k++) sums[k] = answer(i + k, sums[k]!);
    if (t !== undefined) addFourRows(kernel, i, sums, t);
  }
}

function timesFourRows(
  { data, columns }: ScalingKernel,
  i: number,
  v: Float64Array,
  sums: Float64Array,
): void {
  const [k0, k1, k2, k3] = [i * columns, (i + 1) * columns, (i + 2) * columns, (i + 3) * columns];
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let j = 0; j < columns; j++) {
    const factor = v[j]!;
    s0 += data[k0 + j]! * factor;
    s1 += data[k1 + j]! * factor;
    s2 += data[k2 + j]! * factor;
    s3 += data[k3 + j]! * factor;
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
}

function addFourRows({ data, columns }: ScalingKernel, i: number, u: Float64Array, t: Float64Array): void {
  const [k0, k1, k2, k3] = [i * columns, (i + 1) * columns, (i + 2) * columns, (i + 3) * columns];
  const [u0, u1, u2, u3] = [u[0]!, u[1]!, u[2]!, u[3]!];
  for (let j = 0; j < columns; j++) {
    t[j] = t[j]! + data[k0 + j]! * u0 + data[k1 + j]! * u1 + data[k2 + j]! * u2 + data[k3 + j]! * u3;
  }
}
