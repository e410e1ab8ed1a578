import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCelebA } from '../lib/datasets/celeba/celeba-files.js';
import { repositoryRoot } from '../lib/node/data-folders.js';
import { UserError } from '../lib/base/errors.js';
import { pythonWithPillow } from './pillow.js';
import { type Contestant, median, race, Racer, speedOver, type Times } from './race.js';

const root = repositoryRoot();
const here = dirname(fileURLToPath(import.meta.url));

/** Pictures, and the side they are resized to. */
const [COUNT, SIZE] = [9000, 64];
/** Pictures a second that this library should prepare. */
const MARK = 1000;
/** Seconds for one turn. */
const LIMIT = 300;

/** What the race gave: `reading` of `celeba.json`. */
export interface Reading {
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

function resultOf({ entrant, rounds }: Times<Contestant>, count: number): Reading['results'][number] {
  const seconds = median(rounds.flat()) / 1000;
  return {
    system: entrant.system,
    imagesPerSecond: round(count / seconds),
    seconds: round(seconds),
    runs: rounds.flat().length,
  };
}

/** The race's part of the section in bench/README.md. */
export function formatReading({ count, size, ...report }: Reading): string {
  const rows = report.results.map(
    ({ system, imagesPerSecond, seconds, runs }) =>
      `| ${system} | ${imagesPerSecond} | ${seconds} | ${runs} |`,
  );
  const { what, value, mark, met } = report.mark;
  const named = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${count} JPEGs, read from the zip, decoded, cropped and resized to ${size} × ${size} by Lanczos' filter, the directory of the zip included. Pillow works in two processes that send batches of 64, as PyTorch's data loader does with two workers; it keeps the zip open. The two take turns; medians. ${named.join(', ')}. ` +
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

/** Where the pictures lie, who reads them and how many. */
export interface ReadingTask {
  readonly contestants: readonly Contestant[];
  readonly count: number;
  readonly rounds: number;
}

/**
 * Finds the pictures and, unless it is left out, a Python with Pillow.
 * @throws UserError where one is missing
 */
export async function prepareReading(options: {
  readonly directory: string | undefined;
  readonly quick: boolean;
  readonly withPillow: boolean;
}): Promise<ReadingTask> {
  const { images } = await findCelebA(options.directory);
  if (images.kind !== 'zip') throw new UserError(`${images.path} is not a zip, which this bench reads from`);
  const count = options.quick ? 1000 : COUNT;
  const task = [images.path, String(count), String(SIZE)];
  const ours = {
    system: 'this library',
    command: process.execPath,
    args: [join(here, 'celeba-worker.js'), ...task],
  };
  const pillow = (): Contestant => ({
    system: 'Pillow, two processes',
    command: pythonWithPillow(),
    args: [join(root, 'bench', 'celeba_pillow.py'), ...task],
  });
  return {
    contestants: [ours, ...(options.withPillow ? [pillow()] : [])],
    count,
    rounds: options.quick ? 2 : 4,
  };
}

/**
 * Reads and crops the pictures, turn by turn.
 * @throws TooSlowError where a system does not come to an end
 */
export async function raceReading({ contestants, count, rounds }: ReadingTask): Promise<Reading> {
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
