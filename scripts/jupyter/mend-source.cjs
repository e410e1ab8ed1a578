'use strict';
const ts = require('./compiler.cjs');

/** Writes a cell in other words where tslab makes wrong code of it, or refuses it. */
function mendSource(source) {
  return writeOutNames(awaitBeforeClasses(source));
}

/**
 * Writes out the two forms for which tslab generates wrong code where `a` comes from an earlier cell:
 * `{ a }` becomes `{ a: a }`, and `const { p: q } = a` becomes `const { "p": q } = a`. Both mean the same.
 */
function writeOutNames(source) {
  const file = parse(source);
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
  return edit(source, edits);
}

/** Types of classes name these constants also in later cells, so each has a name of its own. */
let constants = 0;

/**
 * tslab refuses an `await` anywhere in a class declaration; but what a class extends, its decorators and its computed
 * names are evaluated where it stands. `class A extends (await b) {}` becomes
 * `const classPart1 = (await b); class A extends classPart1 {}`.
 */
function awaitBeforeClasses(source) {
  const file = parse(source);
  const edits = [];
  const visit = node => {
    if (ts.isFunctionLike(node)) return;
    if (!ts.isClassDeclaration(node)) {
      ts.forEachChild(node, visit);
      return;
    }
    const start = node.getStart(file, true);
    for (const part of evaluatedParts(node).filter(hasAwait)) {
      const name = `classPart${++constants}`;
      const text = source.slice(part.getStart(file), part.end);
      edits.push({ start, end: start, text: `const ${name} = ${text}; ` });
      edits.push({ start: part.getStart(file), end: part.end, text: name });
    }
  };
  visit(file);
  return edit(source, edits);
}

/** The expressions of a class that are evaluated when it is declared, where `await` is allowed. */
function evaluatedParts(declaration) {
  const members = declaration.members;
  const parameters = members.flatMap(member => [...(member.parameters ?? [])]);
  return [
    ...(declaration.heritageClauses ?? []).flatMap(clause => [...clause.types]),
    ...members.map(member => member.name).filter(name => name && ts.isComputedPropertyName(name)),
    ...[declaration, ...members, ...parameters].flatMap(node => [...(ts.getDecorators(node) ?? [])]),
  ].map(({ expression }) => expression);
}

/** Whether an expression awaits something itself, and not in a function in it. */
function hasAwait(node) {
  if (ts.isFunctionLike(node)) return false;
  return ts.isAwaitExpression(node) || ts.forEachChild(node, hasAwait) === true;
}

function parse(source) {
  // In a module, `await` is always the keyword.
  return ts.createSourceFile(
    'cell.ts',
    `${source}\nexport {};`,
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TS,
  );
}

/** Replaces pieces of a text; what is put in at the same place stays in its order. */
function edit(source, edits) {
  return edits
    .map((each, index) => ({ ...each, index }))
    .sort((first, second) => second.start - first.start || second.index - first.index)
    .reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), source);
}

module.exports = { mendSource };
