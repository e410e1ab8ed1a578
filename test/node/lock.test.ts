import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { type Lock, takeLock } from '../../lib/node/lock.js';
import { thisProcess } from '../../lib/node/owner.js';
import { slow } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function taken(path: string): Lock {
  const found = takeLock(path);
  if ('lock' in found) return found.lock;
  throw new Error('the lock is held');
}

test('takeLock(path) gives the lock once, and again when it was released', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'lock');
  const lock = taken(path);
  t.true(lock.isHeld());
  t.deepEqual(readdirSync(folder), ['lock']);
  t.like(takeLock(path), { holder: { state: 'lives', owner: { pid: process.pid } } });
  lock.release();
  t.false(lock.isHeld());
  t.deepEqual(readdirSync(folder), []);
  taken(path).release();
});

test('takeLock(path) takes over from a dead process, one whose pid is reused, and an empty file', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'lock');
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  for (const text of [
    JSON.stringify({ ...thisProcess, pid: dead }),
    JSON.stringify({ ...thisProcess, start: '1' }),
    JSON.stringify({ ...thisProcess, boot: 'before' }),
    '',
    String(process.pid),
  ]) {
    writeFileSync(path, text);
    const lock = taken(path);
    t.like(JSON.parse(readFileSync(path, 'utf8')), thisProcess, text);
    t.deepEqual(readdirSync(folder), ['lock'], text);
    lock.release();
  }
});

test('takeLock(path) leaves a lock of another machine or container alone', async t => {
  const path = join(await temporaryFolder(t), 'lock');
  for (const other of [{ host: 'elsewhere' }, { space: 'container' }]) {
    const text = JSON.stringify({ ...thisProcess, ...other });
    writeFileSync(path, text);
    t.like(takeLock(path), { holder: { state: 'unknown', owner: other } });
    t.is(readFileSync(path, 'utf8'), text);
  }
});

test('takeLock(path) clears up after processes that were killed while they took it', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'lock');
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  const text = JSON.stringify({ ...thisProcess, pid: dead });
  for (const name of ['lock', 'lock.12345678', `lock.${dead}.tmp`]) writeFileSync(join(folder, name), text);
  const lock = taken(path);
  t.deepEqual(readdirSync(folder), ['lock']);
  lock.release();
});

test('isHeld() is false if the folder was moved, and release() leaves the lock of another process', async t => {
  const folder = await temporaryFolder(t);
  mkdirSync(join(folder, 'a'));
  const path = join(folder, 'a', 'lock');
  const lock = taken(path);
  renameSync(join(folder, 'a'), join(folder, 'b'));
  t.false(lock.isHeld());
  mkdirSync(join(folder, 'a'));
  writeFileSync(path, 'another');
  t.false(lock.isHeld());
  lock.release();
  t.is(readFileSync(path, 'utf8'), 'another');
});

/** Takes the lock, stays a while, and says whether anybody else was in. */
const contender = `
const { takeLock } = await import(process.argv[1]);
const { writeFileSync, rmSync, existsSync } = await import('node:fs');
const [path, rounds] = [process.argv[2], Number(process.argv[3])];
let [had, clashes] = [0, 0];
for (let k = 0; k < rounds; k++) {
  const found = takeLock(path);
  if (!('lock' in found)) continue;
  had++;
  try { writeFileSync(path + '-inside', '', { flag: 'wx' }); } catch { clashes++; }
  rmSync(path + '-inside', { force: true });
  if (!found.lock.isHeld()) clashes++;
  // A stale lock every other time: as if this process had been killed.
  if (k % 2 === 0) found.lock.release();
  else {
    const text = (await import('node:fs')).readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/"start":"\\d+"/, '"start":"1"'));
  }
}
process.stdout.write(had + ' ' + clashes);
`;

slow('takeLock(path): of processes that find the same stale lock one takes it over', async t => {
  const path = join(await temporaryFolder(t), 'lock');
  const module = new URL('../../lib/node/lock.js', import.meta.url).href;
  const args = ['--input-type=module', '-e', contender, module, path, '400'];
  const ended = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      const said: Buffer[] = [];
      child.stdout.on('data', (text: Buffer) => said.push(text));
      await once(child, 'close');
      return Buffer.concat(said).toString().split(' ').map(Number);
    }),
  );
  t.true(
    ended.every(([had = 0]) => had > 0),
    JSON.stringify(ended),
  );
  t.deepEqual(
    ended.map(([, clashes]) => clashes),
    [0, 0, 0, 0],
  );
});
