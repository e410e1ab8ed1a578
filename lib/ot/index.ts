/** Optimal transport on its own: costs, exact and entropic solvers, projections, duality, means. */
export {
  type Matrix,
  type MatrixLike,
  type Measure,
  type MeasureLike,
  type PointsLike,
  Rng,
  type VectorLike,
} from '../base/index.js';
export {
  type BatchMeasures,
  type CostProblem,
  type DivergenceBatchOptions,
  type SampleProblem,
  sinkhornDivergenceBatch,
  solveBatch,
  solveSampleBatch,
} from './batch.js';
export { barycentre1d, type Barycentre1d, type Barycentre1dOptions } from './barycentres/barycentre-1d.js';
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
  circleTransport,
  type CircleOptions,
  type CircleTransport,
  circleWasserstein,
} from './circle/circle.js';
export {
  type GreatCircleOptions,
  sphericalSliced,
  type SphericalSlicedOptions,
} from './circle/spherical-sliced.js';
export {
  cBarTransform,
  cConcavityGap,
  cTransform,
  type CTransform,
  dualExcess,
} from './duality/c-transform.js';
export {
  kantorovichRubinstein,
  type KantorovichRubinstein,
  type KantorovichRubinsteinOptions,
  type Metric,
} from './duality/kantorovich-rubinstein.js';
export {
  type PointLike,
  type PotentialFunction,
  potentialFunction,
  type PotentialOptions,
  setPoint,
} from './duality/potentials.js';
export { largestSlope } from './duality/slope.js';
export type { EntropicOptions, IterationOptions } from './entropic/annealing.js';
export {
  type DivergenceCosts,
  type DivergenceOptions,
  sinkhornDivergence,
  type SinkhornDivergence,
  sinkhornDivergenceOfCosts,
  type SinkhornDivergenceOptions,
} from './entropic/sinkhorn-divergence.js';
export { type EntropicTransport, sinkhorn, type SinkhornOptions } from './entropic/sinkhorn.js';
export type { StartingPotentials } from './entropic/start.js';
export {
  type UnbalancedOptions,
  type UnbalancedTerms,
  unbalancedTransport,
  type UnbalancedTransport,
} from './entropic/unbalanced.js';
export {
  unbalancedDivergence,
  type UnbalancedDivergence,
  type UnbalancedDivergenceOptions,
} from './entropic/unbalanced-divergence.js';
export { type Assignment, assignment } from './exact/assignment.js';
export { type ExactOptions, networkSimplex } from './exact/network-simplex.js';
export { lowRankSinkhorn, type LowRankOptions, type LowRankTransport } from './entropic/low-rank.js';
export { covarianceRoot } from './gaussian/covariance-root.js';
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
  toOurs,
} from './gaussian/gaussian.js';
export {
  type GaussianMixture,
  type GaussianMixtureLike,
  mixtureInterpolation,
  type MixtureDistance,
  mixtureMap,
  type MixtureMap,
  mixtureWasserstein,
} from './gaussian/gaussian-mixture.js';
export {
  mixtureBarycentre,
  type MixtureBarycentre,
  type MixtureBarycentreOptions,
} from './gaussian/mixture-barycentre.js';
export { type Cost, type GroundCost, matrixCost, pointCost } from './geometry/cost.js';
export { type ListedArcs, sparseCost } from './geometry/sparse-cost.js';
export { kernelCost } from './geometry/kernel-cost.js';
export { chebyshevCost, cosineCost, mahalanobisCost, minkowskiCost } from './geometry/named-costs.js';
export { densePlan, lazyPlan, marginals, type Plan, type SparsePlan } from './geometry/plan.js';
export { type Transport, transportCost } from './geometry/transport.js';
export { toBalancedWeights, toWeights } from './geometry/weights.js';
export { limitThreads } from './kernels/threads.js';
export {
  type EntropicGromovOptions,
  entropicGromovWasserstein,
  gromovWasserstein,
  type GromovWasserstein,
  type GromovWassersteinOptions,
} from './gromov/gromov-wasserstein.js';
export type { GromovLoss, GromovOptions } from './gromov/structure.js';
export { gridCost, type GridCost, type GridCostOptions } from './grids/grid-cost.js';
export { uniformDirections } from './line/directions.js';
export { type MaxSliced, type MaxSlicedOptions, maxSlicedWasserstein } from './line/max-sliced.js';
export {
  type OneDimensionalOptions,
  transport1d,
  wasserstein1d,
  wasserstein1dPower,
} from './line/one-dimensional.js';
export {
  type ProjectionOptions,
  type SlicedEstimate,
  type SlicedOptions,
  slicedWasserstein,
} from './line/sliced.js';
export {
  divergenceGradient,
  type DivergenceGradient,
  type DivergenceGradientOptions,
} from './gradients/divergence-gradient.js';
export { gaussianGradient, type GaussianGradient } from './gradients/gaussian-gradient.js';
export type { CostGradient, PointGradients } from './gradients/ground-gradient.js';
export { slicedGradient, type SlicedGradient } from './gradients/sliced-gradient.js';
export {
  sampleGradient,
  type SampleGradient,
  type SampleGradientOptions,
  transportGradient,
  type TransportGradient,
  type WeightGradients,
} from './gradients/transport-gradient.js';
export {
  expectedSlicedPlan,
  type ExpectedSlicedPlan,
  minSlicedPlan,
  type SlicedPlan,
  type SlicedPlanOptions,
} from './line/sliced-plans.js';
export { displacementInterpolation } from './maps/displacement.js';
export { linearMap, type LinearMapOptions } from './maps/linear-map.js';
export { barycentricMap, mongeMap } from './maps/maps.js';
export { type DomainMap, entropicMap, nearestMap } from './maps/out-of-sample.js';
export {
  type Bandwidth,
  checkPointKernel,
  forEachTile,
  type KernelMap,
  medianDistance,
  type PointKernel,
} from './mmd/kernels.js';
export {
  entropicMultiMarginal,
  type EntropicMultiMarginal,
  type EntropicMultiMarginalOptions,
} from './multi-marginal/entropic-multi-marginal.js';
export {
  multiMarginal,
  type MultiMarginal,
  type MultiMarginalOptions,
} from './multi-marginal/multi-marginal.js';
export { meetingCost, type TensorCost, tensorCost } from './multi-marginal/tensor-cost.js';
export { mmdBiased, mmdUnbiased, pooled, twoSamples } from './mmd/mmd.js';
export {
  permutationTest,
  type PermutationTest,
  type PermutationTestOptions,
} from './mmd/permutation-test.js';
export { type EntropicPartialOptions, entropicPartialTransport } from './partial/entropic-partial.js';
export { type PartialOptions, type PartialTransport, partialTransport } from './partial/partial-transport.js';
export {
  type MarginalDivergence,
  unbalancedExact,
  type UnbalancedExact,
  type UnbalancedExactOptions,
} from './partial/unbalanced-exact.js';
export {
  type ExactMethod,
  type Method,
  type SinkhornMethod,
  solve,
  type SolveOptions,
  solveSample,
  type SolveSampleOptions,
  type UnbalancedMethod,
} from './solve.js';
