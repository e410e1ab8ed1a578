import test from 'ava';
import { type Numbers, type Points, pointsOf } from '../../lib/base/index.js';
import { type EncoderBalls, encoderOverlap } from '../../lib/latent/overlap.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { normalPoints } from '../support/points.js';
import { normalCdf } from '../support/statistics.js';

const rng = (): Rng => Rng.fromSeed(1);

/** Balls of d coordinates each. */
function ballsOf(d: number, means: Numbers, logVariances?: Numbers): EncoderBalls {
  const points = (values: Numbers): Points => pointsOf(values, d);
  return { means: points(means), ...(logVariances && { logVariances: points(logVariances) }) };
}

/** ∫ √(p q) over the line, by the trapezoidal rule, for two normals (mean, variance). */
function byQuadrature([m1, v1]: readonly [number, number], [m2, v2]: readonly [number, number]): number {
  const step = 1e-3;
  let sum = 0;
  for (let z = -40; z <= 40; z += step) {
    const exponent = -((z - m1) ** 2) / (4 * v1) - (z - m2) ** 2 / (4 * v2);
    sum += (Math.exp(exponent) / Math.sqrt(2 * Math.PI * Math.sqrt(v1 * v2))) * step;
  }
  return sum;
}

test('encoderOverlap of two isotropic balls: exp(−Δ²/(8σ²)), and Φ(−Δ/(2σ)) of both taken by the other', t => {
  const [d, sigma, apart, draws] = [3, 0.7, 1.3, 20_000];
  const means = Float64Array.of(0, 0, 0, apart, 0, 0);
  const logVariances = new Float64Array(6).fill(2 * Math.log(sigma));
  const overlap = encoderOverlap(ballsOf(d, means, logVariances), rng(), { draws });
  const coefficient = Math.exp(-(apart ** 2) / (8 * sigma ** 2));
  allClose(t, [overlap.coefficient, ...overlap.coefficients], Array(3).fill(coefficient), { rtol: 1e-12 });
  const share = normalCdf(-apart / (2 * sigma));
  const tolerance = 4 * Math.sqrt((share * (1 - share)) / (2 * draws));
  allClose(t, [overlap.likelier, overlap.nearer], [share, share], { atol: tolerance });
  allClose(t, overlap.radius, sigma * Math.sqrt(3), { rtol: 1e-12 });
  allClose(t, overlap.nearestDistance, apart, { rtol: 1e-12 });
  allClose(t, overlap.separation, apart / (sigma * Math.sqrt(3)), { rtol: 1e-12 });
  t.deepEqual([...overlap.partners], [1, 0]);
});

test('encoderOverlap of two balls of the line is ∫√(pq), and of more coordinates the product', t => {
  const [first, second] = [
    [
      [0.3, 0.5],
      [1.1, 2],
    ],
    [
      [-1, 0.1],
      [-0.8, 0.3],
    ],
  ] as const;
  const expected = byQuadrature(first[0], first[1]) * byQuadrature(second[0], second[1]);
  const overlap = encoderOverlap(
    ballsOf(2, Float64Array.of(0.3, -1, 1.1, -0.8), Float64Array.from([0.5, 0.1, 2, 0.3], Math.log)),
    rng(),
  );
  allClose(t, overlap.coefficient, expected, { rtol: 1e-6 });
});

test('encoderOverlap of a small ball within a large one: draws are likelier where their density is', t => {
  // N(0, s²) is denser than N(0, 1) where z²(1/s² − 1) < −2 ln s: |z| < c.
  const s = 0.2;
  const c = Math.sqrt((-2 * Math.log(s)) / (1 / s ** 2 - 1));
  const expected = (2 * normalCdf(-c / s) + (1 - 2 * normalCdf(-c))) / 2;
  const draws = 20_000;
  const overlap = encoderOverlap(
    ballsOf(1, Float64Array.of(0, 1e-9), Float64Array.of(2 * Math.log(s), 0)),
    rng(),
    { draws },
  );
  allClose(t, overlap.likelier, expected, { atol: 4 * Math.sqrt(0.25 / (2 * draws)) });
  allClose(t, overlap.nearer, 0.5, { atol: 4 * Math.sqrt(0.25 / (2 * draws)) });
});

test('encoderOverlap takes the largest coefficient over all others, not the nearest mean', t => {
  // From the wide ball at 0 the narrow one at 1 is nearest, the wide one at 2 overlaps most.
  const { partners, coefficients } = encoderOverlap(
    ballsOf(1, Float64Array.of(0, 1, 2), Float64Array.of(0, -12, 0)),
    rng(),
  );
  t.is(partners[0], 2);
  allClose(t, coefficients[0]!, Math.exp(-4 / 8), { rtol: 1e-12 });
});

