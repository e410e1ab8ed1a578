import { type MatrixLike, naming, type PointsLike, toPoints, total } from '../../base/index.js';
import { type Cost, toCost } from '../geometry/cost.js';
import type { Plan } from '../geometry/plan.js';
import { toWeights } from '../geometry/weights.js';
import type { Transport } from '../geometry/transport.js';
import { type Method, solve, type SolveOptions, solveSample, type SolveSampleOptions } from '../solve.js';
import { type CostGradient, pointGradients, type PointGradients } from './ground-gradient.js';

/** A value of transport and its gradients by weights. */
export interface WeightGradients {
  /** As the solver says. */
  readonly value: number;
  /** [n], cost; up to one constant that b's has with the other sign if totals must agree */
  readonly a: Float64Array;
  /** [m], cost */
  readonly b: Float64Array;
  /** Whether the solver did, without which the gradients are those of another value. */
  readonly converged: boolean;
}

/** Gradients of {@link solve}'s value. */
export interface TransportGradient extends WeightGradients {
  /** By the cost: the plan itself, [n, m], mass. */
  readonly cost: Plan;
  readonly transport: Transport;
}

/** Gradients of {@link solveSample}'s value. */
export type SampleGradient = TransportGradient & PointGradients;

/** {@link SolveSampleOptions}, and the cost's own gradient. */
export interface SampleGradientOptions extends SolveSampleOptions {
  /** In both points; needed if `cost` is a function, otherwise known. */
  readonly costGradient?: CostGradient;
}

/**
 * Gradients of `solve(cost, options).value`, exact, entropic or unbalanced, by the envelope theorem: plan and potentials
 * are held fixed.
 *
 *     ∂/∂c = Γ,   ∂/∂a = f,   ∂/∂b = g   (both totals fixed),
 *     ∂/∂a_i = ρ_a (1 − exp(−f_i/ρ_a)) − ε exp(−f_i/ρ_a) + ε (ΣΓ + M)/(2 Σa)   (unbalanced; f_i − ε + … if ρ_a = Infinity).
 *
 * An exact value has kinks where two plans are optimal; this is a subgradient there.
 * @param cost c [n, m], a matrix or lazy
 * @throws TypeError, RangeError like `solve`
 * @see peyre-cuturi:19, propositions 4.6 and 9.2; feydy:19
 */
export function transportGradient(cost: Cost | MatrixLike, options: SolveOptions = {}): TransportGradient {
  return naming('transportGradient', () => {
    const checked = toCost(cost);
    return gradientOf(solve(checked, options), checked.shape, options);
  });
}

/**
 * Gradients of `solveSample(x, y, options).value` by the points too: ∂/∂x_i = Σ_j Γ_ij ∇_x c(x_i, y_j).
 * @param x [n, d], or n numbers
 * @param y [m, d], or m numbers
 * @returns by points [n, d] and [m, d], cost × mass / length; by weights and cost as {@link transportGradient}
 * @throws TypeError, RangeError like `solveSample`; TypeError if the cost is a function without its gradient
 */
export function sampleGradient(
  x: PointsLike,
  y: PointsLike,
  options: SampleGradientOptions = {},
): SampleGradient {
  return naming('sampleGradient', () => {
    const { costGradient, cost = { kind: 'squared-euclidean' } } = options;
    const [from, to] = [toPoints(x, 'x'), toPoints(y, 'y')];
    const found = gradientOf(solveSample(from, to, options), [from.shape[0], to.shape[0]], options);
    return { ...found, ...pointGradients(found.cost, from, to, cost, costGradient) };
  });
}

function gradientOf(
  transport: Transport,
  [n, m]: readonly [number, number],
  { a, b, method }: SolveOptions,
): TransportGradient {
  const [massA, massB] = [total(toWeights(a, n, 'a')), total(toWeights(b, m, 'b'))];
  return {
    value: transport.value,
    ...byWeights(transport, method, massA, massB),
    cost: transport.plan,
    converged: transport.converged,
    transport,
  };
}

function byWeights(
  { f, g, plan }: Transport,
  method: Method | undefined,
  massA: number,
  massB: number,
): { readonly a: Float64Array; readonly b: Float64Array } {
  if (method?.kind !== 'unbalanced') return { a: f, b: g };
  const { epsilon, penaltyA, penaltyB = penaltyA } = method;
  let moved = 0;
  plan.forEach((_i, _j, mass) => (moved += mass));
  const both = moved + Math.sqrt(massA) * Math.sqrt(massB);
  const side = (potential: Float64Array, penalty: number, mass: number): Float64Array => {
    const offset = (epsilon * both) / (2 * mass);
    return potential.map(value => {
      if (penalty === Infinity) return value - epsilon + offset;
      const lost = -Math.expm1(-value / penalty);
      return penalty * lost - epsilon * (1 - lost) + offset;
    });
  };
  return { a: side(f, penaltyA, massA), b: side(g, penaltyB, massB) };
}
