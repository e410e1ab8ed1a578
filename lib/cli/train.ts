import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { unlessAborted, UserError } from '../base/index.js';
import {
  changedConfig,
  checkSize,
  type Changes,
  checkEnoughImages,
  checkExtension,
  checkTensorBoard,
  copyRun,
  defaultPreset,
  evaluateRun,
  extendRun,
  type ExperimentConfig,
  type ExperimentName,
  experimentNames,
  firstDifference,
  loadOwnModel,
  type Overrides,
  presetConfig,
  type PresetName,
  presetWidth,
  referenceOf,
  RunFolder,
  runPath,
  runsFolder,
  tensorBoard,
  trainRun,
} from '../experiments/index.js';
import { type ModelName, modelNames, type OwnCode, ownBase, titleOf } from '../models/index.js';
import { loadBackendAloud, loadDataAloud, needFigures } from './prepare.js';
import { type ImageFlags, ownImages } from './own-images.js';
import { givenFlags, isModelFile, options, shellWord } from './options.js';
import { showProgress } from './progress.js';
import { type AtOnce, stoppable, stoppedCode, stoppedLoading } from './stop.js';
import { print, say } from './say.js';

interface TrainFlags extends Omit<Overrides, 'images'>, ImageFlags {
  readonly model?: string;
  readonly preset?: PresetName;
  readonly set: Changes;
  readonly data?: string;
  readonly out?: string;
  readonly resume?: boolean;
  readonly tensorboard?: boolean;
}

/** What `wae train` takes and does. */
export function trainCommand(command: Command, setCode: (code: number) => void): void {
  command
    .addArgument(new Argument('<experiment>', 'the images').choices([...experimentNames]))
    .addOption(options.modelOrFile().makeOptionMandatory())
    .addOption(options.preset())
    .addOption(options.epochs())
    .addOption(options.width())
    .addOption(options.latent())
    .addOption(options.lambda())
    .addOption(options.batch())
    .addOption(options.seed())
    .addOption(options.size())
    .addOption(options.fit())
    .addOption(options.channels())
    .addOption(options.title())
    .addOption(options.split())
    .addOption(options.precision())
    .addOption(options.set())
    .addOption(options.data())
    .addOption(options.outRun())
    .option('--resume', 'go on with the run where it stopped, or with more --epochs than it had')
    .option('--tensorboard', 'write TensorBoard event files, too')
    .action(async (experiment: ExperimentName, flags: TrainFlags) => {
      setCode(await stoppable((signal, atOnce) => train(experiment, flags, signal, atOnce)));
    });
}

async function train(
  experiment: ExperimentName,
  flags: TrainFlags,
  signal: AbortSignal,
  atOnce: AtOnce,
): Promise<number> {
  const {
    model: named,
    preset = defaultPreset,
    data: directory,
    out,
    resume = false,
    tensorboard = false,
  } = flags;
  if (named === undefined) throw new UserError(`wae train needs --model, one of ${modelNames.join(', ')}`);
  const sets = Object.keys(flags.set).length > 0;
  if (sets && out === undefined) {
    throw new UserError('wae train --set needs --out: no folder is named after the fields that it changes');
  }
  const overrides = { ...flags, ...(await ownImages(experiment, preset, flags)) };
  const own = isModelFile(named) ? await loadOwnModel(named) : undefined;
  if (own !== undefined && out === undefined) {
    throw new UserError('wae train with a model of your own needs --out: no folder is named after its file');
  }
  const model = own === undefined ? (named as ModelName) : ownBase;
  const usual = presetConfig(experiment, preset, model, overrides);
  const base = own === undefined ? usual : { ...usual, model: { ...usual.model, own } };
  const fresh = changedConfig(base, flags.set, '--set');
  const path = out ?? join(runsFolder, runPath(experiment, preset, model, overrides));
  checkSize(fresh);
  const saved = resume ? openToResume(path, experiment, preset, model, overrides) : undefined;
  if (saved === undefined) RunFolder.checkFree(path);
  else checkFlags(saved, experiment, { ...flags, model }, own);
  needFigures();
  const backend = await loadBackendAloud();
  if (tensorboard) checkTensorBoard(backend);
  const asked = saved?.config ?? fresh;
  const data = await unlessAborted(loadDataAloud(asked.data, directory, signal), signal);
  if (data === undefined) {
    say(`${stoppedLoading}\n`);
    return stoppedCode;
  }
  checkEnoughImages(asked, data);
  const folder =
    saved === undefined
      ? RunFolder.create(path, fresh)
      : extendRun(saved, flags.epochs ?? asked.training.epochs);
  const board = tensorboard ? tensorBoard(folder) : undefined;
  const { config } = folder;
  const progress = showProgress(titleOf(config.model), config.training.batchSize);
  const outcome = await trainRun(folder, data, {
    signal,
    onEvent: (event, trainer) => {
      progress.onEvent(event, trainer);
      board?.(event);
    },
  }).finally(() => progress.stop());
  if (outcome.kind === 'stopped') {
    const given = givenFlags({ data: directory, tensorboard });
    const resumeCommand = `wae train ${experiment} --model ${shellWord(named)} --out ${shellWord(path)} --resume${given}`;
    say(
      folder.hasCheckpoint
        ? `stopped and saved in ${path}; go on with: ${resumeCommand}\n`
        : `stopped before the first step, nothing to save; begin again with: ${resumeCommand}\n`,
    );
    return stoppedCode;
  }
  const { replaces = [] } = own ?? {};
  // A penalty or a kernel is of the training alone.
  const file = replaces.includes('encoder') || replaces.includes('decoder') ? named : undefined;
  const measures = `wae evaluate ${shellWord(path)}${givenFlags({ data: directory, model: file })}`;
  say(
    `trained and saved in ${path}; it is measured now. Ctrl-C ends that at once; then measure it with: ${measures}\n`,
  );
  const measured = atOnce(async () => {
    const reference = await referenceOf(config.data.name, data);
    return evaluateRun(folder, data, reference);
  });
  const evaluation = await unlessAborted(measured, signal);
  if (evaluation === undefined) {
    say(`trained and saved in ${path}, not measured; measure it with: ${measures}\n`);
    return stoppedCode;
  }
  const { metrics } = evaluation;
  print(
    `${path}: squared error per test image ${metrics.testSquaredError.toFixed(3)}, ` +
      `Fréchet distance of samples ${metrics.frechet.value.toFixed(2)} (${metrics.frechet.low.toFixed(2)} … ${metrics.frechet.high.toFixed(2)}), ` +
      `MMD² to the prior ${metrics.latent.mmd.value.toFixed(5)} ± ${metrics.latent.mmd.standardError.toFixed(5)}, ` +
      `${metrics.imagesPerSecond.toFixed(0)} images/s; figures in ${folder.file('figures')}\n`,
  );
  return 0;
}

