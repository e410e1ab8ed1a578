import type { EpochReport } from './epoch-worker.js';
import { formatOccasion, type Occasion } from './occasion.js';
import { median, speedOver, type Times } from './race.js';
import type { Layout } from './train-layout.js';

/** One system's row. */
export interface Row {
  readonly system: string;
  readonly precision: 'float32' | 'bfloat16';
  /** W: filters of the first convolution. */
  readonly width: number;
  /** A batch's images over the median step; an upper bound where {@link gaveUpAfterSeconds} is set; null if not known. */
  readonly imagesPerSecond: number | null;
  readonly medianMs: number | null;
  /** Timed steps. */
  readonly steps: number;
  /** Not one step ended within so many seconds. */
  readonly gaveUpAfterSeconds?: number;
  /** It was not ready to race after so many seconds. */
  readonly notReadyAfterSeconds?: number;
}

/** A mark and what was reached. */
export interface Ratio {
  readonly what: string;
  readonly width?: number;
  /** Null where a system that it needs was not measured. */
  readonly value: number | null;
  /** Null where none is set. */
  readonly mark: number | null;
  /** Whether the mark is a least or a most. */
  readonly bound: 'least' | 'most';
  /** Null where that is not known, or no mark is set. */
  readonly met: boolean | null;
}

/** What `train.json` holds. */
export interface Report extends Occasion {
  readonly threads: number;
  readonly batch: number;
  readonly versions: Readonly<Record<string, string | boolean>>;
  /** Largest relative difference of each system's first losses from the compiled float32 step's, by precision. */
  readonly lossDifference: Readonly<Record<string, number>>;
  readonly parameters: Readonly<Record<string, number>>;
  readonly results: readonly Row[];
  readonly ratios: readonly Ratio[];
  readonly epochEfficiency?: EpochReport;
}

/** Names of the systems in `results`. */
export const names = {
  compiled: 'compiled',
  eager: 'eager',
  layers: 'tfjs eager minimize',
  torch: 'PyTorch eager',
  torchCompile: 'PyTorch torch.compile',
} as const;

/** The rows of one layout. */
export function rowsOf(times: readonly Times[], { width, batch }: Layout): Row[] {
  return times.map(({ entrant: { system, precision }, rounds, gaveUpAfter, notReadyAfter }) => {
    const ms = gaveUpAfter === undefined ? median(rounds.flat()) : 1000 * gaveUpAfter;
    const known = !Number.isNaN(ms);
    return {
      system,
      precision,
      width,
      imagesPerSecond: known ? round((1000 * batch) / ms) : null,
      medianMs: known ? round(ms) : null,
      steps: rounds.flat().length,
      ...(gaveUpAfter === undefined ? {} : { gaveUpAfterSeconds: gaveUpAfter }),
      ...(notReadyAfter === undefined ? {} : { notReadyAfterSeconds: notReadyAfter }),
    };
  });
}

const round = (value: number): number => Number(value.toPrecision(4));

/** Marks on how many times as fast as another system the compiled float32 step is; null to state it without a mark. */
export type Marks = Readonly<Record<string, number | null>>;

/**
 * How many times as fast as other float32 systems the compiled step is, as far as one width's times can tell. Where
 * PyTorch takes part but one of its systems was not ready in time, what depends on it is listed as not known.
 */
export function ratiosOf(times: readonly Times[], width: number, marks: Marks): Ratio[] {
  const find = (system: string): Times | undefined =>
    times.find(({ entrant }) => entrant.system === system && entrant.precision === 'float32');
  const compiled = find(names.compiled);
  return Object.entries(marks).flatMap(([system, mark]) => {
    const other = find(system);
    if (compiled === undefined || other === undefined) return [];
    return [ratio(`compiled ÷ ${system}, float32`, round(speedOver(compiled, other)), mark, 'least', width)];
  });
}

/** The fastest compiled step over the fastest of PyTorch, of any precision. */
export function fastestRatio(times: readonly Times[], width: number): Ratio[] {
  const own = times.filter(({ entrant }) => entrant.system === names.compiled);
  const rivals = times.filter(({ entrant }) => entrant.system.startsWith('PyTorch'));
  const [best, rival] = [fastest(own), fastest(rivals)];
  if (best === undefined || rival === undefined) return [];
  const describe = ({ entrant }: Times): string => `${entrant.system} ${entrant.precision}`;
  const what = `fastest compiled (${describe(best)}) ÷ fastest PyTorch (${describe(rival)})`;
  const unknown = rivals.filter(({ notReadyAfter }) => notReadyAfter !== undefined).map(describe);
  const whole = unknown.length === 0 ? what : `${what}; not ready in time: ${unknown.join(', ')}`;
  const judged = ratio(whole, round(speedOver(best, rival)), 1.15, 'least', width);
  // A rival that nothing is known of may have been faster.
  return [unknown.length === 0 ? judged : { ...judged, met: null }];
}

