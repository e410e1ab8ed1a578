import test from 'ava';
import { centreByMass, drawStrokes, smoothPath, type Stroke } from '../../../lib/datasets/digits/raster.js';
import { allClose } from '../../support/all-close.js';

function draw(strokes: readonly Stroke[], softness: number): Uint8Array {
  const picture = new Uint8Array(784);
  drawStrokes(strokes, softness, picture);
  return picture;
}

function line(points: readonly number[], radius: number): Stroke {
  return {
    points: Float64Array.from(points),
    radii: Float64Array.from({ length: points.length / 2 }, () => radius),
  };
}

test('drawStrokes(a level line) gives 255·clamp(½ − (d − r)/softness) down a column', t => {
  const picture = draw([line([4, 14, 24, 14], 1.5)], 2);
  const column = Array.from({ length: 8 }, (_, k) => picture[(10 + k) * 28 + 14]!);
  // Pixel centres lie 3.5, 2.5, 1.5, 0.5 from the line: ½ − (d − 1.5)/2 = −0.5, 0, ½, 1.
  t.deepEqual(column, [0, 0, 128, 255, 255, 128, 0, 0]);
});

test('drawStrokes(a disc) has the area πr², and twice the same stroke is the stroke', t => {
  for (const radius of [2, 4.3, 7]) {
    const disc = line([13.7, 14.2, 13.7, 14.2], radius);
    const picture = draw([disc], 1);
    const area = picture.reduce((sum, value) => sum + value, 0) / 255;
    // The soft edge adds π·softness²/12 to the disc of radius r.
    allClose(t, area, Math.PI * (radius ** 2 + 1 / 12), { rtol: 0.03 });
    t.deepEqual(draw([disc, disc], 1), picture);
  }
});

test('drawStrokes turns with the strokes, and cuts what lies outside', t => {
  const level = draw([line([5, 9, 20, 9, 22, 17], 1.2)], 1.2);
  const upright = draw([line([9, 5, 9, 20, 17, 22], 1.2)], 1.2);
  for (let i = 0; i < 784; i++) t.is(level[i], upright[(i % 28) * 28 + Math.floor(i / 28)]);
  t.true(draw([line([-40, -40, -30, -50], 3)], 1).every(value => value === 0));
  t.is(draw([line([-10, 14, 40, 14], 2)], 1)[13 * 28], 255);
});

test('centreByMass moves a picture by whole pixels to the middle, and leaves a black one', t => {
  const corner = new Uint8Array(784);
  corner[0] = 200;
  const moved = centreByMass(corner);
  t.is(moved[14 * 28 + 14], 200);
  t.is(
    moved.reduce((sum, value) => sum + value, 0),
    200,
  );
  t.deepEqual(centreByMass(moved), moved);
  t.deepEqual(centreByMass(new Uint8Array(784)), new Uint8Array(784));
});

test('smoothPath passes through its points, six pieces to a span', t => {
  const points = [0, 0, 1, 2, 3, 1, 4, 4];
  const path = smoothPath(points);
  t.is(path.length, 2 * (3 * 6 + 1));
  const passed = [0, 6, 12, 18].flatMap(k => [path[2 * k]!, path[2 * k + 1]!]);
  allClose(t, passed, points, { atol: 1e-12 });
});

test('smoothPath of points on a line stays on it, and of two points is the straight line', t => {
  const path = smoothPath([0, 0, 1, 2, 4, 8, 5, 10]);
  for (let i = 0; i < path.length; i += 2) allClose(t, path[i + 1]!, 2 * path[i]!, { atol: 1e-12 });
  const expected = Array.from({ length: 7 }, (_, k) => [k / 6, k / 2]).flat();
  allClose(t, smoothPath([0, 0, 1, 3]), expected, { atol: 1e-12 });
});

test('smoothPath turns sharply at a point written twice: each side is drawn alone', t => {
  const corner = smoothPath([0, 0, 1, 0, 1, 0, 1, 1]);
  const sides = [...smoothPath([0, 0, 1, 0]), ...smoothPath([1, 0, 1, 1]).subarray(2)];
  allClose(t, corner, sides, { atol: 1e-12 });
});

test('smoothPath commutes with shifts and scales', t => {
  const points = [0, 0, 0.3, 0.8, 1, 0.4, 0.7, -0.3];
  const mapped = smoothPath(points.map(value => 1e3 * value + 5));
  allClose(
    t,
    mapped,
    smoothPath(points).map(value => 1e3 * value + 5),
    { rtol: 1e-10, atol: 1e-9 },
  );
});
