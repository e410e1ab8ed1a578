/**
 * Reading and cropping CelebA's JPEGs from their zip, against Pillow in two processes, turn by turn in one run.
 *
 * `npm run bench:faces -- [--quick] [--without-pillow] [--data DIR]`. A whole run writes bench/celeba.json and a
 * section of bench/README.md; one with options only prints.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findCelebA } from '../lib/datasets/celeba-files.js';
import { repositoryRoot } from '../lib/datasets/data-folders.js';
import { UserError } from '../lib/errors.js';
import { writeFileWhole } from '../lib/files.js';
import { describeMachine, type Machine } from './machine.js';
import { pythonWithPillow } from './pillow.js';
import { type Contestant, median, race, Racer, speedOver, type Times, TooSlowError } from './race.js';
import { replaceSection } from './section.js';

const root = repositoryRoot();
const here = dirname(fileURLToPath(import.meta.url));

/** Pictures, and the side they are resized to. */
const [COUNT, SIZE] = [9000, 64];
/** Pictures a second that this library should prepare. */
const MARK = 1000;
/** Seconds for one turn. */
const LIMIT = 300;

/** What `celeba.json` holds. */
interface Report {
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly count: number;
  readonly size: number;
  /** Whether both gave the same bytes; null where one ran alone. */
  readonly sameBytes: boolean | null;
  readonly results: readonly { system: string; imagesPerSecond: number; seconds: number; runs: number }[];
  readonly mark: {
    readonly what: string;
    readonly value: number;
    readonly mark: number;
    readonly met: boolean;
  };
  /** How many times as fast as Pillow, the median over the rounds. */
  readonly ratio: number | null;
}

const round = (value: number): number => Number(value.toPrecision(4));

function resultOf({ entrant, rounds }: Times<Contestant>, count: number): Report['results'][number] {
  const seconds = median(rounds.flat()) / 1000;
  return {
    system: entrant.system,
    imagesPerSecond: round(count / seconds),
    seconds: round(seconds),
    runs: rounds.flat().length,
  };
}

function formatReport({ date, command, machine, versions, count, size, ...report }: Report): string {
  const { processor, cores, loadAtStart } = machine;
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const rows = report.results.map(
    ({ system, imagesPerSecond, seconds, runs }) =>
      `| ${system} | ${imagesPerSecond} | ${seconds} | ${runs} |`,
  );
  const { what, value, mark, met } = report.mark;
  return [
    `Measured ${date} with \`${command}\` on ${processor} (${cores} cores), load at start ${loadAtStart}. ${named.join(', ')}.`,
    '',
    `${count} JPEGs, read from the zip, decoded, cropped and resized to ${size} × ${size} by Lanczos' filter, the directory of the zip included. Pillow works in two processes that send batches of 64, as PyTorch's data loader does with two workers; it keeps the zip open. The two take turns; medians. ` +
      (report.sameBytes === null ? '' : `Both gave ${report.sameBytes ? 'the same' : 'different'} bytes.`),
    '',
    '| system | images/s | s | runs |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    `${what}: ${value}, mark ≥ ${mark}, ${met ? 'met' : 'missed'}.` +
      (report.ratio === null ? '' : ` This library is ${report.ratio} times as fast as Pillow.`),
  ].join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      'without-pillow': { type: 'boolean', default: false },
      data: { type: 'string' },
    },
  });
  const machine = describeMachine();
  if (machine.loadAtStart > 0.5 * machine.cores) {
    console.log(`note: the machine is busy (load ${machine.loadAtStart}); figures will be low and uneven`);
  }
  const { images } = await findCelebA(values.data);
  if (images.kind !== 'zip') throw new UserError(`${images.path} is not a zip, which this bench reads from`);
  const count = values.quick ? 1000 : COUNT;
  const task = [images.path, String(count), String(SIZE)];
  const ours = {
    system: 'this library',
    command: process.execPath,
    args: [join(here, 'celeba-worker.js'), ...task],
  };
  const pillow = values['without-pillow']
    ? []
    : [
        {
          system: 'Pillow, two processes',
          command: pythonWithPillow(),
          args: [join(root, 'bench', 'celeba_pillow.py'), ...task],
        },
      ];
  const report = await raced([ours, ...pillow], { count, rounds: values.quick ? 2 : 4, machine });
  console.log(formatReport(report));
  if (process.argv.length > 2) return;
  writeFileWhole(join(root, 'bench', 'celeba.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  const readme = join(root, 'bench', 'README.md');
  writeFileWhole(readme, replaceSection(readFileSync(readme, 'utf8'), 'faces', formatReport(report)));
}

interface Settings {
  readonly count: number;
  readonly rounds: number;
  readonly machine: Machine;
}

async function raced(
  contestants: readonly Contestant[],
  { count, rounds, machine }: Settings,
): Promise<Report> {
  const racers = contestants.map(contestant => new Racer(contestant));
  const versions: Record<string, string> = {};
  const sums: string[] = [];
  try {
    for (const racer of racers) {
      Object.assign(versions, (await racer.hear<{ versions: Record<string, string> }>(LIMIT)).versions);
      sums.push((await racer.ask<{ sha256: string }>({ check: true }, LIMIT)).sha256);
    }
    const times = await race(racers, { rounds, steps: 1, seconds: LIMIT, limit: LIMIT }, line =>
      console.log(line),
    );
    const results = times.map(time => resultOf(time, count));
    const [own, rival] = times;
    const rate = results[0]?.imagesPerSecond ?? NaN;
    return {
      date: new Date().toISOString().slice(0, 10),
      command: [
        'npm run bench:faces',
        ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []),
      ].join(' '),
      machine,
      versions,
      count,
      size: SIZE,
      sameBytes: sums.length < 2 ? null : sums[0] === sums[1],
      results,
      mark: { what: 'images/s, this library', value: rate, mark: MARK, met: rate >= MARK },
      ratio: own === undefined || rival === undefined ? null : round(speedOver(own, rival)),
    };
  } finally {
    racers.forEach(racer => racer.end());
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UserError || error instanceof TooSlowError)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof UserError ? error.exitCode : 1;
}
