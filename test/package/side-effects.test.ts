import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'ava';
import type typescript from '@tslab/typescript-for-tslab';
import { repositoryRoot } from '../../lib/node/data-folders.js';

const root = repositoryRoot();
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
  const { sideEffects } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    sideEffects: readonly string[];
  };
  t.deepEqual(acting, [...sideEffects].sort());
});
