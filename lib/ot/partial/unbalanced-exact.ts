import {
  checkCount,
  checkPositive,
  type MatrixLike,
  naming,
  rangeError,
  typeError,
  type VectorLike,
} from '../../base/index.js';
import { type Cost, toCost } from '../geometry/cost.js';
import type { Transport } from '../geometry/transport.js';
import { toWeights } from '../geometry/weights.js';
import { majorisation } from './majorisation.js';
import { totalVariationTransport } from './total-variation.js';

/** What it costs that Γ1 = r is not a: ρ KL(r ‖ a), ½ ρ Σ (r − a)², or ρ Σ |r − a|. */
export type MarginalDivergence = 'kl' | 'l2' | 'total-variation';

/** The measures of an unbalanced problem without entropy, and how it is solved. */
export interface UnbalancedExactOptions {
  /** [n], mass; 1/n each by default */
  readonly a?: VectorLike | undefined;
  /** [m], mass, of any total; 1/m each by default */
  readonly b?: VectorLike | undefined;
  readonly divergence: MarginalDivergence;
  /** ρ_a > 0; cost, for 'l2' cost/mass. */
  readonly penaltyA: number;
  /** ρ_b > 0; by default ρ_a. */
  readonly penaltyB?: number | undefined;
  /** For 'kl' and 'l2': stop when the gap is at most this share of the value's terms; default 1e-6. */
  readonly tolerance?: number | undefined;
  /** For 'kl' and 'l2' steps, 100,000 by default; for 'total-variation' pivots, as in `networkSimplex`. */
  readonly maxIterations?: number | undefined;
}

/** A solved problem. f + g ≤ c, and `gap` is value less dual value, so that it bounds the error of the value. */
export interface UnbalancedExact extends Transport {
  /** Σ Γ */
  readonly mass: number;
  /** max(Σ|Γ1 − a|, Σ|Γᵀ1 − b|): how far the plan chose to be from a and b; mass. */
  readonly marginalError: number;
}

/** A problem of which all is checked. */
export interface UnbalancedProblem {
  readonly cost: Cost;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly penaltyA: number;
  readonly penaltyB: number;
  readonly divergence: MarginalDivergence;
}

/**
 * Unbalanced transport without entropy,
 *
 *     min_{Γ ≥ 0} Σ c Γ + ρ_a D(Γ1 ‖ a) + ρ_b D(Γᵀ1 ‖ b),
 *
 * D(r ‖ s) = Σ r log(r/s) − Σ r + Σ s ('kl'), ½ Σ (r − s)² ('l2') or Σ |r − s| ('total-variation'). The last is a linear
 * program, solved exactly by the network simplex with a dummy point on either side. The others are solved by steps of
 * majorisation and minimisation that multiply the plan; they come near the optimum only slowly, so read `gap`. n·m numbers
 * are kept.
 * @param cost c [n, m]; Infinity forbids an arc
 * @throws RangeError, TypeError if an option is out of range, weights or costs are bad, or a cost is so far below 0 that there
 *   is no least value, or for 'kl' and 'l2' below 0
 * @see chapel:21, section 3
 */
export function unbalancedExact(
  cost: Cost | MatrixLike,
  {
    penaltyA,
    penaltyB = penaltyA,
    divergence,
    tolerance = 1e-6,
    maxIterations,
    ...given
  }: UnbalancedExactOptions,
): UnbalancedExact {
  return naming('unbalancedExact', () => {
    const between = toCost(cost);
    checkPositive(penaltyA, 'penaltyA');
    checkPositive(penaltyB, 'penaltyB');
    if (!(tolerance >= 0)) throw rangeError(`\`tolerance\` to be ≥ 0, got ${tolerance}`);
    const a = toWeights(given.a, between.shape[0], 'a');
    const b = toWeights(given.b, between.shape[1], 'b');
    const problem = { cost: between, a, b, penaltyA, penaltyB, divergence };
    switch (divergence) {
      case 'total-variation':
        return totalVariationTransport(problem, maxIterations);
      case 'kl':
      case 'l2': {
        const most = maxIterations ?? 100_000;
        checkCount(most, 'maxIterations', 1);
        return majorisation(problem, tolerance, most);
      }
      default:
        throw typeError(
          `\`divergence\` to be kl, l2 or total-variation, got ${JSON.stringify(divergence satisfies never)}`,
        );
    }
  });
}
