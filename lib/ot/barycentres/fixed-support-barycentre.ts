import { type Cost, toCost } from '../geometry/cost.js';
import {
  checkPositive,
  type MatrixLike,
  naming,
  rangeError,
  toMatrix,
  type VectorLike,
} from '../../base/index.js';
import { isGridCost } from '../grids/grid-cost.js';
import { gridBarycentre } from '../grids/grid-barycentre.js';
import { toBalancedWeights, toProportions } from '../geometry/weights.js';

/** Options of {@link fixedSupportBarycentre}. */
export interface FixedSupportBarycentreOptions {
  /** ε > 0; cost. */
  readonly epsilon: number;
  /** λ_k, scaled to sum 1; default equal. */
  readonly proportions?: VectorLike;
  /** Whether to take the blur of about √ε away, as the Sinkhorn divergence does; needs c [n, n]; default false. */
  readonly debiased?: boolean;
  /** Iterations at most; default 2000. */
  readonly maxIterations?: number;
  /** Converged when every plan's rows are the barycentre's to this, in total; mass; default 1e-7. */
  readonly tolerance?: number;
}

/** A barycentre on a given support, and the evidence for it. */
export interface FixedSupportBarycentre {
  /** [n], mass */
  readonly weights: Float64Array;
  /** Σ_k λ_k Σ_ij c(i, j) Γᵏ_ij; cost × mass. */
  readonly transportCost: number;
  readonly converged: boolean;
  readonly iterations: number;
  /** max_k Σ_i |Σ_j Γᵏ_ij − weights_i|, the columns being exact; debiased, also of the plan of a with itself; mass. */
  readonly marginalError: number;
}

/**
 * The entropic barycentre on a given support: the weights a that minimise Σ_k λ_k min_Γ Σ_ij c(i, j) Γ_ij +
 * ε Σ_ij Γ_ij (log Γ_ij − 1) over plans Γ of a and histogram k, by iterative Bregman projections on logarithms.
 *
 * Differs from the rest of this library in its entropy, which is not relative to a⊗b: the barycentre is blurred by about
 * √ε. `debiased` subtracts the term of a with itself, and then one histogram's barycentre is that histogram.
 * Pictures and volumes: with `gridCost([height, width])` the kernel is multiplied axis by axis.
 * @param histograms [count, m], a measure a row, of one total
 * @param cost c [n, m] from the barycentre's support to the histograms'; a copy of it is kept, but for that of a grid
 * @throws TypeError, RangeError if histograms or costs are not finite or do not fit, or an option is out of range
 * @see benamou:15, proposition 2; janati:20, algorithm 1 for `debiased`; solomon:15, algorithm 2 for grids
 */
export function fixedSupportBarycentre(
  histograms: MatrixLike,
  cost: Cost | MatrixLike,
  options: FixedSupportBarycentreOptions,
): FixedSupportBarycentre {
  const { epsilon, debiased = false, maxIterations = 2000, tolerance = 1e-7 } = options;
  const { costs, logB, shares } = naming('fixedSupportBarycentre', () => {
    checkPositive(epsilon, 'epsilon');
    const costs = toCost(cost);
    const [n, m] = costs.shape;
    if (debiased && n !== m) {
      throw rangeError(`\`cost\` to be square to be debiased, got [${n}, ${m}]`);
    }
    const logB = readHistograms(histograms, m).map(histogram => histogram.map(Math.log));
    const shares = toProportions(options.proportions, logB.length);
    return { costs, logB, shares };
  });
  if (isGridCost(costs)) {
    return gridBarycentre(costs, logB, shares, { epsilon, debiased, maxIterations, tolerance });
  }
  const kernel = logKernel(costs, epsilon);
  const [n, m] = kernel.shape;
  const f = logB.map(() => new Float64Array(n));
  const g = logB.map(() => new Float64Array(m));
  const [logA, logD] = [new Float64Array(n), new Float64Array(n)];
  let [iterations, error] = [0, Infinity];
  while (iterations < maxIterations && !(error <= tolerance)) {
    iterations++;
    error = project(kernel, { logB, shares, f, g }, logD, logA);
    if (debiased) error = Math.max(error, stepDebiasing(kernel, logA, logD));
  }
  const transportCost = f.reduce(
    (sum, scaling, k) => sum + shares[k]! * planCost(kernel, scaling, g[k] as Float64Array, epsilon),
    0,
  );
  return {
    weights: logA.map(Math.exp),
    transportCost,
    converged: error <= tolerance,
    iterations,
    marginalError: error,
  };
}

interface LogKernel {
  /** −c/ε, [n, m] */
  readonly data: Float64Array;
  readonly shape: readonly [number, number];
}

