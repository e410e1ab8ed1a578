import { type Measured, scaled } from '../../metrics/index.js';
import {
  type Comparison,
  decide,
  type Finding,
  overSeeds,
  type Quantity,
  sameProtocol,
} from './comparison.js';
import type { ExperimentName } from '../config/config.js';
import { type ModelName, modelTitles, paperModelNames } from '../../models/index.js';
import type { SampleMetrics } from '../measure/measure-samples.js';
import type { Metrics } from '../measure/metrics-file.js';

/** A claim about the models, what it rests on, and whether our runs bear it out. */
export interface Claim extends Finding {
  readonly claim: string;
  /** Who claims it, and with which numbers. */
  readonly expected: string;
}

/** The measured runs of an experiment at one size: of each model one for each seed. */
export type RunsOfModels = ReadonlyMap<ModelName, readonly Metrics[]>;

/**
 * The claims of docs/protocol.md about an experiment's runs, decided as one family, and what there is to say of the
 * published FIDs. Nobody has claimed anything about images of one's own.
 */
export function claimsOf(experiment: ExperimentName, runs: RunsOfModels): Claim[] {
  if (experiment === 'images') return [];
  const faces = experiment === 'celeba' || experiment === 'faces';
  const [vae, waeMmd, waeGan] = paperModelNames;
  const waes = [waeMmd, waeGan] as const;
  const orders = [
    [waeMmd, vae],
    [waeGan, vae],
    [waeGan, waeMmd],
  ] as const;
  const prior = (model: ModelName): Quantity => quantity(runs, model, metrics => metrics.frechet);
  const best = (model: ModelName): Quantity => ofBestSampler(runs, model);
  const sharpness = (model: ModelName): Quantity =>
    quantity(runs, model, metrics => scaled(metrics.sharpness, 4));
  const error = (model: ModelName): Quantity => quantity(runs, model, squaredError);
  const published = faces
    ? 'paper, FID on CelebA 63, 55, 42 (98 for the VAE in the first text)'
    : 'paper: pictures alone';
  const family: readonly (Comparison & Omit<Claim, keyof Finding>)[] = [
    ...orders.map(([less, more]) => ({
      claim: `Fréchet distance from the prior: ${modelTitles[less]} < ${modelTitles[more]}`,
      expected: published,
      less: prior(less),
      more: prior(more),
      digits: 2,
    })),
    ...orders.map(([less, more]) => ({
      claim: `Fréchet distance, each by its own best sampler: ${modelTitles[less]} < ${modelTitles[more]}`,
      expected: 'not in the paper',
      less: best(less),
      more: best(more),
      digits: 2,
    })),
    ...waes.map(wae => ({
      claim: `${modelTitles[wae]} reconstructs no worse than the VAE: its squared error is less than ${MARGIN} times the VAE’s`,
      expected: 'paper: pictures alone; squared error of test images',
      less: error(wae),
      more: times(MARGIN, error(vae)),
      digits: 2,
    })),
    ...waes.map(wae => ({
      claim: `${modelTitles[wae]}’s samples are sharper than the VAE’s`,
      expected: faces ? 'paper, sharpness 6e-3 against 3e-3 (pixels in [−1, 1])' : 'paper: pictures alone',
      less: sharpness(vae),
      more: sharpness(wae),
      digits: faces ? 5 : 4,
    })),
    ...[vae, waeMmd].map(model => ({
      claim: `A mixture of ten Gaussians samples better than the prior: ${modelTitles[model]}`,
      expected: faces
        ? 'Ghosh et al. 2020, FID: VAE 48.1 → 45.5, WAE-MMD 53.7 → 42.7'
        : 'Ghosh et al. 2020, FID: VAE 19.2 → 17.7, WAE-MMD 20.4 → 9.4',
      less: { ...quantity(runs, model, ({ samplers }) => samplers.mixture.frechet), name: 'mixture' },
      more: { ...prior(model), name: 'prior' },
      digits: 2,
      sameRuns: true,
    })),
  ];
  const findings = decide(family);
  return [
    ...family.map(({ claim, expected }, k) => ({ claim, expected, ...findings[k]! })),
    {
      claim: faces ? 'FID of 63, 55 and 42' : 'FID of 20.4 (WAE-MMD) and 19.2 (VAE), Ghosh et al. 2020',
      expected: `Inception-v3 features of ${thousands(publishedSamples)} samples`,
      ...publishedFid(experiment, runs),
    },
  ];
}

