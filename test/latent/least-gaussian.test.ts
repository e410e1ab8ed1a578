import test from 'ava';
import {
  type Matrix,
  meanAndCovariance,
  type Moments,
  type Numbers,
  type Points,
  pointsOf,
} from '../../lib/base/index.js';
import { leastGaussianPlane, leastGaussianProjection } from '../../lib/latent/least-gaussian.js';
import { project } from '../../lib/latent/projection.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';

/** An orthogonal matrix [d, d], by Gram and Schmidt from normal numbers. */
function orthogonal(d: number, rng: Rng): number[][] {
  const rows: number[][] = [];
  while (rows.length < d) {
    let row = Array.from({ length: d }, () => rng.normal());
    for (const other of rows) {
      const share = row.reduce((sum, value, i) => sum + value * other[i]!, 0);
      row = row.map((value, i) => value - share * other[i]!);
    }
    const length = Math.hypot(...row);
    rows.push(row.map(value => value / length));
  }
  return rows;
}

/** Moments of codes turned by Q: Qm and QSQᵀ. */
function turned({ mean, covariance: { data, shape } }: Moments, q: number[][]): Moments {
  const d = mean.length;
  const sum = (term: (k: number) => number): number =>
    Array.from({ length: d }, (_, k) => term(k)).reduce((a, b) => a + b);
  return {
    mean: Float64Array.from({ length: d }, (_, i) => sum(k => q[i]![k]! * mean[k]!)),
    covariance: {
      data: Float64Array.from({ length: d * d }, (_, ij) => {
        const [i, j] = [Math.floor(ij / d), ij % d];
        return sum(k => sum(l => q[i]![k]! * data[k * d + l]! * q[j]![l]!));
      }),
      shape,
    },
  };
}

function diagonal(variances: readonly number[], mean: readonly number[] = []): Moments {
  const d = variances.length;
  const covariance: Matrix = { data: new Float64Array(d * d), shape: [d, d] };
  variances.forEach((variance, i) => (covariance.data[i * (d + 1)] = variance));
  return { mean: Float64Array.from({ length: d }, (_, i) => mean[i] ?? 0), covariance };
}

/** Places of codes in a plane through 0. */
function seenIn(axes: Float64Array, codes: Numbers): Matrix {
  const d = axes.length / 2;
  return project(pointsOf(codes, d), { name: 'plane', mean: new Float64Array(d), axes });
}

/** F(P) from its definition. */
function objective(
  { mean, covariance: { data: covariance } }: Moments,
  plane: Float64Array,
  sigma: number,
): number {
  const d = mean.length;
  let total = 0;
  for (const a of [0, 1]) {
    let m = 0;
    for (let i = 0; i < d; i++) m += plane[2 * i + a]! * mean[i]!;
    total += m ** 2;
    for (const b of [0, 1]) {
      let c = a === b ? -(sigma ** 2) : 0;
      for (let i = 0; i < d; i++) {
        for (let j = 0; j < d; j++) c += plane[2 * i + a]! * covariance[i * d + j]! * plane[2 * j + b]!;
      }
      total += c ** 2;
    }
  }
  return total;
}

function spread(d: number, rng: Rng): Moments {
  return diagonal(
    Array.from({ length: d }, () => rng.between(0.1, 2.5)),
    Array.from({ length: d }, () => 0.5 * rng.normal()),
  );
}

for (const variances of [
  [3, 1, 2.5, 1.1],
  [0.1, 0.2, 1.3, 1],
  [2, 0.1, 1, 1.2, 0.9],
  [1, 1, 1, 4],
]) {
  test(`leastGaussianPlane(variances ${variances.join(', ')}, mean 0) has the two largest (variance − σ²)²`, t => {
    const expected = variances.map(variance => (variance - 1) ** 2).sort((a, b) => b - a);
    const rng = Rng.fromSeed(3);
    for (const moments of [
      diagonal(variances),
      turned(diagonal(variances), orthogonal(variances.length, rng)),
    ]) {
      const found = leastGaussianPlane(moments, rng);
      t.true(found.converged);
      allClose(t, found.objective, expected[0]! + expected[1]!, { rtol: 1e-9 });
      allClose(t, objective(moments, found.plane, 1), found.objective, { rtol: 1e-9 });
    }
  });
}

test('leastGaussianPlane(codes of the prior but for a mean m) contains m, with objective ‖m‖²', t => {
  const found = leastGaussianPlane(diagonal([4, 4, 4], [0, 3, 4]), Rng.fromSeed(1), { sigma: 2 });
  allClose(t, found.objective, 25, { rtol: 1e-9 });
  allClose(t, Math.hypot(...seenIn(found.plane, Float64Array.of(0, 3, 4)).data), 5, { rtol: 1e-6 });
});

