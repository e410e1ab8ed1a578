/**
 * Faces: reading and cropping CelebA's JPEGs from their zip against Pillow in two processes, and the compiled training
 * step at 64 × 64 against PyTorch; each turn by turn in one run.
 *
 * `npm run bench:faces -- [--only reading|step] [--quick] [--without-pillow] [--without-pytorch] [--data DIR]`. Writes
 * bench/celeba.json and a section of bench/README.md, with `--only` that part of both; a quick run, or one without a
 * rival, only prints.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UserError } from '../lib/base/errors.js';
import { formatReading, prepareReading, raceReading, type Reading } from './celeba-reading.js';
import { type FaceStep, formatFaceStep, raceFaceStep } from './celeba-step.js';
import { formatOccasion, type Occasion, occasionOf } from './occasion.js';
import { pythonWithTorch } from './pytorch.js';
import { runBench } from './run-bench.js';
import { reportPath, saveReport } from './save.js';

/** What `celeba.json` holds. */
interface Report {
  readonly reading?: Occasion & Reading;
  readonly step?: Occasion & FaceStep;
}

function formatReport({ reading, step }: Report): string {
  const parts = [
    ...(reading === undefined ? [] : [formatOccasion(reading), formatReading(reading)]),
    ...(step === undefined ? [] : [formatOccasion(step), formatFaceStep(step)]),
  ];
  return parts.join('\n\n');
}

/** Puts the measured parts where they belong; the other part stays as it is. */
function save(measured: Report): void {
  const path = reportPath('celeba');
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : {};
  const report: Report = { ...before, ...measured };
  saveReport('celeba', report, formatReport(report), 'faces');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      'without-pillow': { type: 'boolean', default: false },
      'without-pytorch': { type: 'boolean', default: false },
      data: { type: 'string' },
    },
  });
  const { only, quick } = values;
  if (only !== undefined && only !== 'reading' && only !== 'step') {
    throw new UserError(`--only ${only} is no part of this bench; give reading or step`);
  }
  const occasion = occasionOf('faces');
  // Whatever is missing is said before the first race.
  const withPillow = !values['without-pillow'];
  const task =
    only === 'step' ? undefined : await prepareReading({ directory: values.data, quick, withPillow });
  const withPytorch = only !== 'reading' && !values['without-pytorch'];
  const python = withPytorch ? pythonWithTorch() : undefined;
  const report: Report = {
    ...(task === undefined ? {} : { reading: { ...occasion, ...(await raceReading(task)) } }),
    ...(only === 'reading' ? {} : { step: { ...occasion, ...(await raceFaceStep({ quick, python })) } }),
  };
  console.log(formatReport(report));
  if (!quick && !values['without-pillow'] && !values['without-pytorch']) save(report);
}

await runBench(main);
