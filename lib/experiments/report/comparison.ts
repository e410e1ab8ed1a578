import { meanWithStandardError } from '../../base/index.js';
import {
  differenceOf,
  type Measured,
  pairedDifference,
  studentMean,
  varianceRatio,
  welchDifference,
  withInterval,
} from '../../metrics/index.js';

/** A number of a model's runs, by their seeds. */
export interface Quantity {
  readonly name: string;
  readonly bySeed: ReadonlyMap<number, Measured>;
}

/** What a comparison says. */
export interface Finding {
  /** Our numbers with their intervals. */
  readonly ours: string;
  readonly verdict: string;
}

/** How two quantities are compared. */
export interface ComparisonOptions {
  /** Decimal places of what is written. */
  readonly digits: number;
  /** Whether both are of the same runs, so that every seed has a difference of its own; false. */
  readonly sameRuns?: boolean;
}

/**
 * Whether the first quantity is the smaller, on the seeds that both have: it holds or not if the 95 % interval of
 * their difference leaves out 0. With one seed the interval is made from the two numbers' own, as if they were
 * independent; with several it is Welch's, or of the same runs Student's of the seeds' differences.
 */
export function below(
  less: Quantity,
  more: Quantity,
  { digits, sameRuns = false }: ComparisonOptions,
): Finding {
  const common = onCommonSeeds(less, more);
  if (typeof common === 'string') return { ours: '', verdict: common };
  const { x, y, note } = common;
  const { low, high } = difference(x, y, sameRuns);
  return {
    ours: `${less.name} ${overSeeds(x, digits)}; ${more.name} ${overSeeds(y, digits)}; difference ${low.toFixed(digits)} … ${high.toFixed(digits)}${note}`,
    verdict: high < 0 ? 'holds' : low > 0 ? 'does not hold' : 'undecided: the difference may be 0',
  };
}

/**
 * Whether the first quantity spreads less than the second over the seeds that both have, in standard deviations
 * relative to the mean: it holds or not if the 95 % interval of the ratio of their squares leaves out 1. The means
 * count as known.
 */
export function steadier(less: Quantity, more: Quantity): Finding {
  const common = onCommonSeeds(less, more);
  if (typeof common === 'string') return { ours: '', verdict: common };
  const [x, y] = [relative(common.x), relative(common.y)];
  if (x.length < 3) return { ours: '', verdict: 'not measured: it takes three seeds (`--seeds 3`)' };
  const ours = `spread over ${x.length} seeds: ${less.name} ${spread(x)}, ${more.name} ${spread(y)}${common.note}`;
  if ([x, y].some(values => values.every(value => value === values[0]))) {
    return { ours, verdict: 'undecided: a spread of 0 tells nothing' };
  }
  const ratio = varianceRatio(x, y, 'ratio of squared relative spreads');
  return {
    ours: `${ours}; ratio of their squares ${withInterval(ratio, 2)}`,
    verdict: ratio.high < 1 ? 'holds' : ratio.low > 1 ? 'does not hold' : 'undecided: the ratio may be 1',
  };
}

/** `4.03 (3.66 … 4.39)`: of one run its own interval, of several Student's of their mean. */
export function overSeeds(numbers: readonly Measured[], digits: number): string {
  const [first] = numbers;
  if (first === undefined) throw new RangeError('overSeeds: expected one run or more, got none');
  const mean = numbers.length === 1 ? first : studentMean(valuesOf(numbers), first.protocol);
  return withInterval(mean, digits);
}

/** Whether numbers may be compared. */
export function sameProtocol(numbers: readonly Measured[]): boolean {
  return new Set(numbers.map(({ protocol }) => protocol)).size <= 1;
}

/** The numbers of both on the seeds that both have, or why they can't be compared; a note if one has more seeds. */
function onCommonSeeds(
  one: Quantity,
  other: Quantity,
): string | { readonly x: readonly Measured[]; readonly y: readonly Measured[]; readonly note: string } {
  const sizes = [one.bySeed.size, other.bySeed.size];
  if (sizes.includes(0)) return 'not measured';
  const seeds = [...one.bySeed.keys()].filter(seed => other.bySeed.has(seed));
  if (seeds.length === 0) return 'not comparable: no seed in common';
  const [x, y] = [one, other].map(({ bySeed }) => seeds.map(seed => bySeed.get(seed)!)) as [
    Measured[],
    Measured[],
  ];
  if (!sameProtocol([...x, ...y])) return 'not comparable: measured differently';
  const all = sizes.every(size => size === seeds.length);
  return { x, y, note: all ? '' : ` (seed${seeds.length === 1 ? '' : 's'} ${seeds.join(', ')} alone)` };
}

function difference(x: readonly Measured[], y: readonly Measured[], sameRuns: boolean): Measured {
  const [first, second] = [x[0]!, y[0]!];
  if (x.length === 1) return differenceOf(first, second);
  const protocol = `${first.protocol} − ${second.protocol}`;
  return (sameRuns ? pairedDifference : welchDifference)(valuesOf(x), valuesOf(y), protocol);
}

function valuesOf(numbers: readonly Measured[]): number[] {
  return numbers.map(({ value }) => value);
}

/** Values in units of their mean. */
function relative(numbers: readonly Measured[]): number[] {
  const values = valuesOf(numbers);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map(value => value / mean);
}

/** The standard deviation of values of mean 1. */
function spread(values: readonly number[]): string {
  return `${(100 * meanWithStandardError(values).standardError * Math.sqrt(values.length)).toFixed(1)} %`;
}
