import { Argument, type Command } from 'commander';
import { loadCelebA } from '../datasets/celeba.js';
import type { Dataset } from '../datasets/dataset.js';
import { loadMnist } from '../datasets/mnist.js';
import { trainFeatures } from '../experiments/train-features.js';
import {
  featureFilePath,
  featureNetworkNames,
  type FeatureNetworkName,
  writeFeatureFile,
} from '../metrics/feature-file.js';
import { featurePresets } from '../experiments/feature-presets.js';
import { loadBackendAloud } from './backend.js';
import { options } from './options.js';
import { showProgress } from './progress.js';
import { stoppable, stoppedCode } from './stop.js';

interface FeatureFlags {
  readonly data?: string;
  readonly seed?: number;
  readonly out?: string;
}

/** Adds `wae features`. */
export function addFeatures(program: Command, setCode: (code: number) => void): void {
  program
    .command('features')
    .description('train the classifier whose features the Fréchet distance compares')
    .addArgument(new Argument('<network>', 'which').choices([...featureNetworkNames]))
    .addOption(options.seed().default(1))
    .addOption(options.data())
    .addOption(options.out().default(undefined, 'data/features of the project'))
    .action(async (name: FeatureNetworkName, flags: FeatureFlags) => {
      setCode(await train(name, flags));
    });
}

async function train(
  name: FeatureNetworkName,
  { data: directory, seed = 1, out }: FeatureFlags,
): Promise<number> {
  const data = await loadImages(name, directory);
  await loadBackendAloud();
  const progress = showProgress(name, featurePresets[name].training.batchSize);
  const trained = await stoppable(signal =>
    trainFeatures({ name, data, seed, signal, onEvent: progress.onEvent }),
  ).finally(() => progress.stop());
  if (trained === undefined) {
    process.stderr.write('stopped before the end: nothing was written\n');
    return stoppedCode;
  }
  const { classifier, card } = trained;
  const path = featureFilePath(name, out);
  writeFeatureFile(path, classifier, card);
  classifier.dispose();
  const what = card.architecture.kind === 'classes' ? 'accuracy' : 'mean balanced accuracy';
  process.stdout.write(
    `${path}: ${what} ${card.accuracy.toFixed(4)} on ${card.testImages} test images\n` +
      Object.entries(card.accuracies)
        .map(
          ([output, value]) =>
            `  ${output}  ${value === null ? 'not in the test images' : value.toFixed(3)}\n`,
        )
        .join(''),
  );
  return 0;
}

async function loadImages(name: FeatureNetworkName, directory: string | undefined): Promise<Dataset> {
  const where = directory === undefined ? {} : { directory };
  switch (name) {
    case 'mnist':
      return loadMnist(where);
    case 'celeba':
      return loadCelebA({ ...where, size: 64 });
    default:
      throw new TypeError(`wae features: unknown network ${String(name satisfies never)}`);
  }
}
