/**
 * The front door: what a first cell needs, and a namespace for each folder of the library.
 */
export {
  Rng,
  NonFiniteLossError,
  SetUpError,
  UserError,
  interruptSignal,
  pointAt,
  pointsOf,
  rowsAt,
  rowsBetween,
  type Points,
} from './base/index.js';
export { loadBackend, type Backend } from './engine/index.js';
export {
  presetConfig,
  loadData,
  reproduce,
  type ReproduceOptions,
  trainRuns,
  type RunsOptions,
  type Runs,
  trainRun,
  evaluateRun,
  notebookHooks,
  RunFolder,
  modelOfRun,
  type DataConfig,
  type ExperimentConfig,
  type Overrides,
} from './experiments/index.js';
export { makeModel, type Model, modelTitles, paperModelNames } from './models/index.js';
export { show, showPng, showPage, renderPng, saveFigure } from './figures/index.js';
/** Optimal transport: costs, exact and entropic solvers, projections, duality, means. */
export * as ot from './ot/index.js';
/** The prior, and the geometry of codes. */
export * as latent from './latent/index.js';
/** Finite worlds in which both sides of the objective are computed. */
export * as theory from './theory/index.js';
/** Divergences between codes and prior, as tensors. */
export * as penalties from './penalties/index.js';
/** Networks, costs, VAE and WAEs, encoding and decoding. */
export * as models from './models/index.js';
/** What is trained alone: the critic and the discriminator. */
export * as adversaries from './adversaries/index.js';
/** The loop, schedules, progress. */
export * as training from './training/index.js';
/** MNIST, CelebA, procedural digits and faces, pictures. */
export * as datasets from './datasets/index.js';
/** What can be measured of samples, codes and images. */
export * as metrics from './metrics/index.js';
/** Priors, Gaussians, mixtures and second stages. */
export * as samplers from './samplers/index.js';
/** Figures of plotly and pictures of pixels. */
export * as figures from './figures/index.js';
/** Presets, runs, measuring, drawing, reports. */
export * as experiments from './experiments/index.js';
/** The page that explores latent spaces. */
export * as explorer from './explorer/index.js';
/** The backend, compiled steps, Adam, fused kernels. */
export * as engine from './engine/index.js';
