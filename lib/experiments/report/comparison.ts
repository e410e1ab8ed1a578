import {
  holm,
  type Measured,
  pairedDifference,
  pairedTest,
  studentMean,
  welchDifference,
  welchTest,
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

/** A claim that one quantity is below another. */
export interface Comparison {
  readonly less: Quantity;
  readonly more: Quantity;
  /** Decimal places of what is written. */
  readonly digits: number;
  /** Whether both are of the same runs, so that every seed has a difference of its own; false. */
  readonly sameRuns?: boolean;
}

/** A comparison with the p-values of its claim and of the opposite, or why there are none. */
type Tested =
  | { readonly ours: string; readonly p: number; readonly opposite: number }
  | { readonly ours: string; readonly reason: string };

/** What is taken for decided. */
const LEVEL = 0.05;

/**
 * Decides a family of claims: one holds if its one-sided p, Welch's or of the same runs Student's, is at most 5 % by Holm's
 * correction over all claims that could be tested; it does not hold if its opposite does, by the correction over the
 * opposites; else it cannot be decided. A claim takes two seeds of each model, and numbers of one protocol.
 */
export function decide(family: readonly Comparison[]): Finding[] {
  const all = family.map(tested);
  const decided = all.filter(one => 'p' in one);
  const [claims, opposites] = [
    holm(decided.map(({ p }) => p)),
    holm(decided.map(({ opposite }) => opposite)),
  ];
  return all.map(one => {
    if (!('p' in one)) return { ours: one.ours, verdict: one.reason };
    const [p, opposite] = [claims, opposites].map(corrected => corrected[decided.indexOf(one)]!) as [
      number,
      number,
    ];
    if (p <= LEVEL) return { ours: one.ours, verdict: `holds (p ${pText(p)})` };
    if (opposite <= LEVEL) {
      return { ours: one.ours, verdict: `does not hold (p of the opposite ${pText(opposite)})` };
    }
    return {
      ours: one.ours,
      verdict: `cannot be decided (p ${pText(p)}, of the opposite ${pText(opposite)})`,
    };
  });
}

function tested({ less, more, digits, sameRuns = false }: Comparison): Tested {
  const sides = sameRuns ? onCommonSeeds(less, more) : [[...less.bySeed.values()], [...more.bySeed.values()]];
  const [x, y] = sides as [readonly Measured[], readonly Measured[]];
  if (x.length === 0 || y.length === 0) return { ours: '', reason: 'not measured' };
  if (!sameProtocol([...x, ...y])) return { ours: '', reason: 'not comparable: measured differently' };
  const sentence = `${less.name} ${overSeeds(x, digits)}; ${more.name} ${overSeeds(y, digits)}`;
  if (x.length < 2 || y.length < 2) return { ours: sentence, reason: 'cannot be decided by one seed' };
  const [one, other] = [valuesOf(x), valuesOf(y)];
  const [difference, test] = sameRuns ? [pairedDifference, pairedTest] : [welchDifference, welchTest];
  const { low, high } = difference(one, other, '');
  const p = test(one, other);
  return {
    ours: `${sentence}; difference ${low.toFixed(digits)} … ${high.toFixed(digits)}`,
    p,
    opposite: 1 - p,
  };
}

/** `0.013`, or `< 0.001`. */
function pText(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
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

/** The numbers of both on the seeds that both have. */
function onCommonSeeds(one: Quantity, other: Quantity): readonly (readonly Measured[])[] {
  const seeds = [...one.bySeed.keys()].filter(seed => other.bySeed.has(seed));
  return [one, other].map(({ bySeed }) => seeds.map(seed => bySeed.get(seed)!));
}

function valuesOf(numbers: readonly Measured[]): number[] {
  return numbers.map(({ value }) => value);
}
