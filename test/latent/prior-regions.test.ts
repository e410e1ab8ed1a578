import test from 'ava';
import { cubeOutline, priorRadius } from '../../lib/latent/prior-regions.js';
import { leastGaussianProjection } from '../../lib/latent/least-gaussian.js';
import { project } from '../../lib/latent/projection.js';
import { type Prior, samplePrior } from '../../lib/latent/prior.js';
import { Rng } from '../../lib/base/random.js';

const sigma = 1.7;

for (const [kind, dimension] of [
  ['normal', 2],
  ['normal', 8],
  ['uniform-sphere', 3],
  ['uniform-sphere', 8],
] as const) {
  test(`priorRadius holds the share of ${kind} draws in ${dimension} coordinates that it says`, t => {
    const prior: Prior = { kind, dimension, sigma };
    const n = 20_000;
    const draws = samplePrior(prior, n, Rng.fromSeed(1));
    const plane = leastGaussianProjection(draws, Rng.fromSeed(2), { sigma });
    const places = project(draws, plane).data;
    for (const mass of [0.1, 0.5, 0.9, 0.99]) {
      const radius = priorRadius(prior, mass);
      let inside = 0;
      for (let i = 0; i < n; i++) {
        if (Math.hypot(places[2 * i]!, places[2 * i + 1]!) <= radius) inside++;
      }
      t.true(Math.abs(inside / n - mass) < 5 * Math.sqrt((mass * (1 - mass)) / n), `${mass}: ${inside / n}`);
    }
  });
}

test('priorRadius is σ on the circle, σ √d about the cube, and σ √(2 ln 2) for half of a normal prior', t => {
  t.is(priorRadius({ kind: 'uniform-sphere', dimension: 2, sigma }, 0.5), sigma);
  t.is(priorRadius({ kind: 'uniform-cube', dimension: 9, sigma }, 0.5), 3 * sigma);
  const half = priorRadius({ kind: 'normal', dimension: 5, sigma }, 0.5);
  t.true(Math.abs(half - sigma * Math.sqrt(2 * Math.LN2)) < 1e-15);
});

test('priorRadius refuses a mass of 0 or 1 and a single coordinate', t => {
  const prior: Prior = { kind: 'normal', dimension: 2, sigma };
  for (const mass of [0, 1, NaN]) t.throws(() => priorRadius(prior, mass), { instanceOf: RangeError });
  t.throws(() => priorRadius({ ...prior, dimension: 1 }, 0.5), { message: /dimension/ });
});

test('cubeOutline is the square for two coordinates, and the hexagon for the cube’s diagonal', t => {
  t.deepEqual(cubeOutline(Float64Array.of(0, 0, 1, 0, 0, 1), 2), [
    [-2, -2],
    [2, -2],
    [2, 2],
    [-2, 2],
  ]);
  const [a, b] = [Math.SQRT1_2, 1 / Math.sqrt(6)];
  const hexagon = cubeOutline(Float64Array.of(a, b, -a, b, 0, -2 * b), 1);
  t.is(hexagon.length, 6);
  for (const [x, y] of hexagon) t.true(Math.abs(Math.hypot(x, y) - 2 * Math.sqrt(2 / 3)) < 1e-12);
});

test('cubeOutline reaches as far as the cube’s corners in every direction', t => {
  const rng = Rng.fromSeed(4);
  const axes = Float64Array.from({ length: 10 }, () => rng.normal());
  const outline = cubeOutline(axes, 1.5);
  for (let turn = 0; turn < 6.28; turn += 0.1) {
    const [u, v] = [Math.cos(turn), Math.sin(turn)];
    let support = 0;
    for (let k = 0; k < 5; k++) {
      support += 1.5 * Math.abs(u * axes[2 * k]! + v * axes[2 * k + 1]!);
    }
    t.true(Math.abs(Math.max(...outline.map(([x, y]) => u * x + v * y)) - support) < 1e-12);
  }
});
