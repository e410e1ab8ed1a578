import type { Matrix } from '../base/index.js';

/** The relaxed problem with the MMD: costs c(x, z), the two measures, the kernel on the codes, and λ. */
export interface MmdProblem {
  /** c(x_i, z_l), [n, k] */
  readonly costs: Matrix;
  /** p_X [n] and p_Z [k] */
  readonly dataWeights: Float64Array;
  readonly priorWeights: Float64Array;
  /** k(z, z'), [k, k], positive semidefinite */
  readonly kernel: Matrix;
  readonly lambda: number;
}

/** Where the descent ended. */
export interface MmdEncoder {
  /** q(z_l | x_i), [n, k] */
  readonly encoder: Matrix;
  /** How far the objective can be above its minimum: Σ_x p_X(x) (Σ_z q(z | x) s(x, z) − min_z s(x, z)), s its slope. */
  readonly gap: number;
  readonly converged: boolean;
}

/** The state of the descent: q [n·k], and h = 2λ K(q_Z − p_Z) [k], the slope of the penalty. */
interface State {
  readonly problem: MmdProblem;
  readonly q: Float64Array;
  readonly h: Float64Array;
}

/**
 * The encoder that minimises Σ p_X q c + λ (q_Z − p_Z)ᵀK(q_Z − p_Z), by pairwise Frank–Wolfe steps: of one datum at a
 * time the share of its dearest code moves to its cheapest, as far as the objective falls.
 * @param sweeps passes over the data, at most
 * @param tolerance the `gap` to be reached, relative to the largest cost
 * @see lacoste-julien-jaggi:15, section 2
 */
export function descendMmdEncoder(problem: MmdProblem, sweeps = 200_000, tolerance = 1e-13): MmdEncoder {
  const { costs, kernel, lambda, priorWeights } = problem;
  const [n, k] = costs.shape;
  const state: State = { problem, q: new Float64Array(n * k), h: new Float64Array(k) };
  // It starts with every datum at its cheapest code; the penalty's slope is kept up to date from −2λ K p_Z on.
  for (let l = 0; l < k; l++) {
    for (let r = 0; r < k; r++) {
      state.h[l]! -= 2 * lambda * kernel.data[l * k + r]! * priorWeights[r]!;
    }
  }
  for (let i = 0; i < n; i++) {
    const row = costs.data.subarray(i * k, (i + 1) * k);
    move(state, i, row.indexOf(Math.min(...row)), 1);
  }
  const enough = tolerance * costs.data.reduce((most, cost) => Math.max(most, Math.abs(cost)), 0);
  let gap = Infinity;
  for (let sweep = 0; sweep < sweeps && gap > enough; sweep++) {
    gap = 0;
    for (let i = 0; i < n; i++) gap += improve(state, i);
  }
  return { encoder: { data: state.q, shape: [n, k] }, gap, converged: gap <= enough };
}

/** Moves mass of datum i between its two extreme codes; returns its part of the gap before. */
function improve(state: State, i: number): number {
  const { costs, dataWeights, kernel, lambda } = state.problem;
  const k = costs.shape[1];
  const slope = (l: number): number => costs.data[i * k + l]! + state.h[l]!;
  const share = (l: number): number => state.q[i * k + l]!;
  let [low, high, mean] = [0, -1, 0];
  for (let l = 0; l < k; l++) {
    mean += share(l) * slope(l);
    if (slope(l) < slope(low)) low = l;
    if (share(l) > 0 && (high < 0 || slope(l) > slope(high))) high = l;
  }
  const weight = dataWeights[i]!;
  const fall = slope(high) - slope(low);
  if (fall <= 0) return 0;
  const at = (l: number, r: number): number => kernel.data[l * k + r]!;
  const curvature = 2 * lambda * weight * (at(low, low) + at(high, high) - 2 * at(low, high));
  const step = curvature > 0 ? Math.min(share(high), fall / curvature) : share(high);
  const part = weight * (mean - slope(low));
  move(state, i, low, step);
  move(state, i, high, -step);
  return part;
}

/** Adds `step` to q(z_l | x_i), and to h what that changes. */
function move({ problem, q, h }: State, i: number, l: number, step: number): void {
  const { dataWeights, kernel, lambda } = problem;
  const k = h.length;
  q[i * k + l]! += step;
  const change = 2 * lambda * dataWeights[i]! * step;
  for (let r = 0; r < k; r++) h[r]! += change * kernel.data[r * k + l]!;
}
