import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileWhole } from '../files.js';
import { experimentNames, modelNames, paperModelNames, presetNames } from './config.js';
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

/** The measured runs under `<out>/<experiment>/<preset>`, in the order of the paper's columns. */
export function readResults(out: string, experiment: string, preset: string): ResultRow[] {
  return modelNames.flatMap(model => {
    const path = join(out, experiment, preset, model);
    if (!existsSync(join(path, 'metrics.json')) || !existsSync(join(path, 'manifest.json'))) return [];
    const folder = RunFolder.open(path);
    const metrics = parseMetrics(folder.readJson('metrics.json'), folder.file('metrics.json'));
    const manifest = parseManifest(folder.readJson('manifest.json'), folder.file('manifest.json'));
    return [{ title: modelTitles[model], path: [experiment, preset, model].join('/'), metrics, manifest }];
  });
}

const range = (values: readonly number[], digits: number): string =>
  `${Math.min(...values).toFixed(digits)} … ${Math.max(...values).toFixed(digits)}`;

/** A value with its standard error, as `0.0012 ± 0.0003`. */
function withError(value: number, standardError: number): string {
  const digits = Math.min(Math.max(1 - Math.floor(Math.log10(standardError || 1)), 1), 6);
  return `${value.toFixed(digits)} ± ${standardError.toFixed(digits)}`;
}

/** Cells of the table, by their headings. */
export function resultCells({ title, path, metrics, manifest }: ResultRow): Readonly<Record<string, string>> {
  const { latent } = metrics;
  return {
    model: `[${title}](${path}/metrics.json)`,
    'test squared error per image': withError(
      metrics.testSquaredError,
      metrics.testSquaredErrorStandardError,
    ),
    'code means': range(latent.mean, 3),
    'code standard deviations': range(latent.std, 3),
    'MMD² to the prior': withError(latent.mmd.value, latent.mmd.standardError),
    epochs: String(metrics.epochs),
    seed: String(metrics.seed),
    'images/s': metrics.imagesPerSecond.toFixed(0),
    'peak MiB': String(metrics.peakRssMiB),
    commit:
      manifest.commit === null
        ? ''
        : manifest.commit.slice(0, 7) + (manifest.dirty === true ? ' (changed)' : ''),
  };
}

/** Rows as a table in Markdown. */
export function markdownTable(rows: readonly Readonly<Record<string, string>>[]): string {
  const headings = Object.keys(rows[0] ?? {});
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(headings),
    line(headings.map(() => '---')),
    ...rows.map(row => line(headings.map(heading => row[heading] ?? ''))),
  ].join('\n');
}

function section(experiment: string, preset: string, rows: readonly ResultRow[], data: string): string {
  const [first] = rows;
  if (first === undefined) return '';
  const { manifest, metrics } = first;
  const folder = `${experiment}/${preset}`;
  const drawn = paperModelNames.map(model => modelTitles[model]).join(', ');
  const command = `npm run reproduce -- ${experiment} --preset ${preset}${experiment === 'mnist' ? ` --data ${data}` : ''}`;
  return `## ${experiment}, ${preset}

\`${command}\`

![${drawn}: test interpolations, test reconstructions, random samples](${folder}/figure.png)

${markdownTable(rows.map(resultCells))}

Measured on ${metrics.n} test images. ${manifest.backend} ${manifest.backendVersion}, tfjs ${manifest.tfjs}, Node ${manifest.node}, ${manifest.threads} threads of ${manifest.processor}${manifest.gpu ? ', GPU' : ''}. [Training curves](${folder}/curves.png), [codes in their least Gaussian plane](${folder}/latent.png).
`;
}

/**
 * Writes `<out>/README.md`, the table of every measured run under `out`, from the runs' own files.
 * @returns its path
 */
export function writeResultsTable(out: string): string {
  const present = (name: string): boolean =>
    existsSync(join(out, name)) && readdirSync(join(out, name)).length > 0;
  const sections = experimentNames
    .filter(present)
    .flatMap(experiment =>
      presetNames.map(preset =>
        section(experiment, preset, readResults(out, experiment, preset), 'data/mnist'),
      ),
    )
    .filter(text => text !== '');
  const path = join(out, 'README.md');
  writeFileWhole(path, `${preface}\n${sections.join('\n')}`);
  return path;
}

const preface = `# Results

Generated from the runs' \`metrics.json\` and \`manifest.json\` by the commands below; not written by hand.

- **test squared error per image**: mean over the test images of Σ (x − y)² over pixels in [0, 1], y decoded from the mean code; ± its standard error.
- **code means, code standard deviations**: smallest and largest over the coordinates of the test images' codes; the prior has 0 and 1.
- **MMD² to the prior**: unbiased, in blocks of a tenth of the codes, inverse multiquadratics summed over the scales 0.1 … 10 of 2·d·σ²; ± the standard error over the blocks. It may be negative.
- **images/s**: training images per second of wall time, whole epochs: data, noise, records, tests and saving included.

The paper prints pictures of MNIST, no numbers: there is nothing of its to put beside these. Its settings are those of the preset \`paper\`; \`standard\` has three layers of an eighth of the filters and 20 epochs in place of four layers and 100 epochs, so its figures are of a smaller model and are not a reproduction at the paper's size.
`;