/** How much larger an error may be that is no worse, docs/protocol.md. */
const MARGIN = 1.05;

/** The samplers by which a model's codes are drawn, with what was measured of them. */
function samplersOf({ samplers, ...ofPrior }: Metrics): Readonly<Record<string, SampleMetrics | undefined>> {
  return { prior: ofPrior, ...samplers };
}

/**
 * Test Fréchet distances of a model by its own best sampler, the one with the least mean distance to the images of
 * validation; none if those were not measured.
 */
function ofBestSampler(runs: RunsOfModels, model: ModelName): Quantity {
  const ofModel = runs.get(model) ?? [];
  const names = Object.keys(ofModel[0] === undefined ? {} : samplersOf(ofModel[0]));
  const means = names.flatMap(name => {
    const distances = ofModel.map(metrics => samplersOf(metrics)[name]?.validationFrechet ?? NaN);
    const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
    return Number.isNaN(mean) ? [] : [{ name, mean }];
  });
  const [first, ...others] = means;
  if (first === undefined) return { name: modelTitles[model], bySeed: new Map() };
  const best = others.reduce((least, one) => (one.mean < least.mean ? one : least), first).name;
  const found = quantity(runs, model, metrics => samplersOf(metrics)[best]?.frechet);
  return { ...found, name: `${modelTitles[model]} (${best})` };
}

/** Of how many samples the published FIDs are. */
const publishedSamples = 10_000;

/** A number of a model's runs; those that don't have it are left out. */
function quantity(
  runs: RunsOfModels,
  model: ModelName,
  of: (metrics: Metrics) => Measured | undefined,
): Quantity {
  const entries = (runs.get(model) ?? []).map(metrics => [metrics.seed, of(metrics)] as const);
  return {
    name: modelTitles[model],
    bySeed: new Map(entries.filter((entry): entry is [number, Measured] => entry[1] !== undefined)),
  };
}

function times(factor: number, { name, bySeed }: Quantity): Quantity {
  return {
    name: `${factor} × ${name}`,
    bySeed: new Map([...bySeed].map(([seed, number]) => [seed, scaled(number, factor)])),
  };
}

function squaredError({
  testSquaredError: value,
  testSquaredErrorStandardError: error,
  n,
}: Metrics): Measured {
  const protocol = `squared error of ${n} test images`;
  return { value, low: value - 1.96 * error, high: value + 1.96 * error, n, protocol };
}

/** Our FIDs if they were measured, and in what they differ from the published ones. */
function publishedFid(experiment: ExperimentName, runs: RunsOfModels): Finding {
  const [first] = [...runs.values()].flat();
  if (first === undefined) return { ours: '', verdict: 'not measured' };
  const measured = paperModelNames
    .map(model => quantity(runs, model, metrics => metrics.inceptionFrechet))
    .map(({ name, bySeed }) => ({ name, numbers: [...bySeed.values()] }))
    .filter(({ numbers }) => numbers.length > 0);
  const all = measured.flatMap(({ numbers }) => numbers);
  if (!sameProtocol(all)) return { ours: '', verdict: 'not comparable: measured differently' };
  const differences = [
    ...(all.length > 0 ? [] : ['other features (`wae evaluate --inception` measures FID)']),
    ...(first.n === publishedSamples ? [] : [`${thousands(first.n)} samples (the fewer, the larger FID)`]),
    ...otherModels(experiment, first),
  ];
  const numbers = measured.map(({ name, numbers: ofSeeds }) => `${name} ${overSeeds(ofSeeds, 2)}`);
  return {
    ours: [...numbers, ...all.slice(0, 1).map(({ protocol }) => protocol)].join('; '),
    verdict:
      differences.length > 0
        ? `not comparable: ${differences.join(', ')}`
        : 'comparable, as far as the weights are the published ones',
  };
}

function otherModels(experiment: ExperimentName, { preset }: Metrics): readonly string[] {
  switch (experiment) {
    case 'celeba':
      return preset === 'paper' || preset === 'released' ? [] : [`models of the preset \`${preset}\``];
    case 'mnist':
      return ['other models than Ghosh et al.’s'];
    case 'digits':
    case 'faces':
      return ['procedural images'];
    case 'images':
      return ['images of one’s own'];
    default:
      throw new TypeError(`claimsOf: unknown experiment ${JSON.stringify(experiment satisfies never)}`);
  }
}

/** `10,000`. */
function thousands(count: number): string {
  return count.toLocaleString('en');
}
