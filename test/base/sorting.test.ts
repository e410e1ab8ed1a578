import test from 'ava';
import { argsort, gather, sorted } from '../../lib/base/sorting.js';
import { Rng } from '../../lib/base/random.js';

const rng = Rng.fromSeed(4).split('sorting');

/** The same order by comparison, equal numbers by their places. */
function byComparison(x: Float64Array): number[] {
  return [...x.keys()].sort((i, j) => x[i]! - x[j]! || i - j);
}

function of(n: number, next: (i: number) => number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => next(i));
}

const cases: Readonly<Record<string, Float64Array>> = {
  'normal numbers': of(5000, () => rng.normal()),
  'few numbers': of(20, () => rng.normal()),
  'one number': of(1, () => 3),
  'all magnitudes and both signs': of(3000, () => rng.normal() * 2 ** rng.integer(2000) * 2 ** -1000),
  'many duplicates, integers': of(3000, () => rng.integer(7) - 3),
  'equal numbers alone': of(300, () => -2.5),
  'numbers that differ in their last bits only': of(2000, () => 1 + rng.integer(500) * Number.EPSILON),
  'negative numbers that differ in their last bits only': of(
    2000,
    () => -1 - rng.integer(500) * Number.EPSILON,
  ),
  'float32 numbers': of(2000, () => Math.fround(rng.normal())),
  'subnormal numbers and zeros of both signs': of(1000, i => (i % 5 === 0 ? -0 : rng.normal() * 5e-322)),
  infinities: of(400, i => (i % 50 === 0 ? -Infinity : i % 50 === 1 ? Infinity : rng.normal())),
  'ascending numbers': of(1000, i => i),
  'descending numbers': of(1000, i => -i),
};

for (const [name, x] of Object.entries(cases)) {
  test(`argsort(${name}) is the stable order, and sorted() its numbers`, t => {
    const before = x.slice();
    t.deepEqual([...argsort(x)], byComparison(x));
    t.deepEqual(
      [...sorted(x)].map(value => value + 0),
      byComparison(x).map(i => x[i]! + 0),
    );
    t.deepEqual(x, before, 'the input stays as it is');
  });
}

test('argsort of nothing is nothing', t => {
  t.is(argsort(new Float64Array(0)).length, 0);
  t.is(sorted(new Float64Array(0)).length, 0);
});

test('gather(x, order) takes the numbers that order lists', t => {
  t.deepEqual([...gather(Float64Array.of(5, 6, 7), Uint32Array.of(2, 0, 2))], [7, 5, 7]);
});
