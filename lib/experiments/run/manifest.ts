import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { isClone, repositoryRoot } from '../../node/index.js';
import { loadBackend } from '../../engine/index.js';
import { type Schema, UserError, type Values } from '../../base/index.js';
import { strictObject } from '../schemas.js';
import type { RunFolder } from './run-folder.js';

const numbers = z.array(z.number());

/** What says which code did something. */
export const revisionFields = {
  /** The commit that was checked out; null outside of a clone. */
  commit: z.string().nullable() as Schema<string | null>,
  /** Whether tracked files outside `results/` differed from it. */
  dirty: z.boolean().nullable() as Schema<boolean | null>,
};

/** Which code did something. */
export interface Revision extends Values<typeof revisionFields> {}

const sessionFields = {
  /** When the session began, ISO 8601. */
  startedAt: z.string() as Schema<string>,
  /** Training steps done. */
  steps: z.number() as Schema<number>,
  /** Wall time of the epochs: batches, noise, steps, tests, saving. */
  seconds: z.number() as Schema<number>,
  /** Wall time inside the compiled steps alone. */
  stepSeconds: z.number() as Schema<number>,
  imagesPerSecond: z.number() as Schema<number>,
  peakRssMiB: z.number() as Schema<number>,
  /** Resident memory after each epoch. */
  residentMiB: numbers as Schema<readonly number[]>,
  /** Tensors alive after each epoch. */
  tensors: numbers as Schema<readonly number[]>,
};

/** One sitting of a training. */
export interface Session extends Values<typeof sessionFields> {}

const statuses = ['running', 'stopped', 'finished', 'failed'] as const;

const manifestFields = {
  status: z.enum(statuses) as Schema<(typeof statuses)[number]>,
  /** Version of this project. */
  version: z.string() as Schema<string>,
  node: z.string() as Schema<string>,
  tfjs: z.string() as Schema<string>,
  backend: z.string() as Schema<string>,
  backendVersion: z.string() as Schema<string>,
  gpu: z.boolean() as Schema<boolean>,
  processor: z.string() as Schema<string>,
  threads: z.number() as Schema<number>,
  seed: z.number() as Schema<number>,
  /** Checksums of the data, by file. */
  sources: z.record(z.string(), z.string()) as Schema<Readonly<Record<string, string>>>,
  sessions: z.array(strictObject(sessionFields)) as Schema<readonly Session[]>,
};

/** Under what a run was made: what `manifest.json` holds. */
export interface Manifest extends Revision, Values<typeof manifestFields> {}

const schema: z.ZodType<Manifest> = strictObject({ ...manifestFields, ...revisionFields });

/** Collects what can be known before training. */
export async function beginManifest(
  seed: number,
  sources: Readonly<Record<string, string>>,
): Promise<Manifest> {
  const backend = await loadBackend();
  const root = repositoryRoot();
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };
  return {
    status: 'running',
    version,
    ...checkedOut(),
    node: process.version,
    tfjs: tf.version['tfjs'] ?? '',
    backend: backend.name,
    backendVersion: backend.version,
    gpu: backend.gpu,
    processor: cpus()[0]?.model.trim() ?? '',
    threads: availableParallelism(),
    seed,
    sources,
    sessions: [],
  };
}

/** The code that is checked out. */
export function checkedOut(): Revision {
  const root = repositoryRoot();
  // Results are what the code makes, not what it is.
  const status = git(root, 'status', '--porcelain', '--untracked-files=no', '--', '.', ':(exclude)results');
  return {
    commit: git(root, 'rev-parse', 'HEAD') ?? null,
    dirty: status === undefined ? null : status !== '',
  };
}

/** What git says of a clone; the git above an installed package is another project's. */
function git(root: string, ...args: readonly string[]): string | undefined {
  if (!isClone()) return undefined;
  try {
    return execFileSync('git', ['-C', root, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

/**
 * Checks a manifest read from disk.
 * @throws UserError if it does not fit the schema
 */
export function parseManifest(value: unknown, origin: string): Manifest {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UserError(`${origin} is no manifest of a run; train again in another folder`);
}

/**
 * What is known of how a run was made; undefined if there is no manifest, or none that can be read: no run is refused for
 * that.
 */
export function findManifest(folder: RunFolder): Manifest | undefined {
  try {
    return parseManifest(folder.readJson('manifest.json'), folder.file('manifest.json'));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Resident memory of this process at its highest, MiB. */
export function peakRssMiB(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