test('leastGaussianPlane agrees with a search over all planes of three dimensions', t => {
  for (let seed = 0; seed < 5; seed++) {
    const rng = Rng.fromSeed(seed);
    const moments = turned(spread(3, rng), orthogonal(3, rng));
    let best = 0;
    for (let i = 0; i <= 120; i++) {
      for (let j = 0; j < 240; j++) {
        const [polar, azimuth] = [(Math.PI * i) / 240, (Math.PI * j) / 120];
        const [sp, cp, sa, ca] = [Math.sin(polar), Math.cos(polar), Math.sin(azimuth), Math.cos(azimuth)];
        // The plane across the direction (sp ca, sp sa, cp).
        best = Math.max(best, objective(moments, Float64Array.of(cp * ca, -sa, cp * sa, ca, -sp, 0), 1));
      }
    }
    const found = leastGaussianPlane(moments, rng);
    t.true(found.objective >= best - 1e-12);
    allClose(t, found.objective, best, { rtol: 2e-3 });
  }
});

test('leastGaussianPlane turns with the codes', t => {
  for (let seed = 0; seed < 4; seed++) {
    const rng = Rng.fromSeed(seed);
    const d = 6;
    const moments = spread(d, rng);
    const q = orthogonal(d, rng);
    const one = leastGaussianPlane(moments, rng, { restarts: 30 });
    const two = leastGaussianPlane(turned(moments, q), rng, { restarts: 30 });
    allClose(t, two.objective, one.objective, { rtol: 1e-8 });
    // WQ = QWQᵀ with W = PPᵀ: the turned plane holds the turned axes.
    for (const axis of [0, 1]) {
      const p = Float64Array.from({ length: d }, (_, i) =>
        q[i]!.reduce((sum, value, k) => sum + value * one.plane[2 * k + axis]!, 0),
      );
      allClose(t, Math.hypot(...seenIn(two.plane, p).data), 1, { rtol: 1e-5 });
    }
  }
});

test('leastGaussianPlane returns orthonormal axes of diagonal covariance, the larger variance first', t => {
  const rng = Rng.fromSeed(8);
  const codes = Float32Array.from({ length: 8 * 500 }, (_, i) => rng.normal() * (1 + (i % 8) / 4));
  const moments = meanAndCovariance(pointsOf(codes, 8));
  const { plane } = leastGaussianPlane(moments, rng);
  const dot = (a: number, b: number): number =>
    Array.from({ length: 8 }, (_, i) => plane[2 * i + a]! * plane[2 * i + b]!).reduce((x, y) => x + y);
  allClose(t, [dot(0, 0), dot(1, 1), dot(0, 1)], [1, 1, 0], { rtol: 1e-12, atol: 1e-12 });
  const seen = meanAndCovariance(seenIn(plane, codes)).covariance.data;
  t.true(seen[0]! >= seen[3]!);
  allClose(t, seen[1]!, 0, { atol: 1e-9 });
});

test('leastGaussianPlane gives the same plane for the same seed, and 0 for codes like the prior', t => {
  const moments = diagonal([1, 2, 0.5, 1.2], [0.1, 0, 0.3, 0]);
  t.deepEqual(leastGaussianPlane(moments, Rng.fromSeed(5)), leastGaussianPlane(moments, Rng.fromSeed(5)));
  t.is(leastGaussianPlane(diagonal([1, 1, 1]), Rng.fromSeed(5)).objective, 0);
  t.throws(() => leastGaussianPlane(moments, Rng.fromSeed(1), { sigma: -1 }), { instanceOf: RangeError });
  t.throws(() => leastGaussianPlane(moments, Rng.fromSeed(1), { restarts: -1 }), { instanceOf: RangeError });
});

test('leastGaussianProjection refuses codes that are too few, of one coordinate or not finite', t => {
  const refused = (codes: Points, message: RegExp): void => {
    t.throws(() => leastGaussianProjection(codes, Rng.fromSeed(1)), { instanceOf: RangeError, message });
  };
  refused(
    { data: new Float32Array(7), shape: [3, 2] },
    /^leastGaussianProjection: .*got 7 numbers as \[3, 2\]/,
  );
  refused(pointsOf(new Float32Array(2), 2), /at least 2 whole points/);
  refused(pointsOf(new Float32Array(4), 1), /`codes` to have at least 2 coordinates, got \[4, 1\]/);
  refused(pointsOf(Float32Array.of(1, NaN, 2, 3), 2), /finite, got NaN in row 0, column 1/);
});

test('leastGaussianProjection(codes) is the plane of leastGaussianPlane about 0', t => {
  const codes = Rng.fromSeed(3).fillNormal(new Float32Array(300));
  codes.forEach((v, i) => (codes[i] = i % 3 === 1 ? 3 * v + 5 : v));
  const { plane } = leastGaussianPlane(meanAndCovariance(pointsOf(codes, 3)), Rng.fromSeed(4), { sigma: 2 });
  const projection = leastGaussianProjection(pointsOf(codes, 3), Rng.fromSeed(4), { sigma: 2 });
  t.deepEqual(projection.axes, plane);
  t.deepEqual(projection.mean, new Float64Array(3));
  t.deepEqual(project(pointsOf(codes, 3), projection), seenIn(plane, codes));
});

test('leastGaussianPlane(codes of the line) throws: no plane would ever be found', t => {
  t.throws(() => leastGaussianPlane(diagonal([1], [0]), Rng.fromSeed(1)), {
    instanceOf: RangeError,
    message: /^leastGaussianPlane: expected codes of at least 2 coordinates, got 1/,
  });
});
