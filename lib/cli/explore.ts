import { dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { RunFolder } from '../experiments/index.js';
import { checkExplorable, explorerPage, type PackedExplorer, packExplorer } from '../explorer/index.js';
import { needPackages, writeFileWhole } from '../node/index.js';
import { unlessAborted } from '../base/index.js';
import { loadBackendAloud, loadDataAloud } from './prepare.js';
import { options, pathsGiven } from './options.js';
import { type AtOnce, stoppable, stoppedCode } from './stop.js';
import { print, say } from './say.js';

interface ExploreFlags {
  readonly data?: string;
  readonly out?: string;
  readonly images?: number;
}

/** What `wae explore` takes and does. */
export function exploreCommand(command: Command, setCode: (code: number) => void): void {
  command
    .argument('<run...>', 'folders of runs of one data set', pathsGiven)
    .addOption(options.data())
    .addOption(options.outFile())
    .addOption(options.images())
    .action(async (runs: readonly string[], flags: ExploreFlags) => {
      const made = await stoppable((signal, atOnce) =>
        unlessAborted(makePage(runs, flags, signal, atOnce), signal),
      );
      if (made === undefined) {
        say('stopped before the end: nothing was written\n');
        setCode(stoppedCode);
        return;
      }
      const { page, header } = made;
      const file = flags.out ?? defaultFile(runs);
      writeFileWhole(file, page);
      const { models, count, dataset } = header;
      print(
        `${relative('.', file)}: ${(page.length / 2 ** 20).toFixed(2)} MiB, ` +
          `${models.length} ${models.length === 1 ? 'model' : 'models'}, ${count.toLocaleString('en')} test images of ${dataset}; ` +
          'open it in a browser\n',
      );
    });
}

/** @throws the signal's reason if it is aborted before the packing */
async function makePage(
  runs: readonly string[],
  { data: directory, images = Infinity }: ExploreFlags,
  signal: AbortSignal,
  atOnce: AtOnce,
): Promise<Pick<PackedExplorer, 'header'> & { readonly page: string }> {
  const folders = runs.map(run => RunFolder.open(run));
  checkExplorable(folders);
  for (const folder of folders) folder.readModel();
  needPackages(['esbuild', '@tensorflow/tfjs-backend-wasm'], 'the explorer');
  const first = folders[0]!;
  const data = await loadDataAloud(first.config.data, directory, signal);
  await loadBackendAloud();
  return atOnce(async () => {
    const packed = await packExplorer(folders, data, { images });
    return { page: await explorerPage(packed), header: packed.header };
  });
}

/** Beside a single run's files, or in the folder that several runs lie in. */
function defaultFile(runs: readonly string[]): string {
  const [first = '.', ...others] = runs.map(run => resolve(run));
  if (others.length === 0) return join(first, 'explorer.html');
  const parent = dirname(first);
  return join(others.every(other => dirname(other) === parent) ? parent : '.', 'explorer.html');
}
