import { type Points, pointsOf, rowsBetween } from '../../../lib/base/index.js';
import { latentSinkhorn, latentSliced } from '../../../lib/metrics/codes/latent-distance.js';
import { uniformDirections } from '../../../lib/ot/line/directions.js';
import { sinkhornDivergence } from '../../../lib/ot/entropic/sinkhorn-divergence.js';
import { slicedWasserstein } from '../../../lib/ot/line/sliced.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { mapped } from '../../support/points.js';
import { slow as test } from '../../support/slow.js';

const draws = (rng: Rng, n: number, sigma = 1): Points<Float32Array> =>
  pointsOf(rng.fillNormal(new Float32Array(2 * n), sigma), 2);
const block = (set: Points, b: number, size: number): Points => rowsBetween(set, b * size, (b + 1) * size);

test('latentSliced is the mean over blocks of slicedWasserstein on the same directions', t => {
  const rng = Rng.fromSeed(1);
  const [codes, priorDraws, otherDraws] = [draws(rng, 7, 2), draws(rng, 7), draws(rng, 7)];
  const measured = latentSliced(
    { codes, priorDraws, otherDraws },
    { rng: Rng.fromSeed(9), projections: 5, blocks: 2 },
  );
  const directions = uniformDirections(Rng.fromSeed(9), 5, 2);
  const of = (set: Points, b: number): number =>
    slicedWasserstein(block(set, b, 3), block(priorDraws, b, 3), { directions }).value;
  allClose(t, measured.value.value, (of(codes, 0) + of(codes, 1)) / 2, { rtol: 1e-12 });
  allClose(t, measured.floor.value, (of(otherDraws, 0) + of(otherDraws, 1)) / 2, { rtol: 1e-12 });
  t.is(measured.value.n, 6);
  t.is(measured.floor.protocol, 'sliced W2, 5 directions, 2 blocks of 3');
});

test('latentSinkhorn is the mean over blocks of sinkhornDivergence at a tenth of the draws’ mean square', t => {
  const rng = Rng.fromSeed(2);
  const [codes, priorDraws, otherDraws] = [draws(rng, 20, 2), draws(rng, 20), draws(rng, 20)];
  const { value, floor } = latentSinkhorn({ codes, priorDraws, otherDraws }, { blocks: 2 });
  const epsilon = (0.1 * priorDraws.data.reduce((sum, v) => sum + v * v, 0)) / 20;
  const of = (set: Points, b: number): number =>
    sinkhornDivergence(block(set, b, 10), block(priorDraws, b, 10), { epsilon }).value;
  allClose(t, value.value, (of(codes, 0) + of(codes, 1)) / 2, { rtol: 1e-4 });
  allClose(t, floor.value, (of(otherDraws, 0) + of(otherDraws, 1)) / 2, { rtol: 1e-3 });
  const given = latentSinkhorn({ codes, priorDraws, otherDraws }, { blocks: 2, epsilon: 0.5 });
  t.is(given.value.protocol, 'Sinkhorn divergence, epsilon = 0.5, 2 blocks of 10');
});

test('latentSinkhorn in many dimensions lies below its floor where codes are too narrow', t => {
  const [n, dimension] = [180, 64];
  const set = (name: string, sigma: number): Points<Float32Array> => {
    const data = Rng.fromSeed(4)
      .split(name)
      .fillNormal(new Float32Array(n * dimension), sigma);
    return pointsOf(data, dimension);
  };
  const [priorDraws, otherDraws] = [set('prior', Math.SQRT2), set('other', Math.SQRT2)];
  const of = (codes: Points): number =>
    latentSinkhorn({ codes, priorDraws, otherDraws }, { blocks: 2 }).value.value;
  const wide = of(otherDraws);
  allClose(t, wide, 163, { rtol: 0.03 });
  allClose(t, of(mapped(otherDraws, value => 0.9 * value)), 145, { rtol: 0.03 });
});

test('latent distances of the prior’s draws are at their floor, of wider codes above it', t => {
  const rng = Rng.fromSeed(3);
  const [priorDraws, otherDraws] = [draws(rng, 400), draws(rng, 400)];
  for (const measure of [
    (codes: Points) => latentSliced({ codes, priorDraws, otherDraws }, { rng, blocks: 4 }),
    (codes: Points) => latentSinkhorn({ codes, priorDraws, otherDraws }, { blocks: 4 }),
  ]) {
    const same = measure(draws(rng, 400));
    t.true(same.value.low < same.floor.high && same.floor.low < same.value.high);
    const wide = measure(draws(rng, 400, 2));
    t.true(wide.value.low > wide.floor.high);
  }
});

test('latent distances refuse sets of unequal length, one block, and ε = 0', t => {
  const codes = pointsOf(new Float32Array(40).fill(1), 2);
  const fewer = rowsBetween(codes, 1, 20);
  const sets = { codes, priorDraws: codes, otherDraws: codes };
  const refused = { instanceOf: RangeError, message: /^latent(Sliced|Sinkhorn): expected `/ };
  t.throws(() => latentSliced({ ...sets, priorDraws: fewer }, { rng: Rng.fromSeed(1) }), refused);
  t.throws(() => latentSinkhorn({ ...sets, otherDraws: fewer }), refused);
  t.throws(() => latentSinkhorn({ ...sets, codes: { ...codes, data: codes.data.slice(1) } }), refused);
  t.throws(() => latentSinkhorn(sets, { blocks: 1 }), refused);
  t.throws(() => latentSinkhorn(sets, { epsilon: 0 }), refused);
});
