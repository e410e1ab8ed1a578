import { anneal, checkIteration, TOLERANCE } from './annealing.js';
import { startCoarsely } from './coarse-start.js';
import { type Cost, type GroundCost, pointCost, toCost } from '../geometry/cost.js';
import { evaluate } from './evaluation.js';
import { inWorkspace } from '../kernels/workspace.js';
import { isGridCost } from '../grids/grid-cost.js';
import { solveOnGridWithin } from '../grids/grid-sinkhorn.js';
import { type MatrixLike, naming, type PointsLike, rangeError, total } from '../../base/index.js';
import {
  balancedProblem,
  type EntropicTransport,
  entropicTransport,
  type SinkhornOptions,
  solveBalanced,
} from './sinkhorn.js';
import { readStart, type StartingPotentials } from './start.js';
import { symmetricStepper } from './symmetric-iteration.js';
import { type BalancedWeights, toBalancedWeights } from '../geometry/weights.js';
import { withoutShift } from '../geometry/transport.js';

/** The measures of a divergence, and how its three problems are solved. */
export interface DivergenceOptions extends Omit<SinkhornOptions, 'start'> {
  /** Potentials to start the three problems from; the {@link SinkhornDivergence} of nearly the same clouds is such a start. */
  readonly start?: {
    readonly xy: StartingPotentials;
    readonly xx: StartingPotentials;
    readonly yy: StartingPotentials;
  };
}

/** {@link DivergenceOptions}, and the cost between points. */
export interface SinkhornDivergenceOptions extends DivergenceOptions {
  /** Between points; default ‖x − y‖². */
  readonly cost?: GroundCost;
}

/** The costs within and between two supports of n and m points. */
export interface DivergenceCosts {
  /** [n, m] */
  readonly xy: Cost | MatrixLike;
  /** [n, n], symmetric */
  readonly xx: Cost | MatrixLike;
  /** [m, m], symmetric */
  readonly yy: Cost | MatrixLike;
}

export interface SinkhornDivergence {
  /** S_ε; cost × mass. */
  readonly value: number;
  /**
   * ∂S/∂a [n] and ∂S/∂b [m], each up to one constant, with Σ a f = Σ b g: potentials of (a, b) less those of (a, a) and (b, b); cost.
   * The gradient in x_i is Σ_j Γ_ij ∇₁c(x_i, y_j) − Σ_k Γ^aa_ik ∇₁c(x_i, x_k), from the plans below.
   */
  readonly f: Float64Array;
  readonly g: Float64Array;
  /** The three problems: a to b, a to a, b to b. */
  readonly xy: EntropicTransport;
  readonly xx: EntropicTransport;
  readonly yy: EntropicTransport;
  /** Whether all three are. */
  readonly converged: boolean;
}

/**
 * The debiased divergence of two weighted point clouds,
 *
 *     S_ε(a, b) = OT_ε(a, b) − ½ OT_ε(a, a) − ½ OT_ε(b, b),
 *
 * with OT_ε of {@link sinkhorn} at its dual value, whose error is quadratic in that of the potentials. It is 0 for
 * equal measures, whatever the tolerance, and ≥ 0 if exp(−c/ε) is a positive kernel, as for ‖x − y‖ᵖ with p ≤ 2; as ε → 0 it tends to
 * the transport cost, as ε → ∞ to Σ c (a⊗b − ½ a⊗a − ½ b⊗b)/M: for ‖x − y‖ half the energy distance,
 * ½ (2 E‖x − y‖ − E‖x − x'‖ − E‖y − y'‖), for ‖x − y‖² the squared distance of the means.
 * @param x [n, d]
 * @param y [m, d]
 * @throws RangeError, TypeError like {@link sinkhorn}
 * @see feydy:19, equations 3 and 4, theorem 1
 */
export function sinkhornDivergence(
  x: PointsLike,
  y: PointsLike,
  options: SinkhornDivergenceOptions,
): SinkhornDivergence {
  return naming('sinkhornDivergence', () => {
    const { cost = { kind: 'squared-euclidean' } } = options;
    const xy = pointCost(x, y, cost);
    return divergence({ xy, xx: pointCost(x, x, cost), yy: pointCost(y, y, cost) }, options);
  });
}

/**
 * {@link sinkhornDivergence} if costs are given instead of points: those of pictures on a grid, for example, with
 * `gridCost([height, width])` for all three.
 * @throws RangeError, TypeError like {@link sinkhorn}; RangeError if a cost has another shape or is not symmetric
 */
