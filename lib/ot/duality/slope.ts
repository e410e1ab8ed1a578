import { type GroundCost, pointCost } from '../geometry/cost.js';
import { type Matrix, naming } from '../../base/index.js';

/** How far rounding may set two function values apart, relative to the larger of them and the cost between. */
const ROUNDING: number = 16 * Number.EPSILON;

/**
 * The largest slope of a function between any two of its points: max |φ_i − φ_j|/c(x_i, x_j), beyond rounding
 * (16·2⁻⁵² of the largest |φ| is taken off each difference, which matters for points nearly equal).
 * @param points [n, d]
 * @param values φ [n]
 * @param metric a distance
 * @returns 0 for a constant; Infinity if φ differs at equal points
 */
export function largestSlope(points: Matrix, values: Float64Array, metric: GroundCost): number {
  return naming('largestSlope', () => {
    const cost = pointCost(points, points, metric);
    const allowance = ROUNDING * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    let slope = 0;
    for (let i = 1; i < values.length; i++) {
      for (let j = 0; j < i; j++) {
        const rise = Math.abs(values[i]! - values[j]!) - allowance;
        if (rise > 0) slope = Math.max(slope, rise / cost.at(i, j));
      }
    }
    return slope;
  });
}
