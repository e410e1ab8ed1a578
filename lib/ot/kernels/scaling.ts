import type { Cost } from '../geometry/cost.js';
import { noPoints, placePoints } from './points.js';
import { doublesAt, place, run } from './workspace.js';

/** A kernel of scalings in the memory of the compiled kernels; see `entropic/scaling-kernel.ts` for what it is. */
export interface PlacedKernel {
  readonly shape: readonly [n: number, m: number];
  /** n and m rounded up to a multiple of 4; what is beyond is 0. */
  readonly rows: number;
  readonly stride: number;
  /** Places: K, what lies along the rows (f, u), along the columns (g, v), and sums of both. */
  readonly kernel: number;
  readonly ofRows: number;
  readonly ofColumns: number;
  readonly rowSums: number;
  readonly columnSums: number;
}

const [FILL, ROWS, COLUMNS] = [0, 1, 2];
/** Rows, and columns, that a thread takes at a time. */
const [ROW_BLOCK, COLUMN_BLOCK] = [64, 256];

/** Room for the kernel of an [n, m] problem; undefined if the plain loops have to do. */
export function placeKernel([n, m]: readonly [number, number]): PlacedKernel | undefined {
  const [rows, stride] = [roundUp(n), roundUp(m)];
  const kernel = place(rows * stride);
  const vectors = kernel === undefined ? undefined : place(2 * (rows + stride) + 32);
  if (kernel === undefined || vectors === undefined) return undefined;
  const ofColumns = vectors + 8 * (rows + 8);
  const rowSums = ofColumns + 8 * (stride + 8);
  const columnSums = rowSums + 8 * (rows + 8);
  return {
    shape: [n, m],
    rows,
    stride,
    kernel,
    ofRows: vectors,
    ofColumns,
    rowSums,
    columnSums,
  };
}

function roundUp(count: number): number {
  return Math.ceil(count / 4) * 4;
}

/** Writes exp((f_i + g_j − c(i, j))/ε), 0 if it is negligible. */
export function fillPlaced(
  kernel: PlacedKernel,
  cost: Cost,
  f: Float64Array,
  g: Float64Array,
  epsilon: number,
): void {
  const { shape, rows, stride } = kernel;
  const [n, m] = shape;
  const data = doublesAt(kernel.kernel, rows * stride);
  const points = placePoints(cost);
  if (points === undefined) {
    for (let i = 0; i < n; i++) cost.row(i, data.subarray(i * stride, i * stride + m));
  }
  data.fill(0, n * stride);
  doublesAt(kernel.ofRows, n).set(f);
  doublesAt(kernel.ofColumns, m).set(g);
  run({ kind: FILL, count: n, block: 16, entries: 4 * n * m }, [
    ...(points ?? noPoints),
    kernel.kernel,
    stride,
    kernel.ofRows,
    kernel.ofColumns,
    epsilon,
    m,
  ]);
}

/** s_i = Σ_j K_ij v_j, then u_i = answer(i, s_i) of all rows, then t_j = Σ_i K_ij u_i. */
export function sweepPlaced(
  kernel: PlacedKernel,
  v: Float64Array,
  answer: (i: number, sum: number) => number,
  t?: Float64Array,
): void {
  const { rows, stride } = kernel;
  const entries = rows * stride;
  const m = kernel.shape[1];
  const along = doublesAt(kernel.ofColumns, stride);
  along.set(v);
  along.fill(0, m);
  const matrix = [0, 0, 0, 0, 0, kernel.kernel, stride];
  run({ kind: ROWS, count: rows, block: ROW_BLOCK, entries }, [...matrix, kernel.ofColumns, kernel.rowSums]);
  const sums = doublesAt(kernel.rowSums, rows);
  const factors = doublesAt(kernel.ofRows, rows);
  for (let i = 0; i < rows; i++) factors[i] = answer(i, sums[i]!);
  if (t === undefined) return;
  run({ kind: COLUMNS, count: stride, block: COLUMN_BLOCK, entries }, [
    ...matrix,
    kernel.ofRows,
    kernel.columnSums,
    rows,
  ]);
  t.set(doublesAt(kernel.columnSums, m));
}
