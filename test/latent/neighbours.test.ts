import test from 'ava';
import { nearestCodes } from '../../lib/latent/neighbours.js';
import { nearestNeighbours } from '../../lib/metrics/samples/nearest.js';
import { allClose } from '../support/all-close.js';
import { normalPoints } from '../support/points.js';

test('nearestCodes on the line lists the nearest first, of equals the first', t => {
  const { indices, distances } = nearestCodes(Float64Array.of(0.9, 2), Float64Array.of(0, 1, 3, 1), 1, 3);
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
    const ours = nearestCodes(queries, codes, d, k);
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
    const codes = normalPoints(n, d, 5);
    const features = { data: codes, shape: [n, d] } as const;
    const [ours, theirs] = [nearestCodes(codes, codes, d, k), nearestNeighbours(features, features, k)];
    t.deepEqual([...ours.indices], [...theirs.indices]);
    allClose(t, ours.distances, theirs.squared.map(Math.sqrt), { rtol: 1e-12 });
  });
}

test('nearestCodes(codes, codes) lists the first of equally near codes, before and after', t => {
  const codes = Float64Array.of(0, 1, 2, 3, 2);
  t.deepEqual([...nearestCodes(codes, codes, 1, 1).indices], [1, 0, 4, 2, 2]);
  const between = Float64Array.of(0, 2, 1);
  t.deepEqual([...nearestCodes(between, between, 1, 1).indices], [2, 2, 0]);
  t.deepEqual([...nearestCodes(Float64Array.of(0), Float64Array.of(1, -1), 1, 1).indices], [0]);
});

test('nearestCodes(codes, codes) leaves each code out of its own list; a copy does not', t => {
  const codes = Float32Array.of(0, 0, 3, 4, 3, 5);
  const own = nearestCodes(codes, codes, 2, 1);
  t.deepEqual([...own.indices], [1, 2, 1]);
  allClose(t, own.distances, [5, 1, 1]);
  t.deepEqual([...nearestCodes(codes.slice(), codes, 2, 1).indices], [0, 1, 2]);
});

test('nearestCodes finds a code twice over at distance 0', t => {
  const codes = Float32Array.of(7, 7, 1, 2, 7, 7);
  const { indices, distances } = nearestCodes(codes, codes, 2, 1);
  t.deepEqual([indices[0], indices[2]], [2, 0]);
  t.deepEqual([distances[0], distances[2]], [0, 0]);
});

test('nearestCodes is exact far from the origin, and scales with the codes', t => {
  const [queries, codes] = [normalPoints(20, 4, 3), normalPoints(200, 4, 4)];
  const plain = nearestCodes(queries, codes, 4, 2);
  const scaled = nearestCodes(
    Float64Array.from(queries, v => 1e9 * v),
    Float64Array.from(codes, v => 1e9 * v),
    4,
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
    Float64Array.from(queries, v => v + 1e6),
    Float64Array.from(codes, v => v + 1e6),
    4,
    2,
  );
  t.deepEqual(far.indices, plain.indices);
});

test('nearestCodes of no query is empty', t => {
  t.is(nearestCodes(new Float32Array(0), Float32Array.of(1, 2), 2, 1).indices.length, 0);
});

test('nearestCodes refuses codes that are too few, not whole or not finite', t => {
  const codes = Float32Array.of(1, 2, 3, 4);
  t.throws(() => nearestCodes(codes.slice(), codes, 2, 3), {
    instanceOf: RangeError,
    message: /at least 3 whole codes of 2/,
  });
  t.throws(() => nearestCodes(codes, codes, 2, 2), { message: /at least 3 whole codes/ });
  t.throws(() => nearestCodes(Float32Array.of(1), codes, 2, 1), { message: /whole codes of 2/ });
  t.throws(() => nearestCodes(codes, codes, 2, 0), { message: /`k` to be an integer ≥ 1, got 0/ });
  t.throws(() => nearestCodes(Float32Array.of(1, NaN), codes, 2, 1), { message: /`queries` to be finite/ });
  t.throws(() => nearestCodes(codes.slice(), Float32Array.of(1, Infinity), 2, 1), {
    message: /`codes` to be finite/,
  });
});
