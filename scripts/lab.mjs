#!/usr/bin/env node
// `npm run lab [-- PATH]`: JupyterLab on notebooks/, or another folder or notebook, with the library compiled and the
// TypeScript kernel in place. What is saved of a committed notebook goes to a copy in results/notebooks, so that the
// clone stays clean; `npm run lab -- --edit` writes into the notebooks themselves.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, say } from './installs/stage.mjs';
import { setUp } from './setup.mjs';

const ready = await setUp(['native', 'notebooks'], { retry: true });
if (!ready.notebooks) process.exit(1);
build().forEach(say);
// The list of extensions would be asked of a network. Python, JupyterLab's own kernel, runs no notebook of ours.
const own = ['--LabApp.extension_manager=readonly', '--KernelSpecManager.allowed_kernelspecs=tslab'];
const edit = process.argv.includes('--edit');
const given = process.argv.slice(2).filter(argument => argument !== '--edit');
if (!edit) own.push('--ServerApp.contents_manager_class=scripts.jupyter.own_copies.OwnCopies');
const place = given.some(argument => !argument.startsWith('-')) ? [] : [join(root, 'notebooks')];
// As a module: the scripts in .venv/bin name the folder where the clone was when they were installed.
const args = ['-m', 'jupyterlab', ...place, ...own, ...given];
const lab = spawn(join(root, '.venv', 'bin', 'python'), args, { cwd: root, stdio: 'inherit' });
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
