import test from 'ava';
import { meanWithStandardError } from '../../lib/base/statistics.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';

test('meanWithStandardError([1, 2, 3, 6]) is 3 with √(14/3/4)', t => {
  const { value, standardError, n } = meanWithStandardError([1, 2, 3, 6]);
  t.is(value, 3);
  t.is(n, 4);
  allClose(t, standardError, Math.sqrt(14 / 3 / 4), { rtol: 1e-14 });
});

test('meanWithStandardError covers the mean 0 of normal draws within two standard errors, 95 times in 100', t => {
  const rng = Rng.fromSeed(6);
  let covered = 0;
  for (let trial = 0; trial < 1000; trial++) {
    const { value, standardError } = meanWithStandardError(rng.fillNormal(new Float32Array(50)));
    if (Math.abs(value) <= 2.0096 * standardError) covered += 1; // Student's 97.5 % point, 49 degrees of freedom
  }
  allClose(t, covered, 950, { rtol: 0, atol: 4 * Math.sqrt(1000 * 0.95 * 0.05) });
});

test('meanWithStandardError keeps its digits far from 0, and scales with the unit', t => {
  allClose(t, meanWithStandardError([1e9 + 1, 1e9 + 2, 1e9 + 3]).standardError, Math.sqrt(1 / 3), {
    rtol: 1e-9,
  });
  const { value, standardError } = meanWithStandardError([1e-9, 3e-9]);
  allClose(t, [value, standardError], [2e-9, 1e-9], { rtol: 1e-12 });
});

test('meanWithStandardError of equal values has no error, and of fewer than two throws', t => {
  t.deepEqual(meanWithStandardError([4, 4, 4]), { value: 4, standardError: 0, n: 3 });
  t.throws(() => meanWithStandardError([1]), { instanceOf: RangeError, message: /at least 2 values, got 1/ });
});
