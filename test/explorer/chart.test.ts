import test from 'ava';
import { pointAt, pointsOf } from '../../lib/base/index.js';
import { Rng } from '../../lib/base/random.js';
import { packedChart, planeChart, scatteredChart } from '../../lib/explorer/page/chart.js';
import { umapPlaces } from '../../lib/explorer/umap.js';
import { coordinatePlane } from '../../lib/latent/projection.js';
import { nearestCodes } from '../../lib/latent/neighbours.js';
import { allClose } from '../support/all-close.js';

test('planeChart is the plane: places, and codes that keep their part off it', t => {
  const chart = planeChart(coordinatePlane(3, 2, 0));
  t.deepEqual([...chart.places(pointsOf(Float32Array.of(1, 2, 3), 3))], [3, 1]);
  t.deepEqual([...chart.lift([5, 6], Float64Array.of(1, 2, 3))], [6, 2, 5]);
});

test('scatteredChart has known codes at their places, and others at means of the nearest', t => {
  const codes = pointsOf(Float32Array.of(0, 0, 0, 1, 0, 0), 3);
  const places = pointsOf(Float32Array.of(10, 20, 30, 40), 2);
  const chart = scatteredChart(codes, places);
  allClose(t, [...chart.placeOf(Float64Array.of(1, 0, 0))], [30, 40], { rtol: 1e-6 });
  allClose(t, [...chart.placeOf(Float64Array.of(0.5, 7, 0))], [20, 30], { rtol: 1e-6 });
  // Weights 1/0.25 and 1/0.75.
  allClose(t, [...chart.placeOf(Float64Array.of(0.25, 0, 0))], [15, 25], { rtol: 1e-6 });
  allClose(t, chart.lift([30, 40], Float64Array.of(9, 9, 9)), [1, 0, 0], { atol: 1e-6 });
  t.is(chart.plane, undefined);
  const packed = packedChart(pointsOf(Float32Array.of(0, 0, 0, 1, 0, 0, 1, 0, 0), 3), places);
  allClose(t, packed.places, [10, 20, 30, 40, 30, 40], { rtol: 1e-6 });
});

test('umapPlaces keeps neighbours of all coordinates near, and is the same for the same seed', async t => {
  const rng = Rng.fromSeed(4);
  // Three clouds far apart in six coordinates.
  const codes = pointsOf(
    Float32Array.from({ length: 90 * 6 }, (_, i) => rng.normal() + (i % 6 === Math.floor(i / 180) ? 12 : 0)),
    6,
  );
  const places = (await umapPlaces(codes, Rng.fromSeed(1)))!;
  t.deepEqual(places.shape, [90, 2]);
  const { indices } = nearestCodes(places, places, 5);
  const kept = indices.filter((j, i) => Math.floor(j / 30) === Math.floor(i / 5 / 30)).length;
  t.true(kept > 0.97 * indices.length, `${kept} of ${indices.length}`);
  const mean = [0, 1].map(axis =>
    Array.from({ length: 90 }, (_, i) => pointAt(places, i)[axis]!).reduce((a, b) => a + b / 90, 0),
  );
  allClose(t, mean, [0, 0], { atol: 1e-5 });
  allClose(t, Array.from(places.data).reduce((sum, value) => sum + value ** 2, 0) / 180, 1, { rtol: 1e-5 });
  t.deepEqual(await umapPlaces(codes, Rng.fromSeed(1)), places);
  t.is(await umapPlaces(pointsOf(codes.data.slice(0, 90), 6), Rng.fromSeed(1)), undefined);
});
