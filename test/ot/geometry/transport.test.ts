import test from 'ava';
import { dot } from '../../../lib/base/index.js';
import { Rng } from '../../../lib/base/random.js';
import { sinkhornDivergence } from '../../../lib/ot/entropic/sinkhorn-divergence.js';
import { unbalancedTransport } from '../../../lib/ot/entropic/unbalanced.js';
import { withoutShift } from '../../../lib/ot/geometry/transport.js';
import { transport1d } from '../../../lib/ot/line/one-dimensional.js';
import { type Method, solveSample } from '../../../lib/ot/solve.js';
import { allClose } from '../../support/all-close.js';
import { cloud, weights } from '../../support/exact-transport.js';

test('withoutShift(f, g) leaves f + g, and points without mass aside', t => {
  const [a, b] = [Float64Array.of(1, 1, 0), Float64Array.of(1.5, 0.5)];
  const { f, g } = withoutShift(Float64Array.of(3, 1, Infinity), Float64Array.of(-2, 2), a, b);
  t.deepEqual(f, Float64Array.of(1.5 - 0 + 0.0, -0.5, Infinity));
  t.deepEqual(g, Float64Array.of(-0.5, 3.5));
});

test('every solver has Σ a f = Σ b g', t => {
  const rng = Rng.fromSeed(67);
  const [x, y] = [cloud(rng, 20, 1, 5), cloud(rng, 25, 1)];
  const [a, b] = [weights(rng, 20), weights(rng, 25)];
  const methods: readonly Method[] = [
    { kind: 'exact' },
    { kind: 'sinkhorn', epsilon: 0.5 },
    { kind: 'sinkhorn', epsilon: 0.5, maxIterations: 3 },
    { kind: 'unbalanced', epsilon: 0.5, penaltyA: Infinity },
  ];
  const divergence = sinkhornDivergence(x, y, { a, b, epsilon: 0.5 });
  const found = [
    ...methods.map(method => solveSample(x, y, { a, b, method })),
    ...methods.map(method => solveSample(x, y, { a, b, method, cost: { kind: 'power', p: 0.5 } })),
    transport1d(x, y, { a, b, p: 2 }),
    divergence,
    divergence.xy,
  ];
  for (const { f, g } of found) allClose(t, dot(f, a), dot(g, b), { rtol: 1e-12, atol: 1e-12 });
  for (const [side, weight] of [
    [divergence.xx, a],
    [divergence.yy, b],
  ] as const) {
    allClose(t, dot(side.f, weight), dot(side.g, weight), { rtol: 1e-12, atol: 1e-12 });
  }
  const { f, g, value } = unbalancedTransport([[1]], { epsilon: 1, penaltyA: Infinity });
  allClose(t, [f[0]!, g[0]!], [value / 2, value / 2], { rtol: 1e-12 });
});
