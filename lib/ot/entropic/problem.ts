import { costRange, type CostRange } from './annealing.js';
import { rangeError } from '../../base/index.js';
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
export interface EntropicProblem extends CostRange {
  readonly cost: Cost;
  readonly a: Marginal;
  readonly b: Marginal;
}

/**
 * The problem of these marginals.
 * @throws RangeError if a cost is NaN or −Infinity, or a point with mass has only arcs of cost Infinity to those of the
 *   other side
 */
export function entropicProblem(cost: Cost, a: Marginal, b: Marginal): EntropicProblem {
  const range = costRange(cost);
  if (range.forbidden) checkWays(cost, a.weights, b.weights);
  return { cost, a, b, ...range };
}

function checkWays(cost: Cost, a: Float64Array, b: Float64Array): void {
  const open = b.map(weight => (weight === 0 ? 1 : 0));
  const row = new Float64Array(b.length);
  for (let i = 0; i < a.length; i++) {
    if (a[i] === 0) continue;
    cost.row(i, row);
    let ways = 0;
    for (let j = 0; j < row.length; j++) {
      if (b[j] === 0 || row[j] === Infinity) continue;
      ways++;
      open[j] = 1;
    }
    if (ways === 0) throw rangeError(`\`cost\` to be finite somewhere in row ${i}, got Infinity alone`);
  }
  const closed = open.indexOf(0);
  if (closed >= 0)
    throw rangeError(`\`cost\` to be finite somewhere in column ${closed}, got Infinity alone`);
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
export const MOST_ENTRIES: number = 2 ** 25;

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
