import test from 'ava';
import { pointAt, pointsOf } from '../../lib/base/index.js';
import { priorGrid, priorQuantile, traversal } from '../../lib/latent/manifold.js';
import { coordinatePlane, principalPlane, project } from '../../lib/latent/projection.js';
import { type Prior, samplePrior } from '../../lib/latent/prior.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { normalPoints } from '../support/points.js';
import { chiSquared, normalCdf } from '../support/statistics.js';

const normal: Prior = { kind: 'normal', dimension: 3, sigma: 1.5 };
const cube: Prior = { kind: 'uniform-cube', dimension: 3, sigma: 2 };
const sphere: Prior = { kind: 'uniform-sphere', dimension: 3, sigma: 2 };
/** A plane that is none of coordinates. */
const slanted = (d: number): ReturnType<typeof principalPlane> =>
  principalPlane(pointsOf(normalPoints(50, d, 9), d));

test('priorQuantile(normal) is where the distribution function is p', t => {
  for (const p of [0.001, 0.05, 0.3, 0.5, 0.9, 0.999])
    allClose(t, normalCdf(priorQuantile(normal, p) / 1.5), p, { atol: 1e-12 });
  t.is(priorQuantile(normal, 0.75), -priorQuantile(normal, 0.25));
});

test('priorQuantile(cube) is linear in p', t => {
  allClose(
    t,
    [0.25, 0.5, 0.9].map(p => priorQuantile(cube, p)),
    [-1, 0, 1.6],
    { rtol: 1e-12 },
  );
});

test('priorQuantile(sphere) is linear for d = 3 (Archimedes), a sine for d = 2, two points for d = 1', t => {
  const levels = [0.1, 0.25, 0.5, 0.7, 0.99];
  allClose(
    t,
    levels.map(p => priorQuantile(sphere, p)),
    levels.map(p => 2 * (2 * p - 1)),
    { atol: 1e-9 },
  );
  const circle: Prior = { ...sphere, dimension: 2 };
  allClose(
    t,
    levels.map(p => priorQuantile(circle, p)),
    levels.map(p => 2 * Math.sin(Math.PI * (p - 0.5))),
    { atol: 1e-9 },
  );
  const points: Prior = { ...sphere, dimension: 1 };
  t.deepEqual(
    [0.2, 0.7].map(p => priorQuantile(points, p)),
    [-2, 2],
  );
});

for (const kind of ['normal', 'uniform-cube', 'uniform-sphere'] as const) {
  test(`priorQuantile(${kind}) has the share p of draws below it`, t => {
    const prior: Prior = { kind, dimension: 7, sigma: 1.3 };
    const n = 20_000;
    const draws = samplePrior(prior, n, Rng.fromSeed(1)).data.filter((_, i) => i % 7 === 0);
    for (const p of [0.1, 0.4, 0.8]) {
      const share = draws.filter(v => v < priorQuantile(prior, p)).length / n;
      allClose(t, share, p, { atol: 4 * Math.sqrt((p * (1 - p)) / n) });
    }
  });
}

test('priorGrid(normal, 2, coordinates) are the quartiles, row by row from the top left', t => {
  const q = 1.5 * 0.6744897501960817;
  const grid = priorGrid(normal, 2, coordinatePlane(3, 0, 2));
  t.deepEqual(grid.shape, [4, 3]);
  allClose(t, grid.data, [-q, 0, q, q, 0, q, -q, 0, -q, q, 0, -q], { atol: 1e-12 });
});

test('priorGrid(prior, 1, plane) is the centre of the prior', t => {
  allClose(t, priorGrid(normal, 1, slanted(3)).data, [0, 0, 0], { atol: 1e-15 });
  allClose(t, priorGrid(cube, 1, slanted(3)).data, [0, 0, 0], { atol: 1e-15 });
});

test('priorGrid(normal, side, any plane) lies in it, at the quantiles', t => {
  const plane = { ...slanted(3), mean: new Float64Array(3) };
  const places = project(priorGrid(normal, 4, plane), plane).data;
  const levels = [0.125, 0.375, 0.625, 0.875].map(p => priorQuantile(normal, p));
  const expected = [3, 2, 1, 0].flatMap(row => levels.flatMap(x => [x, levels[row]!]));
  allClose(t, places, expected, { atol: 1e-12 });
});

test('priorGrid through a code keeps its part off the plane', t => {
  const plane = coordinatePlane(3, 0, 1);
  const grid = priorGrid(normal, 3, plane, { through: Float32Array.of(9, 9, 0.5) }).data;
  t.deepEqual(
    grid.filter((_, i) => i % 3 === 2),
    new Float64Array(9).fill(0.5),
  );
  allClose(t, grid.slice(0, 2), priorGrid(normal, 3, plane).data.slice(0, 2), { rtol: 1e-12 });
});

test('priorGrid(cube, side, coordinates) is evenly spaced, and stays in the cube in every plane', t => {
  allClose(t, priorGrid(cube, 2, coordinatePlane(3, 1, 2)).data, [0, -1, 1, 0, 1, 1, 0, -1, -1, 0, 1, -1], {
    atol: 1e-12,
  });
  const side = 9;
  const grid = priorGrid(cube, side, slanted(3)).data;
  const reach = (i: number): number => Math.max(...grid.slice(3 * i, 3 * i + 3).map(Math.abs));
  // Level (i + ½)/side is |2u − 1| of the way to the edge, the corner cells alike.
  allClose(t, [reach(0), reach(side - 1), reach(4)], Array(3).fill((2 * (side - 1)) / side), { rtol: 1e-12 });
  const clipped = priorGrid(cube, 3, slanted(3), { through: Float64Array.of(50, -3, 7) }).data;
  t.true(clipped.every(v => Math.abs(v) <= 2));
});

