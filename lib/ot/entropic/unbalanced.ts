import { anneal, checkIteration, type EntropicOptions, TOLERANCE } from './annealing.js';
import { type Cost, toCost } from '../geometry/cost.js';
import { evaluate } from './evaluation.js';
import { sinkhornStepper } from './iteration.js';
import { inWorkspace } from '../kernels/workspace.js';
import { entropicProblem } from './problem.js';
import { type MatrixLike, naming, rangeError, total, type VectorLike } from '../../base/index.js';
import type { EntropicTransport } from './sinkhorn.js';
import { readStart } from './start.js';
import { withoutShift } from '../geometry/transport.js';
import { totalsTolerance, toWeights } from '../geometry/weights.js';

/** What an unbalanced problem charges for mass that is made or lost, and how it is solved. */
export interface UnbalancedTerms extends EntropicOptions {
  /** ρ_a > 0; cost. Infinity fixes the first marginal. */
  readonly penaltyA: number;
  /** ρ_b > 0; cost; by default ρ_a. */
  readonly penaltyB?: number;
}

/** The measures of an unbalanced problem, its penalties, and how it is solved. */
export interface UnbalancedOptions extends UnbalancedTerms {
  /** Weights of the rows, [n], mass; 1/n each by default. */
  readonly a?: VectorLike;
  /** Weights of the columns, [m], mass, of any total; 1/m each by default. */
  readonly b?: VectorLike;
}

/** A solved unbalanced problem; `marginalError` says how far its plan chose to be from a and b. */
export interface UnbalancedTransport extends EntropicTransport {
  /** Σ Γ */
  readonly mass: number;
  /**
   * Σ_j |Γᵀ1_j − b_j exp(−g_j/ρ_b)|, 0 at the optimum; mass. `converged` means that it is within the tolerance, as a share
   * of the mass of the plan or of √(Σa Σb), whichever is more.
   */
  readonly optimalityError: number;
}

/**
 * Unbalanced entropic transport,
 *
 *     min_{Γ ≥ 0} Σ c Γ + ε KL(Γ ‖ a⊗b/M) + ρ_a KL(Γ1 ‖ a) + ρ_b KL(Γᵀ1 ‖ b),   M = √(Σa Σb),
 *
 * KL(r ‖ s) = Σ r log(r/s) − Σ r + Σ s. The dual is
 *
 *     max ρ_a Σ a (1 − exp(−f/ρ_a)) + ρ_b Σ b (1 − exp(−g/ρ_b)) − ε (ΣΓ − M),
 *     Γ_ij = a_i b_j/M exp((f_i + g_j − c(i, j))/ε);
 *
 * `gap` is primal less dual, ≥ 0 but for rounding if both ρ are finite. Dividing by M makes the problem
 * homogeneous in mass and, as ρ → ∞, that of {@link sinkhorn}; with totals of 1 it is the usual one.
 *
 * Differs: POT's `sinkhorn_unbalanced` takes ε KL(Γ ‖ a⊗b), the same if Σa Σb = 1; otherwise give it c = a⊗b/M.
 * @param cost [n, m]; Infinity forbids an arc
 * @throws RangeError, TypeError like `sinkhorn`; RangeError if ρ ≤ 0, or both are Infinity and totals differ
 * @see chizat:18, algorithm 1; sejourne:22, translation invariance
 */
export function unbalancedTransport(
  cost: Cost | MatrixLike,
  options: UnbalancedOptions,
): UnbalancedTransport {
  const { epsilon, tolerance = TOLERANCE } = options;
  const { penaltyA, penaltyB = penaltyA } = options;
  const { between, a, b, start } = naming('unbalancedTransport', () => {
    checkIteration(epsilon, options);
    const between = toCost(cost);
    const a = toWeights(options.a, between.shape[0], 'a');
    const b = toWeights(options.b, between.shape[1], 'b');
    checkPenalties({ penaltyA, penaltyB }, total(a), total(b), totalsTolerance(a, b));
    const start = options.start === undefined ? undefined : readStart(options.start, between.shape);
    return { between, a, b, start };
  });
  const [massA, massB] = [total(a), total(b)];
  const unit = Math.sqrt(massA) * Math.sqrt(massB);
  const problem = naming('unbalancedTransport', () =>
    entropicProblem(
      between,
      { weights: a.map(weight => weight / massA), penalty: penaltyA, logMass: Math.log(massA / massB) / 2 },
      { weights: b.map(weight => weight / massB), penalty: penaltyB, logMass: Math.log(massB / massA) / 2 },
    ),
  );
  const stepper = sinkhornStepper(problem, start);
  const warm = start === undefined ? {} : { scaling: 1 };
  const iterations = inWorkspace(() => anneal(stepper, epsilon, problem.spread, { ...warm, ...options }));
  const found = evaluate(problem, stepper.potentials.g, epsilon, unit);
  return {
    value: unit * found.primal,
    dualValue: unit * found.dual,
    gap: unit * (found.primal - found.dual),
    transportCost: unit * found.transportCost,
    mass: unit * found.mass,
    plan: found.plan,
    ...(penaltyA === Infinity && penaltyB === Infinity
      ? withoutShift(found.f, found.g, a, b)
      : { f: found.f, g: found.g }),
    converged: found.optimalityError <= tolerance * Math.max(1, found.mass),
    iterations,
    marginalError: unit * found.marginalError,
    optimalityError: unit * found.optimalityError,
    scaleB: 1,
  };
}

function checkPenalties(
  penalties: { readonly penaltyA: number; readonly penaltyB: number },
  massA: number,
  massB: number,
  tolerance: number,
): void {
  const { penaltyA, penaltyB } = penalties;
  for (const [name, penalty] of Object.entries(penalties)) {
    if (!(penalty > 0)) throw rangeError(`\`${name}\` to be > 0, got ${penalty}`);
  }
  const apart = Math.abs(massA - massB) > tolerance * Math.max(massA, massB);
  if (penaltyA === Infinity && penaltyB === Infinity && apart) {
    throw rangeError(
      `a finite \`penaltyA\` or \`penaltyB\` if totals differ, got Infinity for ${massA} and ${massB}`,
    );
  }
}
