import test from 'ava';
import { integerMasses } from '../../../lib/ot/geometry/integer-masses.js';
import { total } from '../../../lib/base/vectors.js';
import { Rng } from '../../../lib/base/random.js';
import { weights } from '../../support/exact-transport.js';

const rng = Rng.fromSeed(59);

test('integerMasses(weights) are whole, sum to 2⁵², and are the weights to 2⁻⁵¹ of the total', t => {
  for (const n of [1, 2, 3, 7, 1000]) {
    for (const factor of [1e-9, 1, 1e9]) {
      const side = weights(rng.split('weights', n), n).map(weight => weight * factor);
      const units = integerMasses(side);
      t.true(units.every(unit => Number.isInteger(unit) && unit >= 1));
      t.is(total(units), 2 ** 52);
      units.forEach((unit, i) => {
        t.true(Math.abs(unit / 2 ** 52 - side[i]! / factor) <= (n + 4) * 2 ** -52);
      });
    }
  }
});

test('integerMasses(weights) gives the lightest a unit, and the heaviest what is left over', t => {
  const units = integerMasses(Float64Array.of(1e-30, 1, 2, 1e-300, 1));
  t.deepEqual(Array.from(units), [1, 2 ** 50, 2 ** 51 - 2, 1, 2 ** 50]);
});

test('integerMasses(equal weights) are equal where 2⁵² can be shared', t => {
  t.deepEqual(
    Array.from(integerMasses(new Float64Array(8).fill(0.3))),
    Array.from({ length: 8 }, () => 2 ** 49),
  );
});
