import * as tf from '@tensorflow/tfjs';
import type { Dataset } from '../../datasets/index.js';
import { encodeImages, makeModel, type Model } from '../../models/index.js';
import { type Points, Rng } from '../../base/index.js';
import { restore } from '../../engine/index.js';
import {
  type FilmFrame,
  filmFrame,
  filmImages,
  type HistoryRecord,
  type Spent,
  Trainer,
  type TrainEvent,
  type TrainOutcome,
  parseTrainState,
  watchedImages,
} from '../../training/index.js';
import { checkSameImages } from '../config/load-data.js';
import { checkCompanions, companionsOf } from './companions.js';
import { beginManifest, findManifest, type Manifest, peakRssMiB } from './manifest.js';
import { disposeModel } from './model-of-run.js';
import { damagedState, type RunFolder } from './run-folder.js';

/** What a training in a folder can be given. */
export interface TrainRunOptions {
  /** Asks for a stop after the step at hand; the run can be resumed. */
  readonly signal?: AbortSignal;
  /** Called for everything that happens, after the folder took note of it. */
  readonly onEvent?: (event: TrainEvent, trainer: Trainer) => void;
}

/**
 * Trains the model of a run's configuration, from its checkpoint if it has one, and keeps the folder up to date:
 * checkpoint and history after every epoch and when stopped, a frame of the film (codes and reconstructions of the same
 * images of validation, or test images if none are held out) and the manifest after every epoch, too.
 * @throws NonFiniteLossError if a loss is not finite; the last good checkpoint stays
 * @throws UserError if the run was begun on other images, another process writes in the folder, the checkpoint is damaged
 *   or belongs with another history or film, the disk is full, or the folder was moved or deleted meanwhile
 */
export async function trainRun(
  folder: RunFolder,
  data: Dataset,
  { signal, onEvent = () => {} }: TrainRunOptions = {},
): Promise<TrainOutcome> {
  const unlock = folder.lock();
  try {
    return await trainLocked(folder, data, signal, onEvent);
  } finally {
    unlock();
  }
}

async function trainLocked(
  folder: RunFolder,
  data: Dataset,
  signal: AbortSignal | undefined,
  onEvent: (event: TrainEvent, trainer: Trainer) => void,
): Promise<TrainOutcome> {
  const { config } = folder;
  const rng = Rng.fromSeed(config.seed);
  const model = makeModel(config.model, rng.split('weights'));
  const trainer = new Trainer(model, data, config.training, rng.split('training'));
  try {
    return await trainIn(folder, data, { model, trainer }, signal, onEvent);
  } finally {
    trainer.dispose();
    disposeModel(model);
  }
}

async function trainIn(
  folder: RunFolder,
  data: Dataset,
  { model, trainer }: { readonly model: Model; readonly trainer: Trainer },
  signal: AbortSignal | undefined,
  onEvent: (event: TrainEvent, trainer: Trainer) => void,
): Promise<TrainOutcome> {
  const { config } = folder;
  const watched = watchedImages(data);
  let history: HistoryRecord[] = [];
  let frames: readonly FilmFrame[] = [];
  let manifest = await beginManifest(config.seed, data.sources);
  if (folder.hasCheckpoint) {
    checkSameImages(folder, data);
    const checkpoint = folder.readCheckpoint();
    restore(trainer.variables, checkpoint, folder.checkpointPath);
    const state = parseTrainState(checkpoint.metadata['state'], trainer.steps);
    if (state === undefined) throw damagedState(folder.checkpointPath);
    trainer.state = state;
    history = folder.readHistory(trainer.state.step);
    const film = folder.readFilm(trainer.state.step)?.frames;
    checkCompanions(
      checkpoint.metadata,
      { path: folder.historyPath, bytes: folder.readHistoryBytes() },
      { path: folder.filmPath, frames: film },
    );
    frames = film ?? [];
    manifest = { ...manifest, sessions: findManifest(folder)?.sessions ?? [] };
  }
  const film = (step: number, codes: Points<Float32Array>): void => {
    frames = [...frames, filmFrame(model, codes, step)];
    folder.writeFilm({ shape: watched.shape, frames });
  };
  folder.writeJson('manifest.json', manifest);
  const startedAt = new Date().toISOString();
  const residentMiB: number[] = [];
  const tensors: number[] = [];
  let latest = manifest;
  const note = (status: Manifest['status'], { steps, seconds, stepSeconds }: Spent): void => {
    const imagesPerSecond = seconds > 0 ? (steps * config.training.batchSize) / seconds : 0;
    const session = { startedAt, steps, seconds, stepSeconds, imagesPerSecond };
    const sessions = [...manifest.sessions, { ...session, peakRssMiB: peakRssMiB(), residentMiB, tensors }];
    latest = { ...manifest, status, sessions };
    folder.writeJson('manifest.json', latest);
  };
  try {
    if (trainer.state.step === 0) {
      film(0, encodeImages(model, watched.images, Math.min(filmImages, watched.count)));
    }
    const outcome = await trainer.run({
      ...(signal === undefined ? {} : { signal }),
      checkpoint: () => (folder.hasCheckpoint ? folder.checkpointPath : undefined),
      onEvent: event => {
        if (event.kind === 'record') history.push(event.record);
        // Film and history before the checkpoint: what they hold beyond it is cut off when the run goes on.
        if (event.kind === 'epoch') film(event.step, event.codes);
        if (event.kind === 'save') {
          folder.writeHistory(history);
          folder.saveCheckpoint(trainer.variables, {
            state: JSON.stringify(trainer.state),
            ...companionsOf(history, frames),
          });
          residentMiB.push(Math.round(process.memoryUsage.rss() / 2 ** 20));
          tensors.push(tf.memory().numTensors);
          // After the checkpoint: a process that is killed now loses the steps that it did, and their time.
          note('running', event.spent);
        }
        onEvent(event, trainer);
      },
    });
    note(outcome.kind, outcome);
    return outcome;
  } catch (error) {
    try {
      folder.writeJson('manifest.json', { ...latest, status: 'failed' });
    } catch {
      // On a full disk this fails, too; the first error is the one to tell of.
    }
    throw error;
  }
}
