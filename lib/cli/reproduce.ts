import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { locateCelebA } from '../datasets/celeba-files.js';
import { locateMnist } from '../datasets/mnist-files.js';
import { UserError } from '../errors.js';
import { type ExperimentName, experimentNames, type PresetName } from '../experiments/config.js';
import { modelTitles } from '../experiments/figures.js';
import { defaultPreset, type Overrides } from '../experiments/presets.js';
import { reproduce } from '../experiments/reproduce.js';
import type { RunFolder } from '../experiments/run-folder.js';
import { markdownTable, readResults, resultCells } from '../experiments/results-table.js';
import { loadBackendAloud } from './backend.js';
import { loadDataAloud } from './load-data.js';
import { options } from './options.js';
import { type ProgressDisplay, showProgress } from './progress.js';
import { stoppable, stoppedCode, stoppedLoading } from './stop.js';

interface ReproduceFlags extends Overrides {
  readonly seeds?: number;
  readonly preset?: PresetName;
  readonly data?: string;
  readonly out?: string;
}

/** Adds `wae reproduce`. */
export function addReproduce(program: Command, setCode: (code: number) => void): void {
  program
    .command('reproduce')
    .description("train VAE, WAE-MMD and WAE-GAN and make the paper's figure, the curves and the table")
    .addArgument(
      new Argument(
        '[experiment]',
        'the images (default: digits and faces, or mnist and celeba where their files are found)',
      ).choices([...experimentNames]),
    )
    .addOption(options.preset())
    .addOption(options.epochs())
    .addOption(options.width())
    .addOption(options.seed())
    .addOption(options.seeds())
    .addOption(options.split())
    .addOption(options.precision())
    .addOption(options.data())
    .addOption(options.out())
    .action(async (experiment: ExperimentName | undefined, flags: ReproduceFlags) => {
      setCode(await stoppable(signal => run(experiment, flags, signal)));
    });
}

async function run(
  asked: ExperimentName | undefined,
  flags: ReproduceFlags,
  signal: AbortSignal,
): Promise<number> {
  const experiments = asked === undefined ? await availableExperiments(flags.data) : [asked];
  await loadBackendAloud();
  for (const experiment of experiments) {
    const code = await runOne(experiment, flags, signal);
    if (code !== 0) return code;
  }
  return 0;
}

async function runOne(
  experiment: ExperimentName,
  flags: ReproduceFlags,
  signal: AbortSignal,
): Promise<number> {
  const { data, out = 'results', seeds = 1, preset = defaultPreset(experiment) } = flags;
  process.stderr.write(`${experiment}, ${preset}: results go to ${join(out, experiment, preset)}\n`);
  let progress: ProgressDisplay | undefined;
  let begun: RunFolder | undefined;
  const result = await reproduce({
    experiment,
    preset,
    overrides: flags,
    out,
    seeds,
    signal,
    load: config => loadDataAloud(config, data, signal),
    onModel: (model, state, folder) => {
      progress?.stop();
      begun = folder;
      const note = { begun: 'trains', resumed: 'goes on where it stopped', finished: 'is trained already' }[
        state
      ];
      process.stderr.write(`${modelTitles[model]} ${note}\n`);
      progress = showProgress(modelTitles[model], folder.config.training.batchSize);
    },
    onEvent: (event, trainer) => progress?.onEvent(event, trainer),
    onMeasure: model => {
      progress?.stop();
      progress = undefined;
      process.stderr.write(`${modelTitles[model]} is measured …\n`);
    },
  }).finally(() => progress?.stop());
  if (result.kind === 'stopped') {
    process.stderr.write(`${stopSentence(result.directory, begun)}\n`);
    return stoppedCode;
  }
  const rows = readResults(out, experiment, preset).map(resultCells);
  process.stdout.write(`${markdownTable(rows)}\n\nfigure: ${join(result.directory, 'figure.png')}\n`);
  return 0;
}

/**
 * What was saved when `wae reproduce` was stopped.
 * @param run the run at hand; undefined where no run was begun
 */
export function stopSentence(directory: string, run: RunFolder | undefined): string {
  if (run === undefined) return stoppedLoading;
  if (run.hasCheckpoint) return `stopped and saved in ${directory}; the same command goes on from there`;
  const model = modelTitles[run.config.model.kind];
  return `stopped before the first step of ${model}, nothing of it to save; the same command goes on from there`;
}

/**
 * Digits and faces, or in their place the real images that are found: in the folder that was named those alone, else
 * in the usual places, of which a neighbour's copy must be asked for.
 */
async function availableExperiments(directory: string | undefined): Promise<readonly ExperimentName[]> {
  const [mnist, celeba] = [await locateMnist(directory), await locateCelebA(directory)];
  if (directory !== undefined) {
    const found = [
      ...(mnist === undefined ? [] : ['mnist' as const]),
      ...(celeba === undefined ? [] : ['celeba' as const]),
    ];
    if (found.length > 0) return found;
    throw new UserError(
      `${directory} holds neither MNIST nor CelebA; name the folder of their files, see data/README.md`,
    );
  }
  return [
    mnist === undefined || mnist.origin === '../shared/data/mnist' ? 'digits' : 'mnist',
    celeba === undefined || celeba.origin === '../shared/data/celeba' ? 'faces' : 'celeba',
  ];
}
