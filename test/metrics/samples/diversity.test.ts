import test from 'ava';
import { diversity } from '../../../lib/metrics/samples/diversity.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { features, normalFeatures } from '../../support/metrics-fixture.js';

test('diversity of two pairs of points is their distance', t => {
  const measured = diversity(features([0, 0, 3, 4], 2), features([1, 1, 1, 3], 2), { rng: Rng.fromSeed(1) });
  t.deepEqual([measured.real.value, measured.generated.value, measured.ratio.value], [5, 2, 0.4]);
  t.is(measured.ratio.protocol, 'mean distance of 1 real, 1 generated pairs');
});

test('diversity of normal sets in the plane is √π σ, and the ratio that of the σ', t => {
  const rng = Rng.fromSeed(2);
  const measured = diversity(normalFeatures(rng, 4000, 2, { sigma: 2 }), normalFeatures(rng, 3001, 2), {
    rng,
  });
  allClose(t, measured.real.value, 2 * Math.sqrt(Math.PI), { rtol: 0.05 });
  allClose(t, measured.generated.value, Math.sqrt(Math.PI), { rtol: 0.05 });
  t.true(measured.ratio.low < 0.5 && 0.5 < measured.ratio.high);
  t.deepEqual([measured.real.n, measured.generated.n, measured.ratio.n], [2000, 1500, 1500]);
});

test('diversity of one point over and over is 0; a real set of that is refused', t => {
  const [x, point] = [features([0, 1, 2, 3], 1), features([7, 7, 7, 7], 1)];
  const { generated, ratio } = diversity(x, point, { rng: Rng.fromSeed(1) });
  t.deepEqual([generated.value, generated.high, ratio.value], [0, 0, 0]);
  t.throws(() => diversity(point, x, { rng: Rng.fromSeed(1) }), {
    instanceOf: RangeError,
    message: /other than 0/,
  });
  t.throws(() => diversity(x, features([1, NaN], 1), { rng: Rng.fromSeed(1) }), { message: /NaN in row 1/ });
});
