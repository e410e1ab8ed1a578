import { differenceOf, type Measured, studentMean, welchDifference } from '../metrics/measured.js';
import type { ExperimentName, ModelName } from './config.js';
import { modelTitles } from './figures.js';
import type { Metrics } from './metrics.js';

/** A claim about the models, what it rests on, and whether our runs bear it out. */
export interface Claim {
  readonly claim: string;
  /** Who claims it, and with which numbers. */
  readonly expected: string;
  /** Our numbers with their intervals. */
  readonly ours: string;
  readonly verdict: string;
}

/** The measured runs of an experiment at one size: of each model one for each seed. */
export type RunsOfModels = ReadonlyMap<ModelName, readonly Metrics[]>;

/** The claims that an experiment can decide, in the order of the paper. */
export function claimsOf(experiment: ExperimentName, runs: RunsOfModels): Claim[] {
  const faces = experiment === 'celeba' || experiment === 'faces';
  const measured = (model: ModelName, of: (metrics: Metrics) => Measured): Named | undefined => {
    const found = runs.get(model) ?? [];
    return found.length === 0 ? undefined : { name: modelTitles[model], numbers: found.map(of) };
  };
  const [vae, mmd, gan] = (['vae', 'wae-mmd', 'wae-gan'] as const).map(
    model => (of: (metrics: Metrics) => Measured) => measured(model, of),
  ) as [Side, Side, Side];
  const frechet = (metrics: Metrics): Measured => metrics.frechet;
  const published = faces
    ? 'paper, FID on CelebA 63, 55, 42 (98 for the VAE in the first text)'
    : 'paper: pictures alone';
  return [
    ...[mmd, gan].map(wae => ({
      claim: `${wae(frechet)?.name ?? 'WAE'}’s samples are sharper than the VAE’s`,
      expected: faces ? 'paper, sharpness 6e-3 against 3e-3 (pixels in [−1, 1])' : 'paper: pictures alone',
      ...below(
        vae(m => m.sharpness),
        wae(m => m.sharpness),
        faces ? 5 : 4,
      ),
    })),
    ...(
      [
        [gan, mmd],
        [mmd, vae],
        [gan, vae],
      ] as const
    ).map(([less, more]) => ({
      claim: `Fréchet distance: ${less(frechet)?.name ?? 'one'} ≤ ${more(frechet)?.name ?? 'other'}`,
      expected: published,
      ...below(less(frechet), more(frechet), 2),
    })),
    ...(faces ? [mmd, gan] : []).map(wae => ({
      claim: `${wae(frechet)?.name ?? 'WAE'}’s Fréchet distance is at most ${markedRatio} × the VAE’s`,
      expected: 'this project’s mark; paper, FID: 55/63 = 0.87, 42/63 = 0.67',
      ...below(wae(frechet), scaled(vae(frechet), markedRatio), 2),
    })),
    ...[mmd, gan].map(wae => ({
      claim: `${wae(frechet)?.name ?? 'WAE'} reconstructs no worse than the VAE`,
      expected: 'paper: pictures alone; squared error of test images',
      ...below(wae(squaredError), vae(squaredError), 2),
    })),
    ...[vae, mmd, gan].map(model => ({
      claim: `A mixture of ten Gaussians as sampler helps ${model(frechet)?.name ?? 'a model'}`,
      expected: faces
        ? 'Ghosh et al. 2020, FID: VAE 48.1 → 45.5, WAE-MMD 53.7 → 42.7'
        : 'Ghosh et al. 2020, FID: VAE 19.2 → 17.7, WAE-MMD 20.4 → 9.4',
      ...below(
        renamed(
          model(m => m.samplers.mixture.frechet),
          'mixture',
        ),
        renamed(model(frechet), 'prior'),
        2,
      ),
    })),
    { claim: 'WAE-MMD trains as stably as the VAE', expected: 'paper: in words', ...stability(runs) },
    {
      claim: faces ? 'FID of 63, 55 and 42' : 'FID of 20.4 (WAE-MMD) and 19.2 (VAE), Ghosh et al. 2020',
      expected: 'Inception-v3 features of 10,000 samples',
      ours: 'another network’s features',
      verdict: `not comparable: other features, ${faces && experiment === 'celeba' ? '9,000 faces at half resolution' : 'other sizes of model'}`,
    },
  ];
}