function fastest(candidates: readonly Times[]): Times | undefined {
  const raced = candidates.filter(({ rounds }) => rounds.flat().length > 0);
  const typical = ({ rounds }: Times): number => median(rounds.flat());
  return raced.sort((a, b) => typical(a) - typical(b))[0];
}

/** The marks on a whole epoch and on memory. */
export function epochRatios({ ratio: value, residentGrowth, tensors }: EpochReport): Ratio[] {
  return [
    ratio("whole epoch's rate ÷ bare step's", round(value), 0.9, 'least', 32),
    ratio('resident memory after the last epoch ÷ after the first', round(residentGrowth), 1.05, 'most', 32),
    ratio(
      'tensors after the last epoch − after the first',
      (tensors.at(-1) ?? 0) - (tensors[0] ?? 0),
      0,
      'most',
      32,
    ),
  ];
}

function ratio(
  what: string,
  value: number,
  mark: number | null,
  bound: Ratio['bound'],
  width: number,
): Ratio {
  if (Number.isNaN(value)) return { what, width, value: null, mark, bound, met: null };
  const met = mark === null ? null : bound === 'least' ? value >= mark : value <= mark;
  return { what, width, value, mark, bound, met };
}

/** Systems and their rates as a Markdown table. */
export function rowsTable(results: readonly Row[]): string {
  const rate = ({ imagesPerSecond, gaveUpAfterSeconds, notReadyAfterSeconds }: Row): string => {
    if (imagesPerSecond === null) return `not ready after ${notReadyAfterSeconds} s`;
    return `${gaveUpAfterSeconds === undefined ? '' : '< '}${Number(imagesPerSecond.toPrecision(3))}`;
  };
  const time = ({ medianMs, gaveUpAfterSeconds }: Row): string =>
    medianMs === null ? '' : `${gaveUpAfterSeconds === undefined ? '' : '> '}${medianMs}`;
  const rows = results.map(
    row => `| ${row.width} | ${row.system} | ${row.precision} | ${rate(row)} | ${time(row)} | ${row.steps} |`,
  );
  return `| W | system | precision | images/s | median ms a step | steps |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}`;
}

/** Ratios and their marks as a Markdown table. */
export function ratiosTable(ratios: readonly Ratio[]): string {
  const judge = ({ mark, met }: Ratio): string => {
    if (mark === null) return '';
    return met === null ? 'not known' : met ? 'yes' : 'no';
  };
  const rows = ratios.map(ratio => {
    const { what, width, value, mark, bound } = ratio;
    const asked = mark === null ? '' : `${bound === 'least' ? '≥' : '≤'} ${mark}`;
    return `| ${what} | ${width ?? ''} | ${value ?? 'not measured'} | ${asked} | ${judge(ratio)} |`;
  });
  return `| mark | W | value | mark | met |
| --- | --- | --- | --- | --- |
${rows.join('\n')}`;
}

/** `name: value, …` of a record. */
export const list = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ');

/** The report as Markdown. */
export function formatReport(report: Report): string {
  const { results, ratios, versions, threads, batch, parameters, lossDifference } = report;
  return `
${formatOccasion(report)} Threads: ${threads} for every system. ${list(versions)}.

One training step of a WAE-MMD, the \`standard\` layout at width W (encoder W, 2W, 4W; decoder 4W, 2W, W; 4×4 kernels; 8 coordinates; IMQ over seven scales; Adam), ${batch} images; parameters, the same number in all systems: ${list(parameters)}. All start from the same weights; the losses of the first steps on one batch differ from the compiled float32 step's by at most ${list(lossDifference)} (relative). Noise is drawn outside the timed step. Systems take turns; medians over all timed steps, ratios as medians over the rounds.

${rowsTable(results)}

${ratiosTable(ratios)}
${epochText(report.epochEfficiency)}`;
}

function epochText(epoch: EpochReport | undefined): string {
  if (epoch === undefined) return '';
  const { images, epochs, residentMiB, tensors, shareInSteps } = epoch;
  const rates = `${epoch.epochImagesPerSecond.toFixed(0)} images/s against ${epoch.bareImagesPerSecond.toFixed(0)} of the bare step before and after`;
  return `
A real run (${epochs} epochs of ${images} embedded digits, W = 32, float32, with batches, noise, records, tests and checkpoints): ${rates}; ${(100 * shareInSteps).toFixed(1)} % of the wall time inside steps. Resident memory after each epoch: ${residentMiB.join(', ')} MiB; tensors: ${tensors.join(', ')}.
`;
}
