import type * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import {
  cramerWoldPenalty,
  cramerWoldToNormal,
  silvermanBandwidth,
} from '../../lib/penalties/cramer-wold.js';
import { confluentHypergeometric } from '../../lib/penalties/kummer.js';
import { allClose } from '../support/all-close.js';
import { compilesToTheSame, leavesOneScalar } from '../support/compiled.js';
import { finiteDifferences, hasGradientsOf, read, valueAndGradients } from '../support/gradients.js';
import { normalPoints, reversed, rows } from '../support/points.js';
import { slow } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

type Numbers = ArrayLike<number>;

const toDraws = (x: Numbers, y: Numbers, d: number, gamma: number): number =>
  read(cramerWoldPenalty(rows(x, d), rows(y, d), gamma));
const toNormal = (x: Numbers, d: number, gamma: number, sigma = 1): number =>
  read(cramerWoldToNormal(rows(x, d), gamma, sigma));

/** Closed forms in double precision: ⟨smoothed, smoothed⟩ of two points, averaged over directions. */
const product = (squared: number, variance: number, d: number): number =>
  confluentHypergeometric((d - 1) / 2, d / 2, squared / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);

function meanProduct(x: Numbers, y: Numbers, d: number, variance: number): number {
  let total = 0;
  for (let i = 0; i < x.length; i += d)
    for (let j = 0; j < y.length; j += d) {
      let squared = 0;
      for (let k = 0; k < d; k++) squared += (x[i + k]! - y[j + k]!) ** 2;
      total += product(squared, variance, d);
    }
  return total / ((x.length / d) * (y.length / d));
}

const plainToDraws = (x: Numbers, y: Numbers, d: number, gamma: number): number =>
  meanProduct(x, x, d, 2 * gamma) + meanProduct(y, y, d, 2 * gamma) - 2 * meanProduct(x, y, d, 2 * gamma);

const plainToNormal = (x: Numbers, d: number, gamma: number, sigma: number): number =>
  meanProduct(x, x, d, 2 * gamma) +
  product(0, 2 * (sigma ** 2 + gamma), d) -
  2 * meanProduct(x, new Float64Array(d), d, 2 * gamma + sigma ** 2);

