import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { meanAndCovariance } from '../../../lib/base/moments.js';
import { sinkhorn } from '../../../lib/ot/entropic/sinkhorn.js';
import { pointCost } from '../../../lib/ot/geometry/cost.js';
import { linearMap } from '../../../lib/ot/maps/linear-map.js';
import { barycentricMap } from '../../../lib/ot/maps/maps.js';
import { entropicMap, nearestMap } from '../../../lib/ot/maps/out-of-sample.js';
import { solveSample } from '../../../lib/ot/solve.js';
import { allClose } from '../../support/all-close.js';
import { cloud, mapped, randomWeights } from '../../support/measures.js';

test('nearestMap moves points like the nearest that has mass', t => {
  const [x, y] = [
    [
      [0, 0],
      [10, 0],
      [5, 5],
    ],
    [
      [1, 2],
      [10, -3],
    ],
  ];
  const { plan } = solveSample(x!, y!, { a: [0.5, 0.5, 0] });
  const map = nearestMap(plan, x!, y!);
  allClose(
    t,
    map.apply([
      [0, 0],
      [10, 0],
      [1, 1],
      [5.1, 5],
    ]).data,
    [1, 2, 10, -3, 2, 3, 5.1, 2],
    { rtol: 1e-12 },
  );
});

test('entropicMap is the barycentric map at the points themselves, with weights and zeros among them', t => {
  const rng = Rng.fromSeed(1);
  const [x, y] = [cloud(7, 2, rng), cloud(6, 2, rng)];
  const b = randomWeights(6, rng);
  b[3] = 0;
  const sum = b.reduce((one, other) => one + other);
  const weights = b.map(w => w / sum);
  const cost = pointCost(x, y, { kind: 'squared-euclidean' });
  const { plan, g } = sinkhorn(cost, { b: weights, epsilon: 0.3, tolerance: 1e-12 });
  const map = entropicMap(g, y, { epsilon: 0.3, b: weights });
  allClose(t, map.apply(x).data, barycentricMap(plan, y).data, { rtol: 1e-9 });
  // Far away it stays within the y.
  const far = map.apply([[1e3, 0]]).data;
  t.true(far[0]! <= Math.max(...y.data));
});

test('linearMap gives one cloud the mean and the covariance of the other', t => {
  const rng = Rng.fromSeed(2);
  const x = cloud(40, 2, rng);
  const y = mapped(cloud(30, 2, rng), (value, c) => (c === 0 ? 3 * value + 1 : value - 2));
  const image = meanAndCovariance(linearMap(x, y).apply(x));
  const wanted = meanAndCovariance(y);
  allClose(t, image.mean, wanted.mean, { rtol: 1e-9 });
  const inPopulation = ({ data }: { data: Float64Array }, n: number): Float64Array =>
    data.map(entry => (entry * (n - 1)) / n);
  allClose(t, inPopulation(image.covariance, 40), inPopulation(wanted.covariance, 30), { rtol: 1e-9 });
  const flat = [
    [0, 0],
    [1, 0],
  ];
  t.throws(() => linearMap(flat, y), { message: /linearMap: / });
  t.notThrows(() => linearMap(flat, y, { regularisation: 0.1 }));
});

test('maps of domains name what will not do', t => {
  const { plan } = solveSample([[0, 0]], [[1, 1]]);
  t.throws(
    () =>
      nearestMap(
        plan,
        [
          [0, 0],
          [1, 1],
        ],
        [[1, 1]],
      ),
    {
      message: 'nearestMap: expected `x` to be [1, 2], as the plan and `y` say, got [2, 2]',
    },
  );
  t.throws(() => nearestMap(plan, [[0, 0]], [[1, 1]]).apply([[1]]), {
    message: 'DomainMap.apply: expected `points` to have 2 coordinates, got 1',
  });
  t.throws(() => entropicMap([0, 0], [[1, 1]], { epsilon: 1 }), { message: /`g` to have 1 entries, got 2/ });
  t.throws(() => linearMap([[1]], [[2]]), { message: /linearMap: expected `x` to hold at least 2/ });
});
