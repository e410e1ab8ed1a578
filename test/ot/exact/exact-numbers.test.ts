import test from 'ava';
import { ExactNumbers } from '../../../lib/ot/exact/exact-numbers.js';

test('ExactNumbers gives back every double, and sums without rounding', t => {
  const numbers = new ExactNumbers(Number.MIN_VALUE);
  const values = [
    0,
    1,
    -1,
    1e-300,
    -1e300,
    Math.PI,
    2 ** -1074,
    -3 * 2 ** -1074,
    2 ** -1022,
    Number.MAX_VALUE,
    1e16,
  ];
  for (const value of values) t.is(numbers.toDouble(numbers.toUnits(value)), value);
  const sum = values.map(value => numbers.toUnits(value)).reduce((one, other) => one + other);
  const rest = values.slice(1, -1).map(value => numbers.toUnits(value));
  t.is(numbers.toDouble(rest.reduce((left, value) => left - value, sum)), 1e16);
});

test('ExactNumbers(smallest) has a unit that divides larger numbers', t => {
  const numbers = new ExactNumbers(0.1);
  t.is(numbers.toUnits(0.1) * 10n === numbers.toUnits(1), false);
  t.is(numbers.toDouble(numbers.toUnits(0.1) * 10n - numbers.toUnits(1)), 2 ** -54);
  t.is(numbers.toDouble(numbers.toUnits(-0.3)), -0.3);
  t.is(new ExactNumbers(1).toUnits(1), 2n ** 54n);
});
