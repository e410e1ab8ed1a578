import { type ModelName, modelTitles } from '../lib/models/kinds.js';
import type { Measured } from '../lib/metrics/statistics/measured.js';
import type { Quality } from './measure-trained.js';
import { formatOccasion, type Occasion } from './occasion.js';

/** One model with one thing changed. */
export interface CauseResult extends Quality {
  readonly cause: string;
  readonly model: ModelName;
}

/** What was tried on one data set. */
export interface CausesPart extends Occasion {
  /** Of the model that is changed: first filters, epochs, training images. */
  readonly width: number;
  readonly epochs: number;
  readonly images: number;
  /** What the models are measured on, and how many of these. */
  readonly measuredOn: 'test images' | 'held-out training images';
  readonly n: number;
  /** Fréchet distance of two halves of them. */
  readonly floor: Measured;
  readonly results: readonly CauseResult[];
}

/** What the bench writes. */
export interface CausesReport {
  readonly mnist?: CausesPart;
  readonly celeba?: CausesPart;
}

/** The report as Markdown: of each data set one table, a line for each change, the models side by side. */
export function formatCauses(report: CausesReport): string {
  return (['mnist', 'celeba'] as const)
    .flatMap(name => {
      const part = report[name];
      return part === undefined ? [] : [formatPart(name, part)];
    })
    .join('\n');
}

const models = ['vae', 'wae-mmd', 'wae-gan'] as const;

function formatPart(name: keyof CausesReport, part: CausesPart): string {
  const { width, epochs, images, measuredOn, n, floor, results } = part;
  const found = (cause: string, model: ModelName): CauseResult | undefined =>
    results.find(result => result.cause === cause && result.model === model);
  const cell = (result: CauseResult | undefined, write: (result: CauseResult) => string): string =>
    result === undefined ? '' : write(result);
  const error = ({ squaredError: { value, standardError } }: CauseResult): string =>
    `${value.toFixed(1)} ± ${standardError.toFixed(1)}`;
  const distance = ({ frechet: { value, low, high } }: CauseResult): string =>
    `${value.toFixed(1)} (${low.toFixed(1)} … ${high.toFixed(1)})`;
  const discrepancy = ({ mmd: { value } }: CauseResult): string => value.toPrecision(2);
  const rows = [...new Set(results.map(({ cause }) => cause))].map(cause => {
    const cells = [error, distance, discrepancy].flatMap(write =>
      models
        .filter(model => write !== discrepancy || model !== 'vae')
        .map(model => cell(found(cause, model), write)),
    );
    return `| ${[cause, ...cells].join(' | ')} |`;
  });
  const headings = [
    'changed',
    ...models.map(model => `${modelTitles[model]}: squared error`),
    ...models.map(model => `${modelTitles[model]}: Fréchet`),
    ...models.slice(1).map(model => `${modelTitles[model]}: MMD²`),
  ];
  return [
    `**${name}.** ${formatOccasion(part)}`,
    '',
    `The preset \`quick\` (width ${width}) on ${images} real images for ${epochs} epochs, one seed, and what becomes of it with one thing changed. Of ${n} ${measuredOn}: squared error of reconstructions ± standard error; Fréchet distance of as many samples from the prior (two halves of these images have ${floor.value.toFixed(2)}); MMD² of the codes to the prior.`,
    '',
    `| ${headings.join(' | ')} |`,
    `| ${headings.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
  ].join('\n');
}
