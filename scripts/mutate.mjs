/**
 * Mutation test of the mathematics: flips a sign or drops a factor in the compiled code, one at a time, and runs the
 * tests that should notice. Exit code 1 where a mutant survives.
 *
 *     node scripts/mutate.mjs [--check] [part of a file's name …]
 *
 * `test/mutations.json` lists them: for each file under `build/` its test files and its edits [from, to]; `from`
 * occurs exactly once; `--check` looks at that alone. Each of the workers has a copy of `build/lib` and `build/test`, so `build/` stays as it is.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ava = join(root, 'node_modules', 'ava', 'entrypoints', 'cli.mjs');
/** A mutant may loop for ever; that counts as noticed, and is said. */
const LIMIT_MS = 120_000;

/**
 * Every mutation, and one empty edit per set of tests: unchanged code must pass.
 * @throws Error that names every file and every edit that has no place
 */
function readJobs(wanted) {
  const listed = JSON.parse(readFileSync(join(root, 'test', 'mutations.json'), 'utf8'));
  const wrong = [];
  const jobs = Object.entries(listed)
    .filter(([file]) => wanted.length === 0 || wanted.some(part => file.includes(part)))
    .flatMap(([file, { tests, edits }]) => {
      const absent = [file, ...tests].filter(path => !existsSync(join(root, 'build', path)));
      wrong.push(...absent.map(path => `${path} is not in build/`));
      if (absent.length > 0) return [];
      const code = readFileSync(join(root, 'build', file), 'utf8');
      const mutants = edits.map(([from, to]) => {
        const found = code.split(from).length - 1;
        if (found !== 1) wrong.push(`${file} holds \`${from}\` ${found} times, not once`);
        return { file, tests, from, to, code: code.replace(from, () => to), original: code };
      });
      return [{ file, tests, code, original: code }, ...mutants];
    });
  if (wrong.length > 0) throw new Error(`test/mutations.json:\n${wrong.join('\n')}`);
  return jobs;
}

function makeCopy(index) {
  // `*.tmp` is ignored by git, and at this depth the copies find the same fixtures and node_modules.
  const copy = join(root, `mutants-${process.pid}-${index}.tmp`);
  mkdirSync(copy);
  for (const part of ['lib', 'test'])
    cpSync(join(root, 'build', part), join(copy, part), { recursive: true });
  // The committed weights of the feature networks.
  symlinkSync(join(root, 'data'), join(copy, 'data'));
  writeFileSync(
    join(copy, 'package.json'),
    '{"type":"module","version":"0.0.0","ava":{"files":["test/**/*.test.js"],"workerThreads":false,"timeout":"10m"}}',
  );
  return copy;
}

/** How the tests end: `passed`, `failed`, or `timeout`. */
function runTests(copy, tests) {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [ava, '--fail-fast', '--concurrency', '1', ...tests], {
      cwd: copy,
      stdio: 'ignore',
    });
    let ending = 'failed';
    const timer = setTimeout(() => {
      ending = 'timeout';
      child.kill('SIGTERM');
    }, LIMIT_MS);
    child.on('close', status => {
      clearTimeout(timer);
      resolve(status === 0 ? 'passed' : ending);
    });
  });
}

const wanted = process.argv.slice(2).filter(argument => argument !== '--check');
const jobs = readJobs(wanted);
const total = jobs.filter(({ from }) => from !== undefined).length;
if (process.argv.includes('--check')) {
  console.log(`${total} mutations of ${jobs.length - total} files have their place`);
  process.exit(total === 0 ? 1 : 0);
}
const started = performance.now();
const survivors = [];
const copies = Array.from({ length: Math.min(availableParallelism(), 4) }, (_, index) => makeCopy(index));
const removeCopies = () => {
  for (const copy of copies) rmSync(copy, { recursive: true, force: true });
};
process.on('exit', removeCopies);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

let broken = false;
await Promise.all(
  copies.map(async copy => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      const { file, tests, from, to, code, original } = job;
      writeFileSync(join(copy, file), code);
      const ending = await runTests(copy, tests);
      writeFileSync(join(copy, file), original);
      const name = from === undefined ? `${file} unchanged` : `${file}: ${from}  ->  ${to}`;
      if (ending === 'timeout') console.log(`took more than ${LIMIT_MS / 1000} s: ${name}`);
      if (from === undefined && ending !== 'passed') {
        console.log(`does not pass ${tests.join(', ')}: ${name}`);
        broken = true;
      } else if (from !== undefined && ending === 'passed') {
        survivors.push(name);
      }
    }
  }),
);
for (const survivor of survivors) console.log(`survived: ${survivor}`);
console.log(
  `${total - survivors.length} of ${total} mutants noticed in ${((performance.now() - started) / 1000).toFixed(0)} s`,
);
process.exitCode = survivors.length > 0 || broken || total === 0 ? 1 : 0;
