import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import { wasserstein1dPower } from '../../lib/ot/line/one-dimensional.js';
import { slicedPenalty } from '../../lib/penalties/sliced.js';
import { allClose } from '../support/all-close.js';
import { compilesToTheSame, leavesOneScalar } from '../support/compiled.js';
import { hasGradientsOf, read } from '../support/gradients.js';
import { normalPoints, reversed, rows, unitVectors } from '../support/points.js';
import { slow } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

type Numbers = ArrayLike<number>;

const penaltyOf = (x: Numbers, y: Numbers, u: Numbers, d: number): number =>
  read(slicedPenalty(rows(x, d), rows(y, d), rows(u, d)));

const project = (points: Numbers, u: Numbers, l: number, d: number): Float64Array =>
  Float64Array.from({ length: points.length / d }, (_, i) =>
    Array.from({ length: d }, (_x, k) => points[i * d + k]! * u[l * d + k]!).reduce((a, b) => a + b),
  );

/** The mean over the directions of the exact W₂² on the line. */
function plain(x: Numbers, y: Numbers, u: Numbers, d: number): number {
  const count = u.length / d;
  let total = 0;
  for (let l = 0; l < count; l++)
    total += wasserstein1dPower(project(x, u, l, d), project(y, u, l, d), { p: 2 });
  return total / count;
}

test.serial('slicedPenalty of {0, 1} and {5, 0} on the line is (0 − 0)² and (1 − 5)², halved', t => {
  allClose(t, penaltyOf([0, 1], [5, 0], [1], 1), 16 / 2, { rtol: 1e-6 });
  allClose(t, penaltyOf([0, 1], [5, 0], [1, -1], 1), 16 / 2, { rtol: 1e-6 });
});

test.serial('slicedPenalty(z, z + c) is the mean of ⟨u, c⟩²', t => {
  const [z, u] = [normalPoints(9, 2, 1), unitVectors(4, 2, 2)];
  const shifted = z.map((v, k) => v + (k % 2 === 0 ? 3 : -1));
  const expected = [0, 1, 2, 3].map(l => (3 * u[2 * l]! - u[2 * l + 1]!) ** 2);
  allClose(t, penaltyOf(z, shifted, u, 2), expected.reduce((a, b) => a + b) / 4, { rtol: 1e-5 });
});

test.serial('slicedPenalty is the mean of exact distances on the lines, 100 × 8 along 50', t => {
  const [z, zPrior, u] = [normalPoints(100, 8, 1, 0.7), normalPoints(100, 8, 2), unitVectors(50, 8, 3)];
  allClose(t, penaltyOf(z, zPrior, u, 8), plain(z, zPrior, u, 8), { rtol: 1e-5 });
});

test.serial('slicedPenalty has the gradient of finite differences, in codes and in draws', t => {
  const [z, zPrior, u] = [normalPoints(7, 3, 3), normalPoints(7, 3, 4), unitVectors(5, 3, 5)];
  hasGradientsOf(
    t,
    (a, b) => slicedPenalty(a, b, rows(u, 3)),
    (x, y) => plain(x, y, u, 3),
    [z, zPrior],
    [7, 3],
    { rtol: 1e-4, atol: 1e-6 },
  );
});

test.serial(
  'slicedPenalty is 0 for a sample in another order, symmetric, and goes with the unit squared',
  t => {
    const [x, y, u] = [normalPoints(12, 4, 5), normalPoints(12, 4, 6, 1.5), unitVectors(6, 4, 7)];
    t.is(penaltyOf(x, reversed(x, 4), u, 4), 0);
    const value = penaltyOf(x, y, u, 4);
    allClose(t, penaltyOf(y, x, u, 4), value, { rtol: 1e-6 });
    allClose(t, penaltyOf(reversed(x, 4), y, u, 4), value, { rtol: 1e-6 });
    for (const unit of [1e9, 1e-9]) {
      const [a, b] = [x.map(c => c * unit), y.map(c => c * unit)];
      allClose(t, penaltyOf(a, b, u, 4) / unit ** 2, value, { rtol: 1e-5 });
    }
  },
);

test.serial('slicedPenalty of one point each, and of points that are all the same', t => {
  allClose(t, penaltyOf([3, 4], [0, 0], [0.6, 0.8], 2), 25, { rtol: 1e-6 });
  t.is(penaltyOf([2, 2, 2], [2, 2, 2], [1], 1), 0);
});

slow.serial('slicedPenalty compiles to the same and leaves one tensor behind', t => {
  const [z, zPrior, u] = [normalPoints(20, 3, 7), normalPoints(20, 3, 8), unitVectors(6, 3, 9)];
  compilesToTheSame(t, slicedPenalty, [z, 3], [zPrior, 3], [u, 3]);
  const [a, b, c] = [rows(z, 3), rows(zPrior, 3), rows(u, 3)];
  leavesOneScalar(t, () => slicedPenalty(a, b, c));
});

test.serial('slicedPenalty refuses unequal shapes and directions of another space', t => {
  const [one, two, wide] = [rows([1], 1), rows([1, 2], 1), rows([1, 2, 3, 4], 2)];
  const refused = { instanceOf: RangeError, message: /^slicedPenalty: expected/ };
  t.throws(() => slicedPenalty(one, two, one), refused);
  t.throws(() => slicedPenalty(two, wide, one), refused);
  t.throws(() => slicedPenalty(two, two, wide), { ...refused, message: /`directions` to be \[L, 1\]/ });
});
