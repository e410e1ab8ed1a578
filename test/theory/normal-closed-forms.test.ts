import test from 'ava';
import { mmdUnbiased } from '../../lib/ot/mmd/mmd.js';
import {
  type IsotropicNormal,
  jensenShannonOfNormals,
  optimalLogit,
  rbfMmdOfNormals,
} from '../../lib/theory/normal-closed-forms.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';

const p: IsotropicNormal = { mean: [0, 0], sigma: 1 };
const q: IsotropicNormal = { mean: [1, 0.5], sigma: 0.6 };

const draws = ({ mean, sigma }: IsotropicNormal, n: number, rng: Rng): number[][] =>
  Array.from({ length: n }, () => mean.map(centre => centre + sigma * rng.normal()));

test('rbfMmdOfNormals(p, q, b) is what the unbiased estimate is on average', t => {
  const values = Array.from({ length: 400 }, (_, s) => {
    const rng = Rng.fromSeed(8).split('batch', s);
    return mmdUnbiased(draws(p, 40, rng.split('p')), draws(q, 40, rng.split('q')), {
      kind: 'rbf',
      bandwidth: 0.8,
    });
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  allClose(t, mean, rbfMmdOfNormals(p, q, 0.8), { atol: 4 * Math.sqrt(variance / values.length) });
});

test('rbfMmdOfNormals(p, q, b) has its value by hand, 0 for p = q, and no unit', t => {
  const line = (mean: number, sigma: number): IsotropicNormal => ({ mean: [mean], sigma });
  // Points all but certain: 1 + 1 − 2 exp(−9/2).
  allClose(t, rbfMmdOfNormals(line(0, 1e-9), line(3, 1e-9), 1), 2 - 2 * Math.exp(-4.5));
  allClose(t, rbfMmdOfNormals(line(0, 1), line(0, 2), 1), 1 / Math.sqrt(3) + 1 / 3 - 2 / Math.sqrt(6));
  t.is(rbfMmdOfNormals(p, p, 0.8), 0);
  allClose(t, rbfMmdOfNormals(q, p, 0.8), rbfMmdOfNormals(p, q, 0.8));
  const large = (n: IsotropicNormal): IsotropicNormal => ({
    mean: n.mean.map(m => 1e9 * m),
    sigma: 1e9 * n.sigma,
  });
  allClose(t, rbfMmdOfNormals(large(p), large(q), 0.8e9), rbfMmdOfNormals(p, q, 0.8));
});

test('optimalLogit(p, q, z) is log p − log q', t => {
  // −‖z‖²/2 + ‖z − m‖²/(2·0.36) + 2 log 0.6
  allClose(t, optimalLogit(p, q, [0, 0]), 1.25 / 0.72 + 2 * Math.log(0.6));
  allClose(t, optimalLogit(p, q, [1, 0.5]), -0.625 + 2 * Math.log(0.6));
  t.is(optimalLogit(p, p, [3, 4]), 0);
  allClose(t, optimalLogit(q, p, [0.3, 2]), -optimalLogit(p, q, [0.3, 2]));
});

test('jensenShannonOfNormals(p, q) lies between 0 and log 2, swaps, and has no unit', t => {
  const a: IsotropicNormal = { mean: [0], sigma: 1 };
  const b: IsotropicNormal = { mean: [1.5], sigma: 0.5 };
  allClose(t, jensenShannonOfNormals(a, a), 0, { atol: 1e-12 });
  allClose(t, jensenShannonOfNormals(a, { mean: [100], sigma: 1 }), Math.LN2, { rtol: 1e-10 });
  allClose(t, jensenShannonOfNormals(b, a), jensenShannonOfNormals(a, b), { rtol: 1e-10 });
  const scaled = jensenShannonOfNormals({ mean: [5e9], sigma: 1e9 }, { mean: [6.5e9], sigma: 0.5e9 });
  allClose(t, scaled, jensenShannonOfNormals(a, b), { rtol: 1e-9 });
  // Small shifts: JS = δ²/8 + O(δ⁴), an eighth of the Fisher information.
  allClose(t, jensenShannonOfNormals(a, { mean: [0.01], sigma: 1 }), 1e-4 / 8, { rtol: 1e-3 });
});

test('jensenShannonOfNormals(p, q) is the mean of log 2D over draws', t => {
  const [a, b]: IsotropicNormal[] = [
    { mean: [0], sigma: 1 },
    { mean: [1], sigma: 0.5 },
  ];
  const rng = Rng.fromSeed(4);
  const n = 40_000;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const [x, y] = [a, b].map(normal => draws(normal!, 1, rng)[0]!) as [number[], number[]];
    const d = (z: number[]): number => 1 / (1 + Math.exp(-optimalLogit(a!, b!, z)));
    sum += (Math.log(2 * d(x)) + Math.log(2 * (1 - d(y)))) / 2;
  }
  allClose(t, sum / n, jensenShannonOfNormals(a!, b!), { atol: 0.01 });
});

test('bad normals are refused', t => {
  t.throws(() => rbfMmdOfNormals(p, { mean: [0], sigma: 1 }, 1), {
    message: /means of one dimension, got 2 and 1/,
  });
  t.throws(() => rbfMmdOfNormals(p, q, 0), { message: /`bandwidth` to be finite and > 0, got 0/ });
  t.throws(() => optimalLogit(p, { ...q, sigma: -1 }, [0, 0]), {
    message: /`sigma` to be finite and > 0, got -1/,
  });
  t.throws(() => jensenShannonOfNormals(p, q), { message: /normals on the line, got 2 dimensions/ });
});
