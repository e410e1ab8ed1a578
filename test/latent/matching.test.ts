import test from 'ava';
import { pointsOf } from '../../lib/base/index.js';
import { matchCodes } from '../../lib/latent/matching.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { normalPoints, reversed } from '../support/points.js';

/** The least mean squared distance of all n! pairings. */
function byHand(x: Float32Array, y: Float32Array, d: number): number {
  const n = x.length / d;
  const squared = (i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += (x[i * d + k]! - y[j * d + k]!) ** 2;
    return sum;
  };
  const best = (i: number, free: readonly number[]): number =>
    i === n
      ? 0
      : Math.min(
          ...free.map(
            j =>
              squared(i, j) +
              best(
                i + 1,
                free.filter(other => other !== j),
              ),
          ),
        );
  return best(0, [...Array(n).keys()]) / n;
}

test('matchCodes(x, y) costs as little as the best of all permutations', t => {
  for (const seed of [1, 2, 3]) {
    const [x, y] = [normalPoints(6, 3, seed), normalPoints(6, 3, 100 + seed, 2)];
    allClose(t, matchCodes(pointsOf(x, 3), pointsOf(y, 3)).cost, byHand(x, y, 3), { rtol: 1e-12 });
  }
});

test('matchCodes(x, x + c) pairs each code with its own shift at cost ‖c‖²', t => {
  const x = normalPoints(200, 4, 4);
  const order = Rng.fromSeed(5).permutation(200);
  const shifted = Float64Array.from(x, (_, i) => x[order[Math.floor(i / 4)]! * 4 + (i % 4)]! + 3);
  const { plan, cost } = matchCodes(pointsOf(x, 4), pointsOf(shifted, 4));
  allClose(t, cost, 36, { rtol: 1e-9 });
  t.true(plan.every((j, i) => order[j] === i));
});

test('matchCodes on the line keeps the order', t => {
  const { plan } = matchCodes(
    pointsOf(Float64Array.of(3, 1, 2), 1),
    pointsOf(Float64Array.of(10, 30, 20), 1),
  );
  t.deepEqual([...plan], [1, 0, 2]);
});

test('matchCodes(x, x) is the identity at cost 0, and (y, x) costs as (x, y)', t => {
  const [x, y] = [normalPoints(50, 2, 6), normalPoints(50, 2, 7)];
  const own = matchCodes(pointsOf(x, 2), pointsOf(x, 2));
  t.is(own.cost, 0);
  t.true(own.plan.every((j, i) => i === j));
  allClose(
    t,
    matchCodes(pointsOf(y, 2), pointsOf(x, 2)).cost,
    matchCodes(pointsOf(x, 2), pointsOf(y, 2)).cost,
    { rtol: 1e-12 },
  );
  allClose(
    t,
    matchCodes(pointsOf(x, 2), pointsOf(reversed(y, 2), 2)).cost,
    matchCodes(pointsOf(x, 2), pointsOf(y, 2)).cost,
    { rtol: 1e-12 },
  );
});

test('matchCodes refuses batches that differ, are empty or not finite', t => {
  t.throws(() => matchCodes(pointsOf(new Float32Array(4), 2), pointsOf(new Float32Array(6), 2)), {
    instanceOf: RangeError,
    message: 'matchCodes: expected `y` to be [2, 2] like `x`, got [3, 2]',
  });
  t.throws(() => matchCodes(pointsOf(new Float32Array(0), 2), pointsOf(new Float32Array(0), 2)), {
    message: /at least 1 whole point, got 0 numbers/,
  });
  t.throws(() => matchCodes(pointsOf(Float32Array.of(1, NaN), 2), pointsOf(new Float32Array(2), 2)), {
    message: /finite, got NaN/,
  });
});
