'use strict';

/** The files and folders that a compiler looked for, at some time, and did not find. */
class MissingPaths {
  #absent = [];

  /** @param system whose `fileExists` and `directoryExists` the compiler calls. */
  constructor(system) {
    for (const name of ['fileExists', 'directoryExists']) {
      const exists = system[name];
      const paths = new Set();
      this.#absent.push({ exists, paths });
      system[name] = path => {
        const found = exists(path);
        // It stays here if it is found later: the compiler may remember what it concluded from its absence.
        if (!found) paths.add(path);
        return found;
      };
    }
  }

  /** Whether one of them is there now. */
  haveAppeared() {
    return this.#absent.some(({ exists, paths }) => [...paths].some(path => exists(path)));
  }

  clear() {
    for (const { paths } of this.#absent) paths.clear();
  }
}

module.exports = { MissingPaths };
