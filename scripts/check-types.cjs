'use strict';
// Reads the library's .d.ts files with the compiler inside tslab (TypeScript 5.0.4), as a notebook does:
// what the project's own compiler writes must parse and hold there too.
const { readdirSync } = require('node:fs');
const { join, relative, resolve } = require('node:path');
const ts = require(require.resolve('@tslab/typescript-for-tslab', { paths: [require.resolve('tslab')] }));

const root = resolve(__dirname, '..');
const library = join(root, 'build', 'lib');
const files = readdirSync(library, { recursive: true })
  // The explorer's own page runs in a browser alone, whose types a notebook has not.
  .filter(name => name.endsWith('.d.ts') && !name.startsWith(join('explorer', 'page')))
  .map(name => join(library, name));
const program = ts.createProgram(files, {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  esModuleInterop: true,
  strict: true,
  noEmit: true,
  types: ['node'],
  typeRoots: [join(root, 'node_modules', '@types')],
});
const own = files.map(name => program.getSourceFile(name)).filter(file => file !== undefined);
const errors = own.flatMap(file => [
  ...program.getSyntacticDiagnostics(file),
  ...program.getSemanticDiagnostics(file),
]);
for (const { file, start, messageText } of errors) {
  const { line } = file.getLineAndCharacterOfPosition(start ?? 0);
  const text = ts.flattenDiagnosticMessageText(messageText, '\n  ');
  process.stderr.write(`${relative(root, file.fileName)}:${line + 1}: ${text}\n`);
}
process.stderr.write(`${own.length} files under TypeScript ${ts.version}, ${errors.length} errors\n`);
process.exitCode = errors.length > 0 || own.length === 0 ? 1 : 0;
