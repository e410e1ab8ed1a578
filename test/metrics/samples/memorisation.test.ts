import { loadBackend } from '../../../lib/engine/backend.js';
import { memorisation } from '../../../lib/metrics/samples/memorisation.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { features, normalFeatures } from '../../support/metrics-fixture.js';
import { slow as test } from '../../support/slow.js';

test.before(async () => {
  await loadBackend();
});

test('memorisation by hand: who is nearest, how far, and beside test points', t => {
  const measured = memorisation(features([1, 9, 12], 1), features([0, 4, 10], 1), features([2, 14], 1), {
    rng: Rng.fromSeed(1),
    k: 2,
  });
  t.deepEqual([...measured.nearest.indices], [0, 1, 2, 1, 2, 1]);
  t.deepEqual([...measured.nearest.squared], [1, 9, 1, 25, 4, 64]);
  allClose(t, measured.samples.value, 4 / 3, { rtol: 1e-12 });
  allClose(t, measured.test.value, 3, { rtol: 1e-12 });
  allClose(t, measured.ratio.value, 4 / 9, { rtol: 1e-12 });
  t.deepEqual([measured.samples.n, measured.test.n, measured.ratio.n], [3, 2, 3]);
  t.regex(measured.ratio.protocol, /3 training points/);
});

test('memorisation of copies is 0, of fresh points of the same distribution about 1', t => {
  const rng = Rng.fromSeed(2);
  const [training, held] = [normalFeatures(rng, 500, 4), normalFeatures(rng, 300, 4)];
  t.is(memorisation(training, training, held, { rng }).ratio.value, 0);
  const { low, high } = memorisation(normalFeatures(rng, 300, 4), training, held, { rng }).ratio;
  t.true(low < 1 && 1 < high);
});

test('memorisation refuses test points that are all training points, and rows that do not fit', t => {
  const rng = Rng.fromSeed(1);
  const x = features([1, 2, 3], 1);
  t.throws(() => memorisation(x, x, x, { rng }), { instanceOf: RangeError, message: /other than 0/ });
  t.throws(() => memorisation(x, features([1, 2], 2), x, { rng, k: 1 }), { instanceOf: RangeError });
});
