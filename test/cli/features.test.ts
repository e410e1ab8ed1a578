import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { celebaFolder } from '../support/celeba-folder.js';
import { wae } from '../support/run-wae.js';
import { slow as test } from '../support/slow.js';

test.serial('wae features refuses an unknown network, a seed that is none and a missing name', async t => {
  for (const words of [['faces'], ['mnist', '--seed', '-1'], ['mnist', '--seed', 'x'], []]) {
    const { code, said } = await wae('features', ...words);
    t.is(code, 2, words.join(' '));
    t.regex(said, /^error: /);
  }
});

test.serial('wae features says in one sentence where the images are missing, and writes nothing', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'features-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['mnist', 'celeba']) {
    const { code, said } = await wae('features', name, '--data', folder, '--out', folder);
    t.is(code, 2);
    t.regex(said, /^wae: .+\n$/);
    t.true(said.includes(folder));
  }
  t.deepEqual(readdirSync(folder), []);
});

test.serial('wae features celeba without the image library is a broken set-up, exit code 1', async t => {
  const { directory, cache } = await celebaFolder(t, { count: 2 });
  // The threads that decode begin with the same hook.
  const hook = `export async function resolve(name, context, next) {
    if (name === 'sharp') throw new Error('not here');
    return next(name, context);
  }`;
  const asUrl = (script: string): string => `data:text/javascript,${encodeURIComponent(script)}`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(asUrl(hook))});`;
  const command = join(directory, 'command.mjs');
  const main = new URL('../../lib/cli/main.js', import.meta.url).href;
  writeFileSync(
    command,
    `import { main } from '${main}'; process.exitCode = await main(process.argv.slice(2));`,
  );
  const words = ['features', 'celeba', '--data', directory, '--out', directory];
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', '--import', asUrl(register), command, ...words],
    { encoding: 'utf8', env: { ...process.env, WAE_CACHE: cache } },
  );
  t.is(
    stderr.split('\n').at(-2),
    'wae: the reading and writing of JPEG and WebP needs the package sharp, which does not load (not here); run `npm ci --include=optional`',
  );
  t.is(status, 1);
});
