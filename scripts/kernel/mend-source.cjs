'use strict';
const ts = require('./compiler.cjs');

/**
 * Writes out the two forms for which tslab generates wrong code where `a` comes from an earlier cell:
 * `{ a }` becomes `{ a: a }`, and `const { p: q } = a` becomes `const { "p": q } = a`. Both mean the same.
 */
function mendSource(source) {
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const edits = [];
  const visit = node => {
    if (ts.isShorthandPropertyAssignment(node)) {
      edits.push({
        start: node.name.getStart(file),
        end: node.name.end,
        text: `${node.name.text}: ${node.name.text}`,
      });
    } else if (ts.isBindingElement(node) && node.propertyName && ts.isIdentifier(node.propertyName)) {
      const { propertyName } = node;
      edits.push({
        start: propertyName.getStart(file),
        end: propertyName.end,
        text: JSON.stringify(propertyName.text),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return edits
    .sort((first, second) => second.start - first.start)
    .reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), source);
}

module.exports = { mendSource };
