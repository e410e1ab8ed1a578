/** Optimal transport on its own: costs, exact and entropic solvers, projections, duality, means. */
export type { IterationOptions } from './entropic/annealing.js';
export { type Assignment, assignment } from './exact/assignment.js';
export { barycentre1d, type Barycentre1d, type Barycentre1dOptions } from './barycentres/barycentre-1d.js';
export {
  cBarTransform,
  cConcavityGap,
  cTransform,
  type CTransform,
  dualExcess,
} from './duality/c-transform.js';
export { type GroundCost, matrixCost, pointCost } from './geometry/cost.js';
export { uniformDirections } from './line/directions.js';
export { displacementInterpolation } from './maps/displacement.js';
export {
  fixedSupportBarycentre,
  type FixedSupportBarycentre,
  type FixedSupportBarycentreOptions,
} from './barycentres/fixed-support-barycentre.js';
export {
  freeSupportBarycentre,
  type FreeSupportBarycentre,
  type FreeSupportBarycentreOptions,
  type StartOptions,
} from './barycentres/free-support-barycentre.js';
export {
  gaussianBarycentre,
  type GaussianBarycentre,
  type GaussianBarycentreOptions,
} from './gaussian/gaussian-barycentre.js';
export {
  type AffineMap,
  type Gaussian,
  gaussianInterpolation,
  type GaussianLike,
  gaussianMap,
  gaussianWasserstein,
} from './gaussian/gaussian.js';
export {
  kantorovichRubinstein,
  type KantorovichRubinstein,
  type KantorovichRubinsteinOptions,
  type Metric,
} from './duality/kantorovich-rubinstein.js';
export { kernelCost } from './geometry/kernel-cost.js';
export { type Bandwidth, medianDistance, type PointKernel } from './mmd/kernels.js';
export { barycentricMap, mongeMap } from './maps/maps.js';
export type { Matrix, MatrixLike, PointsLike, VectorLike } from '../base/matrix.js';
export { type MaxSliced, type MaxSlicedOptions, maxSlicedWasserstein } from './line/max-sliced.js';
export type { Measure, MeasureLike } from '../base/measure.js';
export { mmdBiased, mmdUnbiased } from './mmd/mmd.js';
export { type ExactOptions, networkSimplex } from './exact/network-simplex.js';
export {
  type OneDimensionalOptions,
  transport1d,
  wasserstein1d,
  wasserstein1dPower,
} from './line/one-dimensional.js';
export {
  permutationTest,
  type PermutationTest,
  type PermutationTestOptions,
} from './mmd/permutation-test.js';
export {
  type PointLike,
  type PotentialFunction,
  potentialFunction,
  type PotentialOptions,
} from './duality/potentials.js';
export { densePlan, lazyPlan, marginals, type Plan, type SparsePlan } from './geometry/plan.js';
export {
  type DivergenceCosts,
  sinkhornDivergence,
  type SinkhornDivergence,
  sinkhornDivergenceOfCosts,
  type SinkhornDivergenceOptions,
} from './entropic/sinkhorn-divergence.js';
export { type EntropicTransport, sinkhorn, type SinkhornOptions } from './entropic/sinkhorn.js';
export {
  type ProjectionOptions,
  type SlicedEstimate,
  type SlicedOptions,
  slicedWasserstein,
} from './line/sliced.js';
export {
  type ExactMethod,
  type Method,
  solve,
  type SolveOptions,
  solveSample,
  type SolveSampleOptions,
} from './solve.js';
export { type Transport, transportCost } from './geometry/transport.js';
export {
  unbalancedTransport,
  type UnbalancedOptions,
  type UnbalancedTransport,
} from './entropic/unbalanced.js';
