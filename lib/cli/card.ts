import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { saveHubFolder } from '../experiments/index.js';
import { options, pathGiven } from './options.js';
import { loadBackendAloud, openRun } from './prepare.js';
import { print } from './say.js';

interface CardFlags {
  readonly out?: string;
  readonly model?: string;
}

/** What `wae card` takes and does. */
export function cardCommand(command: Command): void {
  command
    .argument('<run>', 'folder of the run', pathGiven)
    .addOption(
      new Option('--out <folder>', "where to write (default: the folder hub in the run's)").argParser(
        pathGiven,
      ),
    )
    .addOption(options.ownModel())
    .action(async (run: string, { out = join(run, 'hub'), model }: CardFlags) => {
      const folder = await openRun(run, model);
      await loadBackendAloud();
      print(`${saveHubFolder(folder, out)}\n`);
    });
}
