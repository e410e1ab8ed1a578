import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { findManifest } from '../../../lib/experiments/run/manifest.js';
import { RunFolder } from '../../../lib/experiments/run/run-folder.js';
import { slow as test } from '../../support/slow.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { type Ended, trainProcess } from '../../support/train-chain.js';

const files = ['checkpoint.safetensors', 'config.json', 'film.safetensors', 'history.jsonl', 'manifest.json'];

/** The bytes that the seed decides. */
function bytes(path: string): Record<string, string> {
  const names = ['checkpoint.safetensors', 'film.safetensors', 'history.jsonl'];
  return Object.fromEntries(names.map(name => [name, readFileSync(join(path, name), 'base64')]));
}

async function whole(t: ExecutionContext): Promise<Record<string, string>> {
  const path = join(await temporaryFolder(t), 'whole');
  t.is((await trainProcess(path)).code, 0);
  return bytes(path);
}

test.serial('a second process that trains in a folder is refused, and the first is unharmed', async t => {
  const expected = await whole(t);
  const path = join(await temporaryFolder(t), 'run');
  t.plan(8);
  let seconds: Promise<readonly Ended[]> | undefined;
  const first = await trainProcess(path, {
    onLine: (line, child) => {
      if (line !== 'step 1') return;
      // It stands still until the others have ended.
      child.kill('SIGSTOP');
      seconds = Promise.all([trainProcess(path), trainProcess(path)]).finally(() => child.kill('SIGCONT'));
    },
  });
  t.is(first.code, 0);
  for (const { code, said, lines } of (await seconds) ?? []) {
    t.is(code, 2, lines.join());
    t.regex(
      said,
      /^\S+run is written by process \d+ at the moment; wait for its end, or choose another folder with --out\n$/,
    );
  }
  t.deepEqual(bytes(path), expected);
  t.deepEqual(readdirSync(path).sort(), files);
});

test.serial('a run whose process was killed goes on, to the same bytes, and its lock is gone', async t => {
  const expected = await whole(t);
  const path = join(await temporaryFolder(t), 'run');
  for (const at of ['step 1', 'saved 4', 'step 7', 'saved 8']) {
    const { code } = await trainProcess(path, {
      pauseMs: 5,
      onLine: (line, child) => {
        if (line === at) child.kill('SIGKILL');
      },
    });
    t.is(code, null, at);
    if (at === 'saved 8') {
      // Nothing is known of the steps after the last save.
      const { status, sessions } = findManifest(RunFolder.open(path))!;
      t.deepEqual([status, sessions.at(-1)!.steps], ['running', 4]);
      t.true(sessions.at(-1)!.seconds > 0);
    }
  }
  t.true(existsSync(join(path, '.lock')));
  t.is((await trainProcess(path)).code, 0);
  t.deepEqual(bytes(path), expected);
  t.deepEqual(readdirSync(path).sort(), files);
});

test.serial(
  'a run whose folder is moved or deleted meanwhile ends in a sentence, and makes nothing anew',
  async t => {
    const folder = await temporaryFolder(t);
    for (const move of [true, false]) {
      const path = join(folder, 'run');
      const { code, said } = await trainProcess(path, {
        pauseMs: 100,
        onLine: line => {
          if (line !== 'step 5') return;
          if (move) renameSync(path, join(folder, 'moved'));
          else rmSync(path, { recursive: true });
        },
      });
      t.is(code, 2);
      t.regex(
        said,
        /^\S+run was moved or deleted, or taken over .*; go on with the folder where it is now, .*\n$/,
      );
      t.false(existsSync(path));
    }
    t.is((await trainProcess(join(folder, 'moved'))).code, 0);
    t.deepEqual(bytes(join(folder, 'moved')), await whole(t));
  },
);
