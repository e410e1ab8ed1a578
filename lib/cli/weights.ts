import { type Command, Option } from 'commander';
import { RunFolder, saveWeights } from '../experiments/index.js';
import { pathGiven } from './options.js';
import { loadBackendAloud } from './prepare.js';
import { print } from './say.js';

/** What `wae weights` takes and does. */
export function weightsCommand(command: Command): void {
  command
    .argument('<run>', 'folder of the run', pathGiven)
    .addOption(
      new Option('--precision <name>', 'of the kernels').choices(['float16', 'float32']).default('float16'),
    )
    .action(async (run: string, { precision }: { readonly precision: 'float16' | 'float32' }) => {
      const folder = RunFolder.open(run);
      await loadBackendAloud();
      saveWeights(folder, { precision });
      print(`${folder.weightsPath}\n`);
    });
}
