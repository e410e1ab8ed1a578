import type { GridCost } from './grid-cost.js';
import { overRelaxation } from './over-relaxation.js';
import { logProduct, narrowLogProduct, separableKernel, type SeparableKernel } from './separable-kernel.js';

/** A barycentre of pictures, as `fixedSupportBarycentre` returns it. */
interface GridBarycentre {
  readonly weights: Float64Array;
  readonly transportCost: number;
  readonly converged: boolean;
  readonly iterations: number;
  readonly marginalError: number;
}

interface Settings {
  readonly epsilon: number;
  readonly debiased: boolean;
  readonly maxIterations: number;
  readonly tolerance: number;
}

interface Problem {
  readonly kernel: SeparableKernel;
  readonly logB: readonly Float64Array[];
  readonly shares: Float64Array;
  readonly debiased: boolean;
}

/** Logarithms of the scalings, [n] each. */
interface Scalings {
  /** u of each measure, and v */
  readonly u: readonly Float64Array[];
  readonly v: readonly Float64Array[];
  /** The barycentre and, to debias, its scaling */
  readonly a: Float64Array;
  readonly d: Float64Array;
}

/**
 * The entropic barycentre of histograms on one grid: the iteration of `fixedSupportBarycentre` on logarithms, multiplied
 * axis by axis, and over-relaxed unless it is debiased; the last step is a plain one.
 * @param logB log b_k, [n] each
 * @param shares λ_k, of sum 1
 * @see solomon:15, algorithm 2; janati:20, algorithm 1
 */
export function gridBarycentre(
  cost: GridCost,
  logB: readonly Float64Array[],
  shares: Float64Array,
  { epsilon, debiased, maxIterations, tolerance }: Settings,
): GridBarycentre {
  const n = cost.shape[0];
  const zeros = (): Float64Array => new Float64Array(n);
  const problem: Problem = { kernel: separableKernel(cost, epsilon), logB, shares, debiased };
  const scalings: Scalings = { u: logB.map(zeros), v: logB.map(zeros), a: zeros(), d: zeros() };
  const step = stepper(problem, scalings);
  const next = overRelaxation();
  let [iterations, error, omega] = [0, Infinity, 1];
  while (iterations < maxIterations && !(error <= tolerance && omega === 1)) {
    if (iterations > 0) omega = debiased || error <= tolerance ? 1 : next(error);
    error = step(omega);
    iterations++;
  }
  return {
    weights: scalings.a.map(Math.exp),
    transportCost: costOfPlans(problem, scalings),
    converged: error <= tolerance && omega === 1,
    iterations,
    marginalError: error,
  };
}

/** One iteration; the function returns by how much rows, and columns too if ω is not 1, were off before it. */
function stepper(
  { kernel, logB, shares, debiased }: Problem,
  { u, v, a, d }: Scalings,
): (omega: number) => number {
  const n = a.length;
  const b = logB.map(log => log.map(Math.exp));
  const rows = u.map(() => new Float64Array(n));
  const [columns, mass] = [new Float64Array(n), new Float64Array(n)];
  return omega => {
    a.set(d);
    let off = 0;
    for (let k = 0; k < u.length; k++) {
      // v_k = b_k / Kᵀu_k
      narrowLogProduct(kernel, u[k]!, columns);
      relax(v[k]!, logB[k]!, columns, omega);
      if (omega !== 1) off = Math.max(off, distance(v[k]!, columns, b[k]!));
      narrowLogProduct(kernel, v[k]!, rows[k]!);
      // a = d ∘ Π_k (K v_k)^λ_k
      for (let i = 0; i < n; i++) a[i]! += shares[k]! * rows[k]![i]!;
    }
    for (let i = 0; i < n; i++) mass[i] = Math.exp(a[i]!);
    let error = 0;
    for (let k = 0; k < u.length; k++) {
      error = Math.max(error, distance(u[k]!, rows[k]!, mass));
      // u_k = a / K v_k
      relax(u[k]!, a, rows[k]!, omega);
    }
    if (!debiased) return error + off;
    // d ← √(d ∘ a / K d)
    narrowLogProduct(kernel, d, columns);
    error = Math.max(error, distance(d, columns, mass));
    for (let i = 0; i < n; i++) d[i] = (d[i]! + a[i]! - columns[i]!) / 2;
    return error + off;
  };
}

/** x ← x + ω (mass − sum − x); where there is no mass, it is −Infinity. */
function relax(x: Float64Array, mass: Float64Array, sum: Float64Array, omega: number): void {
  for (let i = 0; i < x.length; i++) {
    const answer = mass[i]! - sum[i]!;
    x[i] = omega === 1 || answer === -Infinity ? answer : x[i]! + omega * (answer - x[i]!);
  }
}

/** Σ_i |exp(x_i + y_i) − z_i|. */
function distance(x: Float64Array, y: Float64Array, z: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < z.length; i++) sum += Math.abs(Math.exp(x[i]! + y[i]!) - z[i]!);
  return sum;
}

/** Σ_k λ_k Σ c Γᵏ: one axis after the other is multiplied by its costs. */
function costOfPlans({ kernel, shares }: Problem, { u, v }: Scalings): number {
  const out = new Float64Array(u[0]!.length);
  let sum = 0;
  for (let k = 0; k < u.length; k++) {
    for (let axis = 0; axis < kernel.axes.length; axis++) {
      logProduct(kernel, v[k]!, out, axis);
      for (let i = 0; i < out.length; i++) sum += shares[k]! * Math.exp(u[k]![i]! + out[i]!);
    }
  }
  return sum;
}
