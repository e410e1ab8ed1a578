import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { gaussianBarycentre } from '../../../lib/ot/gaussian/gaussian-barycentre.js';
import {
  type GaussianMixtureLike,
  mixtureInterpolation,
  mixtureMap,
  mixtureWasserstein,
} from '../../../lib/ot/gaussian/gaussian-mixture.js';
import { gaussianMap, gaussianWasserstein } from '../../../lib/ot/gaussian/gaussian.js';
import { logDensityOf } from '../../../lib/ot/gaussian/log-density.js';
import { mixtureBarycentre } from '../../../lib/ot/gaussian/mixture-barycentre.js';
import { solveSample } from '../../../lib/ot/solve.js';
import { allClose } from '../../support/all-close.js';
import { randomPoints, randomWeights } from '../../support/measures.js';

const mixtureOf = (k: number, rng: Rng): GaussianMixtureLike => ({
  weights: randomWeights(k, rng),
  components: Array.from({ length: k }, () => {
    const [u, v, w] = [rng.normal(), rng.normal(), rng.normal()];
    return {
      mean: [2 * rng.normal(), 2 * rng.normal()],
      covariance: [
        [u * u + 0.3, u * v],
        [u * v, v * v + w * w + 0.1],
      ],
    };
  }),
});

test('mixtureWasserstein of one component each is gaussianWasserstein, and of points it is transport', t => {
  const rng = Rng.fromSeed(1);
  const [p, q] = [mixtureOf(1, rng), mixtureOf(1, rng)];
  const [from, to] = [p.components[0]!, q.components[0]!];
  allClose(t, mixtureWasserstein(p, q).value, gaussianWasserstein(from, to), { rtol: 1e-12 });
  const points = [
    [1, 2],
    [-1, 0.5],
  ];
  allClose(t, mixtureMap(p, q).apply(points).data, gaussianMap(from, to).apply(points).data, { rtol: 1e-12 });
  const zero = [
    [0, 0],
    [0, 0],
  ];
  const [x, y] = [randomPoints(5, 2, rng), randomPoints(4, 2, rng)];
  const atoms = (means: number[][]): GaussianMixtureLike => ({
    components: means.map(mean => ({ mean, covariance: zero })),
  });
  allClose(t, mixtureWasserstein(atoms(x), atoms(y)).transport.value, solveSample(x, y).value, {
    rtol: 1e-12,
  });
});

test('mixtureWasserstein is 0 for a mixture in another order, symmetric, and has the triangle inequality', t => {
  const rng = Rng.fromSeed(2);
  const [p, q, r] = [mixtureOf(3, rng), mixtureOf(2, rng), mixtureOf(4, rng)];
  const turned = {
    components: p.components.toReversed(),
    weights: [...(p.weights as number[])].toReversed(),
  };
  allClose(t, mixtureWasserstein(p, turned).value, 0, { atol: 1e-6 });
  const [pq, qr, pr] = [mixtureWasserstein(p, q), mixtureWasserstein(q, r), mixtureWasserstein(p, r)].map(
    d => d.value,
  );
  allClose(t, mixtureWasserstein(q, p).value, pq!, { rtol: 1e-12 });
  t.true(pr! <= pq! + qr!);
});

test('mixtureInterpolation lies at distance t on the way', t => {
  const rng = Rng.fromSeed(3);
  const [p, q] = [mixtureOf(3, rng), mixtureOf(2, rng)];
  const distance = mixtureWasserstein(p, q).value;
  for (const s of [0, 0.3, 1]) {
    const middle = mixtureInterpolation(p, q, s);
    allClose(t, mixtureWasserstein(p, middle).value, s * distance, { rtol: 1e-6, atol: 1e-6 });
    allClose(t, mixtureWasserstein(middle, q).value, (1 - s) * distance, { rtol: 1e-6, atol: 1e-6 });
  }
});

test('mixtureMap blends the maps of components by their densities, also far out', t => {
  const unit = [[1]];
  const p = { components: [-5, 5].map(mean => ({ mean: [mean], covariance: unit })) };
  const q = { components: [-6, 8].map(mean => ({ mean: [mean], covariance: unit })) };
  const { data } = mixtureMap(p, q).apply([[-5], [5], [0], [-200], [200]]);
  allClose(t, data, [-6, 8, 1, -201, 203], { rtol: 1e-12 });
});

test('logDensityOf is that of the formula, and refuses a singular covariance', t => {
  const density = logDensityOf(
    {
      mean: [1, 2],
      covariance: [
        [2, 0.5],
        [0.5, 1],
      ],
    },
    'p',
  );
  const determinant = 1.75;
  const [x, y] = [0.3, -0.7];
  const squares = (x * x - x * y + 2 * y * y) / determinant;
  const expected = -squares / 2 - Math.log(2 * Math.PI * Math.sqrt(determinant));
  allClose(t, density(Float64Array.of(1 + x, 2 + y)), expected, { rtol: 1e-12 });
  t.throws(() => logDensityOf({ mean: [0], covariance: [[0]] }, 'p'), {
    message: /the covariance of `p` to be positive definite, got a singular one/,
  });
});

test('mixtureBarycentre of one component each is gaussianBarycentre', t => {
  const rng = Rng.fromSeed(4);
  const mixtures = [mixtureOf(1, rng), mixtureOf(1, rng), mixtureOf(1, rng)];
  const proportions = [0.5, 0.3, 0.2];
  const found = mixtureBarycentre(mixtures, { proportions });
  const expected = gaussianBarycentre(
    mixtures.map(({ components }) => components[0]!),
    { proportions },
  );
  allClose(t, found.value, expected.value, { rtol: 1e-12 });
  allClose(t, found.components[0]!.mean as Float64Array, expected.mean, { rtol: 1e-12 });
});

test('mixtureBarycentre of two lies halfway, and no mixture nearby is better', t => {
  const rng = Rng.fromSeed(5);
  const [p, q] = [mixtureOf(3, rng), mixtureOf(2, rng)];
  const found = mixtureBarycentre([p, q]);
  t.true(found.converged);
  const distance = mixtureWasserstein(p, q).value;
  allClose(t, found.value, distance ** 2 / 4, { rtol: 1e-6 });
  const objective = (mixture: GaussianMixtureLike): number =>
    [p, q].reduce((sum, one) => sum + mixtureWasserstein(mixture, one).transport.value / 2, 0);
  allClose(t, objective(found), found.value, { rtol: 1e-6 });
  const moved = {
    ...found,
    components: found.components.map(({ mean, covariance }) => ({
      mean: mean.map(m => m + 0.1),
      covariance,
    })),
  };
  t.true(objective(moved) > found.value);
  t.is(found.origins.length, found.components.length);
});

test('mixtureWasserstein names what will not do', t => {
  const p = mixtureOf(2, Rng.fromSeed(6));
  t.throws(() => mixtureWasserstein(p, { components: [] }), {
    message: 'mixtureWasserstein: expected `q.components` to have entries, got none',
  });
  t.throws(() => mixtureInterpolation(p, p, 2), {
    message: /mixtureInterpolation: expected `t` to be in \[0, 1\], got 2/,
  });
  t.throws(() => mixtureBarycentre([p]), {
    message: /mixtureBarycentre: expected at least two measures, got 1/,
  });
});
