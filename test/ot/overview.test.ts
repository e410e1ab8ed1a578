import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { repositoryRoot } from '../../lib/node/data-folders.js';
import * as ot from '../../lib/ot/index.js';

const functions = new Set(Object.keys(ot));
const folder = join(repositoryRoot(), 'lib', 'ot');

test('the overview of lib/ot/README.md names functions that are there, and every folder but that of the loops', t => {
  const text = readFileSync(join(folder, 'README.md'), 'utf8');
  const [, overview] = /## What there is\n(.*?)\n## /s.exec(text) ?? [];
  const names = [...overview!.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
  t.true(names.length > 40);
  t.deepEqual(
    names.filter(name => !functions.has(name)),
    [],
  );
  const linked = [...overview!.matchAll(/\]\(([\w-]+)\)/g)].map(([, name]) => name!);
  const folders = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory());
  t.deepEqual(
    linked.sort(),
    folders
      .map(({ name }) => name)
      .filter(name => name !== 'kernels')
      .sort(),
  );
});
