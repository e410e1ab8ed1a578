import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { repositoryRoot } from '../../lib/node/data-folders.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { slow as test } from '../support/slow.js';

// A root user writes where permissions forbid it, so a root user's clone is mounted read-only.
const isRoot = process.getuid?.() === 0;
const canMount = isRoot && spawnSync('unshare', ['-m', 'true']).status === 0;
const readOnlyTest = !isRoot || canMount ? test.serial : test.serial.skip;

/** A copy of this clone as it is after the first command, without what the set-up made in `build`. */
async function copyOfClone(t: ExecutionContext): Promise<string> {
  const [root, copy] = [repositoryRoot(), join(await temporaryFolder(t), 'wae')];
  mkdirSync(copy);
  for (const name of [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'scripts',
    'lib',
    'test',
    'bench',
  ])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  cpSync(join(root, 'data', 'features'), join(copy, 'data', 'features'), { recursive: true });
  for (const name of ['lib', 'build.json'])
    cpSync(join(root, 'build', name), join(copy, 'build', name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

interface Ending {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `wae …` in a clone that cannot be written. */
function waeReadOnly(t: ExecutionContext, clone: string, ...words: readonly string[]): Ending {
  const command = [process.execPath, join(clone, 'scripts', 'wae.mjs'), ...words];
  if (!canMount) protect(t, clone);
  const mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"';
  const [program = '', ...args] = canMount
    ? ['unshare', '-m', 'sh', '-c', mount, clone, ...command]
    : command;
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: '/', encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

/** Takes everybody's right to write from a folder and from what lies in it, until the test ends. */
function protect(t: ExecutionContext, folder: string): void {
  const inside = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => !name.startsWith('node_modules'))
    .map(name => join(folder, name));
  for (const path of [folder, ...inside]) {
    const { mode } = statSync(path);
    t.teardown(() => chmodSync(path, mode));
    chmodSync(path, mode & ~0o222);
  }
}

readOnlyTest('wae --help and wae doctor in a read-only clone print no trace and set nothing up', async t => {
  const clone = await copyOfClone(t);
  const help = waeReadOnly(t, clone, '--help');
  t.deepEqual([help.code, help.err], [0, '']);
  t.regex(help.out, /reproduce/);
  const doctor = waeReadOnly(t, clone, 'doctor');
  t.is(doctor.err, '');
  t.regex(doctor.out, /^ok +node/);
  t.is(doctor.code, /^broken/m.test(doctor.out) ? 1 : 0, doctor.out);
});

readOnlyTest('a command in a read-only clone warns of what it cannot set up, and goes on', async t => {
  const { code, err } = waeReadOnly(t, await copyOfClone(t), 'evaluate', 'nowhere');
  t.is(code, 2);
  t.regex(err, /^set-up: warning: .* cannot be written \((EROFS|EACCES)\)/);
  t.regex(err, /\nwae: nowhere holds no run/);
  t.notRegex(err, /^\s+at /m);
});

readOnlyTest(
  'a read-only clone whose sources changed runs what was compiled before, with a warning',
  async t => {
    const clone = await copyOfClone(t);
    appendFileSync(join(clone, 'lib', 'index.ts'), '// changed\n');
    const { code, out, err } = waeReadOnly(t, clone, '--help');
    t.is(code, 0);
    t.regex(
      err,
      /^build: warning: .* cannot be written \((EROFS|EACCES)\), so what was compiled before is used/,
    );
    t.regex(out, /reproduce/);
  },
);

test.serial('a clone that was copied compiles nothing again', async t => {
  const clone = await copyOfClone(t);
  const built = statSync(join(clone, 'build', 'build.json')).mtimeMs;
  const { status } = spawnSync(process.execPath, [join(clone, 'scripts', 'build.mjs')]);
  t.is(status, 0);
  t.is(statSync(join(clone, 'build', 'build.json')).mtimeMs, built);
});
