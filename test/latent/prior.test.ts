import test from 'ava';
import { priorStd, samplePrior } from '../../lib/latent/prior.js';
import type { Prior } from '../../lib/latent/prior.js';
import { pointAt } from '../../lib/base/index.js';
import { meanWithStandardError } from '../../lib/base/statistics.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';

const kinds = ['normal', 'uniform-cube', 'uniform-sphere'] as const;

test('samplePrior has mean 0, the variance of priorStd, and uncorrelated coordinates', t => {
  for (const kind of kinds) {
    const prior: Prior = { kind, dimension: 3, sigma: 1.7 };
    const draws = samplePrior(prior, 20_000, Rng.fromSeed(1)).data;
    const columns = [0, 1, 2].map(c => Float64Array.from({ length: 20_000 }, (_, i) => draws[3 * i + c]!));
    const check = (values: Float64Array, expected: number): void => {
      const { value, standardError } = meanWithStandardError(values);
      allClose(t, value, expected, { rtol: 0, atol: 4 * standardError });
    };
    const [first, second] = [columns[0] as Float64Array, columns[1] as Float64Array];
    for (const column of columns) {
      check(column, 0);
      check(
        column.map(v => v ** 2),
        priorStd(prior) ** 2,
      );
    }
    check(
      first.map((v, i) => v * second[i]!),
      0,
    );
  }
});

test('samplePrior has the fourth moment of its kind: 3σ⁴, σ⁴/5, 3σ⁴/(d(d + 2))', t => {
  for (const [kind, expected] of [
    ['normal', 3],
    ['uniform-cube', 1 / 5],
    ['uniform-sphere', 3 / 15],
  ] as const) {
    const draws = samplePrior({ kind, dimension: 3, sigma: 2 }, 20_000, Rng.fromSeed(2)).data;
    const fourth = Float64Array.from({ length: 20_000 }, (_, i) => draws[3 * i]! ** 4);
    const { value, standardError } = meanWithStandardError(fourth);
    allClose(t, value, expected * 16, { rtol: 0, atol: 4 * standardError });
  }
});

test('samplePrior stays on its support: |z_c| ≤ σ on the cube, ‖z‖ = σ on the sphere, ±σ where d = 1', t => {
  const cube = samplePrior({ kind: 'uniform-cube', dimension: 4, sigma: 0.5 }, 1000, Rng.fromSeed(3)).data;
  t.true(cube.every(v => Math.abs(v) <= 0.5) && cube.some(v => v > 0.49) && cube.some(v => v < -0.49));
  const sphere = samplePrior({ kind: 'uniform-sphere', dimension: 4, sigma: 0.5 }, 1000, Rng.fromSeed(3));
  for (let i = 0; i < 1000; i++) allClose(t, Math.hypot(...pointAt(sphere, i)), 0.5, { rtol: 1e-6 });
  const line = samplePrior({ kind: 'uniform-sphere', dimension: 1, sigma: 3 }, 50, Rng.fromSeed(4)).data;
  allClose(t, line.map(Math.abs), new Float32Array(50).fill(3), { rtol: 1e-6 });
  t.is(new Set(line.map(Math.sign)).size, 2);
});

test('samplePrior gives the same numbers for the same seed, and none for n = 0', t => {
  for (const kind of kinds) {
    const prior: Prior = { kind, dimension: 2, sigma: 1 };
    t.deepEqual(samplePrior(prior, 5, Rng.fromSeed(9)), samplePrior(prior, 5, Rng.fromSeed(9)));
    t.notDeepEqual(samplePrior(prior, 5, Rng.fromSeed(9)), samplePrior(prior, 5, Rng.fromSeed(10)));
    t.deepEqual(samplePrior(prior, 0, Rng.fromSeed(9)).shape, [0, 2]);
  }
});

test('priorStd is σ, σ/√3 and σ/√d', t => {
  const std = kinds.map(kind => priorStd({ kind, dimension: 16, sigma: 6 }));
  allClose(t, std, [6, 6 / Math.sqrt(3), 1.5], { rtol: 1e-14 });
});

test('priors refuse a bad dimension, sigma, count and kind', t => {
  const rng = Rng.fromSeed(1);
  const good: Prior = { kind: 'normal', dimension: 2, sigma: 1 };
  const refused = { instanceOf: RangeError, message: /: expected `(dimension|sigma|n)`/ };
  for (const bad of [
    { dimension: 0 },
    { dimension: 1.5 },
    { sigma: 0 },
    { sigma: NaN },
    { sigma: Infinity },
  ]) {
    t.throws(() => samplePrior({ ...good, ...bad }, 3, rng), refused);
    t.throws(() => priorStd({ ...good, ...bad }), refused);
  }
  for (const n of [-1, 1.5, NaN]) t.throws(() => samplePrior(good, n, rng), refused);
  const odd = { ...good, kind: 'cauchy' } as never;
  t.throws(() => samplePrior(odd, 1, rng), { instanceOf: TypeError });
  t.throws(() => priorStd(odd), { instanceOf: TypeError });
});
