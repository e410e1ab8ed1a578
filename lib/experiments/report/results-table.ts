import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { workFolder, writeFileWhole } from '../../node/index.js';
import { type Measured, scaled, type Unmeasured, withInterval } from '../../metrics/index.js';
import { claimsOf, type RunsOfModels } from './claims.js';
import { type ExperimentName, experimentNames, type PresetName, presetNames } from '../config/config.js';
import { modelNames, modelTitles, paperModelNames } from '../../models/index.js';
import type { Revision } from '../run/manifest.js';
import type { Metrics } from '../measure/metrics-file.js';
import { reproduceCommand } from './reproduce-command.js';
import { type Cells, markdownTable } from './markdown-table.js';
import { escapeMarkdown } from './escape-markdown.js';
import { preface } from './results-preface.js';
import { type ResultRow, resultsOf } from './results-rows.js';
import { readTries, triesPath } from '../tune/tries-file.js';
import { triesTable } from './tries-table.js';

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
    diversity: ratioCell(row.metrics.diversity),
    memorisation: ratioCell(row.metrics.memorisation),
  };
}

function ratioCell(ratio: Measured | Unmeasured): string {
  return ratio.value === null ? `none: ${ratio.reason}` : withInterval(ratio, 2);
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

const inceptionSentence = 'FID in the published protocol, as far as the weights are the published ones';

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

/** A table under its sentence; empty if it has no rows. */
function tableIfAny(sentence: string, cells: readonly Cells[]): string {
  return cells.length === 0 ? '' : `${sentence}:\n\n${markdownTable(cells)}\n\n`;
}

function triesSection(out: string, experiment: ExperimentName, name: string): string {
  const tries = readTries(triesPath(out, experiment, name));
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
    'images/s': metrics.imagesPerSecond > 0 ? metrics.imagesPerSecond.toFixed(0) : '–',
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
  dataFolder: string,
  { preset, name }: { readonly preset: PresetName; readonly name: string },
): string {
  const { rows, leftOut } = resultsOf(out, dataFolder, name);
  const left = leftOut.length === 0 ? '' : `\n\nLeft out: ${leftOut.join('; ')}.`;
  const [first] = rows;
  const heading = `## ${escapeMarkdown(dataFolder)}, ${name}`;
  if (first === undefined) return left === '' ? '' : `${heading}${left}\n`;
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
  return `${heading}

${command}

![${drawn}: test interpolations, test reconstructions, random samples](${folder}/figure.png)

${claims.length === 0 ? '' : markdownTable(claims)}${left}

Reconstructions of the test images, and as many samples from the prior:

${markdownTable(rows.map(resultCells))}

The real images: two halves of the test images have Fréchet distance ${withInterval(metrics.real.frechet, 2)}; sharpness × 1000 ${withInterval(scaled(metrics.real.sharpness, 4000), 1)}. Protocol: ${metrics.frechet.protocol}; ${metrics.kid.protocol}; ${metrics.precision.protocol}.

Fréchet distance by sampler, and what else there is to say of samples:

${markdownTable(rows.map(samplerCells))}

${tableIfAny(inceptionSentence, rows.flatMap(inceptionCells))}Codes of the test images against the prior:

${markdownTable(rows.map(codeCells))}

${tableIfAny('How the trainings ended', rows.flatMap(convergenceCells))}${markdownTable(rows.map(costCells))}

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
      dataFolders(out, experiment).flatMap(folder =>
        variantsIn(join(out, folder)).map(variant => section(out, experiment, folder, variant)),
      ),
    )
    .filter(text => text !== '');
  const path = join(out, 'README.md');
  writeFileWhole(path, `${preface(relative(out, workFolder()))}\n${sections.join('\n')}`);
  return path;
}

/** The folder of an experiment's data, from `out` on; of images of one's own one for each title. */
function dataFolders(out: string, experiment: ExperimentName): readonly string[] {
  if (experiment !== 'images') return [experiment];
  const folder = join(out, experiment);
  return existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map(title => `${experiment}/${title}`)
    : [];
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
