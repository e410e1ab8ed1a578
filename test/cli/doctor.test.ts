import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCelebA } from '../../lib/cli/check-celeba.js';
import {
  checkDocs,
  checkFeatureNetworks,
  checkMnist,
  checkNode,
  checkNotebooks,
} from '../../lib/cli/checks.js';
import { doctor, formatReport } from '../../lib/cli/doctor.js';
import { featureFilePath, readFeatureFile } from '../../lib/metrics/networks/feature-file.js';
import { celebaFolder } from '../support/celeba-folder.js';
import { slow as test } from '../support/slow.js';

function temporaryFolder(t: { teardown: (undo: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('checkNode(version) takes 20.19, 22.12 and what came after', t => {
  for (const version of ['20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.1.0', '26.0.0']) {
    t.is(checkNode(version).state, 'ok', version);
  }
  for (const version of ['21.7.3', '22.11.0']) t.is(checkNode(version).state, 'warning', version);
  for (const version of ['18.20.0', '20.18.3']) {
    t.is(checkNode(version).state, 'broken', version);
    t.regex(checkNode(version).fix ?? '', /20\.19/);
  }
});

test('checkNotebooks(root) without .venv is a warning that names the command', t => {
  const check = checkNotebooks(temporaryFolder(t));
  t.is(check.state, 'warning');
  t.regex(check.fix ?? '', /npm run lab/);
});

test('checkDocs(root) says whether the packages of the lock file are installed', t => {
  const root = temporaryFolder(t);
  t.regex(checkDocs(root).fix ?? '', /npm run docs/);
  const packages = join(root, 'scripts', 'site', 'node_modules');
  mkdirSync(packages, { recursive: true });
  writeFileSync(join(root, 'scripts', 'site', 'package-lock.json'), '{}');
  writeFileSync(join(packages, 'wae.txt'), 'of another lock file');
  t.is(checkDocs(root).state, 'warning');
  writeFileSync(join(packages, 'wae.txt'), createHash('sha256').update('{}').digest('hex'));
  t.is(checkDocs(root).state, 'ok');
});

test('checkNotebooks(root) warns of a kernelspec of another checkout', t => {
  const root = temporaryFolder(t);
  const kernel = join(root, '.venv', 'share', 'jupyter', 'kernels', 'tslab');
  mkdirSync(join(root, '.venv', 'lib', 'python3.12', 'site-packages', 'jupyterlab-4.6.6.dist-info'), {
    recursive: true,
  });
  t.regex(checkNotebooks(root).says, /missing/);
  mkdirSync(kernel, { recursive: true });
  const launcher = join(root, 'scripts', 'jupyter', 'kernel.cjs');
  const write = (path: string): void =>
    writeFileSync(
      join(kernel, 'kernel.json'),
      JSON.stringify({ argv: ['node', path, '--config-path', '{connection_file}'] }),
    );
  write('/elsewhere/kernel.cjs');
  t.is(checkNotebooks(root).state, 'warning');
  t.regex(checkNotebooks(root).says, /\/elsewhere\/kernel\.cjs/);
  mkdirSync(join(root, 'scripts', 'jupyter'), { recursive: true });
  writeFileSync(launcher, '');
  write(launcher);
  t.is(checkNotebooks(root).state, 'ok');
  t.is(checkNotebooks(root).details['jupyterlab'], '4.6.6');
});

test('checkMnist(folder) names a damaged file and those that are missing', async t => {
  const folder = temporaryFolder(t);
  t.is((await checkMnist(folder)).state, 'broken');
  // Three labels by their header, and three by their bytes: a right idx file, and not MNIST's.
  writeFileSync(join(folder, 'train-labels-idx1-ubyte'), Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3));
  const check = await checkMnist(folder);
  t.is(check.state, 'broken');
  t.regex(check.says, /train-labels-idx1-ubyte has md5/);
  t.regex(check.says, /t10k-images-idx3-ubyte is missing/);
  t.regex(check.fix ?? '', /wae data mnist/);
});

test('checkMnist(folder) is a warning where the folder holds CelebA alone', async t => {
  const { directory } = await celebaFolder(t, { count: 2 });
  const { state, says } = await checkMnist(directory);
  t.is(state, 'warning');
  t.regex(says, /^not found in /);
  t.is((await checkCelebA(directory)).state, 'ok');
});

test('doctor({ json }) prints an object with every check, and lines without it', async t => {
  let text = '';
  const write = (part: string): void => void (text += part);
  const { report, ok } = await doctor({ json: true, write });
  t.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(report)));
  t.deepEqual(
    report.checks.map(check => check.name),
    ['node', 'backend', 'gpu', 'notebooks', 'docs', 'data mnist', 'data celeba', 'feature networks', 'disk'],
  );
  t.is(ok, !report.checks.some(check => check.state === 'broken'));
  for (const check of report.checks) t.is(check.fix === undefined, check.state === 'ok', check.name);
});

test('formatReport(report) puts the remedy below what is broken', t => {
  const details = {};
  const lines = formatReport({
    ok: false,
    checks: [
      { name: 'node', state: 'ok', says: '20.19.0', details },
      { name: 'backend', state: 'broken', says: 'slow', fix: 'run it', details },
    ],
  }).split('\n');
  t.is(lines[0], 'ok       node     20.19.0');
  t.is(lines[1], 'broken   backend  slow');
  t.is(lines[2]?.trim(), 'run it');
  t.regex(lines[3] ?? '', /broken/);
});

test('checkFeatureNetworks(directory) names checksums, what is missing, and what is damaged', t => {
  const directory = temporaryFolder(t);
  const path = join(directory, 'mnist.safetensors');
  const none = checkFeatureNetworks(directory);
  t.deepEqual([none.state, none.says], ['warning', 'no mnist, no celeba']);
  t.regex(none.fix ?? '', /wae features mnist/);
  const whole = readFileSync(featureFilePath('mnist'));
  writeFileSync(path, whole);
  const { checksum } = readFeatureFile('mnist', path);
  const one = checkFeatureNetworks(directory);
  t.is(one.state, 'warning');
  t.is(one.says, `mnist ${checksum.slice(0, 12)} (accuracy 0.993), no celeba`);
  t.regex(one.fix ?? '', /wae features celeba/);
  writeFileSync(path, whole.subarray(0, 1000));
  const damaged = checkFeatureNetworks(directory);
  t.is(damaged.state, 'broken');
  t.regex(damaged.says, /^the feature network \S+ is damaged/);
});
