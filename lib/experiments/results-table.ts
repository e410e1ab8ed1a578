import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { writeFileWhole } from '../files.js';
import type { Measured } from '../metrics/measured.js';
import { claimsOf, type RunsOfModels } from './claims.js';
import { type ExperimentName, experimentNames, modelNames, paperModelNames, presetNames } from './config.js';
import { modelTitles } from './figures.js';
import { type Manifest, parseManifest } from './manifest.js';
import { type Metrics, parseMetrics } from './metrics.js';
import { RunFolder } from './run-folder.js';

/** One run's line of the table. */
export interface ResultRow {
  readonly title: string;
  readonly path: string;
  readonly metrics: Metrics;
  readonly manifest: Manifest;
}

/** Where the run of a further seed lies, in the folder of its preset. */
export function seedFolder(seed: number): string {
  return `seed-${seed}`;
}

/**
 * The measured runs under `<out>/<experiment>/<preset>`, in the order of the paper's columns, further seeds last.
 * Those whose metrics are of an earlier version are left out: `wae evaluate` measures them again.
 */
export function readResults(out: string, experiment: string, preset: string): ResultRow[] {
  const folder = join(out, experiment, preset);
  const seeds = existsSync(folder) ? readdirSync(folder).filter(name => /^seed-\d+$/.test(name)) : [];
  return ['', ...seeds.sort()].flatMap(seed =>
    modelNames.flatMap(model => {
      const path = join(folder, seed, model);
      if (!existsSync(join(path, 'metrics.json')) || !existsSync(join(path, 'manifest.json'))) return [];
      const run = RunFolder.open(path);
      const metrics = metricsOf(run);
      if (metrics === undefined) return [];
      const manifest = parseManifest(run.readJson('manifest.json'), run.file('manifest.json'));
      const relative = [experiment, preset, seed, model].filter(part => part !== '').join('/');
      return [{ title: modelTitles[model], path: relative, metrics, manifest }];
    }),
  );
}