interface Named {
  readonly name: string;
  /** One for each seed. */
  readonly numbers: readonly Measured[];
}

type Side = (of: (metrics: Metrics) => Measured) => Named | undefined;

/** What the Fréchet distance of a WAE's faces should be of the VAE's, at most. */
const markedRatio = 0.85;

function scaled(side: Named | undefined, factor: number): Named | undefined {
  const times = ({ value, low, high, ...rest }: Measured): Measured => ({
    value: factor * value,
    low: factor * low,
    high: factor * high,
    ...rest,
  });
  return side === undefined
    ? undefined
    : { name: `${factor} × ${side.name}`, numbers: side.numbers.map(times) };
}

/** One run's own interval; with several seeds Student's of their mean. */
function overSeeds(numbers: readonly Measured[]): Measured {
  const [first] = numbers;
  if (first === undefined) throw new RangeError('overSeeds: expected one run or more, got none');
  return numbers.length === 1
    ? first
    : studentMean(
        numbers.map(({ value }) => value),
        `${first.protocol}, ${numbers.length} seeds`,
      );
}

function squaredError({
  testSquaredError: value,
  testSquaredErrorStandardError: error,
  n,
}: Metrics): Measured {
  return { value, low: value - 1.96 * error, high: value + 1.96 * error, n, protocol: 'squared error' };
}

function renamed(side: Named | undefined, name: string): Named | undefined {
  return side === undefined ? undefined : { ...side, name };
}

/** Whether the first number is the smaller: it holds or not where the interval of their difference leaves out 0. */
function below(
  less: Named | undefined,
  more: Named | undefined,
  digits: number,
): Pick<Claim, 'ours' | 'verdict'> {
  if (less === undefined || more === undefined) return { ours: '', verdict: 'not measured' };
  const { low, high } = difference(less.numbers, more.numbers);
  const verdict = high < 0 ? 'holds' : low > 0 ? 'does not hold' : 'undecided: the difference may be 0';
  return {
    ours: `${written(less, digits)}; ${written(more, digits)}; difference ${low.toFixed(digits)} … ${high.toFixed(digits)}`,
    verdict,
  };
}

/** Of two runs from their own intervals, of several seeds by Welch. */
function difference(less: readonly Measured[], more: readonly Measured[]): Measured {
  const [[x], [y]] = [less, more];
  if (x === undefined || y === undefined)
    throw new RangeError('difference: expected one run or more, got none');
  if (less.length === 1 || more.length === 1) return differenceOf(overSeeds(less), overSeeds(more));
  const values = (numbers: readonly Measured[]): number[] => numbers.map(({ value }) => value);
  return welchDifference(values(less), values(more), `${x.protocol} − ${y.protocol}`);
}

/** `WAE-MMD 4.03 (3.66 … 4.39)`. */
function written({ name, numbers }: Named, digits: number): string {
  const { value, low, high } = overSeeds(numbers);
  return `${name} ${value.toFixed(digits)} (${low.toFixed(digits)} … ${high.toFixed(digits)})`;
}

/** The standard deviation over seeds of the test images' squared error, relative to its mean. */
function stability(runs: RunsOfModels): Pick<Claim, 'ours' | 'verdict'> {
  const spreads = (['vae', 'wae-mmd'] as const).map(model => {
    const errors = (runs.get(model) ?? []).map(({ testSquaredError }) => testSquaredError);
    if (errors.length < 3) return undefined;
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / (errors.length - 1);
    return Math.sqrt(variance) / mean;
  });
  const [vae, mmd] = spreads;
  if (vae === undefined || mmd === undefined) {
    return { ours: '', verdict: 'not measured: it takes three seeds (`--seeds 3`)' };
  }
  const percent = (spread: number): string => `${(100 * spread).toFixed(1)} %`;
  return {
    ours: `spread of the squared error over seeds: VAE ${percent(vae)}, WAE-MMD ${percent(mmd)}`,
    // F(2, 2) at 95 % is 39: a spread six times as large can't be told from chance with three seeds.
    verdict: mmd <= 6 * vae ? 'holds, as far as so few seeds tell' : 'does not hold',
  };
}
