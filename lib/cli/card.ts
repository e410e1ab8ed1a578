import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { RunFolder, saveHubFolder } from '../experiments/index.js';
import { pathGiven } from './options.js';
import { loadBackendAloud } from './prepare.js';
import { print } from './say.js';

/** What `wae card` takes and does. */
export function cardCommand(command: Command): void {
  command
    .argument('<run>', 'folder of the run', pathGiven)
    .addOption(
      new Option('--out <folder>', "where to write (default: the folder hub in the run's)").argParser(
        pathGiven,
      ),
    )
    .action(async (run: string, { out = join(run, 'hub') }: { readonly out?: string }) => {
      const folder = RunFolder.open(run);
      await loadBackendAloud();
      print(`${saveHubFolder(folder, out)}\n`);
    });
}
