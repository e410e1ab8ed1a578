export { type CelebA, loadCelebA, type LoadCelebAOptions } from './datasets/celeba/celeba.js';
export { locateCelebA } from './datasets/celeba/celeba-files.js';
export type { Dataset, ImageSet } from './datasets/dataset.js';
export { loadDigits, makeDigits } from './datasets/digits/digits.js';
export { downloadMnist } from './datasets/mnist/download.js';
export { type FaceSize, loadFaces, makeFaces } from './datasets/faces/faces.js';
export { readIdx } from './datasets/mnist/idx.js';
export { loadMnist } from './datasets/mnist/mnist.js';
export { locateMnist } from './datasets/mnist/mnist-files.js';
export { drawPicture, type Picture, pictureNames, pixelDots, pixelMeasure } from './datasets/pictures.js';
export {
  Adam,
  assign,
  compile,
  eager,
  type InputSpec,
  loadBackend,
  type Step,
  type StepRunner,
  valueAndGradients,
} from './engine/index.js';
export { NonFiniteLossError, SetUpError, UserError } from './base/errors.js';
export {
  type DataConfig,
  type ExperimentConfig,
  modelNames,
  paperModelNames,
  parseConfig,
} from './experiments/config/config.js';
export { loadData } from './experiments/config/data.js';
export { type Evaluation, evaluateRun, saveFigures } from './experiments/evaluate.js';
export {
  type AttributePictures,
  attributeMultiples,
  attributePictures,
} from './experiments/draw/attributes.js';
export { filmViewOf } from './experiments/draw/film.js';
export {
  ballsOf,
  codeNeighbours,
  holesOf,
  manifoldOf,
  matchingOf,
  planesOf,
  type RunCodes,
  runCodes,
  traversalLevels,
  traversalsOf,
} from './experiments/draw/geometry.js';
export { interpolate, type Interpolations } from './experiments/draw/interpolations.js';
export {
  classNamesOf,
  curvesFigure,
  latentFigureOf,
  latentPanel,
  latentPriorOf,
  modelTitles,
  paperColumn,
} from './experiments/draw/figures.js';
export { paperImagesPerRow } from './experiments/draw/figures.js';
export { type Metrics, parseMetrics } from './experiments/measure/metrics.js';
export { disposeModel, modelOfRun } from './experiments/run/model-of-run.js';
export { notebookHooks, type NotebookHooks } from './experiments/run/notebook-hooks.js';
export { type Overrides, presetConfig } from './experiments/config/presets.js';
export { type Reference, referenceOf } from './experiments/measure/reference.js';
export { reproduce, type ReproduceOptions } from './experiments/reproduce.js';
export { type Runs, type RunsOptions, trainRuns } from './experiments/run/train-runs.js';
export { readResults } from './experiments/report/results-table.js';
export { RunFolder } from './experiments/run/run-folder.js';
export { trainFeatures } from './experiments/run/train-features.js';
export { trainRun } from './experiments/run/train-run.js';
export { explorerPage } from './explorer/explorer-page.js';
export { type ExplorerOptions, packExplorer, type PackedExplorer } from './explorer/pack.js';
export { arithmeticPicture, attributesPicture } from './figures/attributes.js';
export { ballsFigure, type BallsPanel } from './figures/balls.js';
export { trainingCurves } from './figures/curves.js';
export { filmFigure } from './figures/film-figure.js';
export { filmPicture } from './figures/film-picture.js';
export { filmPlane, filmReach, type FilmView } from './figures/film-view.js';
export { showPage } from './figures/plotly/framed-page.js';
export { gaussianEllipse } from './figures/gaussian-ellipse.js';
export { imageGrid } from './figures/pictures/grid.js';
export { holesFigure, type HolesPanel } from './figures/holes.js';
export { interpolationsPicture, pathDistancesFigure } from './figures/interpolations.js';
export { latentFigure, type LatentPanel } from './figures/latent.js';
export { manifoldPicture, traversalsPicture } from './figures/manifold.js';
export { matchingFigure, type MatchingPanel } from './figures/matching.js';
export { neighboursPicture, type NeighbourPanel } from './figures/neighbours.js';
export { panelsFigure, type Series } from './figures/plotly/panels.js';
export { paperFigure } from './figures/paper-figure.js';
export {
  type PictureBlock,
  type PictureRow,
  pictureRows,
  pictureRowsPng,
} from './figures/pictures/picture-rows.js';
export { planHeatmaps } from './figures/plan-heatmaps.js';
export { encodePng } from './figures/pictures/raster.js';
export { renderPng } from './figures/plotly/render.js';
export { saveFigure } from './figures/plotly/save.js';
export { show, showPng } from './figures/plotly/show.js';
export { transportPage } from './figures/transport-page.js';
export { transportPlanFigure } from './figures/transport-plan.js';
export { arithmetic, attributeVector, type AttributeVector } from './latent/attributes.js';
export type { CodesLike } from './latent/codes.js';
export { type Holes, holes, type HolesOptions } from './latent/holes.js';
export {
  leastGaussianPlane,
  leastGaussianProjection,
  type LeastGaussianOptions,
} from './latent/least-gaussian.js';
export { priorGrid, type PriorGridOptions, priorQuantile, traversal } from './latent/manifold.js';
export { type CodeMatching, matchCodes } from './latent/matching.js';
export { type CodeSearch, type NearestCodes, nearestCodes } from './latent/neighbours.js';
export {
  type EncoderBalls,
  type EncoderOverlap,
  encoderOverlap,
  type OverlapOptions,
} from './latent/overlap.js';
export { linearPath, sphericalPath, transportPath, type TransportPaths } from './latent/paths.js';
export {
  coordinatePlane,
  lift,
  planeCovariances,
  principalPlane,
  project,
  type Projection,
} from './latent/projection.js';
export { updatingDisplay } from './figures/plotly/updating-display.js';
export { accuraciesOf } from './metrics/networks/accuracy.js';
export {
  type FeatureNetworkCard,
  type FeatureNetworkName,
  featureNetworkNames,
  writeFeatureFile,
} from './metrics/networks/feature-file.js';
export { type FeatureNetwork, loadFeatureNetwork } from './metrics/networks/feature-network.js';
export { type Activity, coordinateActivity } from './metrics/codes/activity.js';
export { type Diversity, diversity } from './metrics/samples/diversity.js';
export { type Features } from './metrics/samples/features.js';
export {
  frechet,
  frechetDistance,
  frechetDistanceOfMoments,
  frechetFloor,
  type FrechetOptions,
} from './metrics/samples/frechet.js';
export { type Extrapolated, frechetAtInfinity } from './metrics/samples/frechet-infinity.js';
export { type Inception, loadInception } from './metrics/networks/inception.js';
export { codeMidpoints, interpolationQuality, relativeDistances } from './metrics/samples/interpolation.js';
export { cubicMmd, kernelDistance } from './metrics/samples/kernel-distance.js';
export { codeMoments, latentMmd, shuffledCodes } from './metrics/codes/latent.js';
export {
  type LatentDistance,
  type LatentSets,
  latentSinkhorn,
  latentSliced,
} from './metrics/codes/latent-distance.js';
export { latentMmdTest, type LatentTest } from './metrics/codes/latent-test.js';
export { type Mardia, mardia } from './metrics/codes/mardia.js';
export {
  bootstrapInterval,
  bootstrapMean,
  bootstrapRatio,
  type Measured,
  spreadInterval,
  studentMean,
} from './metrics/statistics/measured.js';
export { type Memorisation, memorisation } from './metrics/samples/memorisation.js';
export { featureMoments, type FeatureMoments } from './metrics/samples/moments.js';
export { nearestCodesByProducts, nearestNeighbours, type Neighbours } from './metrics/samples/nearest.js';
export { type Pictures } from './metrics/images/pictures.js';
export { type PrecisionRecall, precisionRecall } from './metrics/samples/precision-recall.js';
export { squaredErrors } from './models/squared-errors.js';
export { type Sharpness, sharpness } from './metrics/images/sharpness.js';
export { structuralSimilarity } from './metrics/images/ssim.js';
export type { AutoEncoder, AutoEncoderConfig, Batch, Model, Player } from './models/auto-encoder.js';
export { type Cost, reconstructionCost, RELEASED_SCALE, squaredError } from './models/costs.js';
export type { LipschitzConstraint } from './adversaries/critic-step.js';
export type { CriticRecord } from './adversaries/critic-training.js';
export { type Critic, type CriticOptions, trainCritic } from './adversaries/critic.js';
export {
  type DiscriminatorBatch,
  type DiscriminatorOptions,
  trainDiscriminator,
  type TrainedDiscriminator,
} from './adversaries/discriminator-training.js';
export {
  bestMatchingEncoder,
  bestRelaxedEncoder,
  type CodeDivergence,
  codeDivergence,
  type EncoderSolution,
  exactPenaltyWeight,
  totalVariationTransport,
} from './theory/encoder-program.js';
export {
  aggregatedPosterior,
  decoderOfMap,
  encodedCoupling,
  type FiniteWorld,
  finiteWorld,
  generatedWeights,
  optimalCoupling,
  type RandomWorldOptions,
  randomWorld,
  reconstructionCosts,
  withNoisyDecoder,
} from './theory/finite-world.js';
export { makeModel, type ModelConfig } from './models/model.js';
export type { Architecture, ImageShape } from './models/networks.js';
export { logDensity, ontoSupport, type Prior, priorStd, samplePrior } from './latent/prior.js';
export { makeVae } from './models/vae.js';
export { type LatentPenalty, makeWae } from './models/wae.js';
export { makeWaeGan } from './models/wae-gan.js';
export { makeWaeMmd } from './models/wae-mmd.js';
export * from './ot/index.js';
export { addLogPrior, adversarialPenalty, discriminatorLoss } from './penalties/adversarial.js';
export { cramerWoldPenalty, cramerWoldToNormal, silvermanBandwidth } from './penalties/cramer-wold.js';
export { energyPenalty } from './penalties/energy.js';
export { type Kernel, RELEASED_SCALES, resolveKernel } from './penalties/kernels.js';
export { klToStandardNormal } from './penalties/kl.js';
export { type AscentOptions, maxSlicedPenalty } from './penalties/max-sliced.js';
export { mmdPenalty } from './penalties/mmd.js';
export {
  type IsotropicNormal,
  jensenShannonOfNormals,
  optimalLogit,
  rbfMmdOfNormals,
} from './theory/normal-closed-forms.js';
export { pointKernel } from './penalties/point-kernel.js';
export { momentsLoss } from './penalties/moments.js';
export { sinkhornPenalty, type SinkhornOptions as SinkhornPenaltyOptions } from './penalties/sinkhorn.js';
export { slicedPenalty } from './penalties/sliced.js';
export { Rng } from './base/random.js';
export { gaussianSampler, type GaussianSampler } from './samplers/gaussian-sampler.js';
export { type Mixture, type MixtureComponent, mixtureLogDensity } from './samplers/mixture.js';
export { fitMixture, type FittedMixture, type MixtureFitOptions } from './samplers/mixture-fit.js';
export { type MixtureOptions, mixtureSampler, type MixtureSampler } from './samplers/mixture-sampler.js';
export { startMixture, type MixtureStartOptions } from './samplers/mixture-start.js';
export { priorSampler } from './samplers/prior-sampler.js';
export type { Sampler } from './samplers/sampler.js';
export {
  type SecondStageOptions,
  secondStageSampler,
  type SecondStageSampler,
} from './samplers/second-stage-sampler.js';
export type { TrainingConfig } from './training/config.js';
export type { HistoryRecord } from './training/history.js';
export {
  type EncodedBalls,
  decodeCodes,
  encodeBalls,
  encodeImages,
  reconstructImages,
  toBytes,
} from './models/inference.js';
export { interruptSignal } from './base/abort.js';
export { type TrainEvent, Trainer, type TrainOutcome } from './training/train.js';
