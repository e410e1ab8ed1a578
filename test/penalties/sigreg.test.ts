import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import { meanWithStandardError } from '../../lib/base/statistics.js';
import { sigregPenalty } from '../../lib/penalties/sigreg.js';
import { allClose } from '../support/all-close.js';
import { compilesToTheSame, leavesOneScalar } from '../support/compiled.js';
import { hasGradientsOf, read } from '../support/gradients.js';
import { normalPoints, rows, unitVectors } from '../support/points.js';
import { slow } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

type Numbers = ArrayLike<number>;

const penaltyOf = (z: Numbers, u: Numbers, d: number, sigma = 1): number =>
  read(sigregPenalty(rows(z, d), rows(u, d), sigma));

/** The integral over all t in closed form: sums of Gaussians of differences, as for any kernel. */
function closedForm(x: Numbers): number {
  const n = x.length;
  const all = Array.from(x);
  const pairs = all.reduce(
    (sum, a) => sum + all.reduce((part, b) => part + Math.exp(-((a - b) ** 2) / 2), 0),
    0,
  );
  const single = all.reduce((sum, a) => sum + Math.exp(-(a ** 2) / 4), 0);
  return Math.sqrt(2 * Math.PI) * (pairs / n ** 2 - (Math.SQRT2 * single) / n + 1 / Math.sqrt(3));
}

const project = (points: Numbers, u: Numbers, l: number, d: number): Float64Array =>
  Float64Array.from({ length: points.length / d }, (_, i) =>
    Array.from({ length: d }, (_x, k) => points[i * d + k]! * u[l * d + k]!).reduce((a, b) => a + b),
  );

test.serial('sigregPenalty on the line is the Epps–Pulley integral in closed form', t => {
  for (const [shift, scale, rtol] of [
    [0, 1, 1e-4],
    [0.7, 1, 1e-4],
    [0, 0.3, 1e-4],
    // Codes as far apart as 10 σ meet the period of 17 nodes.
    [-2, 1.5, 1e-2],
  ] as const) {
    const x = normalPoints(40, 1, 1).map(value => shift + scale * value);
    allClose(t, penaltyOf(x, [1], 1), closedForm(x), { rtol, atol: 1e-6 });
  }
});

test.serial('sigregPenalty is the mean over the directions, and takes σ for its unit', t => {
  const [z, u] = [normalPoints(50, 4, 2, 0.8), unitVectors(6, 4, 3)];
  const expected = [0, 1, 2, 3, 4, 5].map(l => closedForm(project(z, u, l, 4)));
  allClose(t, penaltyOf(z, u, 4), expected.reduce((a, b) => a + b) / 6, { rtol: 1e-4 });
  allClose(
    t,
    penaltyOf(
      z.map(v => 3 * v),
      u,
      4,
      3,
    ),
    penaltyOf(z, u, 4),
    { rtol: 1e-4 },
  );
});

test.serial('sigregPenalty of prior draws is ∫ (1 − exp(−t²)) exp(−t²/2) dt / n on average', t => {
  const n = 20;
  const u = unitVectors(8, 3, 4);
  const { value, standardError } = meanWithStandardError(
    Array.from({ length: 300 }, (_, seed) => penaltyOf(normalPoints(n, 3, 100 + seed), u, 3)),
  );
  const expected = (Math.sqrt(2 * Math.PI) - Math.sqrt((2 * Math.PI) / 3)) / n;
  t.true(Math.abs(value - expected) < 4 * standardError, `${value} ± ${standardError}, expected ${expected}`);
});

test.serial('sigregPenalty has the gradient of finite differences in the codes', t => {
  const u = unitVectors(3, 2, 5);
  const plain = (z: Numbers): number =>
    [0, 1, 2].map(l => closedForm(project(z, u, l, 2).map(value => value / 1.3))).reduce((a, b) => a + b) / 3;
  hasGradientsOf(
    t,
    // The second sample has no part in it.
    (z, other) => tf.add(sigregPenalty(z, rows(u, 2), 1.3), tf.mul(0, tf.sum(other))),
    plain,
    [normalPoints(6, 2, 6), normalPoints(6, 2, 6)],
    [6, 2],
    { rtol: 1e-3, atol: 1e-5 },
  );
});

slow.serial('sigregPenalty compiles to the same, and leaves one tensor', t => {
  const u = unitVectors(3, 2, 7);
  compilesToTheSame(
    t,
    (z, directions) => sigregPenalty(z, directions),
    [normalPoints(10, 2, 8), 2],
    [Float32Array.from(u), 2],
  );
  const [z, directions] = [rows(normalPoints(5, 2, 9), 2), rows(u, 2)];
  leavesOneScalar(t, () => sigregPenalty(z, directions));
});

test.serial('sigregPenalty refuses directions that do not fit, and a bad σ', t => {
  const z = rows([1, 2, 3, 4], 2);
  t.throws(() => sigregPenalty(z, rows([1, 0, 0], 3)), { instanceOf: RangeError, message: /`directions`/ });
  t.throws(() => sigregPenalty(z, rows([1, 0], 2), 0), { instanceOf: RangeError, message: /`sigma`/ });
});
