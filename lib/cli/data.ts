import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { Presets, SingleBar } from 'cli-progress';
import { downloadMnist } from '../datasets/download.js';
import { repositoryRoot } from '../datasets/mnist-files.js';
import { stoppable } from './stop.js';

/** Adds `wae data`. */
export function addData(program: Command): void {
  program
    .command('data')
    .description('fetch a data set and check it')
    .addArgument(new Argument('<name>', 'which').choices(['mnist']))
    .option('--out <dir>', 'folder to write to (default: data/mnist of the project)')
    .action(
      async (_name: string, { out = join(repositoryRoot(), 'data', 'mnist') }: { readonly out?: string }) => {
        const stream = process.stderr;
        const bar = new SingleBar(
          { stream, format: '{file} {bar} {value}/{total} KiB  {eta_formatted} left', hideCursor: true },
          Presets.shades_classic,
        );
        let current = '';
        const files = await stoppable(signal =>
          downloadMnist({
            directory: out,
            signal,
            onProgress: ({ file, received, total }) => {
              const [done, all] = [Math.round(received / 1024), Math.ceil((total ?? received) / 1024)];
              if (current !== file) {
                if (current !== '') bar.stop();
                if (stream.isTTY) bar.start(all, done, { file });
                else stream.write(`${file}\n`);
                current = file;
              }
              if (stream.isTTY) {
                bar.setTotal(all);
                bar.update(done, { file });
              }
            },
          }),
        ).finally(() => bar.stop());
        process.stdout.write(`${out}: ${files.length} files, checked\n`);
      },
    );
}
