import type { Command } from 'commander';
import { evaluateRun } from '../experiments/evaluate.js';
import { referenceOf } from '../experiments/reference.js';
import { RunFolder } from '../experiments/run-folder.js';
import { loadBackendAloud } from './backend.js';
import { loadDataAloud } from './load-data.js';
import { options } from './options.js';

/** Adds `wae evaluate`. */
export function addEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description("measure a run's trained model again and draw its figures again")
    .argument('<run>', 'folder of the run')
    .addOption(options.data())
    .action(async (run: string, { data: directory }: { readonly data?: string }) => {
      const folder = RunFolder.open(run);
      folder.readCheckpoint();
      const data = await loadDataAloud(folder.config.data, directory);
      await loadBackendAloud();
      const reference = await referenceOf(folder.config.data.name, data);
      const { metrics } = await evaluateRun(folder, data, reference);
      process.stdout.write(`${JSON.stringify(metrics, undefined, 2)}\n`);
    });
}
