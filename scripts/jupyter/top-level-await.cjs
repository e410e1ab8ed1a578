'use strict';
const ts = require('./compiler.cjs');

/**
 * Whether a cell has a `for await` outside of functions and classes.
 * tslab looks for `await` expressions when it decides whether a cell's code is asynchronous, and overlooks these.
 */
function hasForAwait(source) {
  const visit = node => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node)) return false;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
    return ts.forEachChild(node, visit) === true;
  };
  return visit(ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest));
}

module.exports = { hasForAwait };
