import test from 'ava';
import { pointAt, type Points, pointsOf } from '../../lib/base/index.js';
import {
  coordinateName,
  coordinatePlane,
  lift,
  placeOf,
  planeCovariances,
  principalPlane,
  project,
  type Projection,
} from '../../lib/latent/projection.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { normalPoints } from '../support/points.js';

/** Codes with standard deviation `scales[k]` in coordinate k and mean `shift`. */
function stretched(n: number, scales: readonly number[], shift: number, seed: number): Float64Array {
  const d = scales.length;
  return Float64Array.from(normalPoints(n, d, seed), (v, i) => v * scales[i % d]! + shift);
}

function column({ axes }: Projection, k: 0 | 1): Float64Array {
  return axes.filter((_, i) => i % 2 === k);
}

test('principalPlane finds two directions that hold all the variance, in order', t => {
  // z = m + s (3, 4, 0)/5 + r (0, 0, 1), s of variance 8, r of variance 2
  const [s, r] = [
    [2, -2, 2, -2],
    [1, 1, -1, -1],
  ] as const;
  const codes = Float64Array.from(
    [0, 1, 2, 3].flatMap(i => [
      10 + 0.6 * 2 * (s[i] as number),
      20 + 0.8 * 2 * (s[i] as number),
      30 + (r[i] as number),
    ]),
  );
  const plane = principalPlane(pointsOf(codes, 3));
  allClose(t, plane.mean, [10, 20, 30], { rtol: 1e-12 });
  allClose(t, plane.axes, [0.6, 0, 0.8, 0, 0, 1], { atol: 1e-12 });
  allClose(t, plane.explained ?? [], [16 / 17, 1 / 17], { rtol: 1e-12 });
  t.is(plane.name, 'principal components');
});

test('principalPlane(codes) has orthonormal axes along which the places have the explained variances', t => {
  const codes = stretched(500, [1, 3, 0.5, 2, 1], 7, 1);
  const plane = principalPlane(pointsOf(codes, 5));
  const [a, b] = [column(plane, 0), column(plane, 1)];
  const inner = (x: Float64Array, y: Float64Array): number => x.reduce((sum, v, k) => sum + v * y[k]!, 0);
  allClose(t, [inner(a, a), inner(a, b), inner(b, b)], [1, 0, 1], { atol: 1e-12 });
  const places = project(pointsOf(codes, 5), plane).data;
  const [xx, xy, yy, total] = [0, 0, 0, 0].map((_, which) => {
    let sum = 0;
    for (let i = 0; i < 500; i++) {
      const [x, y] = [places[2 * i]!, places[2 * i + 1]!];
      if (which < 3) sum += [x * x, x * y, y * y][which]!;
      else for (let k = 0; k < 5; k++) sum += (codes[5 * i + k]! - plane.mean[k]!) ** 2;
    }
    return sum;
  }) as [number, number, number, number];
  allClose(t, plane.explained ?? [], [xx / total, yy / total], { rtol: 1e-10 });
  allClose(t, xy / total, 0, { atol: 1e-12 });
});

test('principalPlane does not change when codes are permuted, and shifts and scales with them', t => {
  const codes = stretched(200, [3, 1, 2], 0, 2);
  const plane = principalPlane(pointsOf(codes, 3));
  const backwards = Float64Array.from(codes, (_, i) => codes[(199 - Math.floor(i / 3)) * 3 + (i % 3)]!);
  allClose(t, principalPlane(pointsOf(backwards, 3)).axes, plane.axes, { atol: 1e-9 });
  const moved = principalPlane(
    pointsOf(
      codes.map(v => 1e3 * v + 5),
      3,
    ),
  );
  allClose(t, moved.axes, plane.axes, { atol: 1e-9 });
  allClose(
    t,
    moved.mean,
    plane.mean.map(v => 1e3 * v + 5),
    { rtol: 1e-9 },
  );
  allClose(t, moved.explained ?? [], plane.explained ?? [], { rtol: 1e-9 });
});

test('principalPlane(codes) and of the mirrored codes have the same axes: the largest entry is positive', t => {
  const codes = stretched(200, [3, 1, 2], 0, 3);
  const plane = principalPlane(pointsOf(codes, 3));
  allClose(
    t,
    principalPlane(
      pointsOf(
        codes.map(v => -v),
        3,
      ),
    ).axes,
    plane.axes,
    { atol: 1e-9 },
  );
  for (const k of [0, 1] as const) {
    const axis = column(plane, k);
    t.is(Math.max(...axis), Math.max(...axis.map(Math.abs)));
  }
});

test('principalPlane of codes that are all alike explains nothing and still is a plane', t => {
  const plane = principalPlane(pointsOf(new Float32Array(12).fill(2), 3));
  t.deepEqual(plane.explained, [0, 0]);
  allClose(t, placeOf(new Float32Array(3).fill(2), plane), [0, 0]);
});

test('project(codes, coordinatePlane(d, i, j)) is their coordinates i and j', t => {
  const codes = Float32Array.from([1, 2, 3, 4, 5, 6]);
  const places = project(pointsOf(codes, 3), coordinatePlane(3, 2, 0));
  t.deepEqual(
    [[...places.data], places.shape],
    [
      [3, 1, 6, 4],
      [2, 2],
    ],
  );
  t.is(coordinatePlane(3, 2, 0).name, 'z₃ and z₁');
});

