import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type ExportFormat, exportFormats, exportRun } from '../experiments/index.js';
import { options, pathGiven } from './options.js';
import { loadBackendAloud, openRun } from './prepare.js';
import { print } from './say.js';

interface ExportFlags {
  readonly format: ExportFormat;
  readonly out?: string;
  readonly model?: string;
}

/** What `wae export` takes and does. */
export function exportCommand(command: Command): void {
  command
    .argument('<run>', 'folder of the run', pathGiven)
    .addOption(
      new Option('--format <name>', 'for ONNX Runtime, or for TensorFlow')
        .choices([...exportFormats])
        .default('onnx' satisfies ExportFormat),
    )
    .addOption(
      new Option(
        '--out <folder>',
        "where to write (default: a folder in the run's, called as the format)",
      ).argParser(pathGiven),
    )
    .addOption(options.ownModel())
    .action(async (run: string, { format, out = join(run, format), model }: ExportFlags) => {
      const folder = await openRun(run, model);
      await loadBackendAloud();
      for (const path of exportRun(folder, { format, out })) print(`${path}\n`);
    });
}
