import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { UserError } from '../../base/index.js';
import { type Checkpoint, readCheckpoint, saveCheckpoint } from '../../engine/index.js';
import {
  explainWriting,
  isTemporary,
  type Lock,
  makeFolder,
  removeLeftovers,
  writeFileWhole,
} from '../../node/index.js';
import { type Film, formatHistory, type HistoryRecord } from '../../training/index.js';
import { readFilm, writeFilm } from './film-file.js';
import { parseHistory } from './history-file.js';
import { lockRun, lostRun } from './run-lock.js';
import { checkSize } from '../config/check-size.js';
import { type ExperimentConfig, firstDifference, parseConfig } from '../config/config.js';

/** The files of a run that came to nothing, beside its configuration. */
const beginnings = ['manifest.json', 'film.safetensors'];
const isBeginning = (name: string): boolean => name === 'config.json' || beginnings.includes(name);

/**
 * A run's folder: `config.json`, `manifest.json`, `history.jsonl`, `film.safetensors` (the film of the training: codes and
 * reconstructions of the same held-out images, before the first step and after every epoch), `metrics.json`,
 * `checkpoint.safetensors` or, of a run that is finished, `weights.safetensors` alone, and `figures/`. Each file appears by rename: it is there whole or not at all.
 */
export class RunFolder {
  readonly path: string;
  readonly config: ExperimentConfig;
  #lock: Lock | undefined;

  private constructor(path: string, config: ExperimentConfig) {
    this.path = path;
    this.config = config;
  }

  /**
   * Begins a run in a new or empty folder, or in that of a run that came to nothing: without a checkpoint or a record.
   * @throws UserError if the folder holds another run, or anything else, or the model is too large
   */
  static create(path: string, config: ExperimentConfig): RunFolder {
    RunFolder.checkFree(path);
    checkSize(config);
    const folder = new RunFolder(path, config);
    makeRunFolder(path);
    const lock = lockRun(path);
    folder.#lock = lock;
    try {
      // Another process may have begun one meanwhile.
      RunFolder.checkFree(path);
      for (const name of [...beginnings, ...listFolder(path).filter(isTemporary)]) {
        rmSync(join(path, name), { force: true });
      }
      folder.writeJson('config.json', config);
    } finally {
      folder.#lock = undefined;
      lock.release();
    }
    return folder;
  }

  /**
   * Makes this process the one that writes in the folder, until the function is called that this returns. What killed
   * processes left is removed.
   * @throws UserError if another process writes there, or the folder was moved or deleted
   */
  lock(): () => void {
    if (!existsSync(this.path)) throw lostRun(this.path);
    const lock = lockRun(this.path);
    try {
      // Another process may have begun another run meanwhile.
      RunFolder.open(this.path).expect(this.config);
    } catch (error) {
      lock.release();
      throw error;
    }
    this.#lock = lock;
    removeLeftovers(this.path, '', { alone: true });
    return () => {
      this.#lock = undefined;
      lock.release();
    };
  }

