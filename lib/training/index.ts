export { augment, type Augmentation } from './augment.js';
export { type TrainingConfig, trainingFields } from './config.js';
export { type Film, type FilmFrame, filmFrame, filmImages } from './film.js';
export { formatHistory, type HistoryRecord, parseRecord } from './history.js';
export {
  followProgress,
  formatDuration,
  formatProgress,
  type Progress,
  type TrainingSize,
} from './progress.js';
export { RELEASED_MANUAL } from './schedules.js';
export { gatherImages } from './train-step.js';
export { parseStep, parseTrainState, type TrainState } from './train-state.js';
export { averageNameOf } from './weight-average.js';
export {
  Trainer,
  type Spent,
  type TrainEvent,
  type TrainingData,
  watchedImages,
  type TrainOutcome,
} from './train.js';
