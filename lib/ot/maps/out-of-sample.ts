import {
  checkPositive,
  type Matrix,
  naming,
  type PointsLike,
  rangeError,
  squaredDistancesFrom,
  toPoints,
  toVector,
  type VectorLike,
} from '../../base/index.js';

import type { Plan } from '../geometry/plan.js';
import { toWeights } from '../geometry/weights.js';
import { softMaximum } from '../entropic/softmin.js';
import { barycentricMap } from './maps.js';

/** A map between domains that takes any points, also such as no plan was made with. */
export interface DomainMap {
  /** The images of points, [k, d] -> [k, d]. */
  apply(points: PointsLike): Matrix;
}

/**
 * A plan as a map of all of space: a point moves like the nearest of the x_i,
 *
 *     T(z) = z + T(x_i) − x_i,   x_i nearest to z,   T(x_i) = Σ_j Γ_ij y_j / Σ_j Γ_ij.
 *
 * Points of x without mass are left out.
 * @param plan Γ, [n, m]
 * @param x [n, d]
 * @param y [m, d]
 * @throws TypeError, RangeError if points are not finite or do not fit the plan, or no point of x has mass
 * @see ferradans:14, section 5
 */
export function nearestMap(plan: Plan, x: PointsLike, y: PointsLike): DomainMap {
  return naming('nearestMap', () => {
    const from = toPoints(x, 'x');
    const images = barycentricMap(plan, y);
    const [n, d] = from.shape;
    if (n !== plan.shape[0] || d !== images.shape[1]) {
      throw rangeError(
        `\`x\` to be [${plan.shape[0]}, ${images.shape[1]}], as the plan and \`y\` say, got [${n}, ${d}]`,
      );
    }
    const kept = [...Array(n).keys()].filter(i => !Number.isNaN(images.data[i * d]));
    if (kept.length === 0) throw rangeError('`plan` to have mass, got none');
    const anchors = rowsOf(from, kept);
    const moves = rowsOf(images, kept).data.map((entry, at) => entry - anchors.data[at]!);
    return {
      apply: points => mapped(points, d, (z, out) => moveLikeNearest(z, anchors, moves, out)),
    };
  });
}

/**
 * The map of an entropic plan, T(z) = Σ_j w_j(z) y_j with w_j(z) ∝ b_j exp((g_j − ‖z − y_j‖²)/ε): at the x_i it is the plan's
 * barycentric projection, and it is smooth between them.
 * @param g the potential of y, [m], for the cost ‖x − y‖²; cost
 * @param y [m, d]
 * @param options ε of the plan, and the weights of y, 1/m each by default
 * @throws TypeError, RangeError if points, potential or weights are not finite or do not fit, or ε ≤ 0
 * @see pooladian-niles-weed:21, equation 9
 */
export function entropicMap(
  g: VectorLike,
  y: PointsLike,
  { epsilon, b }: { readonly epsilon: number; readonly b?: VectorLike },
): DomainMap {
  return naming('entropicMap', () => {
    checkPositive(epsilon, 'epsilon');
    const to = toPoints(y, 'y');
    const [m, d] = to.shape;
    const potential = toVector(g, m, 'g');
    const weights = toWeights(b, m, 'b');
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const shares = weights.map(weight => weight / sum);
    const slack = new Float64Array(m);
    return {
      apply: points =>
        mapped(points, d, (z, out) => {
          squaredDistancesFrom(z, 0, to, slack);
          for (let j = 0; j < m; j++) slack[j] = potential[j]! - slack[j]!;
          const { maximum, logSum } = softMaximum(slack, shares, epsilon);
          for (let j = 0; j < m; j++) {
            if (shares[j] === 0) continue;
            const share = shares[j]! * Math.exp((slack[j]! - maximum) / epsilon - logSum);
            for (let c = 0; c < d; c++) out[c]! += share * to.data[j * d + c]!;
          }
        }),
    };
  });
}

function rowsOf({ data, shape: [, d] }: Matrix, rows: readonly number[]): Matrix {
  const out = new Float64Array(rows.length * d);
  for (const [k, i] of rows.entries()) out.set(data.subarray(i * d, (i + 1) * d), k * d);
  return { data: out, shape: [rows.length, d] };
}

/** Applies a map point by point; `map` writes an image over zeros. */
function mapped(points: PointsLike, d: number, map: (z: Matrix, out: Float64Array) => void): Matrix {
  return naming('DomainMap.apply', () => {
    const from = toPoints(points, 'points');
    const [k, columns] = from.shape;
    if (columns !== d) throw rangeError(`\`points\` to have ${d} coordinates, got ${columns}`);
    const data = new Float64Array(k * d);
    for (let i = 0; i < k; i++) {
      const z: Matrix = { data: from.data.subarray(i * d, (i + 1) * d), shape: [1, d] };
      map(z, data.subarray(i * d, (i + 1) * d));
    }
    return { data, shape: [k, d] };
  });
}

function moveLikeNearest(z: Matrix, anchors: Matrix, moves: Float64Array, out: Float64Array): void {
  const [n, d] = anchors.shape;
  const distances = new Float64Array(n);
  squaredDistancesFrom(z, 0, anchors, distances);
  let nearest = 0;
  for (let i = 1; i < n; i++) if (distances[i]! < distances[nearest]!) nearest = i;
  for (let c = 0; c < d; c++) out[c] = z.data[c]! + moves[nearest * d + c]!;
}
