import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { sinkhornDivergence } from '../../../lib/ot/entropic/sinkhorn-divergence.js';
import { sinkhorn } from '../../../lib/ot/entropic/sinkhorn.js';
import { unbalancedTransport } from '../../../lib/ot/entropic/unbalanced.js';
import { type Cost, pointCost } from '../../../lib/ot/geometry/cost.js';
import { transport1d, wasserstein1d, wasserstein1dPower } from '../../../lib/ot/line/one-dimensional.js';
import { solveSample } from '../../../lib/ot/solve.js';
import { allClose } from '../../support/all-close.js';

const rng = Rng.fromSeed(61);
const points = Array.from({ length: 12 }, () => [rng.uniform(), rng.uniform(), rng.uniform()]);
const [x, y] = [points.slice(0, 6), points.slice(6)];
const at = (cloud: number[][], size: number): number[][] =>
  cloud.map(point => point.map(entry => entry * size));

for (const size of [1e200, 1e-200, 1e300, 1e-290]) {
  for (const cost of [{ kind: 'euclidean' }, { kind: 'power', p: 1 }] as const) {
    test(`pointCost(points at ${size}, ${cost.kind}) neither overflows nor vanishes`, t => {
      const [far, near] = [pointCost(at(x, size), at(y, size), cost), pointCost(x, y, cost)];
      const [row, expected] = [new Float64Array(6), new Float64Array(6)];
      for (let i = 0; i < 6; i++) {
        far.row(i, row);
        near.row(i, expected);
        allClose(
          t,
          row,
          expected.map(entry => entry * size),
          { rtol: 1e-12 },
        );
        for (let j = 0; j < 6; j++) t.is(far.at(i, j), row[j]!);
      }
      const value = solveSample(x, y, { cost }).value * size;
      allClose(t, solveSample(at(x, size), at(y, size), { cost }).value, value, { rtol: 1e-9 });
      const method = { kind: 'sinkhorn', epsilon: 0.01 * size } as const;
      const entropic = solveSample(at(x, size), at(y, size), { cost, method });
      t.true(entropic.converged && entropic.transportCost >= value);
    });
  }
}

test('a cost that overflows is an error of the function that was called', t => {
  const [far, away] = [at(x, 1e200), at(y, 1e200)];
  const refuses = (name: string, run: () => unknown): void => {
    t.throws(run, { instanceOf: RangeError, message: new RegExp(`^${name}: expected .* (so near|finite)`) });
  };
  refuses('pointCost', () => pointCost(far, away, { kind: 'squared-euclidean' }));
  refuses('pointCost', () => pointCost(at(x, 1e6), at(y, 1e6), { kind: 'power', p: 80 }));
  refuses('solveSample', () => solveSample(far, away));
  refuses('sinkhornDivergence', () => sinkhornDivergence(far, away, { epsilon: 1 }));
  refuses('wasserstein1dPower', () => wasserstein1dPower([0, 1e200], [1, 2], { p: 2 }));
  refuses('transport1d', () => transport1d([0, 1e200], [1, 2], { p: 2 }));
  refuses('wasserstein1d', () => wasserstein1d([-1.7e308], [1.7e308]));
  allClose(t, wasserstein1d([0, 1e200], [0, 2e200], { p: 2 }), Math.SQRT1_2 * 1e200, { rtol: 1e-12 });
  for (const bad of [NaN, -Infinity, 1e308]) {
    const lazy: Cost = { shape: [2, 2], at: () => bad, row: (_, out) => void out.fill(bad) };
    refuses('sinkhorn', () => sinkhorn(lazy, { epsilon: 1 }));
    refuses('unbalancedTransport', () => unbalancedTransport(lazy, { epsilon: 1, penaltyA: 1 }));
  }
});

const table = (price: number): number[][] => [
  [1, price, 2, price],
  [price, 1, 3, 2],
  [2, 1, price, price],
  [price, price, price, price],
];
const weights = { a: [0.3, 0.3, 0.4, 0], b: [0.3, 0.3, 0.2, 0.2] };

test('sinkhorn and unbalancedTransport(Infinity) never go that way', t => {
  for (const epsilon of [0.05, 1]) {
    for (const scaling of [0.25, 1]) {
      const options = { ...weights, epsilon, scaling, penaltyA: 1 };
      for (const solver of [sinkhorn, unbalancedTransport]) {
        const [closed, dear] = [solver(table(Infinity), options), solver(table(1e5), options)];
        t.true(closed.converged);
        allClose(t, closed.value, dear.value, { rtol: 1e-7 });
        closed.plan.forEach((i, j) => t.not(table(Infinity)[i]![j], Infinity));
        t.true([...closed.f.slice(0, 3), ...closed.g].every(Number.isFinite));
        t.is(closed.f[3], Infinity);
      }
    }
  }
});

test('sinkhorn(no way for a point, or for a set of points) says so', t => {
  const I = Infinity;
  t.throws(
    () =>
      sinkhorn(
        [
          [1, 2],
          [I, I],
        ],
        { epsilon: 1 },
      ),
    {
      instanceOf: RangeError,
      message: /^sinkhorn: expected `cost` to be finite somewhere in row 1/,
    },
  );
  t.throws(
    () =>
      unbalancedTransport(
        [
          [1, I],
          [2, I],
        ],
        { epsilon: 1, penaltyA: 1 },
      ),
    {
      instanceOf: RangeError,
      message: /^unbalancedTransport: expected `cost` to be finite somewhere in column 1/,
    },
  );
  // Two rows share one column.
  t.throws(
    () =>
      sinkhorn(
        [
          [1, I, I],
          [2, I, I],
          [1, 1, 1],
        ],
        { epsilon: 1 },
      ),
    {
      instanceOf: RangeError,
      message: /^sinkhorn: expected a feasible plan over the arcs that are not forbidden/,
    },
  );
});
