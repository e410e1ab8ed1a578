import { createRequire } from 'node:module';
import { slow as test } from '../support/slow.js';

const require = createRequire(import.meta.url);
const { tableBundle } = require('../../../scripts/jupyter/show-table.cjs') as {
  readonly tableBundle: (value: unknown) => Readonly<Record<string, string>> | undefined;
};

test('tableBundle(columns and values) is a table with its index, and text', t => {
  const frame = {
    columns: ['a', '<b>'],
    values: [
      [1, 'x'],
      [1 / 3, null],
    ],
    index: ['r0', 'r1'],
  };
  const bundle = tableBundle(frame);
  t.is(
    bundle?.['text/html'],
    '<table><thead><tr><th></th><th>a</th><th>&lt;b&gt;</th></tr></thead><tbody>' +
      '<tr><th>r0</th><td>1</td><td>x</td></tr><tr><th>r1</th><td>0.333333</td><td>null</td></tr>' +
      '</tbody></table><p>2 rows × 2 columns</p>',
  );
  t.is(bundle?.['text/plain'], 'data frame, 2 rows × 2 columns');
});

test('tableBundle of danfojs keeps its own text', t => {
  const { DataFrame } = require('danfojs-node') as { DataFrame: new (data: unknown) => object };
  const bundle = tableBundle(new DataFrame({ p: [0.5, 1], name: ['one', 'two'] }));
  t.regex(bundle?.['text/html'] ?? '', /<th>p<\/th><th>name<\/th>.*<td>0\.5<\/td><td>one<\/td>/);
  t.regex(bundle?.['text/plain'] ?? '', /one/);
});

test('tableBundle(column names and objects) is a table, of which 50 rows are shown', t => {
  const rows = Array.from({ length: 60 }, (_, i) => ({ n: i }));
  const bundle = tableBundle({ columnNames: () => ['n'], objects: () => rows });
  t.is([...(bundle?.['text/html'] ?? '').matchAll(/<tr>/g)].length, 51);
  t.regex(bundle?.['text/html'] ?? '', /60 rows × 1 columns; the first 50 are shown/);
});

test('tableBundle of anything else is undefined', t => {
  for (const value of [
    3,
    'a',
    null,
    undefined,
    [1, 2],
    { columns: 3, values: [[1]] },
    { columns: [], values: [1] },
  ])
    t.is(tableBundle(value), undefined);
});
