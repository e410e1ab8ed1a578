import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { barycentre1d } from '../../../lib/ot/barycentres/barycentre-1d.js';
import { sinkhornDivergence } from '../../../lib/ot/entropic/sinkhorn-divergence.js';
import { sinkhorn } from '../../../lib/ot/entropic/sinkhorn.js';
import { unbalancedTransport } from '../../../lib/ot/entropic/unbalanced.js';
import { networkSimplex } from '../../../lib/ot/exact/network-simplex.js';
import { isUniform, toBalancedWeights } from '../../../lib/ot/geometry/weights.js';
import { transport1d, wasserstein1d } from '../../../lib/ot/line/one-dimensional.js';
import { slicedWasserstein } from '../../../lib/ot/line/sliced.js';
import { mmdBiased } from '../../../lib/ot/mmd/mmd.js';
import { solve, solveSample } from '../../../lib/ot/solve.js';
import { allClose } from '../../support/all-close.js';
import { cloud, randomCost } from '../../support/exact-transport.js';

const rng = Rng.fromSeed(53);

/** exp of normal numbers over their sum, in float32 as tf.softmax has it. */
function softmax(draws: Rng, n: number): Float64Array {
  const raw = Float32Array.from({ length: n }, () => Math.exp(draws.normal()));
  const sum = Math.fround(raw.reduce((partial, entry) => Math.fround(partial + entry)));
  return Float64Array.from(raw, entry => Math.fround(entry / sum));
}

const fill = (n: number): Float64Array => new Float64Array(n).fill(Math.fround(1 / n));

test('toBalancedWeights(float32) takes 50 of 50 softmax pairs and fills, and says by what b is scaled', t => {
  for (let k = 0; k < 50; k++) {
    const draws = rng.split('pairs', k);
    const [n, m] = [10 + draws.integer(2000), 10 + draws.integer(2000)];
    for (const [a, b] of [
      [softmax(draws, n), softmax(draws, m)],
      [fill(n), fill(m)],
      [fill(n), undefined],
    ] as const) {
      const balanced = toBalancedWeights(a, b, [n, m]);
      const [massA, massB] = [balanced.a, balanced.b].map(side => side.reduce((sum, weight) => sum + weight));
      allClose(t, massB!, massA!, { rtol: 1e-13 });
      t.true(Math.abs(balanced.scaleB - 1) < 2 ** -17);
      if (b !== undefined) allClose(t, balanced.b[0]!, b[0]! * balanced.scaleB, { rtol: 1e-15 });
    }
  }
});

test('toBalancedWeights(doubles, whole numbers) keeps to 1e-9', t => {
  const message = /same total/;
  for (const [a, b] of [
    [
      [0.1, 0.9],
      [0.1, 0.9 + 1e-7],
    ],
    [
      [500_000, 500_000],
      [500_000, 500_001],
    ],
    [
      [2 ** 30, 1],
      [2 ** 30, 300],
    ],
    [fill(3), [0.3, 0.3, 0.4 + 1e-5]],
  ] as const) {
    t.throws(() => toBalancedWeights(a, b, [a.length, b.length]), { instanceOf: RangeError, message });
  }
  t.is(toBalancedWeights([1, 2], [2, 1], [2, 2]).scaleB, 1);
  t.true(isUniform(toBalancedWeights(fill(7), fill(7), [7, 7]).b));
});

test('every function that takes weights takes float32 ones', t => {
  const draws = rng.split('functions');
  const [x, y] = [cloud(draws, 30, 1), cloud(draws, 41, 1)];
  const [a, b] = [softmax(draws, 30), softmax(draws, 41)];
  const cost = randomCost(draws, 30, 41);
  const scaleB = a.reduce((sum, weight) => sum + weight) / b.reduce((sum, weight) => sum + weight);
  t.not(scaleB, 1);
  const found = [
    networkSimplex(cost, { a, b }),
    solve(cost, { a, b }),
    solveSample(x, y, { a, b }),
    transport1d(x, y, { a, b }),
    sinkhorn(cost, { a, b, epsilon: 1 }),
    sinkhornDivergence(x, y, { a, b, epsilon: 1 }).xy,
  ];
  for (const transport of found) allClose(t, transport.scaleB, scaleB, { rtol: 1e-15 });
  t.is(unbalancedTransport(cost, { a, b, epsilon: 1, penaltyA: Infinity }).scaleB, 1);
  t.true(wasserstein1d(x, y, { a, b }) > 0);
  t.true(slicedWasserstein(x, y, { a, b, rng: draws }).value > 0);
  t.true(mmdBiased(x, y, { kind: 'energy' }, { a, b }) > 0);
  t.true(
    barycentre1d([
      { points: x, weights: a },
      { points: y, weights: b },
    ]).value > 0,
  );
});
