'use strict';
const { createConverter } = require('tslab/dist/converter');
const ts = require('./compiler.cjs');
const { withManyTimers } = require('./compiler-timers.cjs');
const { mendSource } = require('./mend-source.cjs');
const { MissingPaths } = require('./missing-paths.cjs');
const { hasForAwait } = require('./top-level-await.cjs');

/**
 * tslab's converter of cells to JavaScript, mended.
 *
 * The compiler remembers for long which modules it could not find: near the root of the file system it watches no
 * folders, elsewhere it hears of a new file after a second. So where a cell does not compile, and a file that was
 * looked for in vain is there now, the cell is compiled once more, by a new compiler.
 */
class CellConverter {
  #missing = new MissingPaths(ts.sys);
  #converter = openConverter();
  /** What `addModule` was called with, for a new compiler: cells can define modules. */
  #modules = new Map();
  /** The code of local modules that was handed on last. */
  #sideOutputs = new Map();

  convert(declarations, source) {
    const mended = mendSource(source);
    const compile = () => this.#converter.convert(declarations, mended);
    const converted = this.#compileAfresh(compile, ({ diagnostics }) => diagnostics.length > 0);
    if (converted.output && hasForAwait(mended)) converted.hasToplevelAwait = true;
    if (converted.sideOutputs) converted.sideOutputs = this.#changed(converted.sideOutputs);
    return converted;
  }

  addModule(...module) {
    this.#modules.set(module[0], module);
    const compile = () => this.#converter.addModule(...module);
    return this.#compileAfresh(compile, diagnostics => diagnostics.length > 0);
  }

  inspect(...request) {
    return this.#converter.inspect(...request);
  }

  complete(...request) {
    return this.#converter.complete(...request);
  }

  close() {
    this.#converter.close();
  }

  #compileAfresh(compile, failed) {
    const result = compile();
    if (!failed(result) || !this.#missing.haveAppeared()) return result;
    this.#converter.close();
    this.#missing.clear();
    this.#converter = openConverter();
    for (const module of this.#modules.values()) this.#converter.addModule(...module);
    return compile();
  }

  /** A new compiler hands on all local modules again; one that did not change keeps its state. */
  #changed(sideOutputs) {
    const changed = sideOutputs.filter(({ path, data }) => this.#sideOutputs.get(path) !== data);
    for (const { path, data } of changed) this.#sideOutputs.set(path, data);
    return changed;
  }
}

function openConverter() {
  return withManyTimers(() => createConverter({ isJS: false, isBrowser: false }));
}

module.exports = { CellConverter };
