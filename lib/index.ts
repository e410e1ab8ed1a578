export { type CelebA, loadCelebA, type LoadCelebAOptions } from './datasets/celeba.js';
export { locateCelebA } from './datasets/celeba-files.js';
export type { Dataset, ImageSet } from './datasets/dataset.js';
export { loadDigits, makeDigits } from './datasets/digits.js';
export { downloadMnist } from './datasets/download.js';
export { type FaceSize, loadFaces, makeFaces } from './datasets/faces.js';
export { readIdx } from './datasets/idx.js';
export { loadMnist } from './datasets/mnist.js';
export { locateMnist } from './datasets/mnist-files.js';
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
export { NonFiniteLossError, SetUpError, UserError } from './errors.js';
export {
  type DataConfig,
  type ExperimentConfig,
  modelNames,
  paperModelNames,
  parseConfig,
} from './experiments/config.js';
export { loadData } from './experiments/data.js';
export { type Evaluation, evaluateRun, saveFigures } from './experiments/evaluate.js';
export { type AttributePictures, attributeMultiples, attributePictures } from './experiments/attributes.js';
export { filmViewOf } from './experiments/film.js';
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
} from './experiments/geometry.js';
export { interpolate, type Interpolations } from './experiments/interpolations.js';
export {
  classNamesOf,
  curvesFigure,
  latentFigureOf,
  latentPanel,
  latentPriorOf,
  modelTitles,
  paperColumn,
} from './experiments/figures.js';
export { paperImagesPerRow } from './experiments/figures.js';
export { type Metrics, parseMetrics } from './experiments/metrics.js';
export { disposeModel, modelOfRun } from './experiments/model-of-run.js';
export { notebookHooks, type NotebookHooks } from './experiments/notebook-hooks.js';
export { type Overrides, presetConfig } from './experiments/presets.js';
export { type Reference, referenceOf } from './experiments/reference.js';
export { reproduce, type ReproduceOptions } from './experiments/reproduce.js';
export { type Runs, type RunsOptions, trainRuns } from './experiments/train-runs.js';
export { readResults } from './experiments/results-table.js';
export { RunFolder } from './experiments/run-folder.js';
export { trainFeatures } from './experiments/train-features.js';
export { trainRun } from './experiments/train-run.js';
export { explorerPage } from './explorer/explorer-page.js';
export { type ExplorerOptions, packExplorer, type PackedExplorer } from './explorer/pack.js';
export { arithmeticPicture, attributesPicture } from './figures/attributes.js';
export { ballsFigure, type BallsPanel } from './figures/balls.js';
export { trainingCurves } from './figures/curves.js';
export { filmFigure } from './figures/film-figure.js';
export { filmPicture } from './figures/film-picture.js';
export { filmPlane, filmReach, type FilmView } from './figures/film-view.js';
export { showPage } from './figures/framed-page.js';
export { gaussianEllipse } from './figures/gaussian-ellipse.js';
export { imageGrid } from './figures/grid.js';
export { holesFigure, type HolesPanel } from './figures/holes.js';
export { interpolationsPicture, pathDistancesFigure } from './figures/interpolations.js';
export { latentFigure, type LatentPanel } from './figures/latent.js';
export { manifoldPicture, traversalsPicture } from './figures/manifold.js';
export { matchingFigure, type MatchingPanel } from './figures/matching.js';
export { neighboursPicture, type NeighbourPanel } from './figures/neighbours.js';
export { panelsFigure, type Series } from './figures/panels.js';
export { paperFigure } from './figures/paper-figure.js';
export { type PictureBlock, type PictureRow, pictureRows, pictureRowsPng } from './figures/picture-rows.js';
export { planHeatmaps } from './figures/plan-heatmaps.js';
export { encodePng } from './figures/raster.js';
export { renderPng } from './figures/render.js';
export { saveFigure } from './figures/save.js';
export { show, showPng } from './figures/show.js';
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
export { updatingDisplay } from './figures/updating-display.js';
export { accuraciesOf } from './metrics/accuracy.js';
export {
  type FeatureNetworkCard,
  type FeatureNetworkName,
  featureNetworkNames,
  writeFeatureFile,
} from './metrics/feature-file.js';
export { type FeatureNetwork, loadFeatureNetwork } from './metrics/feature-network.js';
export { type Activity, coordinateActivity } from './metrics/activity.js';
export { type Diversity, diversity } from './metrics/diversity.js';
export { type Features } from './metrics/features.js';
export {
  frechet,
  frechetDistance,
  frechetDistanceOfMoments,
  frechetFloor,
  type FrechetOptions,
} from './metrics/frechet.js';
export { type Extrapolated, frechetAtInfinity } from './metrics/frechet-infinity.js';
export { type Inception, loadInception } from './metrics/inception.js';
export { codeMidpoints, interpolationQuality, relativeDistances } from './metrics/interpolation.js';
export { cubicMmd, kernelDistance } from './metrics/kernel-distance.js';
export { codeMoments, latentMmd, shuffledCodes } from './metrics/latent.js';
export {
  type LatentDistance,
  type LatentSets,
  latentSinkhorn,
  latentSliced,
} from './metrics/latent-distance.js';
export { latentMmdTest, type LatentTest } from './metrics/latent-test.js';
export { type Mardia, mardia } from './metrics/mardia.js';
export {
  bootstrapInterval,
  bootstrapMean,
  bootstrapRatio,
  type Measured,
  spreadInterval,
  studentMean,
} from './metrics/measured.js';
export { type Memorisation, memorisation } from './metrics/memorisation.js';
export { featureMoments, type FeatureMoments } from './metrics/moments.js';
export { nearestCodesByProducts, nearestNeighbours, type Neighbours } from './metrics/nearest.js';
export { type Pictures } from './metrics/pictures.js';
export { type PrecisionRecall, precisionRecall } from './metrics/precision-recall.js';
export { squaredErrors } from './metrics/reconstruction.js';
export { type Sharpness, sharpness } from './metrics/sharpness.js';
export { structuralSimilarity } from './metrics/ssim.js';
export type { AutoEncoder, AutoEncoderConfig, Batch, Model, Player } from './models/auto-encoder.js';
export { type Cost, reconstructionCost, RELEASED_SCALE, squaredError } from './models/costs.js';
export {
  type DiscriminatorBatch,
  type DiscriminatorOptions,
  trainDiscriminator,
  type TrainedDiscriminator,
} from './models/discriminator-training.js';
export {
  bestMatchingEncoder,
  bestRelaxedEncoder,
  type CodeDivergence,
  codeDivergence,
  type EncoderSolution,
  exactPenaltyWeight,
  totalVariationTransport,
} from './models/encoder-program.js';
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
} from './models/finite-world.js';
export { makeModel, type ModelConfig } from './models/model.js';
export type { Architecture, ImageShape } from './models/networks.js';
export { logDensity, ontoSupport, type Prior, priorStd, samplePrior } from './models/priors.js';
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
} from './penalties/normal-closed-forms.js';
export { pointKernel } from './penalties/point-kernel.js';
export { momentsLoss } from './penalties/moments.js';
export { sinkhornPenalty, type SinkhornOptions as SinkhornPenaltyOptions } from './penalties/sinkhorn.js';
export { slicedPenalty } from './penalties/sliced.js';
export { Rng } from './random.js';
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
} from './training/inference.js';
export { interruptSignal } from './training/interrupt.js';
export { type TrainEvent, Trainer, type TrainOutcome } from './training/train.js';
