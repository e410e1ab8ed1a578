import test from 'ava';
import { uniformDirections } from '../../../lib/ot/line/directions.js';
import type { Matrix } from '../../../lib/base/matrix.js';
import { wasserstein1d, wasserstein1dPower } from '../../../lib/ot/line/one-dimensional.js';
import { slicedWasserstein } from '../../../lib/ot/line/sliced.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { cloud, mapped } from '../../support/measures.js';

const root = Rng.fromSeed(4).split('sliced');

test('slicedWasserstein(x, x + c, p = 2) has mean square ‖c‖²/d, within its standard error', t => {
  const shift = [1, -2, 0.5, 0, 3];
  const d = shift.length;
  const x = cloud(30, d, root.split('shift'));
  const y = mapped(x, (value, c) => value + shift[c]!);
  const found = slicedWasserstein(x, y, { rng: root.split('a'), projections: 4000 });
  const exact = shift.reduce((sum, c) => sum + c * c, 0) / d;
  t.true(Math.abs(found.power - exact) < 4 * found.powerStandardError);
  t.true(Math.abs(found.value - Math.sqrt(exact)) < 4 * found.standardError);
  // Var ⟨θ, c⟩² = ‖c‖⁴ (3/(d(d + 2)) − 1/d²).
  const variance = (exact * d) ** 2 * (3 / (d * (d + 2)) - 1 / d ** 2);
  allClose(t, found.powerStandardError, Math.sqrt(variance / 4000), { rtol: 0.05 });
  allClose(t, found.standardError, found.powerStandardError / (2 * found.value), { rtol: 1e-12 });
  t.is(found.powers.length, 4000);
});

test('slicedWasserstein(p = 1) of two points in the plane is 2/π times their distance', t => {
  const found = slicedWasserstein([[0, 0]], [[3, 4]], { p: 1, rng: root.split('b'), projections: 4000 });
  t.true(Math.abs(found.value - (5 * 2) / Math.PI) < 4 * found.standardError);
  t.is(found.value, found.power);
  t.is(found.standardError, found.powerStandardError);
});

test('slicedWasserstein(x, x, …) is 0 with error 0, and one direction has no error', t => {
  const x = cloud(20, 3, root.split('same'));
  const found = slicedWasserstein(x, x, { rng: root, projections: 10 });
  t.deepEqual([found.value, found.power, found.standardError, found.powerStandardError], [0, 0, 0, 0]);
  t.is(slicedWasserstein(x, x, { rng: root, projections: 1 }).powerStandardError, NaN);
});

for (const p of [1, 2, 3]) {
  test(`slicedWasserstein(directions, p = ${p}) is the mean of wasserstein1dPower along them`, t => {
    const rng = root.split('mean');
    const [x, y] = [cloud(40, 3, rng), cloud(25, 3, rng, value => 2 * value + 1)];
    const a = Array.from({ length: 40 }, (_, i) => (i % 8) / 140);
    const directions = uniformDirections(rng, 7, 3);
    const along = ({ data, shape: [n] }: Matrix, row: number): number[] =>
      Array.from({ length: n }, (_, i) =>
        [0, 1, 2].reduce((sum, c) => sum + data[3 * i + c]! * directions.data[3 * row + c]!, 0),
      );
    for (const weights of [{ a }, {}]) {
      const powers = Array.from({ length: 7 }, (_, row) =>
        wasserstein1dPower(along(x, row), along(y, row), { p, ...weights }),
      );
      const found = slicedWasserstein(x, y, { p, directions, ...weights });
      allClose(t, found.powers, powers, { rtol: 1e-11 });
      allClose(t, found.power, powers.reduce((sum, power) => sum + power) / 7, { rtol: 1e-11 });
      allClose(t, found.value, found.power ** (1 / p), { rtol: 1e-12 });
    }
  });

  test(`slicedWasserstein(p = ${p}) is unchanged by swapping, permuting and shifting, and scales with the points`, t => {
    const rng = root.split('invariance');
    const [x, y] = [cloud(30, 4, rng), cloud(30, 4, rng, value => value + 0.5)];
    const directions = uniformDirections(rng, 20, 4);
    const value = (from: Matrix, to: Matrix): number => slicedWasserstein(from, to, { p, directions }).value;
    const expected = value(x, y);
    allClose(t, value(y, x), expected, { rtol: 1e-12 });
    const order = rng.permutation(30);
    const permuted = mapped(x, (_, c) => c);
    order.forEach((from, to) => permuted.data.set(x.data.subarray(4 * from, 4 * from + 4), 4 * to));
    allClose(t, value(permuted, y), expected, { rtol: 1e-12 });
    const shifted = (points: Matrix): Matrix => mapped(points, (entry, c) => entry + 10 * c);
    allClose(t, value(shifted(x), shifted(y)), expected, { rtol: 1e-11 });
    for (const scale of [1e9, 1e-9]) {
      const scaled = (points: Matrix): Matrix => mapped(points, entry => scale * entry);
      allClose(t, value(scaled(x), scaled(y)), scale * expected, { rtol: 1e-11 });
    }
  });
}

