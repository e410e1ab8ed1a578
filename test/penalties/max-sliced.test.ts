import type * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import { wasserstein1dPower } from '../../lib/ot/line/one-dimensional.js';
import { type AscentOptions, maxSlicedPenalty, widestDirection } from '../../lib/penalties/max-sliced.js';
import { slicedPenalty } from '../../lib/penalties/sliced.js';
import { allClose } from '../support/all-close.js';
import { compilesToTheSame, leavesOneScalar } from '../support/compiled.js';
import { hasGradientsOf, read, valueAndGradients } from '../support/gradients.js';
import { normalPoints, reversed, rows, unitVectors } from '../support/points.js';
import { slow } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

type Numbers = ArrayLike<number>;

const options: AscentOptions = { steps: 15, stepLength: 0.5 };

const penaltyOf = (x: Numbers, y: Numbers, u: Numbers, d: number, ascent = options): number =>
  read(maxSlicedPenalty(rows(x, d), rows(y, d), rows(u, d), ascent));

/** W₂² in the plane along the direction of an angle. */
function along(angle: number, x: Numbers, y: Numbers): number {
  const project = (points: Numbers): Float64Array =>
    Float64Array.from(
      { length: points.length / 2 },
      (_, i) => Math.cos(angle) * points[2 * i]! + Math.sin(angle) * points[2 * i + 1]!,
    );
  return wasserstein1dPower(project(x), project(y), { p: 2 });
}

/** The maximum over 500 angles of the plane. */
function plain(x: Numbers, y: Numbers): number {
  let best = 0;
  for (let k = 0; k < 500; k++) best = Math.max(best, along((Math.PI * k) / 500, x, y));
  return best;
}

test.serial('maxSlicedPenalty(z, z + c) is ‖c‖²', t => {
  const z = normalPoints(30, 3, 1);
  const shifted = z.map((v, k) => v + [2, -1, 2][k % 3]!);
  allClose(t, penaltyOf(z, shifted, unitVectors(4, 3, 2), 3), 9, { rtol: 2e-3 });
});

test.serial('maxSlicedPenalty is the maximum over the plane’s directions, or a hair less', t => {
  for (const seed of [1, 2]) {
    const [z, zPrior] = [normalPoints(40, 2, seed, 0.6), normalPoints(40, 2, seed + 10)];
    const [value, most] = [
      penaltyOf(z, zPrior, unitVectors(20, 2, 5), 2, { steps: 30, stepLength: 0.2 }),
      plain(z, zPrior),
    ];
    t.true(value <= most * (1 + 1e-4), `${value} of ${most}`);
    t.true(value >= most * (1 - 5e-3), `${value} of ${most}`);
  }
});

test.serial('maxSlicedPenalty is no less than along any start, and grows with the steps', t => {
  const [z, zPrior, u] = [normalPoints(50, 8, 1, 0.7), normalPoints(50, 8, 2), unitVectors(5, 8, 3)];
  const best = Math.max(
    ...[0, 1, 2, 3, 4].map(l =>
      read(slicedPenalty(rows(z, 8), rows(zPrior, 8), rows(u.slice(8 * l, 8 * l + 8), 8))),
    ),
  );
  allClose(t, penaltyOf(z, zPrior, u, 8, { steps: 0, stepLength: 1 }), best, { rtol: 1e-5 });
  const climbed = penaltyOf(z, zPrior, u, 8, { steps: 20, stepLength: 0.5 });
  t.true(climbed > 1.5 * best, `${climbed} from ${best}`);
});

test.serial('a small step goes up from every start', t => {
  const [z, zPrior] = [normalPoints(50, 4, 4, 0.7), normalPoints(50, 4, 5)];
  for (let seed = 1; seed <= 3; seed++) {
    const u = unitVectors(1, 4, seed);
    const [before, after] = [0, 1].map(steps => penaltyOf(z, zPrior, u, 4, { steps, stepLength: 0.02 }));
    t.true(after! > before!, `${after} from ${before}`);
  }
});

