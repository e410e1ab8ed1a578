import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { UserError } from '../../lib/base/errors.js';
import { ownerToken } from '../../lib/node/owner.js';
import { removeLeftovers, writeFileWhole } from '../../lib/node/whole-files.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A small file system of its own, or undefined where this user may not mount one. */
function mountSmall(options: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'wae-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

const small = mountSmall('size=64k');
/** Where no file system may be mounted (it takes root) these tests are skipped, visibly. */
const mountTest = small === undefined ? test.serial.skip : test.serial;
test.after.always(() => {
  if (small === undefined) return;
  execFileSync('umount', [small]);
  rmSync(small, { recursive: true });
});

/** One sentence on one line, ending with what was saved before. */
function refused(t: ExecutionContext, write: () => void, code: string): void {
  const error = t.throws(write, { instanceOf: UserError });
  t.regex(
    error?.message ?? '',
    new RegExp(`^could not save \\S+ \\((${code})\\): [^\\n]+; what was saved before is untouched$`),
  );
  t.is(error?.exitCode, 2);
}

test('writeFileWhole(path, data) writes text and bytes, makes folders, replaces, and leaves no other file', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'a', 'b', 'file');
  writeFileWhole(path, 'naïve\n');
  t.is(readFileSync(path, 'utf8'), 'naïve\n');
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
  writeFileWhole(path, bytes);
  t.deepEqual(new Uint8Array(readFileSync(path)), bytes);
  writeFileWhole(path, '');
  t.is(readFileSync(path, 'utf8'), '');
  t.deepEqual(readdirSync(join(folder, 'a', 'b')), ['file']);
});

test('writeFileWhole(path, data) says where a file stands in place of a folder, and the other way round', async t => {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, 'file'), 'mine');
  mkdirSync(join(folder, 'folder', 'inner'), { recursive: true });
  refused(t, () => writeFileWhole(join(folder, 'file', 'x'), 'a'), 'EEXIST');
  refused(t, () => writeFileWhole(join(folder, 'file', 'deep', 'x'), 'a'), 'ENOTDIR');
  refused(t, () => writeFileWhole(join(folder, 'folder'), 'a'), 'EISDIR');
  t.is(readFileSync(join(folder, 'file'), 'utf8'), 'mine');
  t.deepEqual(readdirSync(folder).sort(), ['file', 'folder']);
});

mountTest(
  'writeFileWhole(path, data) on a full disk keeps what was there and leaves nothing half-written',
  t => {
    const path = join(small!, 'run', 'checkpoint');
    writeFileWhole(path, 'the last good one');
    refused(t, () => writeFileWhole(path, new Uint8Array(1 << 20)), 'ENOSPC');
    t.is(readFileSync(path, 'utf8'), 'the last good one');
    t.deepEqual(readdirSync(join(small!, 'run')), ['checkpoint']);
    writeFileWhole(path, 'and it goes on');
    t.is(readFileSync(path, 'utf8'), 'and it goes on');
  },
);

mountTest('writeFileWhole(path, data) on a read-only file system says so', t => {
  const path = join(small!, 'kept');
  writeFileWhole(path, 'kept');
  execFileSync('mount', ['-o', 'remount,ro', small!]);
  try {
    refused(t, () => writeFileWhole(path, 'new'), 'EROFS');
    refused(t, () => writeFileWhole(join(small!, 'folder', 'x'), 'new'), 'EROFS|ENOENT');
  } finally {
    execFileSync('mount', ['-o', 'remount,rw', small!]);
  }
  t.is(readFileSync(path, 'utf8'), 'kept');
});

test('removeLeftovers(folder, beginning) removes the temporary files of dead processes, and no other file', async t => {
  const folder = await temporaryFolder(t);
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  const [, start, place] = ownerToken.split('-');
  const kept = [
    `a-1.${process.pid}.tmp`,
    `a-1.${process.ppid}.tmp`,
    `a-1.${ownerToken}.tmp`,
    // Of another machine, where nobody can look.
    `a-1.${dead}-${start}-00000000.tmp`,
    `b-1.${dead}.tmp`,
    `a-1.${dead}`,
    'a-1.tmp',
  ];
  const gone = [
    `a-1.${dead}.tmp`,
    `a-2.${dead}.tmp`,
    `a-1.${dead}-${start}-${place}.tmp`,
    // This process has the pid of one that died.
    `a-1.${process.pid}-${Number(start) - 1}-${place}.tmp`,
  ];
  for (const name of [...kept, ...gone]) writeFileSync(join(folder, name), '');
  removeLeftovers(folder, 'a-');
  t.deepEqual(readdirSync(folder).sort(), kept.sort());
  removeLeftovers(folder, 'a-', { alone: true });
  t.false(readdirSync(folder).includes(`a-1.${dead}-${start}-00000000.tmp`));
  t.true(readdirSync(folder).includes(`a-1.${ownerToken}.tmp`));
  t.notThrows(() => removeLeftovers(join(folder, 'nowhere'), 'a-'));
});

test('writeFileWhole(path, data) removes what a killed process left of this file alone', async t => {
  const folder = await temporaryFolder(t);
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  for (const name of [`a.json.${dead}.tmp`, `b.json.${dead}.tmp`]) writeFileSync(join(folder, name), '{');
  writeFileWhole(join(folder, 'a.json'), '{}');
  t.deepEqual(readdirSync(folder).sort(), ['a.json', `b.json.${dead}.tmp`]);
});

test('writeFileWhole(path, data) below /proc, and without a name, is refused at once', t => {
  refused(t, () => writeFileWhole('/proc/wae/x/y', 'a'), 'ENOENT');
  t.throws(() => writeFileWhole('', 'a'), { instanceOf: UserError });
});
