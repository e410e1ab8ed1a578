import { type Command, Option } from 'commander';
import { saveWeights } from '../experiments/index.js';
import { options, pathGiven } from './options.js';
import { loadBackendAloud, openRun } from './prepare.js';
import { print } from './say.js';

interface WeightsFlags {
  readonly precision: 'float16' | 'float32';
  readonly model?: string;
}

/** What `wae weights` takes and does. */
export function weightsCommand(command: Command): void {
  command
    .argument('<run>', 'folder of the run', pathGiven)
    .addOption(
      new Option('--precision <name>', 'of the kernels').choices(['float16', 'float32']).default('float16'),
    )
    .addOption(options.ownModel())
    .action(async (run: string, { precision, model }: WeightsFlags) => {
      const folder = await openRun(run, model);
      await loadBackendAloud();
      saveWeights(folder, { precision });
      print(`${folder.weightsPath}\n`);
    });
}
