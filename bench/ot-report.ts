import { formatOccasion, type Occasion } from './occasion.js';
import { markOf, type Task, taskName } from './ot-tasks.js';

/** The systems' names in `results`. */
export const systems = { ours: 'this library', pot: 'POT' } as const;

/** One system's time for one problem. */
export interface Row {
  readonly problem: string;
  readonly n: number;
  readonly system: string;
  /** Median over the timed solutions; null where it was not measured. */
  readonly seconds: number | null;
  /** Timed solutions. */
  readonly runs: number;
}

/** What both found. */
export interface Values {
  readonly problem: string;
  readonly n: number;
  readonly ours: number;
  readonly pot: number;
  /** |ours − pot| / |pot| */
  readonly difference: number;
  readonly tolerance: number;
}

/** Our time over POT's, with its mark where there is one. */
export interface Ratio {
  readonly what: string;
  readonly problem: string;
  readonly n: number;
  readonly value: number | null;
  readonly mark?: number;
  /** Null where it is not known. */
  readonly met?: boolean | null;
}

/** seconds ∝ n^exponent, fitted by least squares on logarithms. */
export interface Growth {
  readonly problem: string;
  readonly system: string;
  readonly sizes: readonly number[];
  readonly exponent: number;
}

/** What `ot.json` holds. */
export interface Report extends Occasion {
  readonly threads: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly results: readonly Row[];
  readonly ratios: readonly Ratio[];
  readonly values: readonly Values[];
  readonly growth: readonly Growth[];
}

/** A number with four digits. */
export const round = (value: number): number => Number(value.toPrecision(4));

/** The ratio of a task, judged by its mark. */
export function ratioOf(task: Task, value: number): Ratio {
  const known = Number.isNaN(value) ? null : round(value);
  const mark = markOf(task);
  const what = `${systems.ours} ÷ ${systems.pot}`;
  const base = { what, problem: taskName(task), n: task.n, value: known };
  return mark === undefined ? base : { ...base, mark, met: known === null ? null : value <= mark };
}

/** Exponents of the problems that were measured at three sizes or more. */
export function growthOf(results: readonly Row[]): Growth[] {
  const groups = new Map<string, Row[]>();
  for (const row of results) {
    const key = `${row.problem}\n${row.system}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap(rows => {
    const known = rows
      .filter(({ n, seconds }) => seconds !== null && n <= 4000)
      .sort((one, other) => one.n - other.n);
    const { problem = '', system = '' } = known[0] ?? {};
    if (known.length < 3) return [];
    const exponent = slope(
      known.map(({ n }) => Math.log(n)),
      known.map(({ seconds }) => Math.log(seconds ?? NaN)),
    );
    return [{ problem, system, sizes: known.map(({ n }) => n), exponent: Number(exponent.toFixed(2)) }];
  });
}

/** The slope of the line that fits best by least squares. */
export function slope(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const covariance = mean(x.map((value, k) => (value - meanX) * ((y[k] ?? NaN) - meanY)));
  return covariance / mean(x.map(value => (value - meanX) ** 2));
}

/** The report as Markdown. */
export function formatReport(report: Report): string {
  const { versions, results, ratios, values, growth } = report;
  const list = Object.entries(versions).map(([name, value]) => `${name} ${value}`);
  const worst = (kind: (name: string) => boolean): string =>
    Math.max(
      0,
      ...values.filter(({ problem }) => kind(problem)).map(({ difference }) => difference),
    ).toExponential(1);
  const entropic = (name: string): boolean => name.includes('Sinkhorn');
  return `
${formatOccasion(report)} ${list.join(', ')}. Threads: ${report.threads}.

${method}

The values of both differ by at most ${worst(name => !entropic(name))} (relative); of Sinkhorn, whose iterations begin with different potentials, by ${worst(entropic)}.

${resultTable(results, ratios)}

Growth, seconds ∝ n^e:

${growthTable(growth)}
`;
}

const method = `Squared Euclidean costs; x normal, y normal about ½ in every coordinate; weights uniform, or drawn from [½, 1½] and scaled. Ours starts from points, the cost included; \`ot.emd\` and \`sinkhorn_log\` from a ready cost matrix. In Sinkhorn's iteration neither scales ε (ε = 1) nor stops early; POT takes a log-sum-exp over the whole matrix in each half of a step, ours keeps exp((f + g − c)/ε) and renews it where the scalings leave their range. On the line \`ot.wasserstein_1d\` and \`ot.emd2_1d\` race one after the other; sliced distances share their directions. The two take turns; seconds are medians over all timed solutions, ratios medians over the rounds.`;

function resultTable(results: readonly Row[], ratios: readonly Ratio[]): string {
  const seconds = (problem: string, n: number, system: string): string => {
    const row = results.find(one => one.problem === problem && one.n === n && one.system === system);
    return row === undefined || row.seconds === null ? '' : Number(row.seconds.toPrecision(3)).toString();
  };
  const lines = ratios.map(({ problem, n, value, mark, met }) => {
    const times = `${seconds(problem, n, systems.ours)} | ${seconds(problem, n, systems.pot)}`;
    const judged =
      mark === undefined ? ' | ' : `≤ ${mark} | ${met === null ? 'not known' : met ? 'yes' : 'no'}`;
    return `| ${problem} | ${n} | ${times} | ${value ?? 'not measured'} | ${judged} |`;
  });
  return `| problem | n | ours, s | POT, s | ratio | mark | met |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}`;
}

function growthTable(growth: readonly Growth[]): string {
  const problems = [...new Set(growth.map(({ problem }) => problem))];
  const exponent = (problem: string, system: string): string =>
    growth.find(one => one.problem === problem && one.system === system)?.exponent.toFixed(2) ?? '';
  const lines = problems.map(problem => {
    const sizes = growth.find(one => one.problem === problem)?.sizes ?? [];
    return `| ${problem} | ${sizes[0]} … ${sizes.at(-1)} | ${exponent(problem, systems.ours)} | ${exponent(problem, systems.pot)} |`;
  });
  return `| problem | n | ours, e | POT, e |
| --- | --- | --- | --- |
${lines.join('\n')}`;
}
