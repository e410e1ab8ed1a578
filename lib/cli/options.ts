import { InvalidArgumentError, Option } from 'commander';
import {
  type Changes,
  defaultPreset,
  parseChange,
  presetNames,
  runsFolder,
  titlePattern,
} from '../experiments/index.js';
import { modelNames } from '../models/index.js';

function integer(least: number): (text: string) => number {
  return text => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || !Number.isSafeInteger(value)) {
      throw new InvalidArgumentError(`Expected an integer of at least ${least}.`);
    }
    return value;
  };
}

function nonNegative(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < Infinity))
    throw new InvalidArgumentError('Expected a number of at least 0.');
  return value;
}

/**
 * A path that was given: not the empty one, which would mean the current folder.
 * @throws InvalidArgumentError
 */
export function pathGiven(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Expected a path, got an empty text.');
  return text;
}

/** The same for each of several. */
export function pathsGiven(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), pathGiven(text)];
}

/** Whether `--model` names a file, and not one of the models. */
export function isModelFile(text: string): boolean {
  return /\.m?js$/.test(text);
}

/** A number of a list. Commander's own check of choices would leave it a text. */
function numberAmong(...choices: readonly string[]): (text: string) => number {
  return text => {
    if (!choices.includes(text)) throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
    return Number(text);
  };
}

/** @throws InvalidArgumentError for what can't name a folder of results */
function titleGiven(text: string): string {
  if (titlePattern.test(text)) return text;
  throw new InvalidArgumentError(
    'Expected letters, digits, dots, dashes and underscores, a letter or a digit first, 64 at the most.',
  );
}

/** The options that several commands share; each call makes new ones. */
export const options = {
  model: (): Option => new Option('--model <name>', 'which model').choices([...modelNames]),
  modelOrFile: (): Option =>
    new Option(
      '--model <name>',
      `which model (${modelNames.join(', ')}), or a file of your own: ./my-model.mjs`,
    ).argParser((text: string) => {
      if (isModelFile(text) || modelNames.some(name => name === text)) return text;
      throw new InvalidArgumentError(
        `Allowed choices are ${modelNames.join(', ')}, or the path of a .mjs file.`,
      );
    }),
  ownModel: (): Option =>
    new Option('--model <file>', 'the model file of a run that has a network of your own').argParser(
      pathGiven,
    ),
  preset: (): Option =>
    // No default of commander's: a run that is resumed has a preset of its own.
    new Option('--preset <name>', `size of model and training (default: ${defaultPreset})`).choices([
      ...presetNames,
    ]),
  epochs: (): Option => new Option('--epochs <n>', 'passes over the training images').argParser(integer(1)),
  width: (): Option => new Option('--width <n>', 'filters of the first convolution').argParser(integer(1)),
  latent: (): Option => new Option('--latent <n>', 'coordinates of a code').argParser(integer(2)),
  lambda: (): Option => new Option('--lambda <x>', 'weight of the penalty').argParser(nonNegative),
  batch: (): Option => new Option('--batch <n>', 'images in a batch').argParser(integer(2)),
  seed: (): Option => new Option('--seed <n>', 'decides everything random').argParser(integer(0)),
  seeds: (): Option =>
    new Option('--seeds <n>', 'train every model from so many seeds, from --seed on').argParser(integer(1)),
  size: (): Option =>
    new Option('--size <n>', 'pixels a side of your own images (default: 64, or that of small ones)')
      .choices(['32', '64', '128'])
      .argParser(numberAmong('32', '64', '128')),
  fit: (): Option =>
    new Option(
      '--fit <name>',
      'how your own images become squares (default: cover, the square in the middle)',
    ).choices(['cover', 'contain', 'fill']),
  channels: (): Option =>
    new Option('--channels <n>', 'your own images in grey (1) or colour (3)')
      .choices(['1', '3'])
      .argParser(numberAmong('1', '3')),
  title: (): Option =>
    new Option('--title <name>', "what your own images are called (default: their folder's name)").argParser(
      titleGiven,
    ),
  split: (): Option =>
    new Option('--split <name>', "MNIST's own split, or that of the released code").choices([
      'canonical',
      'released',
    ]),
  precision: (): Option =>
    new Option('--precision <name>', 'arithmetic of the convolutions').choices(['float32', 'bfloat16']),
  set: (): Option =>
    new Option('--set <field=value>', 'another value, as JSON, for a field of config.json; may be repeated')
      .argParser((text: string, before: Changes): Changes => ({ ...before, ...parseChange(text) }))
      .default({}, 'none'),
  data: (): Option => new Option('--data <dir>', 'where the real images lie').argParser(pathGiven),
  outRun: (): Option =>
    new Option('--out <dir>', 'folder of the run (default: one below results/runs)').argParser(pathGiven),
  outRuns: (): Option =>
    new Option('--out <dir>', 'folder of all results').argParser(pathGiven).default(runsFolder),
  out: (): Option => new Option('--out <dir>', 'folder to write to').argParser(pathGiven),
  outFile: (): Option => new Option('--out <file>', 'file to write').argParser(pathGiven),
  images: (): Option => new Option('--images <n>', 'test images at most').argParser(integer(2)),
} as const;

/** A word of a command as a shell takes it: in quotes, unless there is nothing in it that a shell reads. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * The flags that a command was given, as a message that names the command has to repeat them: ` --data DIR`.
 * @param flags each flag's value by its name; `true` if it takes none, and undefined or false if it was not given
 */
export function givenFlags(flags: Readonly<Record<string, string | boolean | undefined>>): string {
  return Object.entries(flags)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? ` --${name}` : ` --${name} ${shellWord(value as string)}`))
    .join('');
}
