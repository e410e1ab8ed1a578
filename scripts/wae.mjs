#!/usr/bin/env node
// The `wae` command. In a clone it compiles what changed and sets up what the command at hand needs; an installed package
// is compiled, and sets up nothing by itself. Then it runs build/lib/cli/main.js in this process, so that signals and
// the exit code are its own.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isClone, root, say } from './installs/stage.mjs';

/** The commands that compute with tensors; the others, and every `--help`, set nothing up. */
const computing = ['train', 'evaluate', 'explore', 'features', 'reproduce', 'tune', 'weights'];

const words = process.argv.slice(2);
if (isClone) await prepare();
const { main } = await import(pathToFileURL(join(root, 'build', 'lib', 'cli', 'main.js')).href);
process.exitCode = await main(words);

async function prepare() {
  if (!existsSync(join(root, 'node_modules', 'typescript'))) {
    say('wae: node_modules is missing; run `npm ci` first');
    process.exit(1);
  }
  const helps = words.some(word => word === '--help' || word === '-h');
  if (computing.includes(words[0]) && !helps) {
    const { setUp } = await import('./setup.mjs');
    await setUp(['native']);
  }
  const { build } = await import('./build.mjs');
  const errors = build().filter(line => !/^(test\/|bench\/|\s)/.test(line));
  if (errors.length === 0) return;
  errors.forEach(say);
  say('wae: the library does not compile');
  process.exit(1);
}