function readHistograms(histograms: MatrixLike, m: number): readonly Float64Array[] {
  const { data, shape } = toMatrix(histograms, 'histograms');
  if (shape[0] === 0 || shape[1] !== m) {
    throw rangeError(
      `\`histograms\` to be [count, ${m}], as \`cost\` has ${m} columns, got [${shape.join(', ')}]`,
    );
  }
  const first = data.slice(0, m);
  return Array.from(
    { length: shape[0] },
    (_, k) => toBalancedWeights(first, data.slice(k * m, (k + 1) * m), [m, m]).b,
  );
}

function logKernel(cost: Cost, epsilon: number): LogKernel {
  const [n, m] = cost.shape;
  const data = new Float64Array(n * m);
  for (let i = 0; i < n; i++) cost.row(i, data.subarray(i * m, (i + 1) * m));
  for (let k = 0; k < data.length; k++) data[k] = -data[k]! / epsilon;
  return { data, shape: cost.shape };
}

/** log Σ_j exp(K_ij + g_j), [n]. */
function logSumRows({ data, shape: [n, m] }: LogKernel, g: Float64Array): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let most = -Infinity;
    for (let j = 0; j < m; j++) most = Math.max(most, data[i * m + j]! + g[j]!);
    let sum = 0;
    for (let j = 0; j < m; j++) sum += Math.exp(data[i * m + j]! + g[j]! - most);
    out[i] = most + Math.log(sum);
  }
  return out;
}

/** log Σ_i exp(K_ij + f_i), [m]. */
function logSumColumns({ data, shape: [n, m] }: LogKernel, f: Float64Array): Float64Array {
  const [most, out] = [new Float64Array(m).fill(-Infinity), new Float64Array(m)];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      most[j] = Math.max(most[j]!, data[i * m + j]! + f[i]!);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      out[j]! += Math.exp(data[i * m + j]! + f[i]! - most[j]!);
    }
  }
  return out.map((sum, j) => most[j]! + Math.log(sum));
}

interface Scalings {
  readonly logB: readonly Float64Array[];
  readonly shares: Float64Array;
  /** log u_k, [n] */
  readonly f: readonly Float64Array[];
  /** log v_k, [m] */
  readonly g: readonly Float64Array[];
}

/** One iteration: both scalings of every plan, and a; returns max_k Σ_i |u_k ∘ K v_k − a| before u_k is. */
function project(
  kernel: LogKernel,
  { logB, shares, f, g }: Scalings,
  logD: Float64Array,
  logA: Float64Array,
): number {
  logA.set(logD);
  // v_k = b_k / Kᵀu_k
  g.forEach((scaling, k) => {
    const columns = logSumColumns(kernel, f[k]!);
    scaling.set(logB[k]!.map((mass, j) => mass - columns[j]!));
  });
  // a = d ∘ Π_k (K v_k)^λ_k
  const rows = g.map(scaling => logSumRows(kernel, scaling));
  rows.forEach((row, k) => {
    for (let i = 0; i < row.length; i++) {
      logA[i]! += shares[k]! * row[i]!;
    }
  });
  const error = rowError(f, rows, logA);
  // u_k = a / K v_k
  f.forEach((scaling, k) => {
    const row = rows[k]!;
    scaling.set(logA.map((mass, i) => mass - row[i]!));
  });
  return error;
}

/** d ← √(d ∘ a / K d), on logarithms; returns Σ_i |d_i (K d)_i − a_i| before. */
function stepDebiasing(kernel: LogKernel, logA: Float64Array, logD: Float64Array): number {
  const rows = logSumRows(kernel, logD);
  let error = 0;
  for (let i = 0; i < logA.length; i++) {
    const [mass, scaling, row] = [logA[i]!, logD[i]!, rows[i]!];
    error += Math.abs(Math.exp(scaling + row) - Math.exp(mass));
    logD[i] = (scaling + mass - row) / 2;
  }
  return error;
}

/** max_k Σ_i |exp(f_i + r_i) − exp(log a_i)|. */
function rowError(f: readonly Float64Array[], r: readonly Float64Array[], logA: Float64Array): number {
  let worst = 0;
  f.forEach((scaling, k) => {
    let error = 0;
    for (let i = 0; i < logA.length; i++) {
      const row = scaling[i]! + r[k]![i]!;
      error += Math.abs(Math.exp(row) - Math.exp(logA[i]!));
    }
    worst = Math.max(worst, error);
  });
  return worst;
}

/** Σ_ij c(i, j) exp(f_i + g_j + K_ij). */
function planCost(
  { data, shape: [n, m] }: LogKernel,
  f: Float64Array,
  g: Float64Array,
  epsilon: number,
): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const log = data[i * m + j]!;
      sum -= log * Math.exp(f[i]! + g[j]! + log);
    }
  }
  return epsilon * sum;
}
