import { type Matrix, naming, type PointsLike, rangeError, toPoints } from '../../base/index.js';
import type { Plan } from '../geometry/plan.js';

/** The share of a row's mass below which an entry is rounding, not a second target. */
const CRUMB = 1e-12;

/**
 * The barycentric projection of a plan: x_i ↦ Σ_j Γ_ij y_j / Σ_j Γ_ij.
 * @param plan Γ, [n, m]
 * @param y [m, d]
 * @returns [n, d]; NaN for a point without mass
 * @throws TypeError, RangeError if the points are not finite or not m
 * @see peyre-cuturi:19, definition 4.9 and remark 4.11
 */
export function barycentricMap(plan: Plan, y: PointsLike): Matrix {
  const [n, m] = plan.shape;
  const to = naming('barycentricMap', () => {
    const points = toPoints(y, 'y');
    const count = points.shape[0];
    if (count === m) return points;
    throw rangeError(`\`y\` to be ${m} points, as the plan has columns, got ${count}`);
  });
  const d = to.shape[1];
  const [data, rows] = [new Float64Array(n * d), new Float64Array(n)];
  plan.forEach((i, j, mass) => {
    rows[i]! += mass;
    for (let c = 0; c < d; c++) data[i * d + c]! += mass * to.data[j * d + c]!;
  });
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < d; c++) data[i * d + c]! /= rows[i]!;
  }
  return { data, shape: [n, d] };
}

/**
 * The Monge map that a plan is, if it splits no mass: x_i ↦ y_σ(i).
 *
 * Entries below 1e-12 of their row's mass count as rounding.
 * @param plan Γ, [n, m]
 * @returns σ, [n]; −1 for a point without mass
 * @throws RangeError if a row has two targets
 * @see peyre-cuturi:19, section 2.2
 */
export function mongeMap(plan: Plan): Int32Array {
  const [n] = plan.shape;
  const [targets, largest, rows] = [new Int32Array(n).fill(-1), new Float64Array(n), new Float64Array(n)];
  plan.forEach((i, j, mass) => {
    rows[i]! += mass;
    if (mass <= largest[i]!) return;
    largest[i] = mass;
    targets[i] = j;
  });
  const split = rows.findIndex((mass, i) => mass - largest[i]! > CRUMB * mass);
  if (split >= 0) {
    throw naming('mongeMap', () =>
      rangeError(`\`plan\` to send each point to one other, got several in row ${split}; use barycentricMap`),
    );
  }
  return targets;
}
