import test from 'ava';
import { Rng } from '../../lib/base/random.js';
import { drawer } from '../../lib/base/weighted-draws.js';
import { chiSquared } from '../support/statistics.js';

test('drawer(weights) draws i in proportion to its weight, and never one of weight 0', t => {
  const weights = [0, 3, 1, 0, 2, 0];
  const draw = drawer(Float64Array.from(weights));
  const rng = Rng.fromSeed(1);
  const counts = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < 12_000; i++) {
    const at = draw(rng);
    counts[at]! += 1;
  }
  t.deepEqual(
    counts.map(count => count > 0),
    weights.map(weight => weight > 0),
  );
  // 13.8 is exceeded one time in a thousand.
  t.true(chiSquared([1, 2, 4].map(i => counts[i]! / weights[i]!)) < 13.8);
});

test('drawer(weights) does not depend on their scale, and takes the last where all are 0', t => {
  const draws = (scale: number): number[] => {
    const rng = Rng.fromSeed(2);
    const draw = drawer(Float64Array.of(scale, 2 * scale, scale));
    return Array.from({ length: 50 }, () => draw(rng));
  };
  t.deepEqual(draws(2 ** 300), draws(1));
  t.deepEqual(draws(2 ** -300), draws(1));
  t.is(drawer(new Float64Array(4))(Rng.fromSeed(3)), 3);
});
