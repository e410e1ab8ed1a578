#!/usr/bin/env node
// `npm test`: set-up, type check, public types, lint, format, unit tests, notebooks.
// `npm test -- test/ot` (paths, or options of ava) compiles and runs only those unit tests.
// `npm run test:fast` leaves out notebooks, browsers and what compiles a step: test/support/slow.ts.
// `npm run test:lab` runs every notebook in JupyterLab in a browser, and looks at what the kernel shows there.
// The last line is `N passed, N failed`, and `, N skipped` where something was; a crash is a failure.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { root } from './installs/stage.mjs';
import { setUp } from './setup.mjs';

const count = { passed: 0, failed: 0, skipped: 0 };
const bin = (...path) => join(root, 'node_modules', ...path);

/** One check: `work` returns the text of what is wrong, empty where nothing is. */
function check(name, work) {
  const start = performance.now();
  const wrong = work();
  count[wrong === '' ? 'passed' : 'failed']++;
  if (wrong !== '') console.log(wrong);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${wrong === '' ? 'ok' : 'not ok'} - ${name} (${seconds} s)`);
}

/** Runs a Node program of node_modules or of ours; returns what it printed where it failed. */
function complaints(args) {
  const result = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (result.status === 0) return '';
  return (
    `${result.stdout ?? ''}${result.stderr ?? ''}`.trimEnd() || `failed: ${result.error ?? result.signal}`
  );
}

/** Runs ava, showing its TAP as it comes, and adds its own summary to the count. */
async function runAva(args) {
  const child = spawn(process.execPath, [bin('ava', 'entrypoints', 'cli.mjs'), '--tap', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise(done => child.on('close', done));
  const seen = { pass: 0, fail: 0, skip: 0 };
  let summary;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!/^(TAP version|# (tests|pass|skip|todo|fail) \d+$|1\.\.\d+$)/.test(line)) console.log(line);
    if (/^1\.\.\d+$/.test(line)) summary = {};
    const [, kind, number] = /^# (pass|skip|fail) (\d+)$/.exec(line) ?? [];
    if (summary !== undefined && kind !== undefined) summary[kind] = Number(number);
    if (/^ok .*# SKIP/.test(line)) seen.skip++;
    else if (line.startsWith('ok ')) seen.pass++;
    else if (/^not ok (?!.*# TODO)/.test(line)) seen.fail++;
  }
  const code = await ended;
  const { pass = 0, fail = 0, skip = 0 } = summary ?? seen;
  const died = (code !== 0 && fail === 0) || summary === undefined;
  if (died) console.log(`not ok - ava ended with exit code ${code}`);
  count.passed += pass;
  count.skipped += skip;
  // What was seen to fail is never lost to a summary that says less.
  count.failed += Math.max(fail, seen.fail) + (died ? 1 : 0);
}

/** Executes the notebooks, where there is a JupyterLab to do it with. */
async function runNotebooks() {
  const python = join(root, '.venv', 'bin', 'python');
  const skipped = process.env.WAE_SKIP_NOTEBOOKS === '1';
  if (skipped || !ready.notebooks) {
    const why = skipped ? 'WAE_SKIP_NOTEBOOKS=1' : 'no JupyterLab in .venv; `npm run setup` says why';
    count.skipped++;
    console.log(`ok - notebooks # SKIPPED: ${why}`);
    return;
  }
  const child = spawn(python, [join(root, 'scripts', 'check-notebooks.py')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise(done => child.on('close', done));
  let failed = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line);
    if (line.startsWith('ok - ')) count.passed++;
    if (line.startsWith('not ok - ')) failed++;
  }
  const code = await ended;
  count.failed += code !== 0 && failed === 0 ? 1 : failed;
}

/** `test/ot/costs.test.ts` or `test/ot`, as a user names it, is `build/test/ot…` to ava. */
function toBuilt(argument) {
  const built = argument.replace(/^(\.\/)?test(?=\/|$)/, 'build/test').replace(/\.ts$/, '.js');
  if (built === argument || !existsSync(join(root, built)) || built.endsWith('.js')) return built;
  return `${built.replace(/\/$/, '')}/**/*.test.js`;
}

/** The test files that have a fast test: those that import ava's own `test`. */
function fastFiles() {
  const folder = join(root, 'build', 'test');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.test.js'))
    .map(path => join(folder, path))
    .filter(path => /from 'ava';$/m.test(readFileSync(path, 'utf8')));
}

/** Has the tests skip what is slow, and fail if they do it all the same. */
function hurry() {
  process.env.WAE_TEST = 'fast';
  const guard = pathToFileURL(join(root, 'build', 'test', 'support', 'fast-guard.js')).href;
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import ${guard}`.trim();
}

const [lab, fast] = ['--lab', '--fast'].map(flag => process.argv.includes(flag));
if (lab) process.env.WAE_TEST_LAB = 'all';
const filter = lab ? ['test/notebooks'] : process.argv.slice(2).filter(argument => argument !== '--fast');
// Only what the tests that were asked for need.
const asks = name => filter.length === 0 || filter.some(argument => argument.includes(name));
const ready = await setUp([
  'native',
  ...(asks('notebooks') && !fast && process.env.WAE_SKIP_NOTEBOOKS !== '1' ? ['notebooks'] : []),
  ...(asks('docs') && !fast ? ['docs'] : []),
]);
check('types', () => build().join('\n'));
if (filter.length > 0) {
  if (fast) hurry();
  await runAva(filter.map(toBuilt));
} else {
  check("types under the notebooks' compiler", () => complaints([join(root, 'scripts', 'check-types.cjs')]));
  check('lint', () =>
    complaints([
      bin('oxlint', 'bin', 'oxlint'),
      '--type-aware',
      '--deny-warnings',
      'lib',
      'test',
      'bench',
      'scripts',
    ]),
  );
  check('format', () =>
    complaints([
      bin('prettier', 'bin', 'prettier.cjs'),
      '--check',
      '--log-level=warn',
      '--cache',
      `--cache-location=${join(root, 'build', 'prettier.json')}`,
      '.',
    ]),
  );
  check('mutations have their places', () => complaints([join(root, 'scripts', 'mutate.mjs'), '--check']));
  if (fast) hurry();
  await runAva(fast ? fastFiles() : []);
  if (!fast) await runNotebooks();
}
const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
process.exitCode = count.failed > 0 ? 1 : 0;
