import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { locateMnist } from '../datasets/mnist-files.js';
import { type ExperimentName, experimentNames, type PresetName } from '../experiments/config.js';
import { modelTitles } from '../experiments/figures.js';
import { defaultPreset, type Overrides } from '../experiments/presets.js';
import { reproduce } from '../experiments/reproduce.js';
import { markdownTable, readResults, resultCells } from '../experiments/results-table.js';
import { loadBackendAloud } from './backend.js';
import { options } from './options.js';
import { type ProgressDisplay, showProgress } from './progress.js';
import { stoppable, stoppedCode } from './stop.js';

interface ReproduceFlags extends Overrides {
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
        'the images (default: mnist where its files are found, else digits)',
      ).choices([...experimentNames]),
    )
    .addOption(options.preset())
    .addOption(options.epochs())
    .addOption(options.width())
    .addOption(options.seed())
    .addOption(options.split())
    .addOption(options.precision())
    .addOption(options.data())
    .addOption(options.out())
    .action(async (experiment: ExperimentName | undefined, flags: ReproduceFlags) => {
      setCode(await run(experiment, flags));
    });
}

async function run(asked: ExperimentName | undefined, flags: ReproduceFlags): Promise<number> {
  const { data, out = 'results' } = flags;
  const experiment = asked ?? (await availableExperiment(data));
  const preset = flags.preset ?? defaultPreset(experiment);
  await loadBackendAloud();
  process.stderr.write(`${experiment}, ${preset}: results go to ${join(out, experiment, preset)}\n`);
  let progress: ProgressDisplay | undefined;
  const result = await stoppable(signal =>
    reproduce({
      experiment,
      preset,
      overrides: flags,
      out,
      signal,
      ...(data === undefined ? {} : { data }),
      onModel: (model, state, folder) => {
        progress?.stop();
        const note = { begun: 'trains', resumed: 'goes on where it stopped', finished: 'is trained already' }[
          state
        ];
        process.stderr.write(`${modelTitles[model]} ${note}\n`);
        progress = showProgress(modelTitles[model], folder.config.training.batchSize);
      },
      onEvent: (event, trainer) => progress?.onEvent(event, trainer),
    }),
  ).finally(() => progress?.stop());
  if (result.kind === 'stopped') {
    process.stderr.write(`stopped and saved in ${result.directory}; the same command goes on from there\n`);
    return stoppedCode;
  }
  const rows = readResults(out, experiment, preset).map(resultCells);
  process.stdout.write(`${markdownTable(rows)}\n\nfigure: ${join(result.directory, 'figure.png')}\n`);
  return 0;
}

/** MNIST where its files are named or lie in the project, the embedded digits otherwise: a neighbour's copy must be asked for. */
async function availableExperiment(directory: string | undefined): Promise<ExperimentName> {
  if (directory !== undefined) return 'mnist';
  const found = await locateMnist();
  return found === undefined || found.origin === '../shared/data/mnist' ? 'digits' : 'mnist';
}
