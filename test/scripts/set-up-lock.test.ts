import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { repositoryRoot } from '../../lib/node/data-folders.js';
import { thisProcess } from '../../lib/node/owner.js';
import { slow } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const module = pathToFileURL(join(repositoryRoot(), 'scripts', 'installs', 'lock.mjs')).href;
const { withLock } = (await import(module)) as {
  withLock: <T>(path: string, work: () => T, onWait?: (owner: { pid: number }) => void) => Promise<T>;
};

test('withLock(path, work) takes over what a dead set-up, a full disk or an earlier version left', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'set-up.lock');
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  for (const text of [
    '',
    String(dead),
    // The waiter's own pid, as in a container where every set-up is process 1.
    String(process.pid),
    JSON.stringify({ ...thisProcess, start: '1' }),
    JSON.stringify({ ...thisProcess, pid: dead }),
  ]) {
    writeFileSync(path, text);
    t.is(
      await withLock(
        path,
        () => 7,
        () => t.fail(text),
      ),
      7,
    );
    t.deepEqual(readdirSync(folder), [], text);
  }
  writeFileSync(path, JSON.stringify({ ...thisProcess, host: 'elsewhere' }));
  const before = Date.now() / 1000 - 3700;
  utimesSync(path, before, before);
  t.is(
    await withLock(
      path,
      () => 8,
      () => t.fail(),
    ),
    8,
  );
});

test('withLock(path, work) releases the lock of work that throws, and waits for one that lives', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'set-up.lock');
  const failing = withLock(path, () => {
    throw new Error('no');
  });
  await t.throwsAsync(failing, { message: 'no' });
  t.false(existsSync(path));
  let done: () => void = () => {};
  const first = withLock(path, () => new Promise<void>(resolve => (done = resolve)));
  const order: string[] = [];
  await withLock(
    path,
    () => order.push('second'),
    ({ pid }) => {
      t.is(pid, process.pid);
      order.push('waits');
      done();
    },
  );
  await first;
  t.deepEqual(order, ['waits', 'second']);
});

slow(
  'withLock(path, work): of processes of which each is killed one after another none waits for ever',
  async t => {
    const folder = await temporaryFolder(t);
    const path = join(folder, 'set-up.lock');
    const code = `const { withLock } = await import(${JSON.stringify(module)});
    await withLock(${JSON.stringify(path)}, () => { process.stdout.write('in'); return new Promise(() => setInterval(() => {}, 1000)); });`;
    for (let k = 0; k < 5; k++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'exit');
      t.true(existsSync(path));
    }
    await withLock(
      path,
      () => {},
      () => t.fail(),
    );
    t.deepEqual(readdirSync(folder), []);
  },
);