for (const d of [2, 3, 4, 9]) {
  test(`priorGrid(sphere of ${d} coordinates) lies on the sphere, in equal shares of its mass`, t => {
    const prior: Prior = { kind: 'uniform-sphere', dimension: d, sigma: 2 };
    const plane = coordinatePlane(d, 0, 1);
    const grid = priorGrid(prior, 4, plane);
    for (let i = 0; i < 16; i++) allClose(t, Math.hypot(...pointAt(grid, i)), 2, { rtol: 1e-9 });
    // With side 8 every second level of u is a limit between the 4 columns of side 4's cells.
    const limits = [0.25, 0.5, 0.75].map(p => priorQuantile(prior, p));
    const draws = project(samplePrior(prior, 8000, Rng.fromSeed(d)), plane).data;
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 8000; i++) {
      const column = limits.filter(limit => draws[2 * i]! > limit).length;
      counts[column]! += 1;
    }
    t.true(chiSquared(counts) < 16.3); // one time in a thousand
    const places = project(grid, plane).data;
    for (let column = 0; column < 4; column++)
      allClose(t, places[2 * column]!, priorQuantile(prior, (column + 0.5) / 4), { rtol: 1e-9 });
  });
}

test('priorGrid(sphere) has the second place at its quantile given the first', t => {
  // On the sphere of R⁴ the plane's disc is uniform: given x, y is uniform on ±√(4 − x²).
  const prior: Prior = { kind: 'uniform-sphere', dimension: 4, sigma: 2 };
  const plane = coordinatePlane(4, 0, 1);
  const places = project(priorGrid(prior, 4, plane), plane).data;
  for (let i = 0; i < 16; i++) {
    const [x, y] = [places[2 * i]!, places[2 * i + 1]!];
    const level = 1 - (Math.floor(i / 4) + 0.5) / 4;
    allClose(t, y, Math.sqrt(4 - x * x) * (2 * level - 1), { atol: 1e-9 });
  }
});

test('priorGrid(sphere) through a code has the rest of its length where the code has it', t => {
  const prior: Prior = { kind: 'uniform-sphere', dimension: 4, sigma: 1 };
  const grid = priorGrid(prior, 3, coordinatePlane(4, 0, 1), { through: Float64Array.of(5, 5, 3, -4) });
  for (let i = 0; i < 9; i++) {
    const [, , c, e] = pointAt(grid, i) as unknown as [number, number, number, number];
    allClose(t, e / c, -4 / 3, { rtol: 1e-12 });
    t.true(c > 0);
  }
});

test('priorGrid(sphere) without a code has the rest along the first coordinate that is off the plane', t => {
  const prior: Prior = { kind: 'uniform-sphere', dimension: 4, sigma: 1 };
  const grid = priorGrid(prior, 1, coordinatePlane(4, 0, 2));
  allClose(t, grid.data, [0, 1, 0, 0], { atol: 1e-12 });
});

test('traversal(code, k) has coordinate k at the quantiles and the others kept', t => {
  const q = priorQuantile(normal, 5 / 6);
  const codes = traversal(Float32Array.of(7, 0.5, -2), 1, normal, 3);
  t.deepEqual(codes.shape, [3, 3]);
  allClose(t, codes.data, [7, -q, -2, 7, 0, -2, 7, q, -2], { atol: 1e-12 });
});

test('traversal on the sphere stays on it, the other coordinates in proportion', t => {
  const codes = traversal(Float64Array.of(0.3, 6, 8), 0, sphere, 4);
  for (let i = 0; i < 4; i++) {
    const [a, b, c] = pointAt(codes, i) as unknown as [number, number, number];
    allClose(t, a, priorQuantile(sphere, (i + 0.5) / 4), { atol: 1e-12 });
    allClose(t, Math.hypot(a, b, c), 2, { rtol: 1e-12 });
    allClose(t, c / b, 8 / 6, { rtol: 1e-12 });
  }
  const pole = traversal(Float64Array.of(2, 0, 0), 0, sphere, 1);
  allClose(t, pole.data, [0, Math.SQRT2, Math.SQRT2], { atol: 1e-12 });
});

test('priorQuantile, priorGrid and traversal refuse levels, sizes and coordinates that do not fit', t => {
  const plane = coordinatePlane(3, 0, 1);
  for (const p of [0, 1, NaN])
    t.throws(() => priorQuantile(normal, p), {
      instanceOf: RangeError,
      message: /`p` to be between 0 and 1/,
    });
  t.throws(() => priorQuantile({ ...normal, sigma: 0 }, 0.5), { message: /priorQuantile: expected `sigma`/ });
  t.throws(() => priorQuantile({ ...normal, kind: 'x' as 'normal' }, 0.5), { instanceOf: TypeError });
  t.throws(() => priorGrid({ ...normal, kind: 'x' as 'normal' }, 2, plane), { instanceOf: TypeError });
  t.throws(() => priorGrid(normal, 0, plane), { message: /`side` to be an integer ≥ 1/ });
  t.throws(() => priorGrid(normal, 2, coordinatePlane(4, 0, 1)), {
    message: /a plane of 3 coordinates like the prior, got one of 4/,
  });
  t.throws(() => priorGrid(normal, 2, plane, { through: new Float32Array(2) }), {
    message: /`through` to have 3/,
  });
  t.throws(() => traversal(new Float32Array(2), 0, normal, 3), {
    message: /`code` to have 3 coordinates like the prior, got 2/,
  });
  t.throws(() => traversal(new Float32Array(3), 3, normal, 3), {
    message: /`coordinate` to be an integer from 0 to 2, got 3/,
  });
  t.throws(() => traversal(new Float32Array(3), 0, normal, 0), { message: /`steps`/ });
});
