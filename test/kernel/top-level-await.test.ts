import { createRequire } from 'node:module';
import test from 'ava';

const require = createRequire(import.meta.url);
const { hasForAwait } = require('../../../scripts/jupyter/top-level-await.cjs') as {
  readonly hasForAwait: (source: string) => boolean;
};

const loop = 'for await (const x of xs) f(x);';

for (const cell of [
  loop,
  `let n = 0; ${loop} n`,
  `outer: ${loop}`,
  `if (f) { ${loop} }`,
  `try { f(); } finally { ${loop} }`,
  `for (const xs of all) ${loop}`,
  `for await (const xs of all) ${loop}`,
  `switch (f) { default: ${loop} }`,
])
  test(`hasForAwait is true for ${cell}`, t => t.true(hasForAwait(cell)));

for (const cell of [
  'for (const x of await xs) f(x);',
  "'for await (const x of xs) f(x);'",
  `// ${loop}`,
  `async function f() { ${loop} }`,
  `const f = async () => { ${loop} };`,
  `const f = async function () { ${loop} };`,
  `const o = { async f() { ${loop} } };`,
  `class A { async f() { ${loop} } }`,
  `class A { static f = async () => { ${loop} }; }`,
  `for (const x of xs) { (async () => { ${loop} })(); }`,
])
  test(`hasForAwait is false for ${cell}`, t => t.false(hasForAwait(cell)));
