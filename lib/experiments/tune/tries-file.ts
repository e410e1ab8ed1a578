import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Schema, UserError, type Values } from '../../base/index.js';
import type { Measured } from '../../metrics/index.js';
import { type ModelName, modelNames } from '../../models/index.js';
import { writeFileWhole } from '../../node/index.js';
import type { Changes } from '../config/changes.js';
import { measuredAt, type MeasuredAt } from '../measure/metrics-file.js';
import { measured, strictObject } from '../schemas.js';
import type { Plan } from './plan.js';

const tryFields = {
  model: z.enum(modelNames) as Schema<ModelName>,
  stage: z.enum(['common', 'rate', 'own']) as Schema<Plan['stage']>,
  changes: z.record(z.string(), z.unknown()) as Schema<Changes>,
  epochs: z.number() as Schema<number>,
  /** Mean squared error of the validation images, and of as many training images. */
  squaredError: z.number() as Schema<number>,
  trainSquaredError: z.number() as Schema<number>,
  /** Fréchet distance of as many prior samples to the validation images. */
  frechet: measured as Schema<Measured>,
  /** Norm of the mean code in units of σ. */
  meanNorm: z.number() as Schema<number>,
  /** Wall time of the training's epochs. */
  seconds: z.number() as Schema<number>,
  measuredAt: measuredAt as Schema<MeasuredAt>,
};

/** A line of `tries.json`. */
export interface TryRecord extends Values<typeof tryFields> {}

const schema = z.array(strictObject(tryFields)) as unknown as z.ZodType<readonly TryRecord[]>;

/** Where the log of an experiment's tries at one size is. */
export function triesPath(out: string, experiment: string, name: string): string {
  return join(out, experiment, name, 'tries.json');
}

/**
 * The tries that a file holds; none if there is no file.
 * @throws UserError if it does not fit the schema
 */
export function readTries(path: string): readonly TryRecord[] {
  if (!existsSync(path)) return [];
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new UserError(`${path} is no log of tries; put back a copy of it, or move it away`, {
      cause: error,
    });
  }
}

/** Adds a try to a file, that others may have written to meanwhile. */
export function appendTry(path: string, record: TryRecord): void {
  writeFileWhole(path, `${JSON.stringify([...readTries(path), record], undefined, 2)}\n`);
}
