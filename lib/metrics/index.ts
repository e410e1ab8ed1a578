export { type Activity, coordinateActivity } from './codes/activity.js';
export { bestGaussianLoss, type Discrimination, lossOfLogits } from './codes/discrimination.js';
export {
  type LatentDistance,
  type LatentSets,
  latentSinkhorn,
  latentSliced,
} from './codes/latent-distance.js';
export { latentMmdTest, type LatentTest } from './codes/latent-test.js';
export { codeMoments, type LatentMmd, latentMmd, meanNorm, shuffledCodes } from './codes/latent.js';
export { type Mardia, mardia } from './codes/mardia.js';
export type { Pictures } from './images/pictures.js';
export { sharpness, type Sharpness } from './images/sharpness.js';
export { structuralSimilarity } from './images/ssim.js';
export { accuraciesOf } from './networks/accuracy.js';
export {
  type Classifier,
  type ClassifierArchitecture,
  classifierLoss,
  logitOffsets,
  makeClassifier,
} from './networks/classifier.js';
export {
  featureFilePath,
  type FeatureNetworkCard,
  type FeatureNetworkName,
  featureNetworkNames,
  readFeatureFile,
  writeFeatureFile,
} from './networks/feature-file.js';
export { blockMeans } from './networks/block-means.js';
export {
  classProbabilities,
  type FeatureMap,
  type FeatureNetwork,
  loadFeatureNetwork,
} from './networks/feature-network.js';
export { type Inception, loadInception } from './networks/inception.js';
export { diversity, type Diversity } from './samples/diversity.js';
export type { Features } from './samples/features.js';
export { type Extrapolated, frechetAtInfinity } from './samples/frechet-infinity.js';
export {
  frechet,
  frechetDistance,
  frechetDistanceOfMoments,
  frechetFloor,
  type FrechetOptions,
} from './samples/frechet.js';
export { codeMidpoints, interpolationQuality, relativeDistances } from './samples/interpolation.js';
export { cubicMmd, kernelDistance } from './samples/kernel-distance.js';
export { memorisation, type Memorisation } from './samples/memorisation.js';
export { featureMoments, type FeatureMoments } from './samples/moments.js';
export { nearestCodesByProducts, nearestNeighbours, type Neighbours } from './samples/nearest.js';
export { precisionRecall, type PrecisionRecall } from './samples/precision-recall.js';
export { holm, pairedTest, welchTest } from './statistics/tests.js';
export {
  bootstrapInterval,
  bootstrapMean,
  bootstrapRatio,
  differenceOf,
  type Measured,
  NoRatioError,
  pairedDifference,
  ratioOrReason,
  scaled,
  spreadInterval,
  studentMean,
  type Unmeasured,
  varianceRatio,
  welchDifference,
  withInterval,
} from './statistics/measured.js';
