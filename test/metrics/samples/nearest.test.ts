import { loadBackend } from '../../../lib/engine/backend.js';
import { squaredDistance } from '../../../lib/base/index.js';
import type { Features } from '../../../lib/metrics/samples/features.js';
import { nearestNeighbours } from '../../../lib/metrics/samples/nearest.js';
import { Rng } from '../../../lib/base/random.js';
import { features, normalFeatures } from '../../support/metrics-fixture.js';
import { slow as test } from '../../support/slow.js';

test.before(async () => {
  await loadBackend();
});

/** By sorting all distances. */
function plainNeighbours(
  queries: Features,
  points: Features,
  k: number,
): { indices: number[]; squared: number[] } {
  const rows = Array.from({ length: queries.shape[0] }, (_, i) =>
    Array.from(
      { length: points.shape[0] },
      (_unused, j) => [squaredDistance(queries, i, points, j), j] as const,
    )
      .filter(([, j]) => queries !== points || j !== i)
      .sort(([a, i1], [b, j1]) => a - b || i1 - j1)
      .slice(0, k),
  );
  return { indices: rows.flat().map(([, j]) => j), squared: rows.flat().map(([s]) => s) };
}

test('nearestNeighbours are exactly those of sorting all distances', t => {
  const rng = Rng.fromSeed(1);
  const [x, y] = [normalFeatures(rng, 60, 5), normalFeatures(rng, 70, 5)];
  for (const [queries, points, k] of [
    [x, y, 3],
    [x, x, 1],
    [x, x, 59],
    [y, x, 60],
  ] as const) {
    const { indices, squared } = nearestNeighbours(queries, points, k);
    const plain = plainNeighbours(queries, points, k);
    t.deepEqual([...indices], plain.indices);
    t.deepEqual([...squared], plain.squared);
  }
});

test('nearestNeighbours are exact where float32 products can’t tell: points close together and far from 0', t => {
  const rng = Rng.fromSeed(2);
  const cluster = normalFeatures(rng, 80, 40, { shift: 1000, sigma: 1e-3 });
  for (let k = 0; k < 40; k++) cluster.data[k] = -1e4; // and one far away, which the mean follows
  const { indices, squared } = nearestNeighbours(cluster, cluster, 4);
  const plain = plainNeighbours(cluster, cluster, 4);
  t.deepEqual([...squared], plain.squared);
  t.deepEqual([...indices], plain.indices);
});

test('nearestNeighbours of more rows than one block holds are the same', t => {
  const rng = Rng.fromSeed(3);
  const [x, y] = [normalFeatures(rng, 2200, 2), normalFeatures(rng, 5000, 2)];
  const { indices } = nearestNeighbours(x, y, 1);
  const last = features(x.data.slice(-200), 2);
  t.deepEqual(Array.from(indices.subarray(-100)), plainNeighbours(last, y, 1).indices);
});

test('nearestNeighbours of equal points are at distance 0, the first ones', t => {
  const equal = features(
    Array.from({ length: 300 }, () => 7),
    3,
  );
  const { indices, squared } = nearestNeighbours(equal, equal, 2);
  t.true(squared.every(value => value === 0));
  t.deepEqual(Array.from(indices.subarray(0, 6)), [1, 2, 0, 2, 0, 1]);
});

test('nearestNeighbours refuses too few points, no neighbour, and columns that do not fit', t => {
  const x = features([1, 2, 3], 1);
  const refused = { instanceOf: RangeError };
  t.throws(() => nearestNeighbours(x, x, 3), refused);
  t.notThrows(() => nearestNeighbours(x, features([1, 2, 3], 1), 3));
  t.throws(() => nearestNeighbours(x, x, 0), refused);
  t.throws(() => nearestNeighbours(x, features([1, 2], 2), 1), refused);
  t.throws(() => nearestNeighbours(x, features([1, NaN], 1), 1), {
    message: /`points` to be finite, got NaN in row 1/,
  });
});