test('slicedWasserstein on the line is wasserstein1d, for any directions', t => {
  const rng = root.split('line');
  const [x, y] = [Float64Array.of(1, 5, 2), Float64Array.of(0, 2, 9, 3)];
  const found = slicedWasserstein(x, y, { p: 2, rng, projections: 5 });
  allClose(t, found.value, wasserstein1d(x, y, { p: 2 }), { rtol: 1e-12 });
});

test('slicedWasserstein gives the same number for the same seed, and 50 directions by default', t => {
  const [x, y] = [cloud(10, 2, root.split('seed', 0)), cloud(10, 2, root.split('seed', 1))];
  const once = slicedWasserstein(x, y, { rng: Rng.fromSeed(3) });
  t.is(once.powers.length, 50);
  t.is(once.value, slicedWasserstein(x, y, { rng: Rng.fromSeed(3) }).value);
  t.not(once.value, slicedWasserstein(x, y, { rng: Rng.fromSeed(5) }).value);
});

test('uniformDirections(rng, count, d) has length 1, mean 0 and covariance 1/d', t => {
  const [count, d] = [20_000, 3];
  const { data } = uniformDirections(root.split('directions'), count, d);
  const moment = (of: (row: Float64Array) => number): number =>
    Array.from({ length: count }, (_, k) => of(data.subarray(k * d, k * d + d))).reduce(
      (sum, value) => sum + value,
    ) / count;
  allClose(
    t,
    moment(row => Math.abs(Math.hypot(...row) - 1)),
    0,
    { atol: 1e-15 },
  );
  for (const [c, e] of [
    [0, 0],
    [1, 1],
    [2, 2],
    [0, 1],
    [1, 2],
  ] as const) {
    allClose(
      t,
      moment(row => row[c]! * row[e]!),
      c === e ? 1 / d : 0,
      { rtol: 0, atol: 0.012 },
    );
    allClose(
      t,
      moment(row => row[c]!),
      0,
      { atol: 0.02 },
    );
  }
});

test('slicedWasserstein refuses points, directions and options that do not fit', t => {
  const [x, y] = [[[0, 0]], [[1, 1]]];
  const rng = root;
  const refuses = (body: () => unknown, message: RegExp): void => {
    t.throws(body, { instanceOf: RangeError, message });
  };
  refuses(() => slicedWasserstein(x, [[1, 2, 3]], { rng }), /as many coordinates, got 2 and 3/);
  refuses(() => slicedWasserstein(x, y, { rng, p: 0.9 }), /^slicedWasserstein: expected `p` to be ≥ 1/);
  refuses(
    () => slicedWasserstein(x, y, { rng, projections: 0 }),
    /`projections` to be an integer ≥ 1, got 0/,
  );
  refuses(() => slicedWasserstein(x, y, { rng, a: [0] }), /`a` to have mass/);
  refuses(() => slicedWasserstein(x, y, { rng, b: [2] }), /the same total/);
  refuses(
    () => slicedWasserstein(x, y, { directions: [[1]] }),
    /`directions` to be \[count, 2\], got \[1, 1\]/,
  );
  refuses(() => slicedWasserstein(x, y, { directions: [[1, 1]] }), /`directions` to have length 1, got 1.41/);
  refuses(() => slicedWasserstein(x, [[NaN, 0]], { rng }), /`y` to be finite/);
});
