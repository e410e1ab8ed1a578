export { interruptSignal, nextTurn, type OnProgress, unlessAborted } from './abort.js';
export { checkCount, checkNotNegative, checkPositive, naming, rangeError, typeError } from './arguments.js';
export { NonFiniteLossError, SetUpError, UserError } from './errors.js';
export { fromFloat16, toFloat16 } from './float16.js';
export { lastOf } from './last.js';
export {
  type Matrix,
  type MatrixLike,
  type Measure,
  type MeasureLike,
  type PointsLike,
  toMatrix,
  toPoints,
  toVector,
  type VectorLike,
} from './matrix.js';
export { meanAndCovariance, meanOf, type Moments } from './moments.js';
export {
  checkAlike,
  checkOneSpace,
  checkPoints,
  inDouble,
  inSingle,
  type Numbers,
  pointAt,
  type Points,
  pointsOf,
  rowsAt,
  rowsBetween,
} from './points.js';
export { drawer, Rng, withoutDraws } from './random.js';
export type { Schema, Values } from './schema.js';
export { ShortLists } from './short-lists.js';
export { argsort, gather, sorted } from './sorting.js';
export { squaredDistance, squaredDistancesFrom } from './squared-distances.js';
export { type Estimate, meanWithStandardError, quantile } from './statistics.js';
export { dot, softplus, total } from './vectors.js';
