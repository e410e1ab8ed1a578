import { type MatrixLike, naming, type PointsLike, total } from '../../base/index.js';
import { type Cost, type GroundCost, pointCost } from '../geometry/cost.js';
import { toWeights } from '../geometry/weights.js';
import { type UnbalancedOptions, type UnbalancedTransport, unbalancedTransport } from './unbalanced.js';

/** The measures of an unbalanced divergence, and how its three problems are solved. */
export interface UnbalancedDivergenceOptions extends Omit<UnbalancedOptions, 'start' | 'penaltyB'> {
  /** Between points; default ‖x − y‖². */
  readonly cost?: GroundCost;
}

/** An unbalanced divergence, and the three problems that it is made of. */
export interface UnbalancedDivergence {
  /** S; cost × mass. */
  readonly value: number;
  readonly xy: UnbalancedTransport;
  readonly xx: UnbalancedTransport;
  readonly yy: UnbalancedTransport;
  /** Whether all three are. */
  readonly converged: boolean;
}

/**
 * The debiased divergence of two weighted point clouds whose totals may differ,
 *
 *     S(a, b) = OT(a, b) − ½ OT(a, a) − ½ OT(b, b) + (ε/2) (√Σa − √Σb)²,
 *
 * with OT of {@link unbalancedTransport} at its dual value and ρ for both marginals. It is 0 for equal measures, to the last
 * digit, and ≥ 0 if exp(−c/ε) is a positive kernel, as for ‖x − y‖ᵖ with p ≤ 2; as ρ → ∞ at equal totals it tends to
 * `sinkhornDivergence`. S is homogeneous in mass.
 *
 * Differs: the work has ε KL(Γ ‖ a⊗b) and (ε/2) (Σa − Σb)², the same at totals of 1.
 * @param x [n, d]
 * @param y [m, d]
 * @throws RangeError, TypeError like {@link unbalancedTransport}
 * @see sejourne:19, section 3
 */
export function unbalancedDivergence(
  x: PointsLike,
  y: PointsLike,
  { cost = { kind: 'squared-euclidean' }, ...options }: UnbalancedDivergenceOptions,
): UnbalancedDivergence {
  return naming('unbalancedDivergence', () => {
    const between = pointCost(x, y, cost);
    const [n, m] = between.shape;
    const [a, b] = [toWeights(options.a, n, 'a'), toWeights(options.b, m, 'b')];
    const solved = (costs: Cost | MatrixLike, p: Float64Array, q: Float64Array): UnbalancedTransport =>
      unbalancedTransport(costs, { ...options, a: p, b: q });
    const xy = solved(between, a, b);
    const xx = solved(pointCost(x, x, cost), a, a);
    const yy = solved(pointCost(y, y, cost), b, b);
    const totals = Math.sqrt(total(a)) - Math.sqrt(total(b));
    return {
      value: xy.dualValue - xx.dualValue / 2 - yy.dualValue / 2 + (options.epsilon / 2) * totals ** 2,
      xy,
      xx,
      yy,
      converged: xy.converged && xx.converged && yy.converged,
    };
  });
}