/**
 * The run that is to go on. With more epochs than the preset's and no --out it goes on in a folder of that many: as a copy of
 * the run of fewer, which stays, if none was begun there.
 */
function openToResume(
  path: string,
  experiment: ExperimentName,
  preset: PresetName,
  model: ModelName,
  flags: TrainFlags & Overrides,
): RunFolder {
  const { epochs, ...rest } = flags;
  const shorter = join(runsFolder, runPath(experiment, preset, model, rest));
  const copies = flags.out === undefined && epochs !== undefined && !RunFolder.exists(path);
  if (!copies || shorter === path || !RunFolder.exists(shorter)) return RunFolder.open(path);
  const run = RunFolder.open(shorter);
  checkExtension(run, epochs);
  return copyRun(run, path);
}

type Choice = string | number | undefined;

/**
 * Refuses flags that contradict the run that is to go on; flags that were not given follow the run.
 * @throws UserError that names the first
 */
function checkFlags(folder: RunFolder, experiment: ExperimentName, flags: TrainFlags, own?: OwnCode): void {
  const { config, path } = folder;
  checkExtension(folder, flags.epochs ?? config.training.epochs);
  const field = firstDifference(config, changedConfig(config, flags.set, '--set'));
  if (field !== undefined) {
    throw new UserError(
      `${path} holds a run of another configuration (${field} differs); ` +
        'leave --set out to go on with that run, or choose another folder with --out',
    );
  }
  const code = config.model.own;
  if (code?.sha256 !== own?.sha256) {
    throw new UserError(
      `${path} holds a run of ${code === undefined ? 'a model of the library' : `the code of ${code.file} (sha256 ${code.sha256.slice(0, 8)}…)`}, not of ${own === undefined ? 'one' : `that of ${own.file} (${own.sha256.slice(0, 8)}…)`}; ` +
        'name its own with --model, or choose another folder with --out',
    );
  }
  for (const [flag, wanted, found] of comparisons(config, experiment, flags)) {
    if (wanted === undefined || wanted === found) continue;
    throw new UserError(
      `${path} holds a run of another configuration: ${flag} is ${String(found)} there, not ${String(wanted)}; ` +
        'leave the option out to go on with that run, or choose another folder with --out',
    );
  }
}

function comparisons(
  { preset, seed, data, model, training }: ExperimentConfig,
  experiment: ExperimentName,
  flags: TrainFlags,
): readonly (readonly [flag: string, wanted: Choice, found: Choice])[] {
  return [
    ['the experiment', experiment, data.name],
    ['--model', flags.model, model.kind],
    ['--preset', flags.preset, preset],
    ['--width', flags.width, presetWidth(model)],
    ['--latent', flags.latent, model.prior.dimension],
    ['--lambda', flags.lambda, training.lambda],
    ['--batch', flags.batch, training.batchSize],
    ['--seed', flags.seed, seed],
    ['--split', flags.split, data.name === 'mnist' ? data.split : undefined],
    ['--precision', flags.precision, training.precision],
    ...(data.name === 'images'
      ? (['size', 'fit', 'channels', 'title'] as const).map(
          name => [`--${name}`, flags[name], data[name]] as const,
        )
      : []),
  ];
}
