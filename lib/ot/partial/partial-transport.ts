import { type MatrixLike, naming, rangeError, total, type VectorLike } from '../../base/index.js';
import { networkSimplex } from '../exact/network-simplex.js';
import { type Cost, toCost } from '../geometry/cost.js';
import { marginals, type Plan, type SparsePlan } from '../geometry/plan.js';
import { dualValue, type Transport } from '../geometry/transport.js';
import { toWeights } from '../geometry/weights.js';
import { extendedCost, withoutDummies, withoutDummyPotentials } from './extended-cost.js';

/** Measures of a partial problem, and how much of them is moved. */
export interface PartialOptions {
  /** [n], mass; 1/n each by default */
  readonly a?: VectorLike | undefined;
  /** [m], mass, of any total; 1/m each by default */
  readonly b?: VectorLike | undefined;
  /** How much is moved: from 0, exclusive, to min(Σa, Σb), inclusive. */
  readonly mass: number;
  /** Pivots, at most, as in `networkSimplex`. */
  readonly maxIterations?: number | undefined;
}

/** A solved partial problem; f ≤ 0, g ≤ 0, and f_i + g_j + λ ≤ c(i, j), with equality if Γ_ij > 0. */
export interface PartialTransport<P extends Plan = Plan> extends Transport<P> {
  /** λ, the price of mass: what one more unit of it would cost; cost. */
  readonly lambda: number;
  /** Σ Γ */
  readonly mass: number;
  /** How far the plan is beyond what is allowed: max(Σ max(Γ1 − a, 0), Σ max(Γᵀ1 − b, 0), |ΣΓ − mass|); mass. */
  readonly marginalError: number;
}

/**
 * Partial transport: the cheapest way to move a given mass,
 *
 *     min Σ c Γ over Γ ≥ 0 with Γ1 ≤ a, Γᵀ1 ≤ b, ΣΓ = mass;   dual: max Σ a f + Σ b g + λ mass.
 *
 * Exact: a dummy point on either side takes what is left, at no cost, and the network simplex does the rest.
 * @param cost c [n, m]; Infinity forbids an arc
 * @throws RangeError, TypeError if the mass is not in its range, or like `networkSimplex`
 * @see chapel:20, section 3
 */
export function partialTransport(
  cost: Cost | MatrixLike,
  { mass, maxIterations, ...given }: PartialOptions,
): PartialTransport<SparsePlan> {
  return naming('partialTransport', () => {
    const between = toCost(cost);
    const { a, b } = partialWeights(given, between.shape, mass);
    const [n, m] = between.shape;
    const extended = extendedCost(between, new Float64Array(n), new Float64Array(m), Infinity);
    const solved = networkSimplex(extended, {
      a: Float64Array.of(...a, Math.max(0, total(b) - mass)),
      b: Float64Array.of(...b, Math.max(0, total(a) - mass)),
      maxIterations,
    });
    const plan = withoutDummies(solved.plan);
    const { f, g } = withoutDummyPotentials(solved.f, solved.g);
    const lambda = -(solved.f[n]! + solved.g[m]!);
    return {
      value: solved.value,
      transportCost: solved.value,
      plan,
      f,
      g,
      lambda,
      mass: total(plan.mass),
      converged: solved.converged,
      iterations: solved.iterations,
      marginalError: excessOf(plan, a, b, mass),
      gap: solved.value - dualValue(f, g, a, b) - lambda * mass,
      scaleB: 1,
    };
  });
}

/** @throws RangeError if weights are none, or the mass is not in (0, min(Σa, Σb)] */
export function partialWeights(
  given: { readonly a?: VectorLike | undefined; readonly b?: VectorLike | undefined },
  [n, m]: readonly [number, number],
  mass: number,
): { readonly a: Float64Array; readonly b: Float64Array } {
  const [a, b] = [toWeights(given.a, n, 'a'), toWeights(given.b, m, 'b')];
  const most = Math.min(total(a), total(b));
  if (!(mass > 0 && mass <= most * (1 + 1e-12))) {
    throw rangeError(`\`mass\` to be > 0 and at most ${most}, the lesser total, got ${mass}`);
  }
  return { a, b };
}

/** max(Σ max(Γ1 − a, 0), Σ max(Γᵀ1 − b, 0), |ΣΓ − mass|). */
export function excessOf(plan: Plan, a: Float64Array, b: Float64Array, mass: number): number {
  const { rows, columns } = marginals(plan);
  const excess = (found: Float64Array, most: Float64Array): number =>
    found.reduce((sum, value, i) => sum + Math.max(value - most[i]!, 0), 0);
  return Math.max(excess(rows, a), excess(columns, b), Math.abs(total(rows) - mass));
}
