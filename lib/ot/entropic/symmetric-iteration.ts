import type { Stepper } from './annealing.js';
import { type EntropicProblem, kernelServes } from './problem.js';
import { emptyKernel, fillKernel, inRange, type ScalingKernel, sweep } from './scaling-kernel.js';
import { rowSoftmin } from './softmin.js';

interface Scaling {
  readonly kernel: ScalingKernel;
  u: Float64Array;
  next: Float64Array;
  /** a u [n] */
  readonly weighted: Float64Array;
}

/**
 * The iteration for a measure against itself, where f = g: f becomes the mean of itself and the softmin of c − f.
 *
 * The error of f is Σ|Γ1 − a| over the mass.
 * @param start [n], is copied; min c/2 by default
 * @see feydy:19, section 3.1, equation 25
 */
export function symmetricStepper(
  problem: EntropicProblem,
  start?: Float64Array,
): Stepper & { readonly f: Float64Array } {
  const n = problem.cost.shape[0];
  const f = start?.slice() ?? new Float64Array(n).fill(problem.minimum / 2);
  let scaling: Scaling | undefined;
  return {
    f,
    plainStep: epsilon => plainStep(problem, f, epsilon),
    renewKernel: epsilon => {
      if (!kernelServes(problem, epsilon)) return false;
      scaling ??= {
        kernel: emptyKernel(problem.cost.shape),
        u: new Float64Array(n),
        next: new Float64Array(n).fill(1),
        weighted: new Float64Array(n),
      };
      fillKernel(scaling.kernel, problem.cost, f, f, epsilon);
      scaling.u.fill(1);
      return true;
    },
    scaledStep: () => (scaling === undefined ? NaN : scaledStep(problem.a.weights, scaling)),
    absorb: epsilon => {
      if (scaling === undefined) return;
      for (let i = 0; i < n; i++) f[i]! += epsilon * Math.log(scaling.u[i]!);
      scaling.u.fill(1);
    },
  };
}

function plainStep({ cost, a }: EntropicProblem, f: Float64Array, epsilon: number): number {
  const softmin = new Float64Array(f.length);
  rowSoftmin(cost, f, a.weights, epsilon, softmin);
  let error = 0;
  for (let i = 0; i < f.length; i++) {
    const difference = softmin[i]! - f[i]!;
    const weight = a.weights[i]!;
    if (weight !== 0) error += weight * Math.abs(Math.expm1(-difference / epsilon));
    f[i]! += difference / 2;
  }
  return error;
}

/** u becomes √(u/s), s = K a u. */
function scaledStep(weights: Float64Array, scaling: Scaling): number {
  const { kernel, u, next, weighted } = scaling;
  for (let i = 0; i < u.length; i++) weighted[i] = weights[i]! * u[i]!;
  let [error, kept] = [0, true];
  const answer = (i: number, sum: number): number => {
    const weight = weights[i] ?? 0;
    if (weight === 0) return 0;
    const before = u[i]!;
    const after = Math.sqrt(before / sum);
    kept &&= inRange(after);
    error += weight * Math.abs(before * sum - 1);
    next[i] = after;
    return 0;
  };
  sweep(kernel, weighted, answer);
  if (!kept) return NaN;
  [scaling.u, scaling.next] = [next, u];
  return error;
}
