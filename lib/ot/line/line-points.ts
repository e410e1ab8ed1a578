import { type PointsLike, rangeError, toPoints, toVector } from '../../base/index.js';

/**
 * Points of the line: plain numbers, a tensor of rank 1, or points of one coordinate.
 * @returns [n], shared if `value` is a Float64Array already
 * @throws TypeError, RangeError if they are no points, not finite, or have several coordinates
 */
export function toLine(value: PointsLike, name: string): Float64Array {
  if (value instanceof Float64Array || ('dataSync' in value && value.shape.length === 1)) {
    const n = value instanceof Float64Array ? value.length : value.shape[0]!;
    if (n === 0) throw rangeError(`\`${name}\` to hold at least one point, got none`);
    return toVector(value, n, name);
  }
  const { data, shape } = toPoints(value, name);
  if (shape[1] !== 1) {
    throw rangeError(`\`${name}\` to be points of the line, got ${shape[1]} coordinates a point`);
  }
  return data;
}

/**
 * Checks that |x − y|ᵖ is convex and finite.
 * @throws RangeError otherwise
 */
export function checkConvexPower(p: number): void {
  if (!(p >= 1 && p < Infinity)) {
    throw rangeError(
      `\`p\` to be ≥ 1 and finite, got ${p}; below 1 sorting is not optimal, use an exact solver`,
    );
  }
}

/** d ↦ dᵖ for d ≥ 0. */
export function powerFunction(p: number): (d: number) => number {
  if (p === 1) return d => d;
  if (p === 2) return d => d * d;
  return d => d ** p;
}
