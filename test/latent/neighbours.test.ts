import test from 'ava';
import { type Points, pointsOf } from '../../lib/base/index.js';
import { nearestCodes } from '../../lib/latent/neighbours.js';
import { nearestNeighbours } from '../../lib/metrics/samples/nearest.js';
import { allClose } from '../support/all-close.js';
import { normalPoints } from '../support/points.js';

test('nearestCodes on the line lists the nearest first, of equals the first', t => {
  const { indices, distances } = nearestCodes(
    pointsOf(Float64Array.of(0.9, 2), 1),
    pointsOf(Float64Array.of(0, 1, 3, 1), 1),
    3,
  );
  t.deepEqual([...indices], [1, 3, 0, 1, 2, 3]);
  allClose(t, distances, [0.1, 0.1, 0.9, 1, 1, 1], { rtol: 1e-12 });
});

for (const [n, m, d, k] of [
  [50, 3000, 2, 1],
  [40, 700, 8, 5],
  [33, 400, 13, 3],
  [20, 300, 64, 4],
] as const) {
  test(`nearestCodes finds the neighbours that nearestNeighbours finds, d = ${d}`, t => {
    const [queries, codes] = [normalPoints(n, d, 1), normalPoints(m, d, 2)];
    const ours = nearestCodes(pointsOf(queries, d), pointsOf(codes, d), k);
    const theirs = nearestNeighbours({ data: queries, shape: [n, d] }, { data: codes, shape: [m, d] }, k);
    t.deepEqual([...ours.indices], [...theirs.indices]);
    allClose(t, ours.distances, theirs.squared.map(Math.sqrt), { rtol: 1e-12 });
  });
}

for (const [n, d, k] of [
  [300, 64, 3],
  [2500, 3, 2],
] as const) {
  test(`nearestCodes(codes, codes) finds what nearestNeighbours finds for ${n} codes, d = ${d}`, t => {
    const features = pointsOf(normalPoints(n, d, 5), d);
    const [ours, theirs] = [nearestCodes(features, features, k), nearestNeighbours(features, features, k)];
    t.deepEqual([...ours.indices], [...theirs.indices]);
    allClose(t, ours.distances, theirs.squared.map(Math.sqrt), { rtol: 1e-12 });
  });
}

test('nearestCodes(codes, codes) lists the first of equally near codes, before and after', t => {
  const line = (...numbers: number[]): Points => pointsOf(Float64Array.from(numbers), 1);
  const codes = line(0, 1, 2, 3, 2);
  t.deepEqual([...nearestCodes(codes, codes, 1).indices], [1, 0, 4, 2, 2]);
  const between = line(0, 2, 1);
  t.deepEqual([...nearestCodes(between, between, 1).indices], [2, 2, 0]);
  t.deepEqual([...nearestCodes(line(0), line(1, -1), 1).indices], [0]);
});

test('nearestCodes(codes, codes) leaves each code out of its own list; another object of the same does not', t => {
  const codes = pointsOf(Float32Array.of(0, 0, 3, 4, 3, 5), 2);
  const own = nearestCodes(codes, codes, 1);
  t.deepEqual([...own.indices], [1, 2, 1]);
  allClose(t, own.distances, [5, 1, 1]);
  t.deepEqual([...nearestCodes({ ...codes }, codes, 1).indices], [0, 1, 2]);
});

test('nearestCodes finds a code twice over at distance 0', t => {
  const codes = pointsOf(Float32Array.of(7, 7, 1, 2, 7, 7), 2);
  const { indices, distances } = nearestCodes(codes, codes, 1);
  t.deepEqual([indices[0], indices[2]], [2, 0]);
  t.deepEqual([distances[0], distances[2]], [0, 0]);
});

test('nearestCodes is exact far from the origin, and scales with the codes', t => {
  const [queries, codes] = [normalPoints(20, 4, 3), normalPoints(200, 4, 4)];
  const plain = nearestCodes(pointsOf(queries, 4), pointsOf(codes, 4), 2);
  const scaled = nearestCodes(
    pointsOf(
      Float64Array.from(queries, v => 1e9 * v),
      4,
    ),
    pointsOf(
      Float64Array.from(codes, v => 1e9 * v),
      4,
    ),
    2,
  );
  t.deepEqual(scaled.indices, plain.indices);
  allClose(
    t,
    scaled.distances,
    plain.distances.map(v => 1e9 * v),
    { rtol: 1e-12 },
  );
  const far = nearestCodes(
    pointsOf(
      Float64Array.from(queries, v => v + 1e6),
      4,
    ),
    pointsOf(
      Float64Array.from(codes, v => v + 1e6),
      4,
    ),
    2,
  );
  t.deepEqual(far.indices, plain.indices);
});

test('nearestCodes of no query is empty', t => {
  t.is(
    nearestCodes(pointsOf(new Float32Array(0), 2), pointsOf(Float32Array.of(1, 2), 2), 1).indices.length,
    0,
  );
});

test('nearestCodes refuses codes that are too few, not whole, not finite or of another space', t => {
  const codes = pointsOf(Float32Array.of(1, 2, 3, 4), 2);
  const one = (x: number, y: number): Points => pointsOf(Float32Array.of(x, y), 2);
  t.throws(() => nearestCodes({ ...codes }, codes, 3), {
    instanceOf: RangeError,
    message: 'nearestCodes: expected `codes` to hold at least 3 whole points, got 4 numbers as [2, 2]',
  });
  t.throws(() => nearestCodes(codes, codes, 2), { message: /at least 3 whole points/ });
  t.throws(() => nearestCodes({ data: Float32Array.of(1), shape: [1, 2] }, codes, 1), {
    message: /`queries` to hold at least 0 whole points, got 1 number as \[1, 2\]/,
  });
  t.throws(() => nearestCodes(codes, codes, 0), { message: /`k` to be an integer ≥ 1, got 0/ });
  t.throws(() => nearestCodes(one(1, NaN), codes, 1), { message: /`queries` to be finite/ });
  t.throws(() => nearestCodes(codes, one(1, Infinity), 1), { message: /`codes` to be finite/ });
  t.throws(() => nearestCodes(pointsOf(Float32Array.of(1), 1), codes, 1), {
    message: /`queries` and `codes` to have as many coordinates, got 1 and 2/,
  });
});
