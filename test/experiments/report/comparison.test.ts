import test from 'ava';
import { decide, type Quantity, sameProtocol } from '../../../lib/experiments/report/comparison.js';
import type { Measured } from '../../../lib/metrics/statistics/measured.js';

const number = (value: number, protocol = 'p'): Measured => ({
  value,
  low: value - 0.1,
  high: value + 0.1,
  n: 100,
  protocol,
});

/** The numbers of seeds 1, 2, 3 … */
const quantity = (name: string, ...values: readonly number[]): Quantity => ({
  name,
  bySeed: new Map(values.map((value, k) => [k + 1, number(value)])),
});

const [less, more] = [quantity('x', 3, 3.2, 3.1), quantity('y', 5, 6, 7)];
const verdicts = (...family: Parameters<typeof decide>[0]): string[] =>
  decide(family).map(({ verdict }) => verdict);

test('decide([x < y]) is Welch’s one-sided test, with the intervals of both and of the difference', t => {
  // SciPy: p = 0.01814. sd 1 and 0.1: t(2.04) = 4.226 and √(1.01/3)
  t.deepEqual(decide([{ less, more, digits: 2 }]), [
    {
      ours: 'x 3.10 (2.85 … 3.35); y 6.00 (3.52 … 8.48); difference -5.35 … -0.45',
      verdict: 'holds (p 0.018)',
    },
  ]);
  t.deepEqual(verdicts({ less: more, more: less, digits: 2 }), ['does not hold (p of the opposite 0.018)']);
});

test('decide(family) corrects over the family, claims and opposites apart', t => {
  const one = { less, more, digits: 2 };
  const other = { less: more, more: less, digits: 2 };
  // Twice 0.01814 is below 5 %, three times is not.
  t.deepEqual(verdicts(one, other), ['holds (p 0.036)', 'does not hold (p of the opposite 0.036)']);
  t.deepEqual(verdicts(one, other, other)[0], 'cannot be decided (p 0.054, of the opposite 0.982)');
  // What was not tested is not counted.
  t.is(verdicts(one, other, { ...one, less: quantity('z') })[0], 'holds (p 0.036)');
});

test('decide(claim about the same runs) takes each seed’s own difference', t => {
  // The seeds lie 5 apart, but y is 1.0, 1.1 and 1.2 above x on each. SciPy: p = 0.00137.
  const [x, y] = [quantity('x', 13, 7.9, 3.8), quantity('y', 14, 9, 5)];
  t.regex(verdicts({ less: x, more: y, digits: 2 })[0]!, /^cannot be decided/);
  const [together] = decide([{ less: x, more: y, digits: 2, sameRuns: true }]);
  t.regex(together!.ours, /; difference -1\.35 … -0\.85$/);
  t.is(together!.verdict, 'holds (p 0.001)');
  const longer = { ...y, bySeed: new Map([...y.bySeed, [9, number(90)] as const]) };
  t.deepEqual(decide([{ less: x, more: longer, digits: 2, sameRuns: true }]), [together!]);
  const first = { ...x, bySeed: new Map([[9, number(90)] as const, ...x.bySeed]) };
  t.deepEqual(decide([{ less: first, more: y, digits: 2, sameRuns: true }]), [together!]);
});

test('decide(claim of one seed, of none, or of two protocols) says why it can’t', t => {
  const digits = 2;
  t.deepEqual(decide([{ less: quantity('x', 3), more, digits }]), [
    { ours: 'x 3.00 (2.90 … 3.10); y 6.00 (3.52 … 8.48)', verdict: 'cannot be decided by one seed' },
  ]);
  const other: Quantity = { name: 'y', bySeed: new Map([1, 2].map(seed => [seed, number(5, 'q')])) };
  t.deepEqual(
    decide([
      { less, more: other, digits },
      { less: quantity('x'), more, digits },
    ]),
    [
      { ours: '', verdict: 'not comparable: measured differently' },
      { ours: '', verdict: 'not measured' },
    ],
  );
  t.true(sameProtocol([]));
  t.deepEqual(decide([]), []);
});
