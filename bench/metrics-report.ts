import { formatOccasion, type Occasion } from './occasion.js';

/** What one process measured. */
export interface Outcome {
  readonly values: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Of all threads. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** A metric, measured by this library and, unless left out, by SciPy. */
export interface Comparison {
  readonly metric: string;
  readonly ours: Outcome;
  readonly scipy?: Outcome;
}

/** A figure with the bound it should keep. */
export interface Mark {
  readonly what: string;
  /** Null where it was not measured. */
  readonly value: number | null;
  readonly bound: number;
  readonly met: boolean | null;
}

/** What `metrics.json` holds. */
export interface Report extends Occasion {
  readonly n: number;
  readonly d: number;
  readonly results: readonly Comparison[];
  readonly marks: readonly Mark[];
}

/** The largest |ours − theirs|, relative to theirs; null where theirs was not measured. */
export function largestDifference({ ours, scipy }: Comparison): number | null {
  if (scipy === undefined) return null;
  const differences = Object.entries(scipy.values).map(([name, value]) =>
    Math.abs(((ours.values[name] ?? NaN) - value) / value),
  );
  return Math.max(...differences);
}

/** The marks of Fréchet distance and of neighbours. */
export function marksOf(frechet: Comparison, neighbours: Comparison): Mark[] {
  const mark = (what: string, value: number | null, bound: number): Mark => ({
    what,
    value: value === null ? null : Number(value.toPrecision(4)),
    bound,
    met: value === null ? null : value <= bound,
  });
  return [
    mark('Fréchet distance, seconds', frechet.ours.seconds, 60),
    mark('Fréchet distance, relative difference from SciPy', largestDifference(frechet), 1e-3),
    mark('precision and recall, seconds', neighbours.ours.seconds, 60),
    mark('precision and recall, peak resident MiB', neighbours.ours.peakMiB, 2048),
  ];
}

/** The section of `bench/README.md`. */
export function formatReport(report: Report): string {
  const { n, d, results, marks } = report;
  const versions = Object.assign(
    {},
    ...results.flatMap(r => [r.ours.versions, r.scipy?.versions ?? {}]),
  ) as object;
  const named = Object.entries(versions).map(([name, version]) => `${name} ${String(version)}`);
  const rows = results.flatMap(({ metric, ours, scipy }) =>
    [
      ['this library', ours] as const,
      ...(scipy === undefined ? [] : [['NumPy and SciPy', scipy] as const]),
    ].map(([system, outcome]) => {
      const found = Object.entries(outcome.values).map(([name, value]) => `${name} ${value.toPrecision(8)}`);
      const times = [outcome.seconds, outcome.cpuSeconds].map(seconds => seconds.toFixed(1));
      return `| ${metric} | ${system} | ${times.join(' | ')} | ${outcome.peakMiB.toFixed(0)} | ${found.join(', ')} |`;
    }),
  );
  const judged = marks.map(({ what, value, bound, met }) => {
    const verdict = met === null ? 'not known' : met ? 'yes' : 'no';
    return `| ${what} | ${value ?? 'not known'} | ≤ ${bound} | ${verdict} |`;
  });
  return `
${formatOccasion(report)} ${named.join(', ')}.

Two sets of ${n} × ${d} features, rectified normal with a spectrum that falls off; each system in a process of its own, one after the other, on as many threads as it takes by default. Seconds on the clock and of processor time (all threads); files are read before. The peak is the whole process's.

| metric | system | seconds | processor seconds | peak MiB | values |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

| mark | value | bound | met |
| --- | --- | --- | --- |
${judged.join('\n')}
`;
}