  /**
   * Refuses to write in a folder whose lock was lost.
   * @throws UserError if the folder was moved or deleted since it was locked, or another process took it over
   */
  checkLock(): void {
    if (this.#lock?.isHeld() === false) throw lostRun(this.path);
  }

  /**
   * Refuses a folder in which no run can be begun; makes none.
   * @throws UserError if the folder holds another run, or anything else, or the path is empty
   */
  static checkFree(path: string): void {
    if (path === '') throw new UserError('the folder of a run has no name; name one');
    const names = listFolder(path).filter(name => !name.startsWith('.'));
    const config = 'config.json';
    if (names.includes(config) && !names.every(name => isBeginning(name) || isTemporary(name))) {
      throw new UserError(
        `${path} holds another run; go on with it by --resume, or choose another folder with --out`,
      );
    }
    if (names.includes(config)) return;
    // A process that was killed while it began a run there left no more than this.
    const found = names.filter(name => !(name.startsWith(`${config}.`) && isTemporary(name)));
    if (found.length > 0) {
      throw new UserError(`${path} is not empty (${found[0]} is there); choose another folder with --out`);
    }
  }

  /** Whether a run can be begun in a folder: it is new or empty, or holds a run that came to nothing. */
  static isFree(path: string): boolean {
    try {
      RunFolder.checkFree(path);
      return true;
    } catch (error) {
      if (error instanceof UserError) return false;
      throw error;
    }
  }

  /** Whether a folder holds a run that came to something: a checkpoint or a record at least. */
  static isBegun(path: string): boolean {
    return RunFolder.exists(path) && !RunFolder.isFree(path);
  }

  /**
   * Opens the run in a folder, or begins one where none came to something.
   * @throws UserError if what is there can't be read, or is no run, or the model is too large
   */
  static openOrCreate(path: string, config: ExperimentConfig): RunFolder {
    return RunFolder.isBegun(path) ? RunFolder.open(path) : RunFolder.create(path, config);
  }

  /** Whether a run was begun in a folder. */
  static exists(path: string): boolean {
    return path !== '' && existsSync(join(path, 'config.json'));
  }

  /**
   * Opens the folder of a run that was begun; removes the temporary files of killed processes.
   * @throws UserError if there is none, or its configuration can't be read
   */
  static open(path: string): RunFolder {
    const file = join(path, 'config.json');
    if (!RunFolder.exists(path)) {
      throw new UserError(
        `${path === '' ? 'a folder without a name' : path} holds no run (there is no config.json); name the folder of a run`,
      );
    }
    removeLeftovers(path, '');
    const config = parseConfig(readJson(file), file);
    checkSize(config);
    return new RunFolder(path, config);
  }

  /**
   * Refuses to go on under another configuration.
   * @throws UserError that names the first field that differs
   */
  expect(config: ExperimentConfig): void {
    const field = firstDifference(this.config, config);
    if (field === undefined) return;
    throw new UserError(
      `${this.path} holds a run of another configuration (${field} differs); ` +
        'go on with the options it was begun with, or choose another folder with --out',
    );
  }

  /** The file's path inside the folder. */
  file(...names: readonly string[]): string {
    return join(this.path, ...names);
  }

  get checkpointPath(): string {
    return this.file('checkpoint.safetensors');
  }

  get hasCheckpoint(): boolean {
    return existsSync(this.checkpointPath);
  }

  get weightsPath(): string {
    return this.file('weights.safetensors');
  }

  get historyPath(): string {
    return this.file('history.jsonl');
  }

  get filmPath(): string {
    return this.file('film.safetensors');
  }

  /** Whether there is a model: a checkpoint, or the weights alone of a run that is finished. */
  get hasModel(): boolean {
    return this.hasCheckpoint || existsSync(this.weightsPath);
  }

  writeJson(name: string, value: unknown): void {
    this.checkLock();
    writeFileWhole(this.file(name), `${JSON.stringify(value, undefined, 2)}\n`);
  }

  /** A JSON file of the folder, or undefined if there is none. */
  readJson(name: string): unknown {
    return existsSync(this.file(name)) ? readJson(this.file(name)) : undefined;
  }

  saveCheckpoint(variables: readonly tf.Variable[], metadata: Readonly<Record<string, string>>): void {
    this.checkLock();
    saveCheckpoint(this.checkpointPath, variables, metadata);
  }

  readCheckpoint(): Checkpoint {
    return readCheckpoint(this.checkpointPath);
  }

  /**
   * Reads the checkpoint, or the weights if there is none.
   * @throws UserError if there is neither, or it is damaged
   */
  readModel(): Checkpoint {
    return this.hasCheckpoint || !this.hasModel ? this.readCheckpoint() : readCheckpoint(this.weightsPath);
  }

  writeFilm(film: Film): void {
    this.checkLock();
    writeFilm(this.filmPath, film);
  }

  /**
   * The film of the training, up to a step, or undefined if there is none (runs of before there were films).
   * @throws UserError if it is damaged
   */
  readFilm(upTo: number = Infinity): Film | undefined {
    const path = this.filmPath;
    if (!existsSync(path)) return undefined;
    const film = readFilm(path);
    return { ...film, frames: film.frames.filter(({ step }) => step <= upTo) };
  }

  writeHistory(records: readonly HistoryRecord[]): void {
    this.checkLock();
    writeFileWhole(this.historyPath, formatHistory(records));
  }

  /** The history as it lies on the disk; empty if there is none. */
  readHistoryBytes(): Uint8Array {
    return existsSync(this.historyPath) ? readFileSync(this.historyPath) : new Uint8Array(0);
  }

  /**
   * The records up to a step.
   * @throws UserError if a line is no record
   */
  readHistory(upTo: number = Infinity): HistoryRecord[] {
    return parseHistory(this.readHistoryBytes(), this.historyPath).filter(record => record.step <= upTo);
  }
}

/** What is said of a checkpoint whose state is none, or of more steps than its configuration has. */
export function damagedState(path: string): UserError {
  return new UserError(
    `the checkpoint ${path} is damaged (its state is not that of a training of this configuration); ` +
      'train again, or put back a copy of it',
  );
}

function makeRunFolder(path: string): void {
  try {
    makeFolder(path);
  } catch (error) {
    throw explainWriting(error, join(path, 'config.json'));
  }
}

/** The names in a folder; none if there is no folder. */
function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UserError(`${path} can't be used as a folder; choose another with --out`, { cause: error });
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserError(
      `${path} is not valid JSON; put back a copy of it, or train again in another folder`,
      {
        cause: error,
      },
    );
  }
}
