import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { Presets, SingleBar } from 'cli-progress';
import { downloadMnist, type DownloadProgress } from '../datasets/index.js';
import { workFolder } from '../node/index.js';
import { pathGiven } from './options.js';
import { stoppable, stoppedCode } from './stop.js';
import { unlessAborted } from '../base/index.js';
import { print, say } from './say.js';

/** What `wae data` takes and does. */
export function dataCommand(command: Command, setCode: (code: number) => void): void {
  command
    .addArgument(new Argument('<name>', 'which').choices(['mnist']))
    .option('--out <dir>', 'folder to write to (default: data/mnist)', pathGiven)
    .action(
      async (_name: string, { out = join(workFolder(), 'data', 'mnist') }: { readonly out?: string }) => {
        const stream = process.stderr;
        const bar = new SingleBar(
          { stream, format: '{file} {bar} {value}/{total} KiB  {eta_formatted} left', hideCursor: true },
          Presets.shades_classic,
        );
        let current = '';
        const onProgress = ({ file, received, total }: DownloadProgress): void => {
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
        };
        const files = await stoppable(signal =>
          unlessAborted(downloadMnist({ directory: out, signal, onProgress }), signal),
        ).finally(() => bar.stop());
        if (files === undefined) {
          say('stopped; the same command goes on from there\n');
          setCode(stoppedCode);
          return;
        }
        print(`${out}: ${files.length} files, checked\n`);
      },
    );
}
