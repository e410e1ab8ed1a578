/** Optimal transport on its own: costs, exact and entropic solvers, projections, duality, means. */
export type { IterationOptions } from './annealing.js';
export { type Assignment, assignment } from './assignment.js';
export { barycentre1d, type Barycentre1d, type Barycentre1dOptions } from './barycentre-1d.js';
export { cBarTransform, cConcavityGap, cTransform, type CTransform, dualExcess } from './c-transform.js';
export type { LipschitzConstraint } from './critic-step.js';
export type { CriticRecord } from './critic-training.js';
export { type Critic, type CriticOptions, trainCritic } from './critic.js';
export { type GroundCost, matrixCost, pointCost } from './cost.js';
export { uniformDirections } from './directions.js';
export { displacementInterpolation } from './displacement.js';
export {
  fixedSupportBarycentre,
  type FixedSupportBarycentre,
  type FixedSupportBarycentreOptions,
} from './fixed-support-barycentre.js';
export {
  freeSupportBarycentre,
  type FreeSupportBarycentre,
  type FreeSupportBarycentreOptions,
  type StartOptions,
} from './free-support-barycentre.js';
export {
  gaussianBarycentre,
  type GaussianBarycentre,
  type GaussianBarycentreOptions,
} from './gaussian-barycentre.js';
export {
  type AffineMap,
  type Gaussian,
  gaussianInterpolation,
  type GaussianLike,
  gaussianMap,
  gaussianWasserstein,
} from './gaussian.js';
export {
  kantorovichRubinstein,
  type KantorovichRubinstein,
  type KantorovichRubinsteinOptions,
  type Metric,
} from './kantorovich-rubinstein.js';
export { kernelCost } from './kernel-cost.js';
export { type Bandwidth, medianDistance, type PointKernel } from './kernels.js';
export { barycentricMap, mongeMap } from './maps.js';
export type { Matrix, MatrixLike, PointsLike, VectorLike } from './matrix.js';
export { type MaxSliced, type MaxSlicedOptions, maxSlicedWasserstein } from './max-sliced.js';
export type { Measure, MeasureLike } from './measure.js';
export { mmdBiased, mmdUnbiased } from './mmd.js';
export { type ExactOptions, networkSimplex } from './network-simplex.js';
export {
  type OneDimensionalOptions,
  transport1d,
  wasserstein1d,
  wasserstein1dPower,
} from './one-dimensional.js';
export { permutationTest, type PermutationTest, type PermutationTestOptions } from './permutation-test.js';
export {
  type PointLike,
  type PotentialFunction,
  potentialFunction,
  type PotentialOptions,
} from './potentials.js';
export { densePlan, lazyPlan, marginals, type Plan, type SparsePlan } from './plan.js';
export {
  type DivergenceCosts,
  sinkhornDivergence,
  type SinkhornDivergence,
  sinkhornDivergenceOfCosts,
  type SinkhornDivergenceOptions,
} from './sinkhorn-divergence.js';
export { type EntropicTransport, sinkhorn, type SinkhornOptions } from './sinkhorn.js';
export {
  type ProjectionOptions,
  type SlicedEstimate,
  type SlicedOptions,
  slicedWasserstein,
} from './sliced.js';
export {
  type ExactMethod,
  type Method,
  solve,
  type SolveOptions,
  solveSample,
  type SolveSampleOptions,
} from './solve.js';
export { type Transport, transportCost } from './transport.js';
export { unbalancedTransport, type UnbalancedOptions, type UnbalancedTransport } from './unbalanced.js';
