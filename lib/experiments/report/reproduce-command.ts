import {
  differences,
  type ExperimentConfig,
  type ExperimentName,
  type PresetName,
} from '../config/config.js';
import { type ModelName, modelTitles } from '../../models/index.js';
import { type Overrides, presetConfig, presetWidth } from '../config/preset-config.js';
import { runsFolder } from '../config/run-path.js';

/** What `wae reproduce` can be told to change about a preset, as the configuration has it. */
const flags = {
  epochs: ({ training }) => training.epochs,
  width: ({ model }) => presetWidth(model),
  latent: ({ model }) => model.prior.dimension,
  lambda: ({ training }) => training.lambda,
  batch: ({ training }) => training.batchSize,
  split: ({ data }) => (data.name === 'mnist' ? data.split : undefined),
  precision: ({ training }) => training.precision,
} as const satisfies { [name in keyof Overrides]?: (config: ExperimentConfig) => Overrides[name] };

/**
 * The command that makes runs again, in Markdown: with the options in which the first differs from its preset, and in
 * brackets what can't be given to it.
 * @param configs the runs' configurations, one or more
 * @param out the folder of all results, as the command is told of it
 */
export function reproduceCommand(
  experiment: ExperimentName,
  preset: PresetName,
  configs: readonly ExperimentConfig[],
  out: string = runsFolder,
): string {
  const [first] = configs;
  if (first === undefined) throw new RangeError('reproduceCommand: expected one run or more, got none');
  const images = first.data.name === 'images' ? { images: first.data } : {};
  const usual = presetConfig(experiment, preset, first.model.kind, images);
  const changed = Object.entries(flags).filter(([, of]) => of(first) !== of(usual));
  const overrides = Object.fromEntries(changed.map(([name, of]) => [name, of(first)])) as Overrides;
  const seeds = configs.map(({ seed }) => seed);
  const [seed, last] = [Math.min(...seeds), Math.max(...seeds)];
  const parts = [
    `npm run reproduce -- ${experiment} --preset ${preset}`,
    ...(experiment === 'celeba' ? ['--data data/celeba'] : experiment === 'images' ? ['--data DIR'] : []),
    ...Object.entries(overrides).map(([name, value]) => `--${name} ${value}`),
    ...(seed === 1 ? [] : [`--seed ${seed}`]),
    ...(last === seed ? [] : [`--seeds ${last - seed + 1}`]),
    ...(out === runsFolder ? [] : [`--out ${out}`]),
  ];
  const rest = remaining(configs, config =>
    presetConfig(experiment, preset, config.model.kind, { ...images, ...overrides, seed: config.seed }),
  );
  return `\`${parts.join(' ')}\`${rest === '' ? '' : ` (changed: ${rest})`}`;
}

/** `WAE-MMD: training.lambda = 100 instead of 10`, each model once. */
function remaining(
  configs: readonly ExperimentConfig[],
  made: (config: ExperimentConfig) => ExperimentConfig,
): string {
  const fields = new Map<ModelName, string>();
  for (const config of configs) {
    const found = differences(config, made(config)).map(
      ({ path, values: [value, usual] }) => `${path} = ${written(value)} instead of ${written(usual)}`,
    );
    if (found.length > 0) fields.set(config.model.kind, found.join(', '));
  }
  return [...fields].map(([model, found]) => `${modelTitles[model]}: ${found}`).join('; ');
}

function written(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
