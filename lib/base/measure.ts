import type { Matrix, PointsLike, VectorLike } from './matrix.js';

/** A discrete measure as people write it. */
export interface MeasureLike {
  /** [n, d], or [n] on the line */
  readonly points: PointsLike;
  /** [n], mass; default 1/n each */
  readonly weights?: VectorLike;
}

/** A discrete measure. */
export interface Measure {
  /** [n, d] */
  readonly points: Matrix;
  /** [n], mass */
  readonly weights: Float64Array;
}
