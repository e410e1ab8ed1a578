import { createRequire } from 'node:module';
import test from 'ava';

type SetTimer = (callback: () => void) => unknown;
interface System {
  setTimeout: SetTimer;
  clearTimeout: (timer: unknown) => void;
}

const require = createRequire(import.meta.url);
const { sys } = require('../../../scripts/jupyter/compiler.cjs') as { readonly sys: System };
const { withManyTimers } = require('../../../scripts/jupyter/compiler-timers.cjs') as {
  readonly withManyTimers: <T>(createConverter: () => T) => T;
};

/** tslab's converter as far as its timer: it holds one, throws at a second one, and runs it for each cell. */
function createConverter(): { readonly system: System; runCell(): void } {
  const system = Object.create(sys) as System;
  let held: { readonly callback: () => void } | null = null;
  system.setTimeout = callback => {
    if (held !== null) throw new Error('Unexpected pending rebuildTimer');
    const run = (): void => {
      callback();
      held = null;
    };
    return (held = { callback: run });
  };
  system.clearTimeout = timer => {
    if (held !== timer) throw new Error('clearing unexpected timer');
    held = null;
  };
  // TypeScript's host binds them when it is made.
  const { setTimeout, clearTimeout } = system;
  return { system: { setTimeout, clearTimeout }, runCell: () => held?.callback() };
}

test('a converter runs all timers that are set, once, and none that was cleared', t => {
  const { system, runCell } = withManyTimers(createConverter);
  const ran: string[] = [];
  const cleared = system.setTimeout(() => ran.push('cleared'));
  system.setTimeout(() => ran.push('first'));
  system.clearTimeout(cleared);
  system.setTimeout(() => ran.push('second'));
  runCell();
  runCell();
  t.deepEqual(ran, ['first', 'second']);
  system.setTimeout(() => ran.push('next cell'));
  runCell();
  t.deepEqual(ran, ['first', 'second', 'next cell']);
});

test('a converter runs a timer that another one sets or replaces', t => {
  const { system, runCell } = withManyTimers(createConverter);
  const ran: string[] = [];
  let update: unknown;
  system.setTimeout(() => {
    system.clearTimeout(update);
    update = system.setTimeout(() => ran.push('replaced'));
  });
  update = system.setTimeout(() => ran.push('update'));
  runCell();
  t.deepEqual(ran, ['replaced']);
});

test('a timer that throws fails one cell, and the next cell runs the others', t => {
  const { system, runCell } = withManyTimers(createConverter);
  const ran: string[] = [];
  system.setTimeout(() => {
    throw new Error('the compiler failed');
  });
  system.setTimeout(() => ran.push('second'));
  t.throws(runCell, { message: 'the compiler failed' });
  system.setTimeout(() => ran.push('third'));
  runCell();
  t.deepEqual(ran, ['second', 'third']);
});

test('withManyTimers leaves the timers of the compiler as they were', t => {
  const before = { ...sys };
  withManyTimers(createConverter);
  t.throws(() =>
    withManyTimers(() => {
      throw new Error('no converter');
    }),
  );
  t.is(sys.setTimeout, before.setTimeout);
  t.is(sys.clearTimeout, before.clearTimeout);
});
