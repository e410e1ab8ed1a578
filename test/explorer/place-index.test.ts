import test from 'ava';
import { inside, PlaceIndex } from '../../lib/explorer/page/place-index.js';
import { Rng } from '../../lib/base/random.js';

const places = Float64Array.from(Rng.fromSeed(5).fillNormal(new Float32Array(4000)));

function nearestByAll(x: number, y: number, radius: number): number | undefined {
  let [found, best]: [number | undefined, number] = [undefined, radius];
  for (let i = 0; i < places.length / 2; i++) {
    const distance = Math.hypot(places[2 * i]! - x, places[2 * i + 1]! - y);
    if (distance <= best) [found, best] = [i, distance];
  }
  return found;
}

test('nearest(x, y, radius) is what a search of all points finds, also outside them', t => {
  const index = new PlaceIndex(places);
  const rng = Rng.fromSeed(6);
  for (let k = 0; k < 500; k++) {
    const [x, y, radius] = [4 * rng.normal(), 4 * rng.normal(), rng.between(0.01, 2)];
    t.is(index.nearest(x, y, radius), nearestByAll(x, y, radius));
  }
});

test('nearest finds points that all lie on one place or line, and nothing among none', t => {
  t.is(new PlaceIndex(Float64Array.of(1, 2, 1, 2)).nearest(1.1, 2, 0.2) !== undefined, true);
  const line = new PlaceIndex(Float64Array.of(0, 5, 1, 5, 2, 5));
  t.is(line.nearest(1.2, 5.1, 1), 1);
  t.is(line.nearest(1.2, 7, 1), undefined);
  t.is(new PlaceIndex(new Float64Array(0)).nearest(0, 0, 9), undefined);
});

test('inside(points, polygon) is a disc’s points for a fine circle, and skips the notch of a polygon', t => {
  const circle = Array.from({ length: 2000 }, (_, k): [number, number] => {
    const turn = (2 * Math.PI * k) / 2000;
    return [0.5 + 0.8 * Math.cos(turn), -0.2 + 0.8 * Math.sin(turn)];
  });
  const expected = Array.from({ length: places.length / 2 }, (_, i) => i).filter(
    i => Math.hypot(places[2 * i]! - 0.5, places[2 * i + 1]! + 0.2) < 0.8,
  );
  t.true(expected.length > 100);
  t.deepEqual(inside(places, circle), expected);
  const notched: [number, number][] = [
    [0, 0],
    [4, 0],
    [4, 4],
    [2, 1],
    [0, 4],
  ];
  t.deepEqual(inside(Float64Array.of(2, 0.5, 2, 3, 0.5, 2, 5, 1), notched), [0, 2]);
  t.deepEqual(inside(places, []), []);
});