const gaussian = (x: number, variance: number): number =>
  Math.exp(-(x ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);

/** The definition in the plane: the mean over angles of ∫ (p − q)², sums over fine grids. */
function byIntegration(
  x: Numbers,
  other: (along: (point: readonly [number, number]) => number, at: number) => number,
  gamma: number,
): number {
  const [angles, step, reach] = [60, 0.02, 12];
  let total = 0;
  for (let k = 0; k < angles; k++) {
    const angle = (Math.PI * k) / angles;
    const along = ([a, b]: readonly [number, number]): number => a * Math.cos(angle) + b * Math.sin(angle);
    for (let at = -reach; at <= reach; at += step) {
      let p = 0;
      for (let i = 0; i < x.length; i += 2)
        p += gaussian(at - along([x[i]!, x[i + 1]!]), gamma) / (x.length / 2);
      total += (p - other(along, at)) ** 2 * step;
    }
  }
  return total / angles;
}

test('silvermanBandwidth(100, σ) is σ² (4/300)^0.4', t => {
  allClose(t, silvermanBandwidth(100), (4 / 300) ** 0.4, { rtol: 1e-12 });
  allClose(t, silvermanBandwidth(100, 3), 9 * (4 / 300) ** 0.4, { rtol: 1e-12 });
});

test.serial('cramerWoldPenalty of two points of the line is (1 − exp(−δ²/4γ))/√(πγ)', t => {
  const [gamma, gap] = [0.3, 1.2];
  const expected = (1 - Math.exp(-(gap ** 2) / (4 * gamma))) / Math.sqrt(Math.PI * gamma);
  allClose(t, toDraws([1], [1 + gap], 1, gamma), expected, { rtol: 1e-5 });
});

test.serial('both forms are the mean over directions of ∫ (p − q)² of the smoothed projections', t => {
  const [x, y, gamma, sigma] = [[0, 1, -1, 0.5, 2, 1], [1, 1, 0, -2], 0.4, 1.3];
  const draws = byIntegration(
    x,
    (along, at) => (gaussian(at - along([1, 1]), gamma) + gaussian(at - along([0, -2]), gamma)) / 2,
    gamma,
  );
  allClose(t, plainToDraws(x, y, 2, gamma), draws, { rtol: 1e-6 });
  const normal = byIntegration(x, (_, at) => gaussian(at, sigma ** 2 + gamma), gamma);
  allClose(t, plainToNormal(x, 2, gamma, sigma), normal, { rtol: 1e-6 });
  allClose(t, toNormal(x, 2, gamma, sigma), normal, { rtol: 1e-4 });
  allClose(t, toDraws([0, 1, 2, 1], y, 2, gamma), plainToDraws([0, 1, 2, 1], y, 2, gamma), { rtol: 1e-4 });
});

test.serial('both forms agree with double precision on a batch of 100 × 8', t => {
  const [z, zPrior, gamma] = [normalPoints(100, 8, 1, 0.7), normalPoints(100, 8, 2), silvermanBandwidth(100)];
  allClose(t, toDraws(z, zPrior, 8, gamma), plainToDraws(z, zPrior, 8, gamma), { atol: 1e-6 });
  for (const sigma of [1, 2])
    allClose(t, toNormal(z, 8, gamma, sigma), plainToNormal(z, 8, gamma, sigma), { atol: 1e-6 });
});

test.serial('both forms have the gradients of finite differences', t => {
  const [z, zPrior] = [normalPoints(5, 3, 3), normalPoints(5, 3, 4)];
  hasGradientsOf(
    t,
    (a, b) => cramerWoldPenalty(a, b, 0.5),
    (x, y) => plainToDraws(x, y, 3, 0.5),
    [z, zPrior],
    [5, 3],
    { rtol: 1e-4, atol: 1e-6 },
  );
  const normal = valueAndGradients(a => cramerWoldToNormal(a as tf.Tensor2D, 0.5, 1.5), [5, 3], z);
  const slopes = finiteDifferences(x => plainToNormal(x, 3, 0.5, 1.5), z);
  allClose(t, normal.gradients[0]!, slopes, { rtol: 1e-4, atol: 1e-6 });
});

test.serial(
  'cramerWoldPenalty is 0 for a sample in another order, symmetric, unchanged by shifts, and scales',
  t => {
    const [x, y] = [normalPoints(12, 4, 5), normalPoints(12, 4, 6, 1.5)];
    allClose(t, toDraws(x, reversed(x, 4), 4, 0.5), 0, { atol: 1e-6 });
    const value = toDraws(x, y, 4, 0.5);
    t.true(value > 0);
    allClose(t, toDraws(y, x, 4, 0.5), value, { rtol: 1e-5 });
    const shift = (v: Float32Array): Float32Array => v.map(c => c + 2);
    allClose(t, toDraws(shift(x), shift(y), 4, 0.5), value, { rtol: 1e-3 });
    for (const unit of [1e9, 1e-9]) {
      const [a, b] = [x.map(c => c * unit), y.map(c => c * unit)];
      allClose(t, toDraws(a, b, 4, 0.5 * unit ** 2) * unit, value, { rtol: 1e-4 });
      allClose(t, toNormal(a, 4, 0.5 * unit ** 2, unit) * unit, toNormal(x, 4, 0.5), { rtol: 1e-4 });
    }
  },
);

test.serial(
  'cramerWoldToNormal of many normal codes is near 0, and more for codes too wide or too narrow',
  t => {
    const gamma = silvermanBandwidth(400);
    const [narrow, right, wide] = [0.5, 1, 2].map(std =>
      toNormal(normalPoints(400, 3, 8, std), 3, gamma),
    ) as [number, number, number];
    t.true(right > 0 && right < 3e-3, String(right));
    t.true(narrow > 5 * right && wide > 5 * right, [narrow, right, wide].join());
  },
);

slow.serial('cramerWoldPenalty and cramerWoldToNormal compile to the same and leave one tensor behind', t => {
  const [z, zPrior] = [normalPoints(20, 3, 7), normalPoints(20, 3, 8)];
  const [a, b] = [rows(z, 3), rows(zPrior, 3)];
  const penalty = (x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor => cramerWoldPenalty(x, y, 0.4);
  compilesToTheSame(t, penalty as (...inputs: tf.Tensor2D[]) => tf.Tensor, [z, 3], [zPrior, 3]);
  compilesToTheSame(t, x => cramerWoldToNormal(x, 0.4), [z, 3]);
  leavesOneScalar(t, () => penalty(a, b));
  leavesOneScalar(t, () => cramerWoldToNormal(a, 0.4));
});

test.serial('cramerWoldPenalty and cramerWoldToNormal refuse unequal shapes and numbers out of range', t => {
  const [one, two, wide] = [rows([1], 1), rows([1, 2], 1), rows([1, 2, 3, 4], 2)];
  const refused = { instanceOf: RangeError, message: /^cramerWold(Penalty|ToNormal): expected/ };
  t.throws(() => cramerWoldPenalty(one, two, 1), refused);
  t.throws(() => cramerWoldPenalty(two, wide, 1), refused);
  for (const bad of [0, -1, NaN, Infinity]) {
    t.throws(() => cramerWoldPenalty(two, two, bad), refused);
    t.throws(() => cramerWoldToNormal(two, bad), refused);
    t.throws(() => cramerWoldToNormal(two, 1, bad), refused);
  }
});
