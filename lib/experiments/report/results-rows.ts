import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { modelNames, modelTitles } from '../../models/index.js';
import { type ExperimentConfig, firstDifference } from '../config/config.js';
import { type Metrics, readMetrics } from '../measure/metrics-file.js';
import { findManifest, type Manifest } from '../run/manifest.js';
import { escapeAll } from './escape-markdown.js';
import { RunFolder } from '../run/run-folder.js';

/** One run's line of the table. */
export interface ResultRow {
  readonly title: string;
  readonly path: string;
  readonly config: ExperimentConfig;
  readonly metrics: Metrics;
  readonly manifest: Manifest;
}

/** The runs of an experiment at one size. */
export interface Results {
  readonly rows: readonly ResultRow[];
  /** The measured runs that are no rows, each with the reason. */
  readonly leftOut: readonly string[];
}

/**
 * The measured runs under `<out>/<experiment>/<name>`, in the order of the paper's columns, further seeds last; of
 * each model only those that can be taken together: of its first run's configuration, each from a seed of its own.
 * Those whose metrics are of an earlier version are left out: `wae evaluate` measures them again.
 * @param name a preset, or one with overrides as the folder has it, `quick-epochs-2`
 * @throws UserError if a file is damaged
 */
export function readResults(out: string, experiment: string, name: string): ResultRow[] {
  return [...resultsOf(out, experiment, name).rows];
}

/** Those runs, and what was left out with the reason. */
export function resultsOf(out: string, experiment: string, name: string): Results {
  const rows: ResultRow[] = [];
  const leftOut: string[] = [];
  for (const path of measuredRuns(out, `${experiment}/${name}`)) {
    const row = rowOf(out, path);
    const reason = typeof row === 'string' ? row : unlikeEarlier(row, rows);
    if (reason !== undefined) leftOut.push(`${path} (${reason})`);
    else if (typeof row !== 'string') rows.push(row);
  }
  return { rows, leftOut };
}

/** The paths of the measured runs of every seed, from `out` on. */
function measuredRuns(out: string, folder: string): string[] {
  const names = existsSync(join(out, folder)) ? readdirSync(join(out, folder)) : [];
  const seeds = names.filter(name => /^seed-\d+$/.test(name)).sort();
  return [folder, ...seeds.map(seed => `${folder}/${seed}`)]
    .flatMap(parent => modelNames.map(model => `${parent}/${model}`))
    .filter(path => ['metrics.json', 'manifest.json'].every(name => existsSync(join(out, path, name))));
}

/** A run's line, or why it has none. */
function rowOf(out: string, path: string): ResultRow | string {
  const run = RunFolder.open(join(out, path));
  const metrics = readMetrics(run);
  if (metrics === undefined) return 'its metrics are of an earlier version; `wae evaluate` measures it again';
  const manifest = findManifest(run);
  if (manifest === undefined) return 'its manifest can’t be read';
  // The run may be a stranger's, and its files hold any text.
  return {
    title: modelTitles[metrics.model],
    path,
    config: run.config,
    metrics: escapeAll(metrics),
    manifest: escapeAll(manifest),
  };
}

/** Why a run can't be taken together with the rows of its model before it. */
function unlikeEarlier({ config }: ResultRow, rows: readonly ResultRow[]): string | undefined {
  const earlier = rows.filter(row => row.config.model.kind === config.model.kind);
  const [first] = earlier;
  if (first === undefined) return undefined;
  const field = firstDifference({ ...first.config, seed: config.seed }, config);
  if (field !== undefined) return `another configuration than ${first.path}: ${field} differs`;
  const same = earlier.find(row => row.config.seed === config.seed);
  return same === undefined ? undefined : `of the same seed as ${same.path}`;
}
