import test from 'ava';
import { allowanceOf, balanced, isProven, reducedCost } from '../../../lib/ot/exact/certificate.js';
import { matrixCost } from '../../../lib/ot/geometry/cost.js';
import { costRows } from '../../../lib/ot/geometry/cost-rows.js';

test('reducedCost(c, f, −g) keeps what doubles lose', t => {
  t.is(reducedCost(1, 1e30, 1e30), 1);
  t.is(reducedCost(1e30, 1e30, 1), 1);
  t.is(reducedCost(2 ** -80, 1 + 2 ** -52, 1), 2 ** -80 - 2 ** -52);
  t.is(reducedCost(1e16, 1e16 - 2, 3), 5);
  t.is(reducedCost(2 ** -60, 1, 1), 2 ** -60);
  t.is(reducedCost(3, 1, -2), 0);
});

test('allowanceOf(plan) is 2⁻⁴⁰ of what a row or a column pays, 2⁻⁴² of what half of the mass pays', t => {
  const shipped = {
    rows: Int32Array.of(0, 0, 1, 2),
    columns: Int32Array.of(0, 1, 1, 2),
    costs: Float64Array.of(3, -5, 2, 1e300),
    masses: Float64Array.of(1, 1, 2, 1),
  };
  const { rows, columns, floor } = allowanceOf(shipped, Float64Array.of(2, 2, 1), Float64Array.of(1, 3, 1));
  t.deepEqual(
    rows,
    Float64Array.of(4, 2, 1e300).map(paid => paid * 2 ** -40),
  );
  t.deepEqual(
    columns,
    Float64Array.of(3, 5 * (1 / 3) + 2 * (2 / 3), 1e300).map(paid => paid * 2 ** -40),
  );
  t.is(floor, 4 * 2 ** -42);
});

test('balanced(potential) has Σ a f = Σ b g', t => {
  t.deepEqual(
    balanced(Float64Array.of(5, 1, -2, -4), Float64Array.of(1, 3), Float64Array.of(2, 2)),
    Float64Array.of(5.5, 1.5, -1.5, -3.5),
  );
});

test('isProven(plan, potentials) looks at every arc by its own numbers', t => {
  const ones = Float64Array.of(1, 1, 1);
  const least = new Float64Array(3).fill(-Infinity);
  const shipped = {
    rows: Int32Array.of(0, 1, 2),
    columns: Int32Array.of(0, 1, 2),
    costs: Float64Array.of(1, 1, 0),
    masses: ones,
  };
  const proves = (corner: number, potential: readonly number[], rows = least): boolean => {
    const cost = matrixCost([
      [1, corner, 1e30],
      [2, 1, 1e30],
      [1e30, 1e30, 0],
    ]);
    return isProven(costRows(cost), Float64Array.from(potential), rows, shipped, ones, ones);
  };
  t.true(proves(1, [1, 1, 0, 0, 0, 0]));
  t.false(proves(0.999, [1, 1, 0, 0, 0, 0]), 'an arc lowers the value');
  t.true(
    proves(0.999, [1, 1, 0, 0, 0, 0], Float64Array.of(0, 0, 0)),
    'rows that are known are not looked at',
  );
  t.true(proves(1, [1, 1, 1e29, 0, 0, 1e29]), 'others far away do not matter');
  t.false(proves(0.999, [1, 1, 1e29, 0, 0, 1e29]), 'nor do they hide an arc');
  t.false(proves(3, [1, 0.5, 0, 0, 0, 0]), 'mass flows where c > f + g');
  t.false(proves(1, [NaN, 1, 0, 0, 0, 0]));
});
