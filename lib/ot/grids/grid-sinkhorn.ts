import { dot, total } from '../../base/index.js';
import { anneal, type EntropicOptions, type Stepper, TOLERANCE } from '../entropic/annealing.js';
import { lazyPlan, type Plan } from '../geometry/plan.js';
import { type Transport, withoutShift } from '../geometry/transport.js';
import type { GridCost } from './grid-cost.js';
import { logProduct, separableKernel, type SeparableKernel } from './separable-kernel.js';

/** A solved entropic problem on a grid. */
export interface GridTransport extends Transport {
  readonly dualValue: number;
}

/** How the iteration goes; where it starts is another argument. */
type GridOptions = Omit<EntropicOptions, 'start'>;

/** An iteration that keeps f and g, or f alone. */
interface GridStepper extends Stepper {
  readonly g: Float64Array;
}

/**
 * The entropic problem between two measures on one grid, by Sinkhorn's iteration on logarithms, axis by axis; the objective
 * is that of `sinkhorn`.
 * @param a [n], ≥ 0
 * @param b [n], ≥ 0, of the same total
 * @param start g, [n], to start from; 0 by default
 */
export function solveOnGrid(
  cost: GridCost,
  a: Float64Array,
  b: Float64Array,
  options: GridOptions,
  start?: Float64Array,
): GridTransport {
  const settings =
    start === undefined || options.scaling !== undefined ? options : { ...options, scaling: 1 };
  return solveWith(cost, a, b, settings, kernelAt => {
    const stepper = alternating(kernelAt, shares(a), shares(b));
    if (start !== undefined) stepper.g.set(start.map(entry => (Number.isFinite(entry) ? entry : 0)));
    return stepper;
  });
}

/** {@link solveOnGrid} of a measure with itself, where f = g: f becomes the mean of itself and of its answer. */
export function solveOnGridWithin(cost: GridCost, a: Float64Array, options: GridOptions): GridTransport {
  return solveWith(cost, a, a, options, kernelAt => symmetric(kernelAt, shares(a)));
}

function shares(weights: Float64Array): Float64Array {
  const mass = total(weights);
  return weights.map(weight => weight / mass);
}

type KernelAt = (epsilon: number) => SeparableKernel;

function solveWith(
  cost: GridCost,
  a: Float64Array,
  b: Float64Array,
  { epsilon, tolerance = TOLERANCE, ...options }: GridOptions,
  stepperOf: (kernelAt: KernelAt) => GridStepper,
): GridTransport {
  let [kernel, level] = [separableKernel(cost, epsilon), epsilon];
  const stepper = stepperOf(at => {
    if (at !== level) [kernel, level] = [separableKernel(cost, at), at];
    return kernel;
  });
  const spread = cost.axes.reduce((sum, axis) => sum + axis.reduce((most, c) => Math.max(most, c), 0), 0);
  const iterations = anneal(stepper, epsilon, spread, { tolerance, ...options });
  return evaluateOnGrid(cost, a, b, stepper.g, { epsilon, tolerance, iterations });
}

/** −ε log Σ_j b_j exp((g_j − c_ij)/ε), into `out`. */
function softmin(
  kernel: SeparableKernel,
  g: Float64Array,
  logB: Float64Array,
  epsilon: number,
  out: Float64Array,
): void {
  logProduct(
    kernel,
    logB.map((entry, j) => entry + g[j]! / epsilon),
    out,
  );
  for (let i = 0; i < out.length; i++) out[i] = -epsilon * out[i]!;
}

/** What a stepper says that has no scaled steps: logarithms on a grid are as fast. */
const plainAlone = { renewKernel: () => false, scaledStep: () => NaN, absorb: () => undefined };

