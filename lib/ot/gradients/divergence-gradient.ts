import { type Matrix, naming, type PointsLike, toPoints } from '../../base/index.js';
import {
  sinkhornDivergence,
  type SinkhornDivergence,
  type SinkhornDivergenceOptions,
} from '../entropic/sinkhorn-divergence.js';
import { type CostGradient, pointGradients, type PointGradients } from './ground-gradient.js';
import type { WeightGradients } from './transport-gradient.js';

/** {@link SinkhornDivergenceOptions}, and the cost's own gradient. */
export interface DivergenceGradientOptions extends SinkhornDivergenceOptions {
  /** In both points; needed if `cost` is a function, otherwise known. */
  readonly costGradient?: CostGradient;
}

/** Gradients of {@link sinkhornDivergence}'s value. */
export interface DivergenceGradient extends WeightGradients, PointGradients {
  readonly divergence: SinkhornDivergence;
}

/**
 * Gradients of `sinkhornDivergence(x, y, options).value` with plans and potentials held fixed,
 *
 *     ∂/∂x_i = Σ_j Γ_ij ∇₁c(x_i, y_j) − ½ Σ_k (Γ^aa_ik ∇₁c(x_i, x_k) + Γ^aa_ki ∇₂c(x_k, x_i)),   ∂/∂a = f,
 *
 * and the same of y and b; f and g are the divergence's own.
 * @param x [n, d]
 * @param y [m, d]
 * @returns by points [n, d] and [m, d], cost × mass / length; by weights [n] and [m], cost
 * @throws TypeError, RangeError like `sinkhornDivergence`; TypeError if the cost is a function without its gradient
 * @see feydy:19, section 3.2
 */
export function divergenceGradient(
  x: PointsLike,
  y: PointsLike,
  options: DivergenceGradientOptions,
): DivergenceGradient {
  return naming('divergenceGradient', () => {
    const { costGradient, cost = { kind: 'squared-euclidean' } } = options;
    const [from, to] = [toPoints(x, 'x'), toPoints(y, 'y')];
    const divergence = sinkhornDivergence(from, to, options);
    const { xy, xx, yy, value, converged } = divergence;
    const between = pointGradients(xy.plan, from, to, cost, costGradient);
    const withinX = pointGradients(xx.plan, from, from, cost, costGradient);
    const withinY = pointGradients(yy.plan, to, to, cost, costGradient);
    return {
      value,
      x: lessHalf(between.x, withinX),
      y: lessHalf(between.y, withinY),
      a: divergence.f,
      b: divergence.g,
      converged,
      divergence,
    };
  });
}

/** between − ½ (∂₁ + ∂₂): a point of a plan of a measure with itself is on both sides. */
function lessHalf({ data, shape }: Matrix, within: PointGradients): Matrix {
  return {
    data: data.map((entry, k) => entry - (within.x.data[k]! + within.y.data[k]!) / 2),
    shape,
  };
}