test('encoderOverlap finds what all pairs give', t => {
  const [n, d] = [40, 4];
  const means = normalPoints(n, d, 2);
  const logVariances = normalPoints(n, d, 3);
  const { coefficients, partners } = encoderOverlap(ballsOf(d, means, logVariances), rng(), { draws: 1 });
  const pair = (i: number, j: number): number => {
    let product = 1;
    for (let k = 0; k < d; k++) {
      const at = (values: Float32Array, row: number): number => values[row * d + k]!;
      const [v, w] = [Math.exp(at(logVariances, i)), Math.exp(at(logVariances, j))];
      const difference = at(means, i) - at(means, j);
      product *= Math.sqrt((2 * Math.sqrt(v * w)) / (v + w)) * Math.exp(-(difference ** 2) / (4 * (v + w)));
    }
    return product;
  };
  for (let i = 0; i < n; i++) {
    const all = Array.from({ length: n }, (_, j) => (j === i ? -1 : pair(i, j)));
    allClose(t, coefficients[i]!, Math.max(...all), { rtol: 1e-9 });
    t.is(partners[i], all.indexOf(Math.max(...all)));
  }
});

test('encoderOverlap does not change when codes are shifted or in another unit', t => {
  const [n, d] = [30, 3];
  const [means, logVariances] = [normalPoints(n, d, 4), normalPoints(n, d, 5)];
  const plain = encoderOverlap(ballsOf(d, means, logVariances), rng());
  const moved = encoderOverlap(
    ballsOf(
      d,
      Float64Array.from(means, v => 1000 * v + 7),
      Float64Array.from(logVariances, v => v + 2 * Math.log(1000)),
    ),
    rng(),
  );
  for (const name of ['coefficient', 'separation', 'likelier', 'nearer'] as const)
    allClose(t, moved[name], plain[name], { rtol: 1e-9 });
  allClose(t, moved.radius, 1000 * plain.radius, { rtol: 1e-9 });
});

test('encoderOverlap of small balls far apart is 0, of balls that are alike 1', t => {
  const far = encoderOverlap(ballsOf(1, Float32Array.of(0, 100, 200), new Float32Array(3).fill(-8)), rng());
  t.deepEqual([far.coefficient, far.likelier, far.nearer], [0, 0, 0]);
  allClose(t, far.separation, 100 / Math.exp(-4), { rtol: 1e-6 });
  const alike = encoderOverlap(ballsOf(2, new Float32Array(4), new Float32Array(4)), rng());
  t.is(alike.coefficient, 1);
  t.is(alike.separation, 0);
  // Nothing tells them apart, so that no other is likelier or nearer.
  t.deepEqual([alike.likelier, alike.nearer], [0, 0]);
});

test('encoderOverlap of a deterministic encoder is 0 by definition, its separation infinite', t => {
  const overlap = encoderOverlap(ballsOf(2, Float32Array.of(0, 0, 3, 4, 3, 5)), rng());
  t.deepEqual([overlap.coefficient, overlap.likelier, overlap.nearer, overlap.radius], [0, 0, 0, 0]);
  t.deepEqual([...overlap.partners], [1, 2, 1]);
  allClose(t, overlap.nearestDistance, 7 / 3, { rtol: 1e-12 });
  t.is(overlap.separation, Infinity);
  t.is(encoderOverlap(ballsOf(2, new Float32Array(4)), rng()).separation, 0);
});

test('encoderOverlap refuses one code, variances that do not fit, and no draws', t => {
  const means = new Float32Array(4);
  t.throws(() => encoderOverlap(ballsOf(4, means), rng()), {
    instanceOf: RangeError,
    message: /`means` to hold at least 2 whole points, got 4 numbers as \[1, 4\]/,
  });
  t.throws(() => encoderOverlap(ballsOf(2, means, new Float32Array(2)), rng()), {
    message: /`logVariances` to be \[2, 2\] like `means`, got \[1, 2\]/,
  });
  t.throws(() => encoderOverlap(ballsOf(2, means, Float32Array.of(0, 0, 0, NaN)), rng()), {
    message: /`logVariances` to be finite, got NaN in row 1, column 1/,
  });
  t.throws(() => encoderOverlap(ballsOf(1, Float32Array.of(0, Infinity)), rng()), {
    message: /`means` to be finite/,
  });
  t.throws(() => encoderOverlap(ballsOf(2, means), rng(), { draws: 0 }), {
    message: /`draws` to be an integer ≥ 1/,
  });
});
