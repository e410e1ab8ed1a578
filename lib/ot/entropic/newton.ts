import type { EntropicProblem } from './problem.js';
import type { Limits } from './annealing.js';
import { clearRows, emptyRows, pushEntry, type SparseRows } from './sparse-rows.js';
import { conjugateGradient, type DampedHessian, hessian } from './semi-dual-hessian.js';
import { slackRow } from './softmin.js';

/** More entries of a plan are not kept (96 MiB): so full a plan comes of an ε at which Sinkhorn's iteration is fast. */
const MOST_ENTRIES = 2 ** 23;

/** Entries below this share of their row are left out of the Hessian, which is then that of a slightly other plan. */
const SHARE = 1e-12;

/** Damping, as a share of b: at first, least, and so much that no step is left. */
const DAMPING = { first: 1e-3, least: 1e-15, most: 1e6 };

/** A gain that is expected to be below this share of the dual value's terms is lost in their rounding. */
const ROUNDING = 1e-14;

/** The semi-dual at g: its value, its gradient b − Γᵀ1, and the plan, whose rows fit. */
interface SemiDual {
  readonly g: Float64Array;
  readonly gradient: Float64Array;
  readonly plan: SparseRows;
  /** Σ α f + Σ β g; cost. */
  value: number;
  /** Σ α |f| + Σ β |g|; cost. */
  size: number;
  /** Σ|Γᵀ1 − b|, a share of the mass. */
  error: number;
}

/**
 * Newton's method on the semi-dual of a balanced problem, max_g Σ α f(g) + Σ β g with f(g) the answer to g: for a small
 * ε, at which Sinkhorn's iteration needs some cost/ε or more steps.
 *
 * A step solves (H + δ diag β) s = b − Γᵀ1, H = diag(Γᵀ1) − Γᵀ diag(1/α) Γ, by conjugate gradients on the entries of Γ
 * that matter, and moves g by ε s. It is taken only if the value rises by a fair share of what the quadratic model
 * expects, or, where that is lost in rounding, if the error falls; δ grows after a bad step and shrinks after a good one
 * (Levenberg and Marquardt). So the value never falls.
 *
 * @param g [m], overwritten
 * @param tolerance of Σ|Γᵀ1 − b|, as a share of the mass
 * @returns how many plans were made, and whether the tolerance was reached; it ends before `maxIterations` if no step is
 *   left, or a plan has more than 2²³ entries
 * @see tang:24, section 3, for sparse Newton steps after Sinkhorn's; more:78 for the damping. Differs: that has a step
 *   length instead of a damping
 */
export function newton(
  problem: EntropicProblem,
  g: Float64Array,
  epsilon: number,
  { tolerance, maxIterations }: Limits,
): { readonly iterations: number; readonly reached: boolean } {
  let [at, next] = [emptySemiDual(problem), emptySemiDual(problem)];
  at.g.set(g);
  let damping = DAMPING.first;
  let iterations = 1;
  let kept = evaluateAt(problem, at, epsilon);
  while (kept && at.error > tolerance && iterations < maxIterations && damping <= DAMPING.most) {
    const { matrix, step, expected } = newtonStep(problem, at, damping);
    for (let j = 0; j < g.length; j++) next.g[j] = at.g[j]! + epsilon * step[j]!;
    iterations++;
    kept = evaluateAt(problem, next, epsilon);
    const model = epsilon * expected;
    const lost = !(model > ROUNDING * at.size);
    const ratio = (next.value - at.value) / model;
    const good = kept && matrix.finite && (lost ? next.error < at.error : ratio > 0.01);
    if (!good || (!lost && ratio < 0.25)) damping *= 4;
    else if (lost || ratio > 0.75) damping = Math.max(damping / 8, DAMPING.least);
    if (good) [at, next] = [next, at];
    else kept = true;
  }
  if (Number.isFinite(at.error)) g.set(at.g);
  return { iterations, reached: at.error <= tolerance };
}

function newtonStep(
  { b }: EntropicProblem,
  { plan, gradient }: SemiDual,
  damping: number,
): { readonly matrix: DampedHessian; readonly step: Float64Array; readonly expected: number } {
  const matrix = hessian(plan, b.weights, damping);
  const error = gradient.reduce((sum, entry) => sum + Math.abs(entry), 0);
  const step = conjugateGradient(matrix, gradient, Math.min(0.1, Math.sqrt(error)));
  const image = new Float64Array(step.length);
  matrix.times(step, image);
  let expected = 0;
  for (let j = 0; j < step.length; j++) {
    const undamped = image[j]! - damping * b.weights[j]! * step[j]!;
    expected += step[j]! * (gradient[j]! - undamped / 2);
  }
  return { matrix, step, expected };
}

function emptySemiDual({ cost: { shape } }: EntropicProblem): SemiDual {
  const [n, m] = shape;
  return {
    g: new Float64Array(m),
    gradient: new Float64Array(m),
    plan: emptyRows(n, m),
    value: -Infinity,
    size: 0,
    error: Infinity,
  };
}

/** Fills in what belongs to `at.g`; false if the plan has too many entries, or a number overflowed. */
function evaluateAt({ cost, a, b }: EntropicProblem, at: SemiDual, epsilon: number): boolean {
  const { g, gradient, plan } = at;
  const [n, m] = cost.shape;
  const row = new Float64Array(m);
  gradient.set(b.weights);
  clearRows(plan);
  [at.value, at.size] = [0, 0];
  for (let i = 0; i < n; i++) {
    const weight = a.weights[i]!;
    if (weight > 0) {
      slackRow(cost, i, g, row);
      const softmin = softShares(row, b.weights, epsilon);
      at.value += weight * softmin;
      at.size += weight * Math.abs(softmin);
      for (let j = 0; j < m; j++) {
        const share = row[j]!;
        if (share === 0) continue;
        gradient[j]! -= weight * share;
        if (share > SHARE) pushEntry(plan, j, weight * share);
      }
    }
    plan.starts[i + 1] = plan.count;
    if (plan.count > MOST_ENTRIES) return false;
  }
  at.error = 0;
  for (let j = 0; j < m; j++) {
    const weight = b.weights[j]!;
    if (weight === 0) continue;
    at.value += weight * g[j]!;
    at.size += weight * Math.abs(g[j]!);
    at.error += Math.abs(gradient[j]!);
  }
  return Number.isFinite(at.value) && Number.isFinite(at.error);
}

/** Writes w_j exp(h_j/ε)/Σ into h, and returns the softmin −ε log Σ_j w_j exp(h_j/ε). */
function softShares(h: Float64Array, weights: Float64Array, epsilon: number): number {
  let maximum = -Infinity;
  for (let j = 0; j < h.length; j++) if (weights[j]! > 0 && h[j]! > maximum) maximum = h[j]!;
  let sum = 0;
  for (let j = 0; j < h.length; j++) {
    const weight = weights[j]!;
    h[j] = weight === 0 ? 0 : weight * Math.exp((h[j]! - maximum) / epsilon);
    sum += h[j]!;
  }
  for (let j = 0; j < h.length; j++) h[j]! /= sum;
  return -(maximum + epsilon * Math.log(sum));
}
