import test from 'ava';
import { pointsOf } from '../../lib/base/index.js';
import { holes } from '../../lib/latent/holes.js';
import { nearestCodesByProducts } from '../../lib/metrics/samples/nearest.js';
import { allClose } from '../support/all-close.js';
import { normalPoints } from '../support/points.js';

test('holes on the line are the draws farther from every code than codes are from each other', t => {
  // Distances to the nearest other code: 1, 1, 2, 2.5; their median 1.5.
  const codes = Float64Array.of(0, 1, 3, 5.5);
  const draws = Float64Array.of(-1.4, 0.2, 10, 4.25, 7.5);
  const found = holes(pointsOf(draws, 1), pointsOf(codes, 1), { level: 0.5, k: 1 });
  allClose(t, found.radius, 1.5, { rtol: 1e-12 });
  allClose(t, found.distances, [1.4, 0.2, 4.5, 1.25, 2], { rtol: 1e-12 });
  t.deepEqual([...found.nearest], [0, 0, 3, 2, 3]);
  t.deepEqual([...found.isHole], [0, 0, 1, 0, 1]);
  allClose(t, found.share, 2 / 5, { rtol: 1e-12 });
  // Balls of radius 1, 1, 2 and 2.5 about the codes: each holds a draw.
  t.is(found.coverage, 1);
});

test('holes counts a code as covered where a draw is as near as its k-th neighbour', t => {
  const codes = Float64Array.of(0, 1, 3, 10);
  // k = 1: balls 1, 1, 2, 7; a draw at 2: covers 1 (edge) and 3; k = 2: balls 3, 2, 3, 9 are all covered.
  const draws = Float64Array.of(2);
  allClose(t, holes(pointsOf(draws, 1), pointsOf(codes, 1), { k: 1 }).coverage, 2 / 4, { rtol: 1e-12 });
  t.is(holes(pointsOf(draws, 1), pointsOf(codes, 1), { k: 2 }).coverage, 1);
});

test('holes of codes like the draws: the share is near 1 − level, coverage as expected', t => {
  for (const [d, seed] of [
    [2, 1],
    [8, 2],
  ] as const) {
    const [n, m] = [3000, 2000];
    const { share, coverage, expectedCoverage } = holes(
      pointsOf(normalPoints(m, d, 10 + seed), d),
      pointsOf(normalPoints(n, d, seed), d),
      { level: 0.9 },
    );
    allClose(t, share, 0.1, { atol: 5 * Math.sqrt(0.09 / m) });
    allClose(t, coverage, expectedCoverage, { atol: 0.02 });
  }
});

test('holes expects 1 − C(n − 1, k)/C(n + m − 1, k) of coverage: ½ for one neighbour and many of each', t => {
  const expected = (n: number, m: number, k: number): number =>
    holes(pointsOf(normalPoints(m, 1, 1), 1), pointsOf(normalPoints(n, 1, 2), 1), { k }).expectedCoverage;
  // All orders of n − 1 other codes and m draws are alike: none of the k nearest is a draw.
  allClose(t, expected(4, 2, 2), 1 - (3 * 2) / (5 * 4), { rtol: 1e-12 });
  allClose(t, expected(500, 499, 1), 0.5, { rtol: 1e-12 });
});

test('holes of draws far from all codes: every draw is one, and no code is covered', t => {
  const found = holes(
    pointsOf(
      normalPoints(50, 3, 3).map(v => v + 100),
      3,
    ),
    pointsOf(normalPoints(60, 3, 4), 3),
  );
  t.is(found.share, 1);
  t.is(found.coverage, 0);
});

test('holes(codes, codes) are none: every draw is a code', t => {
  const codes = pointsOf(normalPoints(60, 3, 5), 3);
  const found = holes(codes, codes);
  t.is(found.share, 0);
  t.is(found.coverage, 1);
  t.true(found.distances.every(v => v === 0));
});

test('holes covers what all pairs of codes and draws say', t => {
  const [n, m, d] = [120, 80, 3];
  const [draws, codes] = [normalPoints(m, d, 9), normalPoints(n, d, 10, 0.6)];
  const distance = (a: Float32Array, i: number, b: Float32Array, j: number): number =>
    Math.hypot(...[0, 1, 2].map(k => a[i * d + k]! - b[j * d + k]!));
  let covered = 0;
  for (let i = 0; i < n; i++) {
    const others = Float64Array.from({ length: n }, (_, j) => distance(codes, i, codes, j)).sort();
    const nearest = Math.min(...Array.from({ length: m }, (_, j) => distance(codes, i, draws, j)));
    if (nearest <= others[2]!) covered++; // others[0] is the code itself
  }
  t.is(holes(pointsOf(draws, d), pointsOf(codes, d), { k: 2 }).coverage, covered / n);
  t.true(covered > 0 && covered < n);
});

test('holes does not change with the unit, and finds the same by products', t => {
  const [draws, codes] = [normalPoints(300, 6, 6), normalPoints(400, 6, 7, 0.7)];
  const plain = holes(pointsOf(draws, 6), pointsOf(codes, 6));
  const scaled = holes(
    pointsOf(
      draws.map(v => v * 1024),
      6,
    ),
    pointsOf(
      codes.map(v => v * 1024),
      6,
    ),
  );
  t.deepEqual([scaled.share, scaled.coverage], [plain.share, plain.coverage]);
  allClose(t, scaled.radius, 1024 * plain.radius, { rtol: 1e-9 });
  const products = holes(pointsOf(draws, 6), pointsOf(codes, 6), { search: nearestCodesByProducts });
  t.deepEqual(products.nearest, plain.nearest);
  t.deepEqual(products.isHole, plain.isHole);
  allClose(t, [products.radius, products.coverage], [plain.radius, plain.coverage], { rtol: 1e-12 });
  const own = pointsOf(codes, 6);
  t.is(holes(own, own, { search: nearestCodesByProducts }).share, 0);
});

test('holes of codes that are all alike have radius 0', t => {
  const found = holes(pointsOf(Float32Array.of(1, 1, 2, 2), 2), pointsOf(new Float32Array(16).fill(1), 2));
  t.is(found.radius, 0);
  t.deepEqual([...found.isHole], [0, 1]);
  t.is(found.coverage, 1);
});

test('holes refuses too few codes and levels outside (0, 1)', t => {
  const codes = normalPoints(6, 2, 8);
  t.throws(() => holes(pointsOf(codes, 2), pointsOf(codes.subarray(0, 10), 2)), {
    instanceOf: RangeError,
    message: /^holes: .* at least 6 whole points, got 10 numbers as \[5, 2\]/,
  });
  t.throws(() => holes(pointsOf(new Float32Array(0), 2), pointsOf(codes, 2)), {
    message: /^holes: .* at least 1 whole point, got 0 numbers/,
  });
  for (const level of [0, 1, NaN])
    t.throws(() => holes(pointsOf(codes, 2), pointsOf(codes, 2), { level }), {
      message: /`level` to be between 0 and 1/,
    });
  t.throws(() => holes(pointsOf(codes, 2), pointsOf(codes, 2), { k: 0 }), {
    message: /`k` to be an integer ≥ 1/,
  });
  t.throws(() => holes(pointsOf(Float32Array.of(NaN, 1), 2), pointsOf(codes, 2)), {
    message: /finite, got NaN/,
  });
  t.throws(() => holes(pointsOf(new Float32Array(2), 1), pointsOf(codes, 2)), {
    message: /`priorDraws` and `codes` to have as many coordinates, got 1 and 2/,
  });
});
