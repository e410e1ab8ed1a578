import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../lib/base/errors.js';
import { loadBackend } from '../../../lib/engine/index.js';
import { RunFolder } from '../../../lib/experiments/run/run-folder.js';
import { trainRun } from '../../../lib/experiments/run/train-run.js';
import { slow as test } from '../../support/slow.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { tinyConfig, tinyData } from '../../support/tiny-models.js';

test.serial(
  'trainRun refuses another or a shorter history or film than the checkpoint was saved with',
  async t => {
    await loadBackend();
    const path = join(await temporaryFolder(t), 'run');
    const config = tinyConfig('vae', { epochs: 2 });
    const stop = new AbortController();
    await trainRun(RunFolder.create(path, config), tinyData(), {
      signal: stop.signal,
      onEvent: event => {
        if (event.kind === 'step' && event.step === 6) stop.abort();
      },
    });
    const run = RunFolder.open(path);
    const refused = async (message: RegExp): Promise<void> => {
      const error = await t.throwsAsync(trainRun(run, tinyData()), { instanceOf: UserError, message });
      t.false(error?.message.includes('\n'));
    };
    const history = readFileSync(run.historyPath, 'utf8');
    writeFileSync(run.historyPath, history.split('\n').slice(1).join('\n'));
    await refused(/^\S+history\.jsonl is not the one .* \(\d+ bytes of \d+\); put back a copy/);
    writeFileSync(
      run.historyPath,
      history.replace(/"loss":(\d)/, (_, digit) => `"loss":${9 - Number(digit)}`),
    );
    await refused(/^\S+history\.jsonl is not the one .* \(its checksum is another\)/);
    rmSync(run.historyPath);
    await refused(/^\S+history\.jsonl is not the one .* \(0 bytes of/);
    writeFileSync(run.historyPath, history);
    const film = run.readFilm()!;
    run.writeFilm({ ...film, frames: film.frames.slice(1) });
    await refused(/^\S+film\.safetensors is not the one .* \(1 frames of 2\)/);
    const [first, ...rest] = film.frames;
    run.writeFilm({ ...film, frames: [{ ...first!, pictures: first!.pictures.map(x => x ^ 1) }, ...rest] });
    await refused(/^\S+film\.safetensors is not the one .* \(its checksum is another\)/);
    run.writeFilm(film);
    t.is((await trainRun(run, tinyData())).kind, 'finished');
  },
);
