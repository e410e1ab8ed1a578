/**
 * The compiled training step against tfjs eager, PyTorch eager and `torch.compile`, turn by turn in one run.
 *
 * `npm run bench:train -- [--quick] [--widths 32,128] [--without-pytorch] [--without-epoch]`. A whole run writes
 * bench/train.json and a section of bench/README.md; one with options only prints, and writes .bench/train.json.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UserError } from '../lib/base/errors.js';
import type { EpochReport } from './epoch-worker.js';
import { occasionOf } from './occasion.js';
import { pythonWithTorch } from './pytorch.js';
import type { Pace } from './race.js';
import { runBench } from './run-bench.js';
import { savePart, saveReport } from './save.js';
import { precisions, threads } from './train-entrants.js';
import { standardLayout } from './train-layout.js';
import { type Raced, raceLayout } from './train-race.js';
import {
  epochRatios,
  fastestRatio,
  formatReport,
  type Marks,
  names,
  type Ratio,
  ratiosOf,
  type Report,
} from './train-report.js';

const here = dirname(fileURLToPath(import.meta.url));

/** How the widths are raced. */
function paceOf(width: number, quick: boolean): Pace {
  if (quick) return { rounds: 2, steps: 2, seconds: 5, limit: 60 };
  return width <= 64
    ? { rounds: 5, steps: 20, seconds: 4, limit: 30 }
    : { rounds: 5, steps: 4, seconds: 6, limit: 30 };
}

/** Marks of the compiled float32 step against others, at the width that they are set for. */
const marksAt = (width: number): Marks =>
  width === 32 ? { [names.torch]: 1.8, [names.torchCompile]: 1.3, [names.layers]: 3.5 } : {};

interface WidthResult extends Raced {
  readonly ratios: readonly Ratio[];
}

async function raceWidth(width: number, quick: boolean, python: string | undefined): Promise<WidthResult> {
  const layout = standardLayout('digits', width);
  const raced = await raceLayout(layout, { pace: paceOf(width, quick), python });
  const ratios = [...ratiosOf(raced.times, width, marksAt(width)), ...fastestRatio(raced.times, width)];
  ratios.forEach(({ what, value }) => console.log(`W = ${width}: ${what}: ${value}`));
  return { ...raced, ratios };
}

/** Runs the epoch worker and reads its report. */
function measureEpoch(quick: boolean): Promise<EpochReport> {
  const args = quick ? ['--images', '600', '--epochs', '2', '--steps', '3'] : [];
  const child = spawn(process.execPath, [join(here, 'epoch-worker.js'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', part => (text += part));
  return new Promise((resolve, refuse) => {
    child.on('error', refuse);
    child.on('close', code =>
      code === 0
        ? resolve(JSON.parse(text) as EpochReport)
        : refuse(new Error(`epoch-worker ended with code ${code}`)),
    );
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      widths: { type: 'string', default: '32,128' },
      'without-pytorch': { type: 'boolean', default: false },
      'without-epoch': { type: 'boolean', default: false },
    },
  });
  const widths = values.widths.split(',').map(Number);
  if (widths.some(width => !Number.isInteger(width) || width < 1)) {
    throw new UserError(`--widths ${values.widths} is no list of widths; give whole numbers such as 32,128`);
  }
  const occasion = occasionOf('train');
  const python = values['without-pytorch'] ? undefined : pythonWithTorch();
  const results: WidthResult[] = [];
  for (const width of widths) results.push(await raceWidth(width, values.quick, python));
  const epoch = values['without-epoch'] ? undefined : await measureEpoch(values.quick);
  const report: Report = {
    ...occasion,
    threads,
    batch: standardLayout('digits', 32).batch,
    versions: Object.assign({}, ...results.map(({ started }) => started.versions)) as Report['versions'],
    lossDifference: Object.fromEntries(
      precisions.map(p => [p, Math.max(...results.map(({ started }) => started.lossDifference[p] ?? 0))]),
    ),
    parameters: Object.fromEntries(results.map(({ started }, i) => [`W = ${widths[i]}`, started.parameters])),
    results: results.flatMap(({ rows }) => rows),
    ratios: [...results.flatMap(({ ratios }) => ratios), ...(epoch === undefined ? [] : epochRatios(epoch))],
    ...(epoch === undefined ? {} : { epochEfficiency: epoch }),
  };
  const text = formatReport(report);
  console.log(text);
  if (process.argv.length === 2) saveReport('train', report, text);
  else savePart('train', report);
}

await runBench(main);
