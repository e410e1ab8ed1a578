import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { repositoryRoot } from '../../lib/node/data-folders.js';

const read = (path: string): string => readFileSync(join(repositoryRoot(), path), 'utf8');
const dockerfile = read('Dockerfile').replace(/\\\n/g, ' ');

/** The words of a text, sorted. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/).toSorted();

test('the Dockerfile installs the packages of Debian that .ci/run asks for; Node comes with its image', t => {
  const asked = [...read('.ci/run').matchAll(/missing\+=\(([^)]+)\)/g)].map(([, names = '']) => names);
  const [, installed = ''] = /apt-get install -y --no-install-recommends ([^&]+)&&/.exec(dockerfile) ?? [];
  t.deepEqual(words(`${installed} nodejs npm`), words(asked.join(' ')));
  const [, version = ''] = /^FROM node:(\d+)-bookworm$/m.exec(dockerfile) ?? [];
  const { engines } = JSON.parse(read('package.json')) as { readonly engines: { readonly node: string } };
  t.true(Number(version) >= parseInt(engines.node.replace(/^>=/, ''), 10), `Node ${version}`);
});

test('the Dockerfile copies the files that npm ci reads, and names the user of the devcontainer', t => {
  const before = dockerfile.slice(0, dockerfile.indexOf('RUN npm ci'));
  const local = [...read('package.json').matchAll(/"file:([^"]+)"/g)].map(([, path = '']) => path);
  t.true(local.length > 0);
  for (const path of ['package.json', 'package-lock.json', '.npmrc', ...local])
    t.true(before.includes(` ${path} `), path);
  const [, user = ''] = /^ARG NB_USER=(\w+)$/m.exec(dockerfile) ?? [];
  t.true(read('.devcontainer/devcontainer.json').includes(`"remoteUser": "${user}"`), user);
});
