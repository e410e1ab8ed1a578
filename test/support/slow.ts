import test, { type TestFn } from 'ava';

/** Whether `npm run test:fast` runs the tests. */
export const isFast: boolean = process.env['WAE_TEST'] === 'fast';

/**
 * ava's `test` for what compiles a step, opens a browser or a notebook, starts many commands, or takes seconds for another
 * reason: `npm run test:fast` leaves it out. A file whose
 * tests are all of this kind imports it in place of ava's, and is not even loaded then:
 * `import { slow as test } from '../support/slow.js'`.
 */
export const slow: TestFn = isFast ? skipping() : test;

function skipping(): TestFn {
  const skip = (...args: Parameters<typeof test.skip>): void => test.skip(...args);
  return Object.assign(skip, { serial: test.serial.skip }) as unknown as TestFn;
}
