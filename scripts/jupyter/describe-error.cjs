'use strict';
const { inspect } = require('node:util');

/** An error as Jupyter's protocol has it: name, value and the lines of the trace, the kernel's own frames left out. */
function describeError(error) {
  const isError = error instanceof Error;
  const ename = isError ? error.name : 'Error';
  const evalue = isError ? error.message : inspect(error);
  const traceback = inspect(error)
    .split('\n')
    .filter(line => !/^\s+at .*(node_modules[\\/]tslab[\\/]|scripts[\\/]kernel|\(?node:)/.test(line));
  return { ename, evalue, traceback };
}

/** What the compiler found wrong with a cell, as one error. */
function describeDiagnostics(lines) {
  return { ename: 'TypeScript', evalue: lines[0] ?? 'the cell does not compile', traceback: lines };
}

module.exports = { describeError, describeDiagnostics };
