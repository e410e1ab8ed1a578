import {
  type Matrix,
  type Measure,
  naming,
  type PointsLike,
  rangeError,
  toPoints,
} from '../../base/index.js';
import type { Plan } from '../geometry/plan.js';

/**
 * McCann's interpolation along a plan: mass Γ_ij at (1 − t) x_i + t y_j for every entry of the plan that is not 0.
 *
 * If Γ is optimal for ‖x − y‖², W₂ from x to the interpolation is t W₂(x, y).
 * @param plan Γ, [n, m]
 * @param x [n, d]
 * @param y [m, d]
 * @param t from 0 to 1
 * @returns one point for each entry, in the plan's order
 * @throws TypeError, RangeError if points are not finite or do not fit the plan, or `t` is outside [0, 1]
 * @see peyre-cuturi:19, remark 7.1
 */
export function displacementInterpolation(plan: Plan, x: PointsLike, y: PointsLike, t: number): Measure {
  const [from, to] = naming('displacementInterpolation', () => {
    if (!(t >= 0 && t <= 1)) throw rangeError(`\`t\` to be in [0, 1], got ${t}`);
    return pointsOfPlan(plan, x, y);
  });
  const d = from.shape[1];
  const [points, weights]: [number[], number[]] = [[], []];
  plan.forEach((i, j, mass) => {
    weights.push(mass);
    for (let c = 0; c < d; c++) {
      points.push((1 - t) * from.data[i * d + c]! + t * to.data[j * d + c]!);
    }
  });
  return {
    points: { data: Float64Array.from(points), shape: [weights.length, d] },
    weights: Float64Array.from(weights),
  };
}

function pointsOfPlan(plan: Plan, x: PointsLike, y: PointsLike): readonly [Matrix, Matrix] {
  const [from, to] = [toPoints(x, 'x'), toPoints(y, 'y')];
  const [n, m] = plan.shape;
  if (from.shape[0] !== n || to.shape[0] !== m || to.shape[1] !== from.shape[1]) {
    throw rangeError(
      `\`x\` to be [${n}, d] and \`y\` [${m}, d], as the plan is [${n}, ${m}], ` +
        `got [${from.shape.join(', ')}] and [${to.shape.join(', ')}]`,
    );
  }
  return [from, to];
}