export function sinkhornDivergenceOfCosts(
  costs: DivergenceCosts,
  options: DivergenceOptions,
): SinkhornDivergence {
  return naming('sinkhornDivergenceOfCosts', () => {
    const xy = toCost(costs.xy);
    const [n, m] = xy.shape;
    const xx = symmetricCost(costs.xx, n, 'xx');
    return divergence({ xy, xx, yy: symmetricCost(costs.yy, m, 'yy') }, options);
  });
}

type Costs = Readonly<Record<'xy' | 'xx' | 'yy', Cost>>;

function divergence(costs: Costs, { start, ...options }: DivergenceOptions): SinkhornDivergence {
  checkIteration(options.epsilon, options);
  const weights = toBalancedWeights(options.a, options.b, costs.xy.shape);
  const xx = inWorkspace(() => transportWithin(costs.xx, weights.a, options, start?.xx));
  const yy = inWorkspace(() => transportWithin(costs.yy, weights.b, options, start?.yy));
  return inWorkspace(() => divergenceOf({ xy: costs.xy, xx, yy }, weights, options, start?.xy));
}

/** The divergence that the problems within both clouds, and the cost between them, make. */
export function divergenceOf(
  { xy: cost, xx, yy }: { readonly xy: Cost; readonly xx: EntropicTransport; readonly yy: EntropicTransport },
  weights: BalancedWeights,
  options: Omit<DivergenceOptions, 'start'>,
  start?: StartingPotentials,
): SinkhornDivergence {
  // Of equal clouds these are the solution, so that S(x, x) is 0 to rounding at any tolerance.
  const within = { f: xx.f.map((_, i) => mean(xx, i)), g: yy.f.map((_, j) => mean(yy, j)) };
  const warm = start === undefined ? options : { ...options, start };
  const xy = solveBalanced(cost, weights, warm, within);
  return {
    value: xy.dualValue - xx.dualValue / 2 - yy.dualValue / 2,
    ...withoutShift(
      xy.f.map((potential, i) => potential - within.f[i]!),
      xy.g.map((potential, j) => potential - within.g[j]!),
      weights.a,
      weights.b,
    ),
    xy,
    xx,
    yy,
    converged: xy.converged && xx.converged && yy.converged,
  };
}

function mean({ f, g }: EntropicTransport, i: number): number {
  return (f[i]! + g[i]!) / 2;
}

/** The problem of a measure with itself, f = g but for the last answer. */
export function transportWithin(
  cost: Cost,
  a: Float64Array,
  { epsilon, tolerance = TOLERANCE, ...options }: DivergenceOptions,
  start?: StartingPotentials,
): EntropicTransport {
  if (isGridCost(cost)) return solveOnGridWithin(cost, a, { epsilon, tolerance, ...options });
  const problem = balancedProblem(cost, a, a);
  const given = start === undefined ? undefined : readStart(start, cost.shape);
  const stepper = symmetricStepper(
    problem,
    given?.f.map((f, i) => (f + given.g[i]!) / 2),
  );
  const scaling = start === undefined || options.scaling !== undefined ? {} : { scaling: 1 };
  const settings = { tolerance, ...options, ...scaling };
  const { f } = stepper;
  const spread =
    given === undefined ? startCoarsely(problem, epsilon, settings, { f, g: f }) : problem.spread;
  const iterations = anneal(stepper, epsilon, spread, settings);
  const evaluation = evaluate(problem, stepper.f, epsilon, total(a));
  const found = entropicTransport(evaluation, total(a), iterations, tolerance);
  return { ...found, ...withoutShift(found.f, found.g, a, a) };
}

function symmetricCost(cost: Cost | MatrixLike, n: number, name: string): Cost {
  const within = toCost(cost);
  if (within.shape[0] !== n || within.shape[1] !== n) {
    throw rangeError(`\`${name}\` to be [${n}, ${n}], got [${within.shape.join(', ')}]`);
  }
  if (isGridCost(within)) return within;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [below, above] = [within.at(i, j), within.at(j, i)];
      if (Math.abs(below - above) > 1e-9 * Math.max(Math.abs(below), Math.abs(above))) {
        throw rangeError(
          `\`${name}\` to be symmetric, got ${below} at (${i}, ${j}) and ${above} at (${j}, ${i})`,
        );
      }
    }
  }
  return within;
}
