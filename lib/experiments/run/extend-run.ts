import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../../base/index.js';
import { explainWriting, makeFolder, ownerToken } from '../../node/index.js';
import { findManifest } from './manifest.js';
import { RunFolder } from './run-folder.js';

/** What a training goes on from. */
const state = ['checkpoint.safetensors', 'history.jsonl', 'film.safetensors', 'manifest.json', 'config.json'];

/**
 * Refuses to give a run another number of epochs if it could not end as a run that was begun with that many.
 * @throws UserError if they are fewer, the run has its weights alone, or its learning rate is laid out over its epochs
 */
export function checkExtension(folder: RunFolder, epochs: number): void {
  const { path, config, hasCheckpoint, hasModel } = folder;
  const { epochs: before, learningRateSchedule, discriminatorLearningRateSchedule } = config.training;
  if (epochs === before) return;
  const refuse = (why: string): never => {
    throw new UserError(`${path} ${why}; begin a run of ${epochs} epochs in another folder with --out`);
  };
  if (epochs < before) refuse(`is of ${before} epochs, and --epochs can give it more, not fewer`);
  if (hasModel && !hasCheckpoint) {
    refuse('has its weights alone, without the optimiser’s state that a training goes on from');
  }
  const kinds = [learningRateSchedule, discriminatorLearningRateSchedule].map(schedule => schedule?.kind);
  if (kinds.includes('manual-smooth')) {
    refuse(`has a learning rate that falls over all of its ${before} epochs (manual-smooth)`);
  }
}

/**
 * Gives a run more epochs: its configuration says so, and the next training goes on from where it is. Schedules count epochs
 * from the first: a `manual` one keeps its last factor or takes the next that it has, `exponential` and `plateau` go on. So
 * the weights end at the bytes of a run that was begun with that many epochs; the history has one more record, that of the
 * former end.
 * @returns the run with its new configuration
 * @throws UserError as {@link checkExtension}, or if another process writes in the folder
 */
export function extendRun(folder: RunFolder, epochs: number): RunFolder {
  const { config } = folder;
  if (epochs === config.training.epochs) return folder;
  checkExtension(folder, epochs);
  const unlock = folder.lock();
  try {
    // First: a run that is not at its end must not be taken for finished.
    const manifest = findManifest(folder);
    if (manifest !== undefined) folder.writeJson('manifest.json', { ...manifest, status: 'stopped' });
    folder.writeJson('config.json', { ...config, training: { ...config.training, epochs } });
  } finally {
    unlock();
  }
  return RunFolder.open(folder.path);
}

/**
 * Copies what a training goes on from into a new folder, which appears whole or not at all.
 * @throws UserError if the folder is not free, or can't be written
 */
export function copyRun(folder: RunFolder, path: string): RunFolder {
  RunFolder.checkFree(path);
  const unlock = folder.lock();
  const copy = `${path}.${ownerToken}.tmp`;
  try {
    makeFolder(dirname(path));
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(copy);
    for (const name of state.filter(each => existsSync(folder.file(each)))) {
      cpSync(folder.file(name), `${copy}/${name}`);
    }
    rmSync(path, { recursive: true, force: true });
    renameSync(copy, path);
  } catch (error) {
    throw explainWriting(error, path);
  } finally {
    rmSync(copy, { recursive: true, force: true });
    unlock();
  }
  return RunFolder.open(path);
}
