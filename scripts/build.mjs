#!/usr/bin/env node
// Compiles lib/, test/ and bench/ into build/ where a source is newer than what was compiled from it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ownerToken, stateOfToken } from './installs/owner.mjs';
import { isUnwritable, readJson, root, say } from './installs/stage.mjs';

const folders = ['lib', 'test', 'bench'];
const target = join(root, 'build');
const stampPath = join(target, 'build.json');

/**
 * Compiles what changed since the last call.
 *
 * The compiler writes into a folder beside; a file of build/ is replaced, by rename, only if its content changed, and
 * one whose source is gone is removed. So a program that runs meanwhile sees whole files. If the compiler is ended by
 * force, nothing changes, and the next call removes what it left. If the folder cannot be written, what was compiled before is taken, with a warning.
 *
 * @returns what the compiler had to say, one error a line; empty if all is well.
 */
export function build() {
  removeLeftovers();
  const sources = fingerprint();
  const last = readJson(stampPath);
  if (last?.sources === sources && existsSync(join(target, 'lib'))) return last.errors;
  const output = join(root, `build-${ownerToken}.tmp`);
  try {
    mkdirSync(output);
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    const reason = `${root} cannot be written (${error.code})`;
    if (!existsSync(join(target, 'lib'))) return [`${reason}, and the library is not compiled there`];
    say(`build: warning: ${reason}, so what was compiled before is used, and it is not of today's sources`);
    return [];
  }
  try {
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    if (!existsSync(compiler)) return ['node_modules is missing; run `npm ci` first'];
    const args = [compiler, '-p', root, '--pretty', 'false', '--outDir', output];
    const result = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: Infinity });
    // It did not come to its end: what it wrote is not all, and says nothing of the sources.
    if (result.status === null) {
      return [`the TypeScript compiler was ended (${result.error?.message ?? result.signal}); try again`];
    }
    const errors = `${result.stdout}${result.stderr}`.split('\n').filter(line => line.trim() !== '');
    if (result.status !== 0 && errors.length === 0) errors.push('the TypeScript compiler failed');
    errors.push(...assemble(output));
    replaceChanged(output);
    writeFileSync(`${stampPath}.${ownerToken}.tmp`, JSON.stringify({ sources, errors }));
    renameSync(`${stampPath}.${ownerToken}.tmp`, stampPath);
    return errors;
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/** The kernels of lib/ot/kernels, in AssemblyScript. */
const kernels = join('lib', 'ot', 'kernels');

/**
 * Compiles the kernels of lib/ot to WebAssembly and writes them as a module of text: so they come along wherever the
 * library is loaded or bundled, and nothing has to be fetched.
 *
 * @returns what the compiler had to say, one error a line; empty if all is well.
 */
function assemble(output) {
  const compiler = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
  if (!existsSync(compiler)) return ['node_modules/assemblyscript is missing; run `npm ci`'];
  const code = join(output, 'kernels.wasm');
  const args = [join(kernels, 'assembly', 'index.ts'), '--outFile', code, ...assemblyOptions];
  const result = spawnSync(process.execPath, [compiler, ...args], { cwd: root, encoding: 'utf8' });
  if (result.status !== 0) {
    return [
      `the AssemblyScript compiler failed: ${result.error?.message ?? result.signal ?? ''}`,
      ...`${result.stdout}${result.stderr}`.split('\n').filter(line => line.trim() !== ''),
    ];
  }
  const text = readFileSync(code).toString('base64');
  rmSync(code);
  writeFileSync(join(output, kernels, 'bytes.js'), `export const bytes = '${text}';\n`);
  copyFileSync(join(root, kernels, 'bytes.d.ts'), join(output, kernels, 'bytes.d.ts'));
  return [];
}

/** One memory that threads share, from outside; no run-time system, and nothing that is written at the start. */
const assemblyOptions =
  '--optimizeLevel 3 --shrinkLevel 0 --converge --noAssert --runtime stub --use abort= --enable simd --enable threads --importMemory --sharedMemory --initialMemory 1 --maximumMemory 16384 --noExportMemory'.split(
    ' ',
  );

/** A temporary of a process that can't be looked for is of a dead one after this time, ms. */
const forgottenMs = 24 * 3_600_000;

/** Removes what builds left whose process was killed. */
function removeLeftovers() {
  for (const [folder, beginning] of [
    [root, 'build-'],
    [target, 'build.json.'],
  ]) {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const state = name.startsWith(beginning) ? stateOfToken(name) : undefined;
      const path = join(folder, name);
      if (state === undefined || state === 'lives' || (state === 'unknown' && !isForgotten(path))) continue;
      try {
        rmSync(path, { recursive: true, force: true });
      } catch (error) {
        if (!isUnwritable(error)) throw error;
      }
    }
  }
}

function isForgotten(path) {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > forgottenMs;
}

/** Paths and contents of all that goes into a build, as one hash: the same in a clone that was moved or copied. */
function fingerprint() {
  const hash = createHash('sha256');
  const files = folders.flatMap(folder => listFiles(join(root, folder))).filter(path => path.endsWith('.ts'));
  for (const path of [...files, join(root, 'tsconfig.json'), join(root, 'package-lock.json')]) {
    hash
      .update(`${path.slice(root.length)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function replaceChanged(output) {
  const kept = new Set();
  for (const from of listFiles(output)) {
    const to = join(target, from.slice(output.length + 1));
    kept.add(to);
    if (existsSync(to) && readFileSync(to).equals(readFileSync(from))) continue;
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
  }
  for (const path of folders.flatMap(folder => listFiles(join(target, folder)))) {
    if (!kept.has(path) && /\.(js|d\.ts|js\.map)$/.test(path)) rmSync(path, { force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const errors = build();
  errors.forEach(say);
  process.exitCode = errors.length > 0 ? 1 : 0;
}
