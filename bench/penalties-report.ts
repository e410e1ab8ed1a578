import { type ModelName, modelTitles } from '../lib/models/kinds.js';
import type { Measured } from '../lib/metrics/statistics/measured.js';
import type { Quality } from './measure-trained.js';
import { formatOccasion, type Occasion } from './occasion.js';

/** One model after its time. */
export interface PenaltyResult extends Quality {
  readonly model: ModelName;
  readonly lambda: number;
  readonly steps: number;
  readonly epochs: number;
}

/** What the bench writes. */
export interface PenaltiesReport extends Occasion {
  /** Processor seconds of training for each model. */
  readonly seconds: number;
  readonly n: number;
  /** Fréchet distance of two halves of the test images. */
  readonly floor: Measured;
  readonly results: readonly PenaltyResult[];
}

/** The report as Markdown. */
export function formatPenalties(report: PenaltiesReport): string {
  const { seconds, n, floor, results } = report;
  const between = ({ value, low, high }: Measured): string =>
    `${value.toFixed(2)} (${low.toFixed(2)} … ${high.toFixed(2)})`;
  const range = ([least, most]: readonly [number, number]): string =>
    `${least.toFixed(2)} … ${most.toFixed(2)}`;
  const rows = results.map(
    ({ model, lambda, steps, epochs, squaredError, frechet, mmd, sliced, mean, std }) =>
      `| ${modelTitles[model]} | ${lambda} | ${steps} | ${epochs.toFixed(1)} | ` +
      `${squaredError.value.toFixed(2)} ± ${squaredError.standardError.toFixed(2)} | ${between(frechet)} | ` +
      `${mmd.value.toPrecision(2)} ± ${mmd.standardError.toPrecision(1)} | ${sliced.value.value.toFixed(3)} | ` +
      `${range(mean)} | ${range(std)} |`,
  );
  const [first] = results;
  return [
    formatOccasion(report),
    '',
    `Every model of the preset \`standard\` on MNIST, one seed, at a constant learning rate, trained for ${seconds} s of processor time of all threads, pre-training and compilation included; what else runs on the machine takes nothing from it. Then, of ${n} test images: squared error of reconstructions; Fréchet distance of as many samples from the prior (two halves of the test images have ${between(floor)}); MMD² and sliced W₂ of the codes to the prior (two sets of prior draws have ${first?.sliced.floor.value.toFixed(3) ?? ''}); smallest and largest mean and standard deviation of a coordinate. Intervals tell the chance of images and samples, not that of training; λ is each preset's own and was not tuned for the race.`,
    '',
    '| model | λ | steps | epochs | squared error | Fréchet | MMD² | sliced W₂ | means | standard deviations |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
