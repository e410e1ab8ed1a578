import { anneal, checkIteration, type EntropicOptions, TOLERANCE } from './annealing.js';
import { startCoarsely } from './coarse-start.js';
import { type Cost, toCost } from '../geometry/cost.js';
import { type EntropicEvaluation, evaluate } from './evaluation.js';
import { networkSimplex } from '../exact/network-simplex.js';
import { type Potentials, sinkhornStepper } from './iteration.js';
import { inWorkspace } from '../kernels/workspace.js';
import { isGridCost } from '../grids/grid-cost.js';
import { solveOnGrid } from '../grids/grid-sinkhorn.js';
import { type EntropicProblem, entropicProblem } from './problem.js';
import { type MatrixLike, naming, total, type VectorLike } from '../../base/index.js';
import { readStart } from './start.js';
import { type Transport, withoutShift } from '../geometry/transport.js';
import { type BalancedWeights, toBalancedWeights } from '../geometry/weights.js';

/** The measures of a balanced entropic problem, and how it is solved. */
export interface SinkhornOptions extends EntropicOptions {
  /** Weights of the rows, [n], mass; 1/n each by default. */
  readonly a?: VectorLike;
  /** Weights of the columns, [m], mass, of the same total as `a`; 1/m each by default. */
  readonly b?: VectorLike;
}

/** A solved entropic problem. `gap` is 0 at the optimum, of either sign while marginals are off. */
export interface EntropicTransport extends Transport {
  /** The dual value at f and g, never above the optimum but for rounding; cost × mass. */
  readonly dualValue: number;
}

/**
 * Entropic optimal transport by Sinkhorn's iteration in the log domain,
 *
 *     min_Γ Σ_ij c(i, j) Γ_ij + ε Σ_ij Γ_ij log(Γ_ij M/(a_i b_j)),   Γ1 = a, Γᵀ1 = b, M = Σa,
 *
 * which is ε·KL(Γ ‖ a⊗b/M) beside the cost; the dual is max Σ f a + Σ g b − ε (ΣΓ − M) with
 * Γ_ij = a_i b_j/M exp((f_i + g_j − c(i, j))/ε). Rows of the plan fit exactly, columns to the tolerance.
 *
 * What 100 iterations at ε do not solve is left to Newton's method on the dual, whose steps count as iterations: two
 * clouds of 256 points and ε = 1e-3 of the cost take some 200 in all, where Sinkhorn's iteration alone takes more than
 * 10,000. If ε-scaling or the start that was given do not lead to the tolerance, `maxIterations` more are made without
 * them, and the better of both plans is returned.
 *
 * Any ε > 0 is safe; if ε is below about 1e-9 of the cost, rounding keeps the marginals from 1e-9. Points of
 * weight 0 get the potential that answers the others, Infinity if all of their arcs are forbidden. n·m numbers are stored up to 2²⁵, none beyond (slower).
 *
 * Differs: POT's `sinkhorn2` gives Σ c Γ, `transportCost` here. If a library's objective has Σ Γ (log Γ − 1) for
 * the entropy, its value is `value` + ε (Σ a log a + Σ b log b − 1) at total 1.
 * With a cost of `gridCost` the iteration goes axis by axis, always on logarithms, and stores nothing of size n².
 * @param cost [n, m]; Infinity forbids an arc
 * @throws RangeError, TypeError if ε ≤ 0, an option is out of range, weights or costs are bad, or the arcs that are not
 *   forbidden leave no feasible plan
 * @see cuturi:13; schmitzer:19, stabilised scaling and ε-scaling; peyre-cuturi:19, section 4.4; tang:24, Newton's steps
 */
export function sinkhorn(cost: Cost | MatrixLike, options: SinkhornOptions): EntropicTransport {
  return naming('sinkhorn', () => {
    checkIteration(options.epsilon, options);
    const between = toCost(cost);
    const weights = toBalancedWeights(options.a, options.b, between.shape);
    return inWorkspace(() => solveBalanced(between, weights, options));
  });
}

/**
 * {@link sinkhorn} of checked arguments.
 * @param near potentials to start from if they are near the solution
 */
export function solveBalanced(
  cost: Cost,
  { a, b, scaleB }: BalancedWeights,
  { epsilon, tolerance = TOLERANCE, start, ...options }: SinkhornOptions,
  near?: Potentials,
): EntropicTransport {
  const given = start === undefined ? near : readStart(start, cost.shape);
  if (isGridCost(cost)) {
    return { ...solveOnGrid(cost, a, b, { epsilon, tolerance, ...options }, start && given?.g), scaleB };
  }
  const problem = balancedProblem(cost, a, b);
  const run = (scaling: number | undefined, from?: Potentials): EntropicTransport => {
    const stepper = sinkhornStepper(problem, from);
    const settings = { tolerance, ...options, ...(scaling === undefined ? {} : { scaling }) };
    const spread =
      from === undefined ? startCoarsely(problem, epsilon, settings, stepper.potentials) : problem.spread;
    const iterations = anneal(stepper, epsilon, spread, settings);
    const evaluation = evaluate(problem, stepper.potentials.g, epsilon, total(a));
    return entropicTransport(evaluation, total(a), iterations, tolerance);
  };
  const warm = given !== undefined && (start !== undefined || isNear(problem, given, epsilon));
  let found = warm ? run(options.scaling ?? 1, given) : run(options.scaling);
  if (!found.converged && (warm || options.scaling !== 1)) found = nearer(found, run(1));
  return { ...found, ...withoutShift(found.f, found.g, a, b), scaleB };
}

/** An error after which annealing would lead away from the solution. */
const NEAR = 0.5;

function isNear(problem: EntropicProblem, potentials: Potentials, epsilon: number): boolean {
  return sinkhornStepper(problem, potentials).plainStep(epsilon) <= NEAR;
}

/** The one whose plan fits better. */
function nearer(one: EntropicTransport, other: EntropicTransport): EntropicTransport {
  return other.converged || other.marginalError < one.marginalError ? other : one;
}

/** The problem with both marginals fixed, in units of their mass. */
export function balancedProblem(cost: Cost, a: Float64Array, b: Float64Array): EntropicProblem {
  const [massA, massB] = [total(a), total(b)];
  const problem = entropicProblem(
    cost,
    { weights: a.map(weight => weight / massA), penalty: Infinity, logMass: 0 },
    { weights: b.map(weight => weight / massB), penalty: Infinity, logMass: 0 },
  );
  if (problem.forbidden) checkFeasible(cost, a, b);
  return problem;
}

/** @throws RangeError if no plan keeps to the arcs that are not forbidden */
function checkFeasible({ shape, at }: Cost, a: Float64Array, b: Float64Array): void {
  const way = (i: number, j: number): number => (at(i, j) === Infinity ? Infinity : 0);
  const row = (i: number, out: Float64Array): void => {
    for (let j = 0; j < shape[1]; j++) out[j] = way(i, j);
  };
  networkSimplex({ shape, at: way, row }, { a, b });
}

/** The result of a balanced problem. */
export function entropicTransport(
  { plan, f, g, ...found }: EntropicEvaluation,
  mass: number,
  iterations: number,
  tolerance: number,
): EntropicTransport {
  return {
    value: mass * found.primal,
    dualValue: mass * found.dual,
    gap: mass * (found.primal - found.dual),
    transportCost: mass * found.transportCost,
    plan,
    f,
    g,
    converged: found.marginalError <= tolerance,
    iterations,
    marginalError: mass * found.marginalError,
    scaleB: 1,
  };
}
