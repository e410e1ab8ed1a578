import { join } from 'node:path';
import { type ModelName, modelNames } from '../../models/index.js';
import { type ExperimentName, firstDifference, type PresetName } from './config.js';
import { type Overrides, presetConfig } from './preset-config.js';

/** Where runs go if no folder is named, from the working folder on: git ignores it. */
export const runsFolder: string = join('results', 'runs');

/** What can be changed about a preset, in the order in which a folder's name has it; the seed has a folder of its own. */
const variable = ['epochs', 'width', 'latent', 'lambda', 'batch', 'split', 'precision'] as const;

/**
 * The folder of an experiment's runs at one size: `mnist/quick`, or with what was asked to be different
 * `mnist/quick-epochs-2-lambda-1`. What changes no model's configuration is left out of the name.
 */
export function variantFolder(
  experiment: ExperimentName,
  preset: PresetName,
  overrides: Overrides = {},
): string {
  const changed = variable.filter(name => {
    const value = overrides[name];
    return (
      value !== undefined &&
      modelNames.some(model => changes(experiment, preset, model, overrides, { [name]: value }))
    );
  });
  return join(
    dataFolder(experiment, overrides),
    [preset, ...changed.flatMap(name => [name, overrides[name]])].join('-'),
  );
}

/** Where a data set's runs lie: `mnist`, and of images of one's own `images/<title>`. */
function dataFolder(experiment: ExperimentName, { images }: Overrides = {}): string {
  return images === undefined ? experiment : join(experiment, images.title);
}

function changes(
  experiment: ExperimentName,
  preset: PresetName,
  model: ModelName,
  { images }: Overrides,
  change: Overrides,
): boolean {
  const same = images === undefined ? {} : { images };
  const [usual, asked] = [{}, change].map(options =>
    presetConfig(experiment, preset, model, { ...same, ...options }),
  );
  return firstDifference(usual, asked) !== undefined;
}

/** Where a seed's runs lie inside the folder of a variant: the first seed's in it, the others' in `seed-2` …. */
export function seedFolder(seed: number): string {
  return seed === 1 ? '.' : `seed-${seed}`;
}

/** Where a model's run lies, from the folder of all runs on. */
export function runPath(
  experiment: ExperimentName,
  preset: PresetName,
  model: ModelName,
  overrides: Overrides = {},
): string {
  return join(variantFolder(experiment, preset, overrides), seedFolder(overrides.seed ?? 1), model);
}
