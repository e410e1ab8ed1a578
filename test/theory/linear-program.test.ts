import test from 'ava';
import { linearProgram } from '../../lib/theory/linear-program.js';
import { allClose } from '../support/all-close.js';

test('linearProgram(…) solves a program by hand, and proves it', async t => {
  // min −3x − 5y with x + s = 4, 2y + u = 12, 3x + 2y + v = 18: (2, 6), −36 (Hillier and Lieberman).
  const { x, value, gap } = await linearProgram({
    cost: Float64Array.of(-3, -5, 0, 0, 0),
    equations: [
      { columns: [0, 2], coefficients: [1, 1], rightSide: 4 },
      { columns: [1, 3], coefficients: [2, 1], rightSide: 12 },
      { columns: [0, 1, 4], coefficients: [3, 2, 1], rightSide: 18 },
    ],
  });
  allClose(t, x, [2, 6, 2, 0, 0], { atol: 1e-12 });
  allClose(t, [value, gap], [-36, 0], { atol: 1e-12 });
});

test('linearProgram(…) refuses programs without a solution', async t => {
  const none = { cost: Float64Array.of(1), equations: [{ columns: [0], coefficients: [1], rightSide: -1 }] };
  await t.throwsAsync(linearProgram(none), { instanceOf: RangeError, message: /HiGHS ended with status/ });
  const unbounded = {
    cost: Float64Array.of(-1, 0),
    equations: [{ columns: [0, 1], coefficients: [1, -1], rightSide: 0 }],
  };
  await t.throwsAsync(linearProgram(unbounded), { instanceOf: RangeError });
});
