#!/usr/bin/env node
// `npm run lab`: JupyterLab on notebooks/, with the library compiled and the TypeScript kernel in place.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, say } from './set-up/stage.mjs';
import { setUp } from './setup.mjs';

const ready = await setUp({ notebooks: true, retry: true });
if (!ready.notebooks) process.exit(1);
build().forEach(say);
// Nothing is asked of the network: no news, no look for a newer JupyterLab, no list of extensions.
const quiet = [
  '--LabApp.news_url=None',
  '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
  '--LabApp.extension_manager=readonly',
];
const args = ['lab', join(root, 'notebooks'), ...quiet, ...process.argv.slice(2)];
const lab = spawn(join(root, '.venv', 'bin', 'jupyter'), args, { cwd: root, stdio: 'inherit' });
// Ctrl-C reaches JupyterLab by itself, which asks before it stops.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => lab.kill('SIGTERM'));
lab.on('error', error => {
  say(`lab: ${error.message}`);
  process.exitCode = 1;
});
lab.on('close', code => {
  process.exitCode = code ?? 1;
});
