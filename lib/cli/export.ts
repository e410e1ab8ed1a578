import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type ExportFormat, exportFormats, exportRun, RunFolder } from '../experiments/index.js';
import { pathGiven } from './options.js';
import { loadBackendAloud } from './prepare.js';
import { print } from './say.js';

interface ExportFlags {
  readonly format: ExportFormat;
  readonly out?: string;
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
    .action(async (run: string, { format, out = join(run, format) }: ExportFlags) => {
      const folder = RunFolder.open(run);
      await loadBackendAloud();
      for (const path of exportRun(folder, { format, out })) print(`${path}\n`);
    });
}
