import test from 'ava';
import { holm, pairedTest, welchTest } from '../../../lib/metrics/statistics/tests.js';
import { allClose } from '../../support/all-close.js';

const ours = [9.62, 9.71, 9.55, 9.68, 9.6];
const theirs = [9.75, 9.66, 9.81, 9.7, 9.64];

// stats.ttest_ind(x, y, equal_var=False, alternative='less').pvalue of SciPy 1.17.1
test('welchTest(x, y) is SciPy’s one-sided p, and that of the opposite its complement', t => {
  for (const [x, y, p] of [
    [[3, 3.2, 3.1], [5, 6, 7], 0.01813991395699913],
    [ours, theirs, 0.0469107137946395],
    [[5, 6, 7, 5.5], [5.1, 4], 0.9095194362113057],
    [[1, 2, 3], [1, 2, 3], 0.5],
  ] as const) {
    allClose(t, welchTest(x, y), p, { rtol: 1e-8 });
    allClose(t, welchTest(y, x), 1 - p, { rtol: 1e-8 });
    const moved = [x, y].map(values => values.map(value => 1e3 * value + 7)) as [number[], number[]];
    allClose(t, welchTest(...moved), p, { rtol: 1e-6 });
  }
});

// stats.ttest_rel(x, y, alternative='less').pvalue of SciPy 1.17.1
test('pairedTest(x, y) is SciPy’s one-sided p of the differences', t => {
  allClose(t, pairedTest([13, 7.9, 3.8], [14, 9, 5]), 0.0013717446972129647, { rtol: 1e-8 });
  allClose(t, pairedTest(ours, theirs), 0.10417989457521933, { rtol: 1e-8 });
  allClose(t, pairedTest(theirs, ours), 1 - 0.10417989457521933, { rtol: 1e-8 });
});

test('welchTest and pairedTest of values that do not vary are certain, or undecided if they are equal', t => {
  for (const p of [welchTest, pairedTest]) {
    t.deepEqual([p([1, 1], [2, 2]), p([2, 2], [1, 1]), p([1, 1], [1, 1])], [0, 1, 0.5]);
    t.throws(() => p([1], [1]), { instanceOf: RangeError });
  }
  t.throws(() => pairedTest([1, 2], [1, 2, 3]), { message: /^pairedTest: expected as many values/ });
});

test('holm(p) is the step-down correction, in the order of p', t => {
  // 4 · 0.01, 3 · 0.02, then 2 · 0.04 = 0.08 and 1 · 0.03 < that of the one before.
  allClose(t, holm([0.04, 0.01, 0.03, 0.02]), [0.06, 0.04, 0.06, 0.06], { rtol: 1e-12 });
  allClose(t, holm([0.9, 0.6, 0.001]), [1, 1, 0.003], { rtol: 1e-12 });
  allClose(t, holm([0.2]), [0.2], { rtol: 1e-12 });
  t.deepEqual(holm([]), []);
  for (const bad of [-0.1, 1.1, NaN]) t.throws(() => holm([0.5, bad]), { instanceOf: RangeError });
});
