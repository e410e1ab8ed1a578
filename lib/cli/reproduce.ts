import { basename, dirname, join } from 'node:path';
import { Argument, type Command } from 'commander';
import { locateCelebA, locateMnist } from '../datasets/index.js';
import { UserError } from '../base/index.js';
import {
  defaultPreset,
  type ExperimentName,
  experimentNames,
  markdownTable,
  type Overrides,
  type PresetName,
  readResults,
  reproduce,
  resultCells,
  type RunFolder,
  variantFolder,
} from '../experiments/index.js';
import { modelTitles } from '../models/index.js';
import { loadBackendAloud, loadDataAloud, needFigures } from './prepare.js';
import { options, shellWord } from './options.js';
import { type ImageFlags, ownImages } from './own-images.js';
import { type ProgressDisplay, showProgress } from './progress.js';
import { type AtOnce, stoppable, stoppedCode, stoppedLoading } from './stop.js';
import { print, say } from './say.js';

interface ReproduceFlags extends Omit<Overrides, 'images'>, ImageFlags {
  readonly seeds?: number;
  readonly preset?: PresetName;
  readonly data?: string;
  readonly out: string;
}

/** What `wae reproduce` takes and does. */
export function reproduceCommand(command: Command, setCode: (code: number) => void): void {
  command
    .addArgument(
      new Argument(
        '[experiment]',
        'the images (default: mnist; with --data the sets that are there)',
      ).choices([...experimentNames]),
    )
    .addOption(options.preset())
    .addOption(options.epochs())
    .addOption(options.width())
    .addOption(options.latent())
    .addOption(options.lambda())
    .addOption(options.batch())
    .addOption(options.seed())
    .addOption(options.seeds())
    .addOption(options.size())
    .addOption(options.fit())
    .addOption(options.channels())
    .addOption(options.title())
    .addOption(options.split())
    .addOption(options.precision())
    .addOption(options.data())
    .addOption(options.outRuns())
    .action(async (experiment: ExperimentName | undefined, flags: ReproduceFlags) => {
      setCode(await stoppable((signal, atOnce) => run(experiment, flags, signal, atOnce)));
    });
}

async function run(
  asked: ExperimentName | undefined,
  flags: ReproduceFlags,
  signal: AbortSignal,
  atOnce: AtOnce,
): Promise<number> {
  const experiments = asked === undefined ? await availableExperiments(flags.data) : [asked];
  needFigures();
  await loadBackendAloud();
  for (const experiment of experiments) {
    const code = await runOne(experiment, flags, signal, atOnce);
    if (code !== 0) return code;
  }
  if (asked === undefined && flags.data === undefined) print(`${await facesNext()}\n`);
  return 0;
}

/** How to go on to faces: on real ones if they are found. */
async function facesNext(): Promise<string> {
  const celeba = await locateCelebA();
  return celeba === undefined
    ? 'faces next: `npm run reproduce -- faces` (procedural ones; for real ones see data/README.md)'
    : `faces next: \`npm run reproduce -- celeba\` (found in ${celeba.directory})`;
}

async function runOne(
  experiment: ExperimentName,
  flags: ReproduceFlags,
  signal: AbortSignal,
  atOnce: AtOnce,
): Promise<number> {
  const { data, out, seeds = 1, preset = defaultPreset } = flags;
  const overrides = { ...flags, ...(await ownImages(experiment, preset, flags)) };
  const folder = variantFolder(experiment, preset, overrides);
  say(`${experiment}, ${preset}: results go to ${join(out, folder)}\n`);
  let progress: ProgressDisplay | undefined;
  let begun: RunFolder | undefined;
  const result = await reproduce({
    experiment,
    preset,
    overrides,
    out,
    seeds,
    signal,
    measuring: atOnce,
    load: config => loadDataAloud(config, data, signal),
    onModel: (model, state, folder) => {
      progress?.stop();
      begun = folder;
      const note = { begun: 'trains', resumed: 'goes on where it stopped', finished: 'is trained already' }[
        state
      ];
      say(`${modelTitles[model]} ${note}\n`);
      progress = showProgress(modelTitles[model], folder.config.training.batchSize);
    },
    onEvent: (event, trainer) => progress?.onEvent(event, trainer),
    onMeasure: model => {
      progress?.stop();
      progress = undefined;
      say(`${modelTitles[model]} is measured …; Ctrl-C ends that at once, and the same command goes on\n`);
    },
  }).finally(() => progress?.stop());
  if (result.kind === 'stopped') {
    say(`${stopSentence(result.directory, begun)}\n`);
    return stoppedCode;
  }
  const rows = readResults(out, dirname(folder), basename(folder)).map(resultCells);
  print(`${markdownTable(rows)}\n\nfigure: ${join(result.directory, 'figure.png')}\n`);
  return 0;
}

/**
 * What was saved when `wae reproduce` was stopped.
 * @param run the run at hand; undefined if no run was begun
 */
export function stopSentence(directory: string, run: RunFolder | undefined): string {
  if (run === undefined) return stoppedLoading;
  if (run.hasCheckpoint) return `stopped and saved in ${directory}; the same command goes on from there`;
  const model = modelTitles[run.config.model.kind];
  return `stopped before the first step of ${model}, nothing of it to save; the same command goes on from there`;
}

/** MNIST, which is in the box; in a folder that was named, the real images that are there. */
async function availableExperiments(directory: string | undefined): Promise<readonly ExperimentName[]> {
  const mnist = await locateMnist(directory);
  if (directory === undefined) return [mnist === undefined ? 'digits' : 'mnist'];
  const found: ExperimentName[] = mnist === undefined ? [] : ['mnist'];
  if ((await locateCelebA(directory)) !== undefined) found.push('celeba');
  if (found.length > 0) return found;
  throw new UserError(
    `${directory} holds neither MNIST nor CelebA; name the folder of their files (see data/README.md), or say that the images are your own: wae reproduce images --data ${shellWord(directory)}`,
  );
}
