/**
 * Optimal transport against POT, turn by turn in one run.
 *
 * `npm run bench:ot -- [--quick] [--without-pot]`. A whole run writes bench/ot.json and a section of bench/README.md;
 * one with options only prints, and writes .bench/ot.json.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../lib/node/data-folders.js';
import { occasionOf } from './occasion.js';
import {
  formatReport,
  growthOf,
  type Ratio,
  ratioOf,
  type Report,
  round,
  type Row,
  systems,
  type Values,
} from './ot-report.js';
import { type Task, taskName, tasksOf, toleranceOf, writeTask } from './ot-tasks.js';
import { pythonWithPot } from './pot.js';
import { type Contestant, median, type Pace, race, Racer, speedOver } from './race.js';
import { runBench } from './run-bench.js';
import { savePart, saveReport } from './save.js';

const root = repositoryRoot();
const here = dirname(fileURLToPath(import.meta.url));

/** Seconds for a system to start, or to solve a problem for the first time. */
const LIMIT = 300;

function contestants(python: string | undefined): Contestant[] {
  const ours = { system: systems.ours, command: process.execPath, args: [join(here, 'ot-worker.js')] };
  if (python === undefined) return [ours];
  return [ours, { system: systems.pot, command: python, args: [join(root, 'bench', 'ot_pot.py')] }];
}

interface TaskResult {
  readonly rows: readonly Row[];
  readonly values?: Values;
  readonly ratio: Ratio;
}

/** Lets the systems solve one problem by turns, and compares what they find. */
async function raceTask(task: Task, racers: readonly Racer<Contestant>[], pace: Pace): Promise<TaskResult> {
  const folder = mkdtempSync(join(tmpdir(), 'wae-bench-ot-'));
  const [problem, { n }] = [taskName(task), task];
  try {
    writeTask(task, folder);
    const found: number[] = [];
    for (const racer of racers) {
      found.push((await racer.ask<{ value: number }>({ task, folder }, LIMIT)).value);
    }
    const values = compare(task, found);
    const times = await race(racers, pace, () => {});
    const rows = times.map(({ entrant, rounds }): Row => {
      const seconds = median(rounds.flat()) / 1000;
      const known = Number.isNaN(seconds) ? null : round(seconds);
      return { problem, n, system: entrant.system, seconds: known, runs: rounds.flat().length };
    });
    const [ours, pot] = times;
    const ratio = ratioOf(task, ours === undefined || pot === undefined ? NaN : speedOver(pot, ours));
    const seconds = rows.map(row => `${row.system} ${row.seconds} s`).join(', ');
    console.log(`${problem}, n = ${n}: ${seconds}, ratio ${ratio.value}`);
    return { rows, ratio, ...(values === undefined ? {} : { values }) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws Error where the systems find different values */
function compare(task: Task, [ours, pot]: readonly number[]): Values | undefined {
  if (ours === undefined || pot === undefined) return undefined;
  const [difference, tolerance] = [Math.abs(ours / pot - 1), toleranceOf(task)];
  if (!(difference <= tolerance)) {
    throw new Error(
      `${taskName(task)}, n = ${task.n}: the systems do not agree: ours ${ours}, POT ${pot}, relative difference ${difference}`,
    );
  }
  return { problem: taskName(task), n: task.n, ours, pot, difference, tolerance };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      'without-pot': { type: 'boolean', default: false },
    },
  });
  const occasion = occasionOf('ot');
  const python = values['without-pot'] ? undefined : pythonWithPot();
  const racers = contestants(python).map(contestant => new Racer(contestant));
  const versions: Record<string, string> = {};
  const done: TaskResult[] = [];
  const pace: Pace = { rounds: values.quick ? 2 : 5, steps: 3, seconds: 4, limit: LIMIT };
  try {
    for (const racer of racers) {
      Object.assign(versions, (await racer.hear<{ versions: Record<string, string> }>(LIMIT)).versions);
    }
    for (const task of tasksOf(values.quick)) done.push(await raceTask(task, racers, pace));
  } finally {
    racers.forEach(racer => racer.end());
  }
  const results = done.flatMap(({ rows }) => rows);
  const report: Report = {
    ...occasion,
    threads: `ours one for each core, of the compiled loops; NumPy and POT as many as they take by default (OMP_NUM_THREADS ${process.env['OMP_NUM_THREADS'] ?? 'not set'})`,
    versions,
    results,
    ratios: done.map(({ ratio }) => ratio),
    values: done.flatMap(({ values: both }) => (both === undefined ? [] : [both])),
    growth: growthOf(results),
  };
  const text = formatReport(report);
  console.log(text);
  if (process.argv.length === 2) saveReport('ot', report, text);
  else savePart('ot', report);
}

await runBench(main);
