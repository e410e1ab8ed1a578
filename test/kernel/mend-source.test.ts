import { createRequire } from 'node:module';
import test from 'ava';

const require = createRequire(import.meta.url);
const { mendSource } = require('../../../scripts/jupyter/mend-source.cjs') as {
  readonly mendSource: (source: string) => string;
};

/** The mended cell, its new constants numbered from 1. */
function mend(source: string): string {
  const numbers: string[] = [];
  return mendSource(source).replace(/classPart(\d+)/g, (_, number: string) => {
    if (!numbers.includes(number)) numbers.push(number);
    return `part${numbers.indexOf(number) + 1}`;
  });
}

for (const [cell, mended] of [
  ['f({ a });', 'f({ a: a });'],
  ['export const a = 1;', 'const a = 1;'],
  ['export async function f() {}', 'async function f() {}'],
  ['/** T. */ export  interface T {}', '/** T. */ interface T {}'],
  ['const a = 1; export { a };', 'const a = 1; '],
  ['const { p: q } = a;', 'const { "p": q } = a;'],
  ['class A extends (await b) {}', 'const part1 = (await b); class A extends part1 {}'],
  ['class A extends f(await b)<T> {}', 'const part1 = f(await b); class A extends part1<T> {}'],
  ['class A extends f(await b({ a })) {}', 'const part1 = f(await b({ a: a })); class A extends part1 {}'],
  ['{ class A { [await b]() {} } }', '{ const part1 = await b; class A { [part1]() {} } }'],
  ['@(await b) class A {}', 'const part1 = (await b); @part1 class A {}'],
  [
    '/** A. */ export class A extends (await b) {}',
    'const part1 = (await b); /** A. */ class A extends part1 {}',
  ],
  [
    'class A extends (await b) { @(await c) d() {} constructor(@(await e) f) {} }',
    'const part1 = (await b); const part2 = (await c); const part3 = (await e); ' +
      'class A extends part1 { @part2 d() {} constructor(@part3 f) {} }',
  ],
] as const)
  test(`mendSource(${cell})`, t => t.is(mend(cell), mended));

for (const cell of [
  'const a = await b;',
  'class A extends b { async c() { return await d; } }',
  'class A extends f(async () => await b) {}',
  'class A { static b = await c; }',
  'async function f() { class A extends (await b) {} }',
  'const A = class extends (await b) {};',
  '// class A extends (await b) {}',
  'const a = `{ b }`;',
  'export default 3;',
  'export default function f() {}',
  "export { a } from 'b';",
  'const text = "export const a = 1";',
  'namespace A { export const b = 1; }',
])
  test(`mendSource leaves ${cell}`, t => t.is(mendSource(cell), cell));

test('mendSource gives constants of later cells other names', t => {
  const cell = 'class A extends (await b) {}';
  t.not(mendSource(cell), mendSource(cell));
});
