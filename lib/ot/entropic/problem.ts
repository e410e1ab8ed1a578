import { costRange } from './annealing.js';
import type { Cost } from '../geometry/cost.js';

/** A marginal of an entropic problem, fixed or penalised. */
export interface Marginal {
  /** Weights divided by their total: sum 1. */
  readonly weights: Float64Array;
  /** ρ of ρ·KL(· ‖ marginal); Infinity if the marginal is fixed. */
  readonly penalty: number;
  /** log of its total over the unit of mass of the problem. */
  readonly logMass: number;
}

/**
 * min_Γ Σ c Γ + ε KL(Γ ‖ α⊗β) + ρ_a KL(Γ1 ‖ e^ℓa α) + ρ_b KL(Γᵀ1 ‖ e^ℓb β), with α and β of sum 1: Γ in units of
 * mass of the problem.
 */
export interface EntropicProblem {
  readonly cost: Cost;
  readonly a: Marginal;
  readonly b: Marginal;
  /** min c */
  readonly minimum: number;
  /** max c − min c */
  readonly spread: number;
}

/** The problem of these marginals. */
export function entropicProblem(cost: Cost, a: Marginal, b: Marginal): EntropicProblem {
  return { cost, a, b, ...costRange(cost) };
}

/** ρ/(ρ + ε), 1 if ρ is Infinity. */
export function damping(penalty: number, epsilon: number): number {
  return 1 / (1 + epsilon / penalty);
}

/** The potential that answers a softmin S: ρ/(ρ + ε)·(S + ε ℓ). */
export function answerTo(softmin: number, { penalty, logMass }: Marginal, epsilon: number): number {
  return damping(penalty, epsilon) * (softmin + epsilon * logMass);
}

/** A larger kernel is never stored: 2²⁵ entries are 256 MiB. */
const MOST_ENTRIES = 2 ** 25;

/**
 * Whether a stored kernel serves: it fits, ε is neither so large that 1 − K_ij would be lost in rounding nor so
 * small that (f + g − c)/ε would, and no weight is so small that its column would overflow.
 */
export function kernelServes({ cost, a, b, minimum, spread }: EntropicProblem, epsilon: number): boolean {
  const largest = Math.abs(minimum) + spread;
  const heavy = (weight: number): boolean => weight === 0 || weight > 1e-100;
  return (
    cost.shape[0] * cost.shape[1] <= MOST_ENTRIES &&
    epsilon < 16 * spread &&
    epsilon > 1e-12 * largest &&
    a.weights.every(heavy) &&
    b.weights.every(heavy)
  );
}
