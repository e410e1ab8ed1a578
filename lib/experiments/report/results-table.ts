import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { workFolder, writeFileWhole } from '../../node/index.js';
import { scaled, withInterval } from '../../metrics/index.js';
import { claimsOf, type RunsOfModels } from './claims.js';
import {
  type ExperimentConfig,
  type ExperimentName,
  experimentNames,
  firstDifference,
  type PresetName,
  presetNames,
} from '../config/config.js';
import { modelNames, modelTitles, paperModelNames } from '../../models/index.js';
import { type Manifest, readManifest, type Revision } from '../run/manifest.js';
import { type Metrics, readMetrics } from '../measure/metrics-file.js';
import { reproduceCommand } from './reproduce-command.js';
import { type Cells, markdownTable } from './markdown-table.js';
import { preface } from './results-preface.js';
import { RunFolder } from '../run/run-folder.js';
import { readTries } from '../tune/tries-file.js';
import { triesTable } from './tries-table.js';

/** One run's line of the table. */
export interface ResultRow {
  readonly title: string;
  readonly path: string;
  readonly config: ExperimentConfig;
  readonly metrics: Metrics;
  readonly manifest: Manifest;
}

/** The runs of an experiment at one size. */
interface Results {
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

function resultsOf(out: string, experiment: string, name: string): Results {
  const rows: ResultRow[] = [];
  const leftOut: string[] = [];
  for (const path of measuredRuns(out, `${experiment}/${name}`)) {
    const row = rowOf(out, path);
    const reason =
      row === undefined
        ? 'its metrics are of an earlier version; `wae evaluate` measures it again'
        : unlikeEarlier(row, rows);
    if (reason !== undefined) leftOut.push(`${path} (${reason})`);
    else if (row !== undefined) rows.push(row);
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

/** Undefined if the metrics are of an earlier version. */
function rowOf(out: string, path: string): ResultRow | undefined {
  const run = RunFolder.open(join(out, path));
  const metrics = readMetrics(run);
  if (metrics === undefined) return undefined;
  const manifest = readManifest(run);
  return { title: modelTitles[metrics.model], path, config: run.config, metrics, manifest };
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

const range = (values: readonly number[], digits: number): string =>
  `${Math.min(...values).toFixed(digits)} … ${Math.max(...values).toFixed(digits)}`;

/** A value with its standard error, as `0.0012 ± 0.0003`. */
function withError(value: number, standardError: number): string {
  const digits = Math.min(Math.max(1 - Math.floor(Math.log10(standardError || 1)), 1), 6);
  return `${value.toFixed(digits)} ± ${standardError.toFixed(digits)}`;
}

const named = ({ title, path }: ResultRow): string => `[${title}](${path}/metrics.json)`;

/** What the command prints of a run: cells by their headings. */
export function resultCells(row: ResultRow): Cells {
  const { metrics } = row;
  return {
    model: named(row),
    seed: String(metrics.seed),
    'squared error': withError(metrics.testSquaredError, metrics.testSquaredErrorStandardError),
    SSIM: withInterval(metrics.ssim, 3),
    Fréchet: withInterval(metrics.frechet, 2),
    'Fréchet, n → ∞': withInterval(metrics.frechetAtInfinity, 2),
    'KID × 1000': withInterval(scaled(metrics.kid, 1000), 1),
    precision: withInterval(metrics.precision, 2),
    recall: withInterval(metrics.recall, 2),
    // Pixels in [−1, 1], as the paper's: four times the variance of those in [0, 1].
    'sharpness × 1000': withInterval(scaled(metrics.sharpness, 4000), 2),
    'least sharp': (4000 * metrics.sharpnessMinimum).toFixed(2),
  };
}

function samplerCells(row: ResultRow): Cells {
  const { frechet, samplers } = row.metrics;
  const { 'second-stage': second, flow } = samplers;
  return {
    model: named(row),
    seed: String(row.metrics.seed),
    prior: withInterval(frechet, 2),
    Gaussian: withInterval(samplers.gaussian.frechet, 2),
    'mixture of 10': withInterval(samplers.mixture.frechet, 2),
    'second-stage VAE': second === undefined ? '' : withInterval(second.frechet, 2),
    ...(flow && { 'flow matching': withInterval(flow.frechet, 2) }),
    'midpoints of test codes': withInterval(row.metrics.interpolation, 2),
    diversity: withInterval(row.metrics.diversity, 2),
    memorisation: withInterval(row.metrics.memorisation, 2),
  };
}

function inceptionCells(row: ResultRow): readonly Cells[] {
  const { inceptionFrechet, real, seed } = row.metrics;
  if (inceptionFrechet === undefined) return [];
  return [
    {
      model: named(row),
      seed: String(seed),
      'Inception FID': withInterval(inceptionFrechet, 2),
      'real against real': real.inceptionFrechet === undefined ? '' : withInterval(real.inceptionFrechet, 2),
      protocol: inceptionFrechet.protocol,
    },
  ];
}

function inceptionSection(rows: readonly ResultRow[]): string {
  const cells = rows.flatMap(inceptionCells);
  return cells.length === 0
    ? ''
    : `FID in the published protocol, as far as the weights are the published ones:\n\n${markdownTable(cells)}\n\n`;
}

function codeCells(row: ResultRow): Cells {
  const { latent } = row.metrics;
  return {
    model: named(row),
    seed: String(row.metrics.seed),
    means: range(latent.mean, 2),
    ...(latent.meanNorm !== undefined && { 'norm of the mean code, σ': latent.meanNorm.toFixed(2) }),
    'standard deviations': range(latent.std, 2),
    'MMD²': withError(latent.mmd.value, latent.mmd.standardError),
    'p of MMD²': latent.mmdTest.pValue.toFixed(3),
    'sliced W₂ (floor)': `${latent.sliced.value.value.toFixed(3)} (${latent.sliced.floor.value.toFixed(3)})`,
    'Sinkhorn (floor)': `${latent.sinkhorn.value.value.toFixed(2)} (${latent.sinkhorn.floor.value.toFixed(2)})`,
    'p of skewness, kurtosis':
      latent.mardia === null
        ? ''
        : `${latent.mardia.skewnessPValue.toFixed(3)}, ${latent.mardia.kurtosisPValue.toFixed(3)}`,
    'active coordinates': `${latent.activity.active} of ${latent.activity.variances.length}`,
  };
}

/** What tells how a training ended: on training images, and of the discriminator. */
function convergenceCells({ metrics, ...row }: ResultRow): readonly Cells[] {
  const { trainSquaredError: train, testSquaredError: test, discrimination } = metrics;
  if (train === undefined) return [];
  return [
    {
      model: named({ metrics, ...row }),
      seed: String(metrics.seed),
      'squared error, training images': train.toFixed(2),
      'test images': test.toFixed(2),
      'test / training': (test / train).toFixed(3),
      'discriminator’s loss (log 4 = 1.386)': discrimination?.loss.toFixed(3) ?? '',
      'best for Gaussian codes': discrimination?.best.toFixed(3) ?? '',
    },
  ];
}

function convergenceSection(rows: readonly ResultRow[]): string {
  const cells = rows.flatMap(convergenceCells);
  return cells.length === 0 ? '' : `How the trainings ended:\n\n${markdownTable(cells)}\n\n`;
}

function triesSection(out: string, experiment: ExperimentName, name: string): string {
  const tries = readTries(join(out, experiment, name, 'tries.json'));
  if (tries.length === 0) return '';
  const what = 'Tries on validation images, by which settings were chosen';
  return `${what} ([log](${experiment}/${name}/tries.json)):\n\n${triesTable(experiment, tries)}\n\n`;
}

function costCells(row: ResultRow): Cells {
  const { metrics, manifest } = row;
  return {
    model: named(row),
    seed: String(metrics.seed),
    epochs: String(metrics.epochs),
    'images/s': metrics.imagesPerSecond.toFixed(0),
    'peak MiB': String(metrics.peakRssMiB),
    commit: revisionText(manifest),
  };
}

/** ` on 2026-01-31 at commit 0123456`, as far as it is known. */
function measuredBy({ measuredAt }: Metrics): string {
  if (measuredAt === undefined) return '';
  const revision = revisionText(measuredAt);
  return ` on ${measuredAt.date.slice(0, 10)}${revision === '' ? '' : ` at commit ${revision}`}`;
}

/** `0123456 (changed)`; empty if it is not known. */
function revisionText({ commit, dirty }: Revision): string {
  return commit === null ? '' : commit.slice(0, 7) + (dirty === true ? ' (changed)' : '');
}

function section(
  out: string,
  experiment: ExperimentName,
  { preset, name }: { readonly preset: PresetName; readonly name: string },
): string {
  const { rows, leftOut } = resultsOf(out, experiment, name);
  const left = leftOut.length === 0 ? '' : `\n\nLeft out: ${leftOut.join('; ')}.`;
  const [first] = rows;
  if (first === undefined) return left === '' ? '' : `## ${experiment}, ${name}${left}\n`;
  const { manifest, metrics } = first;
  const folder = dirname(first.path);
  const drawn = paperModelNames.map(model => modelTitles[model]).join(', ');
  const configs = rows.map(({ config }) => config);
  const command = reproduceCommand(experiment, preset, configs, fromRoot(out));
  const claims = claimsOf(experiment, byModel(rows)).map(({ claim, expected, ours, verdict }): Cells => ({
    claim,
    command: 'the one above',
    expected,
    ours,
    verdict,
  }));
  return `## ${experiment}, ${name}

${command}

![${drawn}: test interpolations, test reconstructions, random samples](${folder}/figure.png)

${markdownTable(claims)}${left}

Reconstructions of the test images, and as many samples from the prior:

${markdownTable(rows.map(resultCells))}

The real images: two halves of the test images have Fréchet distance ${withInterval(metrics.real.frechet, 2)}; sharpness × 1000 ${withInterval(scaled(metrics.real.sharpness, 4000), 1)}. Protocol: ${metrics.frechet.protocol}; ${metrics.kid.protocol}; ${metrics.precision.protocol}.

Fréchet distance by sampler, and what else there is to say of samples:

${markdownTable(rows.map(samplerCells))}

${inceptionSection(rows)}Codes of the test images against the prior:

${markdownTable(rows.map(codeCells))}

${convergenceSection(rows)}${markdownTable(rows.map(costCells))}

${triesSection(out, experiment, name)}Measured on ${metrics.n} test images${measuredBy(metrics)}. ${manifest.backend} ${manifest.backendVersion}, tfjs ${manifest.tfjs}, Node ${manifest.node}, ${manifest.threads} threads of ${manifest.processor}${manifest.gpu ? ', GPU' : ''}. [Training curves](${folder}/curves.png), [codes in their least Gaussian plane](${folder}/latent.png).
`;
}

function byModel(rows: readonly ResultRow[]): RunsOfModels {
  return new Map(
    modelNames.map(model => [
      model,
      rows.map(({ metrics }) => metrics).filter(metrics => metrics.model === model),
    ]),
  );
}

/**
 * Writes `<out>/README.md`, the claims and the tables of every measured run under `out`, from the runs' own files.
 * @returns its path
 */
export function writeResultsTable(out: string): string {
  const sections = experimentNames
    .flatMap(experiment =>
      variantsIn(join(out, experiment)).map(variant => section(out, experiment, variant)),
    )
    .filter(text => text !== '');
  const path = join(out, 'README.md');
  writeFileWhole(path, `${preface(relative(out, workFolder()))}\n${sections.join('\n')}`);
  return path;
}

/** The folders of an experiment's runs: a preset's own before those with overrides. */
function variantsIn(folder: string): readonly { readonly preset: PresetName; readonly name: string }[] {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return presetNames.flatMap(preset =>
    names.filter(name => name === preset || name.startsWith(`${preset}-`)).map(name => ({ preset, name })),
  );
}

/** A folder as the command is told of it: from the root of the repository if it is inside. */
function fromRoot(out: string): string {
  const path = relative(workFolder(), resolve(out));
  return path.startsWith('..') ? resolve(out) : path;
}
