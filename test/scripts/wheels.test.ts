import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { repositoryRoot } from '../../lib/node/data-folders.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const installs = join(repositoryRoot(), 'scripts', 'installs');
const load = (name: string): Promise<unknown> => import(pathToFileURL(join(installs, name)).href);
const { tensorflowVersion } = (await load('native.mjs')) as { tensorflowVersion: string };
const { checkWheels, wheelHashes } = (await load('wheels.mjs')) as {
  checkWheels: (paths: readonly string[], hashes?: Readonly<Record<string, string>>) => void;
  wheelHashes: Readonly<Record<string, string>>;
};

test('checkWheels(paths) takes wheels of the list, and refuses another byte and another name', async t => {
  const folder = await temporaryFolder(t);
  const bytes = new Uint8Array(3 * 2 ** 20 + 5).fill(7);
  const path = join(folder, 'tensorflow-1-any.whl');
  const hashes = { 'tensorflow-1-any.whl': createHash('sha256').update(bytes).digest('hex') };
  writeFileSync(path, bytes);
  t.notThrows(() => checkWheels([path], hashes));
  bytes[3 * 2 ** 20 + 2] = 8;
  writeFileSync(path, bytes);
  t.throws(() => checkWheels([path], hashes), {
    message: /^the wheel tensorflow-1-any.whl has another checksum/,
  });
  t.throws(() => checkWheels([path]), {
    message: /^pip brought tensorflow-1-any.whl, a wheel whose checksum/,
  });
  t.throws(() => checkWheels([join(folder, 'constructor')], {}), { message: /^pip brought constructor/ });
});

test('the wheels of the list are those of four Pythons, on x86-64 and ARM, and of the version that is set up', t => {
  const names = Object.keys(wheelHashes);
  t.is(names.length, 12);
  t.true(names.every(name => name.split('-')[1] === tensorflowVersion));
  t.true(Object.values(wheelHashes).every(hash => /^[0-9a-f]{64}$/.test(hash)));
});
