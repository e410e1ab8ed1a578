import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { repositoryRoot } from '../../lib/node/data-folders.js';
import * as ot from '../../lib/ot/index.js';
import { allClose } from '../support/all-close.js';
import { readFixture } from '../support/fixture.js';
import { slow as test } from '../support/slow.js';

type Nested = number | readonly Nested[];
interface Peers {
  /** What both columns of the tables call by name. */
  readonly data: Readonly<Record<string, Nested>>;
  /** A call in Python -> what it returned. */
  readonly rows: Readonly<Record<string, Nested>>;
}
const peers = readFixture('peers') as Peers;
const readme = readFileSync(join(repositoryRoot(), 'lib', 'ot', 'README.md'), 'utf8');

interface Row {
  readonly library: string;
  readonly theirs: string;
  readonly ours: string;
  readonly agreeTo: number;
}

/** The cells of a line of a table, without the backticks of code. */
function cellsOf(line: string): readonly string[] {
  const cells = line.slice(1, -1).split(/(?<!\\)\|/);
  return cells.map(cell =>
    cell
      .trim()
      .replaceAll('\\|', '|')
      .replace(/^`(.*)`$/, '$1'),
  );
}

/** The rows of the README's tables that begin with a call in Python. */
const rows: readonly Row[] = readme
  .split('\n### ')
  .slice(1)
  .flatMap(section =>
    section
      .split('\n')
      .filter(line => line.startsWith('| `'))
      .map(line => {
        const [theirs = '', ours = '', agreeTo = ''] = cellsOf(line);
        return { library: section.slice(0, section.indexOf('\n')), theirs, ours, agreeTo: Number(agreeTo) };
      }),
  );

/** All numbers of a result: a number, arrays of them, or a matrix with its shape. */
function numbersOf(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (ArrayBuffer.isView(value)) return [...(value as Float64Array)];
  if (Array.isArray(value)) return value.flatMap(numbersOf);
  if (typeof value === 'object' && value !== null && 'data' in value) return numbersOf(value.data);
  throw new TypeError(`numbersOf: expected numbers, got ${String(value)}`);
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** What the README says its tables use beside the library and the data. */
const helpers = {
  relative: (f: ArrayLike<number>): readonly number[] => Array.from(f, value => value - f[0]!),
  entropy: (a: readonly number[]): number => a.reduce((sum, w) => sum - w * Math.log(w), 0),
  mean: (matrix: Nested): number => mean(numbersOf(matrix)),
  deviation: (matrix: Nested): number => {
    const values = numbersOf(matrix);
    return Math.sqrt(mean(values.map(v => (v - mean(values)) ** 2)));
  },
};

/** The value of an expression of the README, in which the library, the data and the helpers are known by name. */
function evaluate(expression: string): unknown {
  const names: Readonly<Record<string, unknown>> = { ...ot, ...helpers, ...peers.data };
  const source = `(({ ${Object.keys(names).join(', ')} }) => (${expression}))`;
  return (runInThisContext(source) as (given: typeof names) => unknown)(names);
}

for (const { library, theirs, ours, agreeTo } of rows) {
  test(`${ours} is ${library}'s ${theirs} to ${agreeTo}`, t => {
    const expected = peers.rows[theirs];
    if (expected === undefined)
      return t.fail('test/fixtures/peers.json has no such call: run peers.py again');
    t.true(agreeTo > 0 && agreeTo <= 0.3);
    allClose(t, numbersOf(evaluate(ours)), numbersOf(expected), { rtol: 0, atol: agreeTo });
    return undefined;
  });
}

test('the README has a row for each call of peers.json, at least 25, and of each library', t => {
  t.deepEqual([...new Set(rows.map(row => row.theirs))].sort(), Object.keys(peers.rows).sort());
  t.true(rows.length >= 25);
  t.deepEqual([...new Set(rows.map(row => row.library))], ['POT', 'OTT-JAX', 'GeomLoss']);
});

test('what agrees to less than 1e-2 would not agree with twice or half the number', t => {
  for (const { theirs, ours, agreeTo } of rows.filter(row => row.agreeTo < 1e-2)) {
    const found = numbersOf(evaluate(ours));
    const largest = Math.max(...found.map(Math.abs));
    // POT's total of an unbalanced problem is 0 at every optimum.
    if (!theirs.includes('returnCost="total"')) t.true(largest / 2 > 10 * agreeTo, `${ours}: ${largest}`);
  }
});

test("the README's first example runs, and computes what it says", t => {
  const [, block = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  const [, names = ''] = /import \{ (.*) \} from '\.\/build\/lib\/ot\/index\.js';/.exec(block) ?? [];
  for (const name of names.split(', ')) t.true(name in ot, name);
  const body = block.replace(/^import .*$/m, '');
  const source = `(({ ${names} }) => { ${body}; return { exact, given, entropic, sliced }; })`;
  const results = (runInThisContext(source) as (given: typeof ot) => Record<string, { value: number }>)(ot);
  // Quarters: (0,0) to both at 2 and 4, (1,0) to (2,0) at 1, (0,2) to (1,1) at 2.
  t.is(results['exact']!.value, (2 + 4 + 1 + 2) / 4);
  allClose(t, results['given']!.value, (0 + 1 + 2) / 3, { rtol: 1e-15 });
  t.true(results['entropic']!.value > 0 && results['sliced']!.value > 0);
});
