import { Argument, type Command } from 'commander';
import {
  changeFlags,
  changesBetween,
  type ExperimentName,
  experimentNames,
  presetConfig,
  type PresetName,
  presetNames,
  readTries,
  runsFolder,
  triesTable,
  tune,
  tunedConfig,
} from '../experiments/index.js';
import { type ModelName, modelNames, modelTitles, paperModelNames } from '../models/index.js';
import { formatDuration } from '../training/index.js';
import { loadBackendAloud, loadDataAloud } from './prepare.js';
import { options } from './options.js';
import { type ProgressDisplay, showProgress } from './progress.js';
import { type AtOnce, stoppable, stoppedCode } from './stop.js';
import { print, say } from './say.js';

interface TuneFlags {
  readonly data?: string;
  readonly out: string;
}

/** What `wae tune` takes and does. */
export function tuneCommand(command: Command, setCode: (code: number) => void): void {
  command
    .addArgument(
      new Argument('<experiment>', 'the images').choices(experimentNames.filter(name => name !== 'images')),
    )
    .addArgument(new Argument('<preset>', 'size of model and training').choices([...presetNames]))
    .addArgument(new Argument('[models...]', "which models (default: the paper's)").choices([...modelNames]))
    .addOption(options.data())
    .addOption(options.out().default('results', '"results"'))
    .action(async (experiment: ExperimentName, preset: PresetName, models: ModelName[], flags: TuneFlags) => {
      const asked = models.length === 0 ? paperModelNames : models;
      setCode(await stoppable((signal, atOnce) => run(experiment, preset, asked, flags, signal, atOnce)));
    });
}

async function run(
  experiment: ExperimentName,
  preset: PresetName,
  models: readonly ModelName[],
  { data, out }: TuneFlags,
  signal: AbortSignal,
  atOnce: AtOnce,
): Promise<number> {
  await loadBackendAloud();
  let progress: ProgressDisplay | undefined;
  const { kind, waiting, path } = await tune({
    experiment,
    preset,
    models,
    out,
    runs: runsFolder,
    signal,
    measuring: atOnce,
    load: config => loadDataAloud(config, data, signal),
    onTry: ({ model, changes }, folder, had, gets, seconds) => {
      const left = had === 0 ? '' : `; about ${formatDuration((seconds / had) * (gets - had))} left`;
      say(
        `${modelTitles[model]}, try ${had + 1} of ${gets}: ${changeFlags(changes) || 'usual settings'}${left}\n`,
      );
      progress = showProgress(modelTitles[model], folder.config.training.batchSize);
    },
    onEvent: (event, trainer) => progress?.onEvent(event, trainer),
    onTried: ({ squaredError, frechet }) => {
      progress?.stop();
      say(`squared error ${squaredError.toFixed(2)}, Fréchet distance ${frechet.value.toFixed(2)}\n`);
    },
  }).finally(() => progress?.stop());
  if (kind === 'stopped') {
    say('stopped and saved; the same command goes on from there\n');
    return stoppedCode;
  }
  const tries = readTries(path);
  const lines = models.map(model => {
    const title = modelTitles[model];
    const others = waiting.get(model);
    if (others !== undefined) {
      return `${title} waits for tries of ${others.map(name => modelTitles[name]).join(', ')}`;
    }
    const chosen = tunedConfig(experiment, preset, model, tries);
    if (chosen === undefined) return `${title} has tries left`;
    const flags = changeFlags(changesBetween(presetConfig(experiment, preset, model), chosen));
    return `${title} as chosen: wae train ${experiment} --model ${model} --preset ${preset} ${flags}`;
  });
  print(`${triesTable(experiment, tries)}\n\n${lines.join('\n')}\n\nlog: ${path}\n`);
  return 0;
}
