#!/usr/bin/env node
// The `wae` command: compiles what changed and sets up what the command at hand needs, then runs
// build/lib/cli/main.js in this process, so that signals and the exit code are its own.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { root, say } from './installs/stage.mjs';
import { setUp } from './setup.mjs';

/** The commands that compute with tensors; the others, and every `--help`, set nothing up. */
const computing = ['train', 'evaluate', 'explore', 'features', 'reproduce'];

if (!existsSync(join(root, 'node_modules', 'typescript'))) {
  say('wae: node_modules is missing; run `npm ci` first');
  process.exit(1);
}
const words = process.argv.slice(2);
const helps = words.some(word => word === '--help' || word === '-h');
if (computing.includes(words[0]) && !helps) await setUp(['native']);
const errors = build().filter(line => !/^(test\/|bench\/|\s)/.test(line));
if (errors.length > 0) {
  errors.forEach(say);
  say('wae: the library does not compile');
  process.exit(1);
}
const { main } = await import(pathToFileURL(join(root, 'build', 'lib', 'cli', 'main.js')).href);
process.exitCode = await main(words);
