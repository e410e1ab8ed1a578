export { arithmetic, attributeVector, type AttributeVector } from './attributes.js';
export type { Code } from './code.js';
export { holes, type Holes, type HoleShares, type HolesOptions } from './holes.js';
export { type LeastGaussianOptions, leastGaussianPlane, leastGaussianProjection } from './least-gaussian.js';
export { priorGrid, type PriorGridOptions, priorQuantile, traversal } from './manifold.js';
export { type CodeMatching, matchCodes } from './matching.js';
export { type CodeSearch, nearestCodes, type NearestCodes } from './neighbours.js';
export { type EncoderBalls, encoderOverlap, type EncoderOverlap, type OverlapOptions } from './overlap.js';
export { linearPath, sphericalPath, transportPath, type TransportPaths } from './paths.js';
export { cubeOutline, normalRadius, priorRadius } from './prior-regions.js';
export { checkPrior, type Prior, priorStd, samplePrior, unknownPrior } from './prior.js';
export {
  coordinateName,
  coordinatePlane,
  lift,
  placeOf,
  planeCovariances,
  principalPlane,
  project,
  type Projection,
} from './projection.js';
