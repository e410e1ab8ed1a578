import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findManifest } from '../../lib/experiments/run/manifest.js';
import { RunFolder } from '../../lib/experiments/run/run-folder.js';
import { repositoryRoot } from '../../lib/node/data-folders.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('wae train saves when its terminal is closed: SIGHUP, and nobody reads what it writes', async t => {
  const out = join(await temporaryFolder(t), 'run');
  const size = ['--preset', 'quick', '--width', '2', '--epochs', '50'];
  const words = ['train', 'digits', '--model', 'vae', ...size, '--out', out];
  const child = spawn(process.execPath, [join(repositoryRoot(), 'scripts', 'wae.mjs'), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  // The end of the first epoch.
  while (!existsSync(join(out, 'checkpoint.safetensors')) && child.exitCode === null) await setTimeout(20);
  child.stdout.destroy();
  child.stderr.destroy();
  child.kill('SIGHUP');
  t.deepEqual(await exit, [130, null]);
  const { status } = findManifest(RunFolder.open(out))!;
  t.is(status, 'stopped');
  t.false(existsSync(join(out, '.lock')));
});
