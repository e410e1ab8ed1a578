'use strict';
const ts = require('./compiler.cjs');

/**
 * Calls tslab's `createConverter` so that its compiler may set any number of timers.
 *
 * TypeScript's watch program sets timers of two kinds: one compiles again after a source file changed, the other
 * forgets failed look-ups of modules after a watched folder or a package.json changed. tslab does not let them
 * expire: it runs them when there is a cell to compile. But it holds one timer only. It throws if a second one is
 * set or if another one is cleared, and in every later cell, since the first one stays.
 *
 * Here tslab's one timer runs all that were set. tslab assigns its functions to an object that inherits from
 * `ts.sys`, so accessors on `ts.sys` see what it assigns, and give the compiler ours.
 */
function withManyTimers(createConverter) {
  const waiting = new Set();
  let setTslabTimer;
  let isSet = false;
  const runAll = () => {
    // A timer that is set by another one is visited as well. If one throws, tslab keeps its timer, for the rest.
    for (const timer of waiting) {
      waiting.delete(timer);
      timer.callback();
    }
    isSet = false;
  };
  const setTimer = callback => {
    const timer = { callback };
    waiting.add(timer);
    if (!isSet) {
      isSet = true;
      setTslabTimer(runAll);
    }
    return timer;
  };
  const clearTimer = timer => {
    waiting.delete(timer);
  };
  const assign = assigned => {
    setTslabTimer = assigned;
  };
  const { setTimeout, clearTimeout } = Object.getOwnPropertyDescriptors(ts.sys);
  Object.defineProperties(ts.sys, {
    setTimeout: { configurable: true, get: () => setTimer, set: assign },
    // tslab's own is not needed: a timer that has nothing to run any more does nothing.
    clearTimeout: { configurable: true, get: () => clearTimer, set() {} },
  });
  try {
    return createConverter();
  } finally {
    Object.defineProperties(ts.sys, { setTimeout, clearTimeout });
  }
}

module.exports = { withManyTimers };