/** Undefined where they do not fit the schema, such as those of an earlier version. */
function metricsOf(run: RunFolder): Metrics | undefined {
  try {
    return parseMetrics(run.readJson('metrics.json'), run.file('metrics.json'));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

type Cells = Readonly<Record<string, string>>;

const range = (values: readonly number[], digits: number): string =>
  `${Math.min(...values).toFixed(digits)} … ${Math.max(...values).toFixed(digits)}`;

/** A value with its standard error, as `0.0012 ± 0.0003`. */
function withError(value: number, standardError: number): string {
  const digits = Math.min(Math.max(1 - Math.floor(Math.log10(standardError || 1)), 1), 6);
  return `${value.toFixed(digits)} ± ${standardError.toFixed(digits)}`;
}

/** A value with its interval, as `4.03 (3.66 … 4.39)`. */
function withInterval({ value, low, high }: Measured, digits: number): string {
  return `${value.toFixed(digits)} (${low.toFixed(digits)} … ${high.toFixed(digits)})`;
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
    'sharpness × 1000': withInterval(scaled(metrics.sharpness, 1000), 2),
  };
}

function scaled({ value, low, high, ...rest }: Measured, factor: number): Measured {
  return { ...rest, value: value * factor, low: low * factor, high: high * factor };
}

function samplerCells(row: ResultRow): Cells {
  const { frechet, samplers } = row.metrics;
  const second = samplers['second-stage'];
  return {
    model: named(row),
    seed: String(row.metrics.seed),
    prior: withInterval(frechet, 2),
    Gaussian: withInterval(samplers.gaussian.frechet, 2),
    'mixture of 10': withInterval(samplers.mixture.frechet, 2),
    'second-stage VAE': second === undefined ? '' : withInterval(second.frechet, 2),
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

function costCells(row: ResultRow): Cells {
  const { metrics, manifest } = row;
  return {
    model: named(row),
    seed: String(metrics.seed),
    epochs: String(metrics.epochs),
    'images/s': metrics.imagesPerSecond.toFixed(0),
    'peak MiB': String(metrics.peakRssMiB),
    commit:
      manifest.commit === null
        ? ''
        : manifest.commit.slice(0, 7) + (manifest.dirty === true ? ' (changed)' : ''),
  };
}

/** Rows as a table in Markdown. */
export function markdownTable(rows: readonly Cells[]): string {
  const headings = Object.keys(rows[0] ?? {});
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(headings),
    line(headings.map(() => '---')),
    ...rows.map(row => line(headings.map(heading => row[heading] ?? ''))),
  ].join('\n');
}

function section(experiment: ExperimentName, preset: string, rows: readonly ResultRow[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const { manifest, metrics } = first;
  const folder = `${experiment}/${preset}`;
  const drawn = paperModelNames.map(model => modelTitles[model]).join(', ');
  const seeds = new Set(rows.map(row => row.metrics.seed)).size;
  const real = experiment === 'mnist' || experiment === 'celeba';
  const command = `npm run reproduce -- ${experiment} --preset ${preset}${real ? ` --data data/${experiment}` : ''}${seeds > 1 ? ` --seeds ${seeds}` : ''}`;
  const claims = claimsOf(experiment, byModel(rows)).map(({ claim, expected, ours, verdict }): Cells => ({
    claim,
    command: 'the one above',
    expected,
    ours,
    verdict,
  }));
  return `## ${experiment}, ${preset}

\`${command}\`

![${drawn}: test interpolations, test reconstructions, random samples](${folder}/figure.png)

${markdownTable(claims)}

Reconstructions of the test images, and as many samples from the prior:

${markdownTable(rows.map(resultCells))}

The real images: two halves of the test images have Fréchet distance ${withInterval(metrics.real.frechet, 2)}; sharpness × 1000 ${withInterval(scaled(metrics.real.sharpness, 1000), 1)}. Protocol: ${metrics.frechet.protocol}; ${metrics.kid.protocol}; ${metrics.precision.protocol}.

Fréchet distance by sampler, and what else there is to say of samples:

${markdownTable(rows.map(samplerCells))}

${inceptionSection(rows)}Codes of the test images against the prior:

${markdownTable(rows.map(codeCells))}

${markdownTable(rows.map(costCells))}

Measured on ${metrics.n} test images. ${manifest.backend} ${manifest.backendVersion}, tfjs ${manifest.tfjs}, Node ${manifest.node}, ${manifest.threads} threads of ${manifest.processor}${manifest.gpu ? ', GPU' : ''}. [Training curves](${folder}/curves.png), [codes in their least Gaussian plane](${folder}/latent.png).
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
  const present = (name: string): boolean =>
    existsSync(join(out, name)) && readdirSync(join(out, name)).length > 0;
  const sections = experimentNames
    .filter(present)
    .flatMap(experiment =>
      presetNames.map(preset => section(experiment, preset, readResults(out, experiment, preset))),
    )
    .filter(text => text !== '');
  const path = join(out, 'README.md');
  writeFileWhole(path, `${preface}\n${sections.join('\n')}`);
  return path;
}

const preface = `# Results

Generated from the runs' \`metrics.json\` and \`manifest.json\` by the commands below; not written by hand.

Brackets hold 95 % intervals. Those of one seed tell the chance of the images and the samples, not that of training; claims about several seeds have Student’s interval over them. A claim that compares two numbers holds, or does not, where the interval of their difference leaves out 0: Welch’s of several seeds, else from the two intervals. What was tried where one does not hold: [bench/README.md](../bench/README.md#causes).

- **squared error**: mean over the test images of Σ (x − y)² over pixels in [0, 1], y decoded from the mean code; ± its standard error. **SSIM**: structural similarity of the same.
- **Fréchet**: Fréchet distance of as many samples as there are test images to these, on features of this project's own classifiers ([data/features](../data/features/README.md)): smaller is better, comparable with nothing published. **n → ∞**: extrapolated. **KID**, **precision**, **recall**: on the same features.
- **sharpness**: mean variance of the Laplacian of grey pixels in [0, 1].
- **samplers**: codes drawn from the prior, from a Gaussian or a mixture of ten Gaussians fitted to training codes (Ghosh et al. 2020), from a second VAE trained on them (Dai & Wipf 2019). **midpoints**: images decoded midway between two test codes. **diversity**: mean distance of two samples over that of two test images. **memorisation**: mean distance of a sample to its nearest training image over that of a test image; copies would have 0.
- **codes**: smallest and largest mean and standard deviation of a coordinate; **MMD²** to the prior, unbiased, in blocks, inverse multiquadratics summed over the scales 0.1 … 10 of 2·d·σ², ± its standard error, and the permutation test's p on 1,000 codes; sliced W₂ and Sinkhorn divergence beside those of two sets of prior draws; Mardia's tests of normality.
- **images/s**: training images per second of wall time, whole epochs: data, noise, records, tests and saving included, slower where other work ran beside it.

The paper prints pictures of MNIST and three FIDs of CelebA. Its settings are those of the preset \`paper\`; \`standard\` is reduced (MNIST: three layers of an eighth of the filters and 20 epochs in place of four layers and 100; faces: an eighth of the filters, a tenth of λ, 24 epochs of 8,100 half-resolution faces in place of 50 of 182,599), so its figures are of smaller models and no reproduction at the paper's size.
`;