test.serial('widestDirection is a unit vector', t => {
  const [z, zPrior] = [rows(normalPoints(20, 5, 6), 5), rows(normalPoints(20, 5, 7), 5)];
  const u = widestDirection(z, zPrior, rows(unitVectors(3, 5, 8), 5), options);
  t.deepEqual(u.shape, [1, 5]);
  allClose(t, Math.hypot(...u.dataSync<'float32'>()), 1, { rtol: 1e-5 });
});

test.serial('maxSlicedPenalty has the gradient of the maximum (Danskin), by finite differences', t => {
  const [z, zPrior] = [normalPoints(5, 2, 3), normalPoints(5, 2, 14)];
  hasGradientsOf(
    t,
    (a, b) => maxSlicedPenalty(a, b, rows(unitVectors(8, 2, 5), 2), options),
    (x, y) => plain(x, y),
    [z, zPrior],
    [5, 2],
    { step: 1e-3, rtol: 0.03, atol: 0.02 },
  );
});

test.serial('maxSlicedPenalty counts directions that tie once in its gradient', t => {
  const gradientOf = (u: readonly number[]): Float32Array | undefined =>
    valueAndGradients(
      a => maxSlicedPenalty(a as tf.Tensor2D, rows([5, 0], 2), rows(u, 2), options),
      [1, 2],
      [1, 0],
    ).gradients[0];
  t.deepEqual(gradientOf([1, 0, 1, 0, -1, 0]), gradientOf([1, 0]));
});

test.serial(
  'maxSlicedPenalty is 0 for a sample in another order, symmetric, and goes with the unit squared',
  t => {
    const [x, y, u] = [normalPoints(12, 4, 5), normalPoints(12, 4, 6, 1.5), unitVectors(6, 4, 7)];
    t.is(penaltyOf(x, reversed(x, 4), u, 4), 0);
    const value = penaltyOf(x, y, u, 4);
    allClose(t, penaltyOf(y, x, u, 4), value, { rtol: 1e-2 });
    for (const unit of [1e6, 1e-6]) {
      const [a, b] = [x.map(c => c * unit), y.map(c => c * unit)];
      allClose(t, penaltyOf(a, b, u, 4) / unit ** 2, value, { rtol: 2e-3 });
    }
  },
);

slow.serial('maxSlicedPenalty compiles to the same and leaves one tensor behind', t => {
  const [z, zPrior, u] = [normalPoints(20, 3, 7), normalPoints(20, 3, 8), unitVectors(4, 3, 9)];
  const penalty = (a: tf.Tensor2D, b: tf.Tensor2D, c: tf.Tensor2D): tf.Tensor =>
    maxSlicedPenalty(a, b, c, { steps: 5, stepLength: 0.5 });
  compilesToTheSame(t, penalty as (...inputs: tf.Tensor2D[]) => tf.Tensor, [z, 3], [zPrior, 3], [u, 3]);
  const [a, b, c] = [rows(z, 3), rows(zPrior, 3), rows(u, 3)];
  leavesOneScalar(t, () => penalty(a, b, c));
});

test.serial('maxSlicedPenalty refuses unequal shapes, other spaces and options out of range', t => {
  const [one, two, wide] = [rows([1], 1), rows([1, 2], 1), rows([1, 2, 3, 4], 2)];
  const refused = { instanceOf: RangeError, message: /^maxSlicedPenalty: expected/ };
  t.throws(() => maxSlicedPenalty(one, two, one, options), refused);
  t.throws(() => maxSlicedPenalty(two, two, wide, options), refused);
  for (const steps of [-1, 0.5, NaN])
    t.throws(() => maxSlicedPenalty(two, two, one, { ...options, steps }), refused);
  for (const stepLength of [0, -1, Infinity])
    t.throws(() => maxSlicedPenalty(two, two, one, { ...options, stepLength }), refused);
});
