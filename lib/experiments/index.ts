export { changedConfig, changeFlags, type Changes, changesBetween, parseChange } from './config/changes.js';
export {
  type DataConfig,
  dataTitle,
  defaultPreset,
  type ExperimentConfig,
  type ExperimentName,
  experimentNames,
  firstDifference,
  type ImagesConfig,
  parseConfig,
  type PresetName,
  presetNames,
  titlePattern,
} from './config/config.js';
export { checkSize } from './config/check-size.js';
export { checkEnoughImages, checkSameImages, loadData } from './config/load-data.js';
export { quickImages } from './config/images-presets.js';
export { featurePresets } from './config/feature-presets.js';
export { type Overrides, presetConfig, presetWidth } from './config/preset-config.js';
export { tuningOf } from './tune/tuning.js';
export { runPath, runsFolder, variantFolder } from './config/run-path.js';
export { attributeMultiples, type AttributePictures, attributePictures } from './draw/attributes.js';
export { classNamesOf, latentFigureOf, latentPanel, latentPriorOf } from './draw/latent.js';
export { paperColumn, paperImagesPerRow } from './draw/paper-column.js';
export { filmViewOf } from './draw/film.js';
export {
  ballsOf,
  holesOf,
  manifoldOf,
  matchingOf,
  planesOf,
  type RunCodes,
  runCodes,
  traversalLevels,
  traversalsOf,
} from './draw/geometry.js';
export { interpolate, type Interpolations } from './draw/interpolations.js';
export { codeNeighbours } from './draw/neighbours.js';
export { evaluateRun, type Evaluation, saveFigures } from './evaluate.js';
export { type Metrics, parseMetrics } from './measure/metrics-file.js';
export { type Reference, referenceOf } from './measure/reference.js';
export { markdownTable } from './report/markdown-table.js';
export { readResults } from './report/results-rows.js';
export { resultCells } from './report/results-table.js';
export { triesTable } from './report/tries-table.js';
export { reproduce, type ReproduceOptions } from './reproduce.js';
export { checkExtension, copyRun, extendRun } from './run/extend-run.js';
export { loadOwnModel } from './run/load-own-model.js';
export { notebookHooks, type NotebookHooks } from './run/notebook-hooks.js';
export { disposeModel, modelOfRun } from './run/model-of-run.js';
export { RunFolder } from './run/run-folder.js';
export { checkTensorBoard, tensorBoard } from './run/tensor-board.js';
export { chosenTry, type Plan, type Try } from './tune/plan.js';
export { readTries, type TryRecord } from './tune/tries-file.js';
export { tune, type Tuned, tunedConfig, type TuneOptions } from './tune/tune.js';
export { type ExportFormat, exportFormats, exportRun } from './run/export-run.js';
export { saveHubFolder } from './run/hub-folder.js';
export { saveWeights } from './run/save-weights.js';
export { type TrainedFeatures, trainFeatures } from './run/train-features.js';
export { trainRun } from './run/train-run.js';
export { type Runs, type RunsOptions, trainRuns } from './run/train-runs.js';
