import { Argument, type Command } from 'commander';
import {
  type DataConfig,
  featurePresets,
  type TrainedFeatures,
  trainFeatures,
} from '../experiments/index.js';
import {
  featureFilePath,
  type FeatureNetworkName,
  featureNetworkNames,
  writeFeatureFile,
} from '../metrics/index.js';
import { loadBackendAloud, loadDataAloud } from './prepare.js';
import { options } from './options.js';
import { showProgress } from './progress.js';
import { type AtOnce, stoppable, stoppedCode } from './stop.js';
import { unlessAborted } from '../base/index.js';
import { print, say } from './say.js';

interface FeatureFlags {
  readonly data?: string;
  readonly seed?: number;
  readonly out?: string;
}

/** What `wae features` takes and does. */
export function featuresCommand(command: Command, setCode: (code: number) => void): void {
  command
    .addArgument(new Argument('<network>', 'which').choices([...featureNetworkNames]))
    .addOption(options.seed().default(1))
    .addOption(options.data())
    .addOption(options.out().default(undefined, 'data/features of the project'))
    .action(async (name: FeatureNetworkName, flags: FeatureFlags) => {
      setCode(await train(name, flags));
    });
}

async function train(name: FeatureNetworkName, flags: FeatureFlags): Promise<number> {
  const trained = await stoppable((signal, atOnce) =>
    unlessAborted(trainImages(name, flags, signal, atOnce), signal),
  );
  if (trained === undefined) {
    say('stopped before the end: nothing was written\n');
    return stoppedCode;
  }
  const { classifier, card } = trained;
  const path = featureFilePath(name, flags.out);
  writeFeatureFile(path, classifier, card);
  classifier.dispose();
  const what = card.architecture.kind === 'classes' ? 'accuracy' : 'mean balanced accuracy';
  const lines = Object.entries(card.accuracies).map(
    ([output, value]) => `  ${output}  ${value === null ? 'not in the test images' : value.toFixed(3)}\n`,
  );
  print(`${path}: ${what} ${card.accuracy.toFixed(4)} on ${card.testImages} test images\n${lines.join('')}`);
  return 0;
}

/**
 * Loads the images and trains on them.
 * @throws the signal's reason if it is aborted before the training
 */
async function trainImages(
  name: FeatureNetworkName,
  { data: directory, seed = 1 }: FeatureFlags,
  signal: AbortSignal,
  atOnce: AtOnce,
): Promise<TrainedFeatures | undefined> {
  const data = await loadDataAloud(imagesOf[name], directory, signal);
  await loadBackendAloud();
  const progress = showProgress(name, featurePresets[name].training.batchSize);
  say('Ctrl-C ends the training at once, and nothing of it is kept\n');
  return atOnce(() => trainFeatures({ name, data, seed, onEvent: progress.onEvent })).finally(() =>
    progress.stop(),
  );
}

/** The images that a network is trained on. */
const imagesOf: Readonly<Record<FeatureNetworkName, DataConfig>> = {
  mnist: { name: 'mnist', split: 'canonical' },
  celeba: { name: 'celeba' },
};
