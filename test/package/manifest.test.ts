import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type typescript from '@tslab/typescript-for-tslab';
import * as library from '../../lib/index.js';
import { repositoryRoot } from '../../lib/node/data-folders.js';
import { slow as test } from '../support/slow.js';

const root = repositoryRoot();
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly sideEffects: readonly string[];
  readonly exports: Readonly<Record<string, unknown>>;
  readonly typesVersions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
};
const require = createRequire(import.meta.url);
// The compiler that tslab brings: the project's own has no parser that a program can call.
const ts = require(
  require.resolve('@tslab/typescript-for-tslab', { paths: [require.resolve('tslab')] }),
) as typeof typescript;

/** A statement of a module that does something when the module is loaded, and declares nothing. */
function acts(statement: typescript.Statement): boolean {
  if (ts.isImportDeclaration(statement)) return statement.importClause === undefined;
  const declares =
    ts.isExportDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isVariableStatement(statement);
  return !declares;
}

test('the modules that do something when they are loaded are those of `sideEffects`', t => {
  const built = join(root, 'build', 'lib');
  const acting = readdirSync(built, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.js'))
    .filter(path => {
      const text = readFileSync(join(built, path), 'utf8');
      return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022).statements.some(acts);
    })
    .map(path => `build/lib/${path}`)
    .sort();
  t.deepEqual(acting, [...manifest.sideEffects].sort());
});

test('each namespace of the front door is an entry of the package, for every way to resolve it', t => {
  const entries = Object.keys(manifest.exports)
    .filter(key => key !== '.' && key !== './package.json')
    .map(key => key.slice(2));
  const namespaces = Object.entries(library)
    .filter(([, value]) => (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] === 'Module')
    .map(([key]) => key);
  t.deepEqual(entries.toSorted(), namespaces.toSorted());
  // For TypeScript's node10, which tslab uses and which looks at no `exports`.
  t.deepEqual(Object.keys(manifest.typesVersions['*'] ?? {}), entries);
});
