/**
 * Fréchet distance, and precision and recall, on 10,000 × 2,048 features: time, memory, and SciPy's values beside.
 *
 * `npm run bench:metrics -- [--quick] [--without-scipy]`. A whole run writes bench/metrics.json and a section of
 * bench/README.md; one with options only prints, and writes .bench/metrics.json.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../lib/node/data-folders.js';
import { UserError } from '../lib/base/errors.js';
import { Rng } from '../lib/base/random.js';
import { type Comparison, formatReport, marksOf, type Outcome, type Report } from './metrics-report.js';
import { occasionOf } from './occasion.js';
import { pythonWith } from './python.js';
import { runBench } from './run-bench.js';
import { savePart, saveReport } from './save.js';

const root = repositoryRoot();
const here = dirname(fileURLToPath(import.meta.url));

/** Releases that are compared with. */
const SCIPY = { numpy: '2.4.6', scipy: '1.17.1' } as const;

function pythonWithScipy(): string {
  return pythonWith({
    name: 'SciPy',
    folder: 'venv-metrics',
    present: 'import numpy, scipy',
    exact: `import numpy, scipy, sys; sys.exit((numpy.__version__, scipy.__version__) != ("${SCIPY.numpy}", "${SCIPY.scipy}"))`,
    packages: Object.entries(SCIPY).map(([name, version]) => `${name}==${version}`),
    without: '--without-scipy',
  });
}

/** max(0, N(shift, 1)) in each of d columns, over 1 + column/100. */
function writeFeatures(path: string, n: number, d: number, shift: number, rng: Rng): void {
  const values = rng.fillNormal(new Float32Array(n * d));
  for (let k = 0; k < values.length; k++) {
    values[k] = Math.max(0, values[k]! + shift) / (1 + (k % d) / 100);
  }
  writeFileSync(path, new Uint8Array(values.buffer));
}

/** @throws UserError where the process fails */
function run(command: string, args: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new UserError(`${command} ${args.slice(0, 2).join(' ')} failed (exit code ${status}): ${stderr}`);
  }
  return JSON.parse(stdout) as Outcome;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      'without-scipy': { type: 'boolean', default: false },
    },
  });
  const occasion = occasionOf('metrics');
  const python = values['without-scipy'] ? undefined : pythonWithScipy();
  const [n, d] = values.quick ? [1000, 128] : [10_000, 2048];
  const folder = mkdtempSync(join(tmpdir(), 'wae-bench-metrics-'));
  try {
    const rng = Rng.fromSeed(5);
    writeFeatures(join(folder, 'real.f32'), n, d, 0, rng.split('real'));
    writeFeatures(join(folder, 'generated.f32'), n, d, 0.05, rng.split('generated'));
    const compare = (metric: string, task: string): Comparison => {
      const args = [task, folder, String(n), String(d)];
      const ours = run(process.execPath, [join(here, 'metrics-worker.js'), ...args]);
      console.log(`${metric}: ours ${JSON.stringify(ours)}`);
      if (python === undefined) return { metric, ours };
      const scipy = run(python, [join(root, 'bench', 'metrics_scipy.py'), ...args]);
      console.log(`${metric}: SciPy ${JSON.stringify(scipy)}`);
      return { metric, ours, scipy };
    };
    const frechet = compare('Fréchet distance', 'frechet');
    const neighbours = compare('precision, recall, density, coverage', 'neighbours');
    const report: Report = {
      ...occasion,
      n,
      d,
      results: [frechet, neighbours],
      marks: marksOf(frechet, neighbours),
    };
    const text = formatReport(report);
    console.log(text);
    if (values.quick || python === undefined) savePart('metrics', report);
    else saveReport('metrics', report, text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await runBench(main);
