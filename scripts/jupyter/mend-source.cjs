'use strict';
const ts = require('./compiler.cjs');

/** Writes a cell in other words where tslab makes wrong code of it, or refuses it. */
function mendSource(source) {
  return writeOutNames(awaitBeforeClasses(withoutExports(source)));
}

/**
 * Drops `export` before declarations, and `export { a };`: every cell sees what earlier ones declared, and tslab, which
 * exports it all itself, would call it declared twice. `export default` and re-exports of modules are left.
 */
function withoutExports(source) {
  const file = parse(source);
  const edits = [];
  // The last statement is the one that `parse` adds.
  for (const node of file.statements.slice(0, -1)) {
    const own = ts.isExportDeclaration(node) && node.exportClause && node.moduleSpecifier === undefined;
    if (own) edits.push({ start: node.getStart(file), end: node.end, text: '' });
    const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
    if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) continue;
    const exported = modifiers.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (exported) {
      const rest = source.slice(exported.end);
      edits.push({
        start: exported.getStart(file),
        end: exported.end + (rest.length - rest.trimStart().length),
        text: '',
      });
    }
  }
  return edit(source, edits);
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
