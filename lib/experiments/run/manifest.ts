import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { repositoryRoot } from '../../node/index.js';
import { loadBackend } from '../../engine/index.js';
import { UserError } from '../../base/index.js';

/** One sitting of a training. */
export interface Session {
  /** When the session began, ISO 8601. */
  readonly startedAt: string;
  /** Training steps done. */
  readonly steps: number;
  /** Wall time of the epochs: batches, noise, steps, tests, saving. */
  readonly seconds: number;
  /** Wall time inside the compiled steps alone. */
  readonly stepSeconds: number;
  readonly imagesPerSecond: number;
  readonly peakRssMiB: number;
  /** Resident memory after each epoch. */
  readonly residentMiB: readonly number[];
  /** Tensors alive after each epoch. */
  readonly tensors: readonly number[];
}

/** Under what a run was made: what `manifest.json` holds. */
export interface Manifest {
  readonly status: 'running' | 'stopped' | 'finished' | 'failed';
  /** Version of this project. */
  readonly version: string;
  readonly commit: string | null;
  /** Whether tracked files outside `results/` differed from the commit. */
  readonly dirty: boolean | null;
  readonly node: string;
  readonly tfjs: string;
  readonly backend: string;
  readonly backendVersion: string;
  readonly gpu: boolean;
  readonly processor: string;
  readonly threads: number;
  readonly seed: number;
  /** Checksums of the data, by file. */
  readonly sources: Readonly<Record<string, string>>;
  readonly sessions: readonly Session[];
}

const schema: z.ZodType<Manifest> = z.strictObject({
  status: z.enum(['running', 'stopped', 'finished', 'failed']),
  version: z.string(),
  commit: z.string().nullable(),
  dirty: z.boolean().nullable(),
  node: z.string(),
  tfjs: z.string(),
  backend: z.string(),
  backendVersion: z.string(),
  gpu: z.boolean(),
  processor: z.string(),
  threads: z.number(),
  seed: z.number(),
  sources: z.record(z.string(), z.string()),
  sessions: z.array(
    z.strictObject({
      startedAt: z.string(),
      steps: z.number(),
      seconds: z.number(),
      stepSeconds: z.number(),
      imagesPerSecond: z.number(),
      peakRssMiB: z.number(),
      residentMiB: z.array(z.number()),
      tensors: z.array(z.number()),
    }),
  ),
});

/** Collects what can be known before training. */
export async function beginManifest(
  seed: number,
  sources: Readonly<Record<string, string>>,
): Promise<Manifest> {
  const backend = await loadBackend();
  const root = repositoryRoot();
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };
  // Results are what the code makes, not what it is.
  const status = git(root, 'status', '--porcelain', '--untracked-files=no', '--', '.', ':(exclude)results');
  return {
    status: 'running',
    version,
    commit: git(root, 'rev-parse', 'HEAD') ?? null,
    dirty: status === undefined ? null : status !== '',
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

function git(root: string, ...args: readonly string[]): string | undefined {
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
 * @throws UserError where it does not fit the schema
 */
export function parseManifest(value: unknown, origin: string): Manifest {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UserError(`${origin} is no manifest of a run; train again in another folder`);
}

/** Resident memory of this process at its highest, MiB. */
export function peakRssMiB(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
