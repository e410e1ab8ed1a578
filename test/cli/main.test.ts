import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { repositoryRoot } from '../../lib/node/data-folders.js';
import { slow } from '../support/slow.js';

const root = repositoryRoot();
const names = ['doctor', 'setup', 'data', 'train', 'evaluate', 'explore', 'features', 'reproduce'];

interface Ending {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
}

function wae(...words: readonly string[]): Ending {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts', 'wae.mjs'), ...words],
    { encoding: 'utf8' },
  );
  return { code: status, out: stdout, err: stderr, seconds: (performance.now() - start) / 1000 };
}

test.serial('wae --help lists every command, and wae --version is that of package.json', t => {
  const help = wae('--help');
  t.deepEqual([help.code, help.err], [0, '']);
  for (const name of names) t.regex(help.out, new RegExp(`^  ${name} `, 'm'));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  t.like(wae('--version'), { code: 0, out: `${version}\n`, err: '' });
});

test.serial('wae --help and wae --version answer within half a second', t => {
  for (const word of ['--help', '--version']) {
    const seconds = Array.from({ length: 5 }, () => wae(word).seconds);
    // The least of five: other work on the machine only adds.
    t.true(Math.min(...seconds) <= 0.5, `${word}: ${seconds.map(s => s.toFixed(2)).join(', ')} s`);
  }
});

test.serial('wae --help loads no TensorFlow.js', t => {
  const main = join(root, 'build', 'lib', 'cli', 'main.js');
  const script = `
    const { main } = await import(${JSON.stringify(main)});
    await main(['--help']);
    const loaded = process.getBuiltinModule('node:module')._cache;
    process.stderr.write(Object.keys(loaded).join('\\n'));`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  t.is(status, 0, stderr);
  t.regex(stderr, /commander/);
  t.notRegex(stderr, /tensorflow|canvas|sharp/);
});

slow.serial('wae COMMAND --help and wae help COMMAND give its options', t => {
  for (const name of names) {
    const [one, other] = [wae(name, '--help'), wae('help', name)];
    t.is(one.code, 0, one.err);
    t.regex(one.out, /^Options:$/m);
    t.is(other.out, one.out);
  }
});

test.serial('wae NONSENSE is the mistake of the user, exit code 2', t => {
  const { code, err } = wae('nonsense');
  t.is(code, 2);
  t.regex(err, /unknown command 'nonsense'/);
});