function alternating(kernelAt: KernelAt, a: Float64Array, b: Float64Array): GridStepper {
  const [f, g, next] = [a, a, a].map(() => new Float64Array(a.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [logA, logB] = [a.map(Math.log), b.map(Math.log)];
  return {
    ...plainAlone,
    g,
    plainStep: epsilon => {
      const kernel = kernelAt(epsilon);
      softmin(kernel, g, logB, epsilon, next);
      const error = stepError(a, f, next, epsilon);
      f.set(next);
      softmin(kernel, f, logA, epsilon, g);
      return error;
    },
  };
}

function symmetric(kernelAt: KernelAt, a: Float64Array): GridStepper {
  const [g, next] = [new Float64Array(a.length), new Float64Array(a.length)];
  const logA = a.map(Math.log);
  return {
    ...plainAlone,
    g,
    plainStep: epsilon => {
      softmin(kernelAt(epsilon), g, logA, epsilon, next);
      const error = stepError(a, g, next, epsilon);
      for (let i = 0; i < g.length; i++) g[i] = (g[i]! + next[i]!) / 2;
      return error;
    },
  };
}

/** Σ_i a_i |exp((f_i − f'_i)/ε) − 1|, the error of f's rows if f' is its answer. */
function stepError(a: Float64Array, f: Float64Array, next: Float64Array, epsilon: number): number {
  let error = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i]! > 0) error += a[i]! * Math.abs(Math.expm1((f[i]! - next[i]!) / epsilon));
  }
  return error;
}

/** The plan of g and of f's answer to it, whose rows fit exactly, and its objective. */
function evaluateOnGrid(
  cost: GridCost,
  a: Float64Array,
  b: Float64Array,
  g: Float64Array,
  found: { readonly epsilon: number; readonly tolerance: number; readonly iterations: number },
): GridTransport {
  const { epsilon, tolerance, iterations } = found;
  const mass = total(a);
  const kernel = separableKernel(cost, epsilon);
  const [sharesA, sharesB] = [shares(a), shares(b)];
  const [logA, logB] = [sharesA.map(Math.log), sharesB.map(Math.log)];
  const [f, answer] = [new Float64Array(g.length), new Float64Array(g.length)];
  softmin(kernel, g, logB, epsilon, f);
  softmin(kernel, f, logA, epsilon, answer);
  // Columns of the plan: β exp((g − g')/ε) with the g' that would make them β.
  const columns = sharesB.map((share, j) =>
    share === 0 ? 0 : share * Math.exp((g[j]! - answer[j]!) / epsilon),
  );
  const filled = g.map((entry, j) => (sharesB[j] === 0 ? answer[j]! : entry));
  const excess = total(columns) - 1;
  const marginalError = columns.reduce((sum, column, j) => sum + Math.abs(column - sharesB[j]!), 0);
  const linear = dot(f, sharesA);
  const primal = linear + dot(filled, columns) - epsilon * excess;
  const dual = linear + dot(filled, sharesB) - epsilon * excess;
  return {
    value: mass * primal,
    dualValue: mass * dual,
    gap: mass * (primal - dual),
    transportCost: mass * transportOnGrid(kernel, f, g, logA, logB, epsilon),
    plan: gridPlan(cost, f, g, { a, sharesB, epsilon }),
    ...withoutShift(f, filled, a, b),
    converged: marginalError <= tolerance,
    iterations,
    marginalError: mass * marginalError,
    scaleB: 1,
  };
}

/** Σ c Γ: one axis after the other is multiplied by its costs. */
function transportOnGrid(
  kernel: SeparableKernel,
  f: Float64Array,
  g: Float64Array,
  logA: Float64Array,
  logB: Float64Array,
  epsilon: number,
): number {
  const h = logB.map((entry, j) => entry + g[j]! / epsilon);
  const out = new Float64Array(h.length);
  let sum = 0;
  for (let k = 0; k < kernel.axes.length; k++) {
    logProduct(kernel, h, out, k);
    for (let i = 0; i < out.length; i++) {
      if (logA[i]! > -Infinity) sum += Math.exp(logA[i]! + f[i]! / epsilon + out[i]!);
    }
  }
  return sum;
}

function gridPlan(
  cost: GridCost,
  f: Float64Array,
  g: Float64Array,
  {
    a,
    sharesB,
    epsilon,
  }: { readonly a: Float64Array; readonly sharesB: Float64Array; readonly epsilon: number },
): Plan {
  return lazyPlan(cost.shape, (i, out) => {
    const weight = a[i]!;
    cost.row(i, out);
    for (let j = 0; j < out.length; j++) {
      const share = sharesB[j]!;
      out[j] =
        weight === 0 || share === 0 ? 0 : weight * share * Math.exp((f[i]! + g[j]! - out[j]!) / epsilon);
    }
  });
}
