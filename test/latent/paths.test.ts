import test from 'ava';
import { type Matrix, pointAt, pointsOf, rowsAt } from '../../lib/base/index.js';
import { linearPath, sphericalPath, transportPath } from '../../lib/latent/paths.js';
import { matchCodes } from '../../lib/latent/matching.js';
import { displacementInterpolation } from '../../lib/ot/maps/displacement.js';
import { sparsePlan } from '../../lib/ot/geometry/plan.js';
import { allClose } from '../support/all-close.js';
import { matrix, normalPoints } from '../support/points.js';

function lengths(points: Matrix): number[] {
  return Array.from({ length: points.shape[0] }, (_, i) => Math.hypot(...pointAt(points, i)));
}

test('linearPath(a, b, 5) holds quarters of the way, ends included', t => {
  const path = linearPath(Float32Array.of(0, 8), Float32Array.of(4, 0), 5);
  t.deepEqual(path.shape, [5, 2]);
  t.deepEqual([...path.data], [0, 8, 1, 6, 2, 4, 3, 2, 4, 0]);
});

test('sphericalPath of a quarter circle is at cos and sin of equal angles', t => {
  const path = sphericalPath(Float64Array.of(2, 0), Float64Array.of(0, 2), 4);
  const turns = [0, 30, 60, 90].map(degrees => (degrees * Math.PI) / 180);
  allClose(
    t,
    path.data,
    turns.flatMap(turn => [2 * Math.cos(turn), 2 * Math.sin(turn)]),
    { atol: 1e-15 },
  );
});

test('sphericalPath turns at a constant rate and its length is linear', t => {
  const [from, to] = [Float64Array.of(1, 2, 2, 0), Float64Array.of(0, -2, 1, 5)];
  const path = sphericalPath(from, to, 7);
  const ends = [3, Math.sqrt(30)] as const;
  allClose(
    t,
    lengths(path),
    Array.from({ length: 7 }, (_, i) => ends[0] + (i / 6) * (ends[1] - ends[0])),
    { rtol: 1e-12 },
  );
  const unit = (i: number): number[] => {
    const row = pointAt(path, i);
    return [...row].map(v => v / Math.hypot(...row));
  };
  const cosine = (a: number[], b: number[]): number => a.reduce((sum, v, k) => sum + v * b[k]!, 0);
  const whole = Math.acos(cosine(unit(0), unit(6)));
  for (let i = 0; i < 6; i++) allClose(t, Math.acos(cosine(unit(i), unit(i + 1))), whole / 6, { rtol: 1e-8 });
});

test('sphericalPath backwards is the path from the other end', t => {
  const [from, to] = [Float64Array.of(1, 2, 2), Float64Array.of(0, -2, 1)];
  const [there, back] = [sphericalPath(from, to, 5), sphericalPath(to, from, 5)];
  for (let i = 0; i < 5; i++) allClose(t, pointAt(there, i), pointAt(back, 4 - i), { atol: 1e-12 });
});

test('sphericalPath is the line for parallel, opposite and zero ends', t => {
  const a = Float64Array.of(1, 1);
  for (const b of [Float64Array.of(3, 3), Float64Array.of(-2, -2), Float64Array.of(0, 0), a])
    t.deepEqual(sphericalPath(a, b, 4), linearPath(a, b, 4));
  t.deepEqual([...sphericalPath(Float64Array.of(0, 0), Float64Array.of(0, 0), 2).data], [0, 0, 0, 0]);
});

test('sphericalPath of nearly parallel ends stays near the line', t => {
  const [a, b] = [Float64Array.of(1, 0), Float64Array.of(1, 1e-6)];
  allClose(t, sphericalPath(a, b, 5).data, linearPath(a, b, 5).data, { atol: 1e-12 });
});

test('transportPath(x, y) holds the displacement interpolation at every step', t => {
  const [n, d, steps] = [30, 3, 4];
  const [x, y] = [normalPoints(n, d, 1), normalPoints(n, d, 2, 3)];
  const { paths, matching, cost } = transportPath(pointsOf(x, d), pointsOf(y, d), steps);
  const { plan, cost: expected } = matchCodes(pointsOf(x, d), pointsOf(y, d));
  t.deepEqual(matching, plan);
  t.is(cost, expected);
  t.deepEqual(paths.shape, [n * steps, d]);
  const coupling = sparsePlan([n, n], Int32Array.from(plan.keys()), plan, new Float64Array(n).fill(1 / n));
  for (let step = 0; step < steps; step++) {
    const { points } = displacementInterpolation(coupling, matrix(x, d), matrix(y, d), step / (steps - 1));
    const at = rowsAt(
      paths,
      Array.from({ length: n }, (_, i) => i * steps + step),
    );
    allClose(t, at.data, (points as { data: Float64Array }).data, { atol: 1e-14 });
  }
});

test('transportPath(x, y) at t is t W₂(x, y) from x and (1 − t) W₂ from y', t => {
  const [n, d] = [40, 2];
  const [x, y] = [normalPoints(n, d, 3), normalPoints(n, d, 4)];
  const { paths, cost } = transportPath(pointsOf(x, d), pointsOf(y, d), 5);
  const quarter = rowsAt(
    paths,
    Array.from({ length: n }, (_, i) => 5 * i + 1),
  );
  allClose(t, matchCodes(pointsOf(x, d), quarter).cost, cost / 16, { rtol: 1e-9 });
  allClose(t, matchCodes(quarter, pointsOf(y, d)).cost, (9 * cost) / 16, { rtol: 1e-9 });
});

test('linearPath, sphericalPath and transportPath refuse codes that do not fit, and fewer than two steps', t => {
  const code = Float32Array.of(1, 2);
  for (const path of [linearPath, sphericalPath]) {
    t.throws(() => path(code, Float32Array.of(1), 3), {
      instanceOf: RangeError,
      message: /`to` to have 2 coordinates like `from`, got 1/,
    });
    t.throws(() => path(code, code, 1), { message: /`steps` to be an integer ≥ 2, got 1/ });
    t.throws(() => path(code, Float32Array.of(NaN, 1), 3), { message: /`to` to be finite, got NaN at 0/ });
    t.throws(() => path(new Float32Array(0), new Float32Array(0), 3), { message: /coordinates, got none/ });
  }
  t.throws(() => transportPath(pointsOf(code, 2), pointsOf(code, 2), 1), {
    message: /transportPath: expected `steps`/,
  });
  t.throws(() => transportPath(pointsOf(code, 2), pointsOf(new Float32Array(4), 2), 3), {
    message: /`y` to be \[1, 2\] like `x`, got \[2, 2\]/,
  });
});
