'use strict';
// Reads the library's .d.ts files with the compiler inside tslab (TypeScript 5.0.4), as a notebook does:
// what the project's own compiler writes must parse and hold there too, and so must cells that call it.
const { readdirSync } = require('node:fs');
const { join, relative, resolve } = require('node:path');
const ts = require(require.resolve('@tslab/typescript-for-tslab', { paths: [require.resolve('tslab')] }));

const root = resolve(__dirname, '..');
const library = join(root, 'build', 'lib');
const files = readdirSync(library, { recursive: true })
  // The explorer's own page runs in a browser alone, whose types a notebook has not.
  .filter(name => name.endsWith('.d.ts') && !name.startsWith(join('explorer', 'page')))
  .map(name => join(library, name));
/** Cells of a notebook in build/, as a newcomer writes them. */
const cells = {
  'a figure of arrays, typed arrays and tensors whose types are not spelled': `
    import { renderPng, saveFigure, show } from './lib/index.js';
    import * as tf from '@tensorflow/tfjs';
    const tensor = tf.tensor1d([1, 2, 3]);
    const x = tensor.dataSync();
    const y = [1, NaN, 3];
    const bare = { data: [{ x, y: tensor }, { y }] };
    const figure = {
      data: [{ type: 'scatter', x, y, marker: { color: Float32Array.from(y) } }, { type: 'heatmap', z: [x, y] }],
      layout: { title: { text: 'a figure' }, xaxis: { tickvals: x } },
      frames: [{ name: '1', data: [{ y: x }], traces: [0] }],
    };
    await show(figure);
    await show(bare);
    await show({ data: [{ type: 'scatter', x, y: tensor.arraySync() }], layout: undefined });
    await saveFigure(figure, 'a');
    await renderPng(figure, { scale: 1 });`,
};
const sources = new Map(Object.values(cells).map((text, i) => [join(root, 'build', `cell-${i}.ts`), text]));

const options = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  esModuleInterop: true,
  strict: true,
  noEmit: true,
  types: ['node'],
  typeRoots: [join(root, 'node_modules', '@types')],
};
const host = ts.createCompilerHost(options);
const { fileExists, readFile } = host;
host.fileExists = name => sources.has(name) || fileExists.call(host, name);
host.readFile = name => sources.get(name) ?? readFile.call(host, name);
const program = ts.createProgram([...files, ...sources.keys()], options, host);
const own = [...files, ...sources.keys()]
  .map(name => program.getSourceFile(name))
  .filter(file => file !== undefined);
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
process.exitCode = errors.length > 0 || own.length <= sources.size ? 1 : 0;