test('placeOf the plane’s own mean is the origin', t => {
  const plane = principalPlane(pointsOf(stretched(50, [1, 2, 3], 9, 4), 3));
  allClose(t, placeOf(plane.mean, plane), [0, 0], { atol: 1e-12 });
});

test('project(lift(p)) is p and lift(project(c), through c) is c', t => {
  const plane = principalPlane(pointsOf(stretched(50, [1, 2, 3, 4], 9, 5), 4));
  const through = Float64Array.from([1, -2, 5, 0.5]);
  const places = pointsOf(Float64Array.from([0, 0, 1, -2, 30, 4]), 2);
  const codes = lift(places, plane, through);
  t.deepEqual(codes.shape, [3, 4]);
  allClose(t, project(codes, plane).data, places.data, { atol: 1e-12 });
  const own = pointsOf(Float64Array.from(placeOf(through, plane)), 2);
  allClose(t, lift(own, plane, through).data, through, { rtol: 1e-12 });
  allClose(t, placeOf(pointAt(codes, 2), plane), [30, 4], { atol: 1e-12 });
});

test('lift(p, plane, c) keeps what c has off the plane', t => {
  const places = pointsOf(Float64Array.of(7, 8, 9, 10), 2);
  const codes = lift(places, coordinatePlane(4, 1, 3), Float32Array.from([1, 2, 3, 4]));
  t.deepEqual([...codes.data], [1, 7, 3, 8, 1, 9, 3, 10]);
});

test('planeCovariances of the coordinates of a plane are their variances', t => {
  const variances = pointsOf(Float64Array.from([1, 2, 3, 4, 5, 6]), 3);
  const { data, shape } = planeCovariances(variances, coordinatePlane(3, 2, 0));
  t.deepEqual(
    [[...data], shape],
    [
      [3, 0, 1, 6, 0, 4],
      [2, 3],
    ],
  );
});

test('planeCovariances(v, plane) is the covariance of projected draws', t => {
  const rng = Rng.fromSeed(6);
  const plane = principalPlane(pointsOf(stretched(50, [1, 2, 3], 0, 7), 3));
  const variances = [0.25, 4, 1];
  const n = 20_000;
  const draws = Float64Array.from({ length: 3 * n }, (_, i) => rng.normal() * Math.sqrt(variances[i % 3]!));
  const places = project(pointsOf(draws, 3), { ...plane, mean: new Float64Array(3) }).data;
  const sums = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [places[2 * i]!, places[2 * i + 1]!];
    [x * x, x * y, y * y].forEach((v, k) => (sums[k]! += v / n));
  }
  // The standard error of a variance v is v √(2/n).
  allClose(t, planeCovariances(pointsOf(Float64Array.from(variances), 3), plane).data, sums, {
    atol: 4 * 5 * Math.sqrt(2 / n),
  });
});

test('principalPlane, coordinatePlane, project, placeOf and lift refuse sizes that do not fit', t => {
  const plane = coordinatePlane(3, 0, 1);
  t.throws(() => principalPlane({ data: new Float32Array(5), shape: [2, 3] }), {
    instanceOf: RangeError,
    message: 'principalPlane: expected `codes` to hold at least 2 whole points, got 5 numbers as [2, 3]',
  });
  t.throws(() => principalPlane(pointsOf(new Float32Array(5), 1)), {
    message: /`codes` to have at least 2 coordinates, got \[5, 1\]/,
  });
  t.throws(() => principalPlane(pointsOf(Float32Array.from([1, 2, NaN, 4]), 2)), {
    message: /finite, got NaN in row 1, column 0/,
  });
  t.throws(() => coordinatePlane(3, 0, 3), { message: /`second` to be an integer from 0 to 2, got 3/ });
  t.throws(() => coordinatePlane(3, -1, 2), { message: /`first`/ });
  t.throws(() => coordinatePlane(3, 1, 1), { message: /two different coordinates, got 1 twice/ });
  t.throws(() => project(pointsOf(new Float32Array(4), 2), plane), {
    message: 'project: expected `codes` to be [n, 3], got 4 numbers as [2, 2]',
  });
  t.throws(() => project(pointsOf(new Float32Array(3), 3), { ...plane, axes: new Float64Array(4) }), {
    message: /got 3 and 4/,
  });
  t.throws(() => placeOf(new Float32Array(2), plane), {
    message: 'placeOf: expected `code` to have 3 coordinates like the plane, got 2',
  });
  const places = (count: number): Points => pointsOf(new Float64Array(2 * count), 2);
  t.throws(() => lift({ ...places(2), shape: [1, 2] }, plane, new Float64Array(3)), { message: /^lift/ });
  t.throws(() => lift(places(1), plane, new Float64Array(4)), {
    message: 'lift: expected `through` to have 3 coordinates like the plane, got 4',
  });
  t.throws(() => planeCovariances(pointsOf(new Float64Array(4), 2), plane), {
    message: /^planeCovariances: expected `variances` to be \[n, 3\]/,
  });
});

test('coordinateName counts from 1 in lowered digits', t => {
  t.deepEqual([0, 8, 9, 120].map(coordinateName), ['z₁', 'z₉', 'z₁₀', 'z₁₂₁']);
});
