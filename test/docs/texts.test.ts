import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import test from 'ava';
import { repositoryRoot } from '../../lib/node/data-folders.js';

const root = repositoryRoot();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const namesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(root, folder)).filter(name => name.endsWith(ending));

const texts = [
  ...namesIn('.', '.md'),
  ...namesIn('docs', '.md').map(name => `docs/${name}`),
  ...['bench', 'data', 'scripts', 'lib/ot'].map(folder => `${folder}/README.md`),
];

test('the links of the texts lead to files of the repository', t => {
  const lost: string[] = [];
  let count = 0;
  for (const text of texts) {
    for (const [, address = ''] of read(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^([a-z]+:|#)/.test(address)) continue;
      count++;
      const path = join(root, dirname(text), address.replace(/#.*/, ''));
      if (relative(root, path).startsWith('..') || !existsSync(path)) lost.push(`${text}: ${address}`);
    }
  }
  t.deepEqual(lost, []);
  t.true(count > 60, `${count} links`);
});

test('the scripts of npm that the texts, the forms and the workflow name are there', t => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
  const github = readdirSync(join(root, '.github'), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(yml|md)$/.test(name))
    .map(name => `.github/${name}`);
  const named = [...texts, ...github].flatMap(text =>
    [...read(text).matchAll(/npm run ([a-z][\w:-]*)/g)].map(([, script = '']) => `${text}: ${script}`),
  );
  t.deepEqual(
    named.filter(name => scripts[name.split(': ')[1]!] === undefined),
    [],
  );
  t.true(named.includes('.github/workflows/ci.yml: test:fast'));
  t.regex(read('.github/workflows/ci.yml'), /^ +- run: \.ci\/run$/m);
});

test('the README has at most 120 lines, all notebooks, and the line that CI runs', t => {
  const lines = read('README.md').trimEnd().split('\n');
  t.true(lines.length <= 120, `${lines.length} lines`);
  for (const name of namesIn('notebooks', '.ipynb'))
    t.true(read('README.md').includes(`](notebooks/${name})`), name);
  const line = read('.ci/run').trimEnd().split('\n').at(-1)!;
  t.true(lines.includes(`    ${line}`), line);
});

test("the README's example runs in a project that has the library, and finds what it says", t => {
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(read('README.md')) ?? [];
  const prints = 'console.log(JSON.stringify({ value, gap, entropic, entries: plan.mass.length }));';
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', `${code}\n${prints}`],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  t.is(stderr, '');
  const { value, gap, entropic, entries } = JSON.parse(stdout) as Record<string, number>;
  t.true(Math.abs(value! - 1) < 1e-12 && Math.abs(gap!) < 1e-12, stdout);
  t.true(Math.abs(entropic! - 1) < 1e-7, stdout);
  t.is(entries, 200);
});
