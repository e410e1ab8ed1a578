import test from 'ava';
import { below, type Quantity, sameProtocol, steadier } from '../../../lib/experiments/report/comparison.js';
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

const digits = { digits: 2 };

test('below(x, y of one seed) takes both numbers’ own intervals, as if they were independent', t => {
  t.deepEqual(below(quantity('x', 3), quantity('y', 5), digits), {
    ours: 'x 3.00 (2.90 … 3.10); y 5.00 (4.90 … 5.10); difference -2.14 … -1.86',
    verdict: 'holds',
  });
  t.is(below(quantity('x', 5), quantity('y', 3), digits).verdict, 'does not hold');
  t.is(below(quantity('x', 3), quantity('y', 3.1), digits).verdict, 'undecided: the difference may be 0');
});

test('below(x, y of several seeds) takes Welch’s interval, of the same runs Student’s of each seed’s difference', t => {
  // The seeds lie 5 apart, but y is 1.0, 1.1 and 1.2 above x on each.
  const [x, y] = [quantity('x', 1, 6, 11), quantity('y', 2, 7.1, 12.2)];
  const apart = below(x, y, digits);
  t.is(apart.verdict, 'undecided: the difference may be 0');
  // −1.1 ± 4.303 · 0.1/√3
  const together = below(x, y, { digits: 2, sameRuns: true });
  t.regex(together.ours, /; difference -1\.35 … -0\.85$/);
  t.is(together.verdict, 'holds');
  // sd 1 and 0.1: t(2.04) = 4.226 and √(1.01/3)
  t.regex(
    below(quantity('x', 3, 3.2, 3.1), quantity('y', 5, 6, 7), digits).ours,
    /^x 3\.10 \(2\.85 … 3\.35\); y 6\.00 \(3\.52 … 8\.48\); difference -5\.35 … -0\.45$/,
  );
});

test('below(x, y) compares on the seeds that both have, and says which where one has more', t => {
  const y: Quantity = { name: 'y', bySeed: new Map([4, 2, 9].map(seed => [seed, number(seed + 3)])) };
  t.deepEqual(below(quantity('x', 1, 2, 3), y, digits), {
    ours: 'x 2.00 (1.90 … 2.10); y 5.00 (4.90 … 5.10); difference -3.14 … -2.86 (seed 2 alone)',
    verdict: 'holds',
  });
  t.is(below(quantity('x', 1), y, digits).verdict, 'not comparable: no seed in common');
  t.is(below(quantity('x'), y, digits).verdict, 'not measured');
});

test('below(x, y) of different protocols is not comparable, between them or over the seeds of one', t => {
  const other: Quantity = { name: 'y', bySeed: new Map([[1, number(5, 'q')]]) };
  const refused = { ours: '', verdict: 'not comparable: measured differently' };
  t.deepEqual(below(quantity('x', 3), other, digits), refused);
  const mixed: Quantity = { name: 'y', bySeed: new Map([...other.bySeed, [2, number(5)]]) };
  t.deepEqual(below(quantity('x', 3, 3), mixed, digits), refused);
  t.deepEqual(steadier(quantity('x', 3, 3), mixed), refused);
  t.true(sameProtocol([]));
});

test('steadier(x, y) holds or not where the interval of the ratio of squared relative spreads leaves out 1', t => {
  // F(4, 4) has its 97.5 % point at 9.604529884722858.
  const wide = quantity('wide', 60, 80, 100, 120, 140);
  const narrow = quantity('narrow', 9.6, 9.8, 10, 10.2, 10.4);
  t.deepEqual(steadier(narrow, wide), {
    ours: 'spread over 5 seeds: narrow 3.2 %, wide 31.6 %; ratio of their squares 0.01 (0.00 … 0.10)',
    verdict: 'holds',
  });
  t.is(steadier(wide, narrow).verdict, 'does not hold');
  // A spread three times as wide, ratio 9, is one that five seeds can't tell: 9/9.6 < 1.
  const three = quantity('three', 88, 94, 100, 106, 112);
  t.deepEqual(steadier(three, narrow), {
    ours: 'spread over 5 seeds: three 9.5 %, narrow 3.2 %; ratio of their squares 9.00 (0.94 … 86.44)',
    verdict: 'undecided: the ratio may be 1',
  });
  t.is(steadier(narrow, three).verdict, 'undecided: the ratio may be 1');
  const more = quantity('more', 87, 93.5, 100, 106.5, 113);
  t.is(steadier(more, narrow).verdict, 'does not hold');
});

test('steadier(x, y) needs three seeds of both, and a spread of either', t => {
  const three = 'not measured: it takes three seeds (`--seeds 3`)';
  t.is(steadier(quantity('x', 1, 2), quantity('y', 1, 2, 4)).verdict, three);
  for (const [x, y] of [
    [quantity('x', 1, 2, 4), quantity('y', 0.1, 0.1, 0.1)],
    [quantity('x', 0.1, 0.1, 0.1), quantity('y', 1, 2, 4)],
  ] as const) {
    t.is(steadier(x, y).verdict, 'undecided: a spread of 0 tells nothing');
  }
});
