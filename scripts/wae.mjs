#!/usr/bin/env node
// The `wae` command: sets up and compiles what is missing, then runs build/lib/cli/main.js in this process,
// so that signals and the exit code are its own.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { root, say } from './set-up/stage.mjs';
import { setUp } from './setup.mjs';

if (!existsSync(join(root, 'node_modules', 'typescript'))) {
  say('wae: node_modules is missing; run `npm ci` first');
  process.exit(1);
}
await setUp();
const errors = build().filter(line => !/^(test\/|bench\/|\s)/.test(line));
if (errors.length > 0) {
  errors.forEach(say);
  say('wae: the library does not compile');
  process.exit(1);
}
const { main } = await import(pathToFileURL(join(root, 'build', 'lib', 'cli', 'main.js')).href);
process.exitCode = await main(process.argv.slice(2));
