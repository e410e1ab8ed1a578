/**
 * The compiled training step against tfjs eager, PyTorch eager and `torch.compile`, turn by turn in one run.
 *
 * `npm run bench:train -- [--quick] [--widths 32,128] [--without-pytorch] [--without-epoch]`. A whole run writes
 * bench/train.json and a section of bench/README.md; one with options only prints, and writes .bench/train.json.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../lib/datasets/mnist-files.js';
import { UserError } from '../lib/errors.js';
import { writeFileWhole } from '../lib/files.js';
import type { EpochReport } from './epoch-worker.js';
import { describeMachine } from './machine.js';
import { pythonWithTorch } from './pytorch.js';
import { type Pace, type Racer, race } from './race.js';
import { replaceSection } from './section.js';
import {
  epochRatios,
  formatReport,
  type Ratio,
  ratiosOf,
  type Report,
  type Row,
  rowsOf,
} from './train-report.js';
import { precisions, startAll, type Started, threads } from './train-entrants.js';
import { BATCH } from './train-system.js';

const root = repositoryRoot();
const here = dirname(fileURLToPath(import.meta.url));

/** How the widths are raced. */
function paceOf(width: number, quick: boolean): Pace {
  if (quick) return { rounds: 2, steps: 2, seconds: 5, limit: 60 };
  return width <= 64
    ? { rounds: 5, steps: 20, seconds: 4, limit: 30 }
    : { rounds: 5, steps: 4, seconds: 6, limit: 30 };
}

interface WidthResult {
  readonly started: Omit<Started, 'racers' | 'late'>;
  readonly rows: readonly Row[];
  readonly ratios: readonly Ratio[];
}

async function raceWidth(width: number, quick: boolean, python: string | undefined): Promise<WidthResult> {
  const folder = mkdtempSync(join(tmpdir(), 'wae-bench-'));
  let racers: readonly Racer[] = [];
  try {
    const started = await startAll(width, join(folder, 'start.safetensors'), python);
    racers = started.racers;
    const times = [
      ...(await race(racers, paceOf(width, quick), line => console.log(`W = ${width}: ${line}`))),
      ...started.late,
    ];
    const [rows, ratios] = [rowsOf(times, width), ratiosOf(times, width)];
    rows.forEach(row =>
      console.log(`W = ${width}: ${row.system}, ${row.precision}: ${row.imagesPerSecond} images/s`),
    );
    ratios.forEach(({ what, value }) => console.log(`W = ${width}: ${what}: ${value}`));
    return { started, rows, ratios };
  } finally {
    racers.forEach(racer => racer.end());
    rmSync(folder, { recursive: true, force: true });
  }
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

/** Writes the report where it belongs. */
function save(report: Report, whole: boolean): void {
  const json = `${JSON.stringify(report, undefined, 2)}\n`;
  if (!whole) {
    writeFileWhole(join(root, '.bench', 'train.json'), json);
    console.log('a part of the bench: written to .bench/train.json alone');
    return;
  }
  writeFileWhole(join(root, 'bench', 'train.json'), json);
  const readme = join(root, 'bench', 'README.md');
  const text = existsSync(readme) ? readFileSync(readme, 'utf8') : '# Bench\n';
  writeFileWhole(readme, replaceSection(text, 'train', formatReport(report)));
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
  const machine = describeMachine();
  if (machine.loadAtStart > 0.5 * machine.cores) {
    console.log(`note: the machine is busy (load ${machine.loadAtStart}); figures will be low and uneven`);
  }
  const python = values['without-pytorch'] ? undefined : pythonWithTorch();
  const results: WidthResult[] = [];
  for (const width of widths) results.push(await raceWidth(width, values.quick, python));
  const epoch = values['without-epoch'] ? undefined : await measureEpoch(values.quick);
  const report: Report = {
    date: new Date().toISOString().slice(0, 10),
    command: [
      'npm run bench:train',
      ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []),
    ].join(' '),
    machine,
    threads,
    batch: BATCH,
    versions: Object.assign({}, ...results.map(({ started }) => started.versions)) as Report['versions'],
    lossDifference: Object.fromEntries(
      precisions.map(p => [p, Math.max(...results.map(({ started }) => started.lossDifference[p] ?? 0))]),
    ),
    parameters: Object.fromEntries(results.map(({ started }, i) => [`W = ${widths[i]}`, started.parameters])),
    results: results.flatMap(({ rows }) => rows),
    ratios: [...results.flatMap(({ ratios }) => ratios), ...(epoch === undefined ? [] : epochRatios(epoch))],
    ...(epoch === undefined ? {} : { epochEfficiency: epoch }),
  };
  console.log(formatReport(report));
  save(report, process.argv.length === 2);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
