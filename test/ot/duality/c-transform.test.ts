import test from 'ava';
import { cBarTransform, cConcavityGap, cTransform, dualExcess } from '../../../lib/ot/duality/c-transform.js';
import { matrixCost, pointCost } from '../../../lib/ot/geometry/cost.js';
import { networkSimplex } from '../../../lib/ot/exact/network-simplex.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';

const squared = { kind: 'squared-euclidean' } as const;

function randomNumbers(n: number, seed: number): Float64Array {
  const rng = Rng.fromSeed(seed);
  return Float64Array.from({ length: n }, () => rng.normal());
}

test('cTransform([1, 0]) on the cost [0 4 2, 3 1 2] is [−1 1 1], attained first in rows 0, 1, 0; ties too', t => {
  const cost = matrixCost([
    [0, 4, 2],
    [3, 1, 2],
  ]);
  const { values, argmin } = cTransform([1, 0], cost);
  t.deepEqual([...values], [-1, 1, 1]);
  t.deepEqual([...argmin], [0, 1, 0]);
  t.deepEqual([...cTransform([0, 0], cost).argmin], [0, 1, 0]);
});

test('cBarTransform([0, 1, 5]) on the cost [0 4 2, 3 1 2] is [−3 −3]; ties go to the smallest index', t => {
  const cost = matrixCost([
    [0, 4, 2],
    [3, 1, 2],
  ]);
  const { values, argmin } = cBarTransform([0, 1, 5], cost);
  t.deepEqual([...values], [-3, -3]);
  t.deepEqual([...argmin], [2, 2]);
  t.deepEqual([...cBarTransform([0, 4, 2], cost).argmin], [0, 1]);
});

test('the c-transform of λx² under ‖x − y‖² is −λ/(1 − λ)·y², on a fine grid', t => {
  const lambda = 0.25;
  const x = Float64Array.from({ length: 4001 }, (_, i) => -4 + i / 500);
  const y = [-1.5, 0, 0.3, 1, 2];
  // min over x of (x − y)² − λx² is at x = y/(1 − λ).
  const { values, argmin } = cTransform(
    x.map(v => lambda * v * v),
    pointCost(x, y, squared),
  );
  allClose(
    t,
    values,
    y.map(v => (-lambda / (1 - lambda)) * v * v),
    { rtol: 0, atol: 1e-6 },
  );
  allClose(
    t,
    Array.from(argmin, i => x[i]!),
    y.map(v => v / (1 - lambda)),
    { rtol: 0, atol: 1e-3 },
  );
});

test('cBarTransform is cTransform on the transposed cost', t => {
  const [x, y, g] = [randomNumbers(7, 1), randomNumbers(9, 2), randomNumbers(9, 3)];
  const back = cBarTransform(g, pointCost(x, y, squared));
  const forth = cTransform(g, pointCost(y, x, squared));
  t.deepEqual(back, forth);
});

test('f^c f^cc̄c is f^c, f^cc̄ ≥ f, and f^c is the largest feasible g', t => {
  const [x, y, f] = [randomNumbers(20, 4), randomNumbers(30, 5), randomNumbers(20, 6)];
  const cost = pointCost(x, y, squared);
  const { values: g, argmin } = cTransform(f, cost);
  const { values: back } = cBarTransform(g, cost);
  allClose(t, cTransform(back, cost).values, g, { rtol: 0, atol: 1e-14 });
  t.true(back.every((value, i) => value >= f[i]! - 1e-14));
  t.true(dualExcess(f, g, cost) <= 1e-14);
  for (const [j, i] of argmin.entries()) {
    allClose(t, f[i]! + g[j]!, cost.at(i, j), { rtol: 0, atol: 1e-14 });
  }
});

test('cTransform commutes with shifts of f, units and orders', t => {
  const [x, y, f] = [randomNumbers(6, 7), randomNumbers(5, 8), randomNumbers(6, 9)];
  const { values } = cTransform(f, pointCost(x, y, squared));
  const shifted = cTransform(
    f.map(v => v + 3),
    pointCost(x, y, squared),
  ).values;
  allClose(
    t,
    shifted,
    values.map(v => v - 3),
    { rtol: 0, atol: 1e-14 },
  );
  for (const unit of [1e9, 1e-9]) {
    const cost = pointCost(
      x.map(v => v * unit),
      y.map(v => v * unit),
      squared,
    );
    const scaled = cTransform(
      f.map(v => v * unit ** 2),
      cost,
    ).values;
    allClose(
      t,
      scaled,
      values.map(v => v * unit ** 2),
      { rtol: 1e-12 },
    );
  }
  const reversed = cTransform(f.slice().reverse(), pointCost(x.slice().reverse(), y, squared)).values;
  t.deepEqual(reversed, values);
});

test('cConcavityGap is 0 for exact potentials and for a c-transform, and the depth of a needle', t => {
  const [x, y] = [randomNumbers(15, 10), randomNumbers(12, 11)];
  const cost = pointCost(x, y, squared);
  const { f, g } = networkSimplex(cost);
  const concave = cBarTransform(g, cost).values;
  t.true(cConcavityGap(concave, cost) <= 1e-14);
  t.true(cConcavityGap(f, cost) <= 1e-12);
  // So deep that row 4 attains no minimum: f^cc̄ there is what the others make of it.
  const needle = concave.map((value, i) => (i === 4 ? -1000 : value));
  const others = pointCost(
    x.filter((_, i) => i !== 4),
    y,
    squared,
  );
  const { values: back } = cBarTransform(
    cTransform(
      concave.filter((_, i) => i !== 4),
      others,
    ).values,
    cost,
  );
  allClose(t, cConcavityGap(needle, cost), back[4]! + 1000, { rtol: 1e-12 });
  t.is(cConcavityGap([0, -1], matrixCost([[1], [1]])), 1);
});

test('dualExcess is the largest f + g − c, negative where there is room', t => {
  const cost = matrixCost([
    [1, 2],
    [3, 5],
  ]);
  t.is(dualExcess([0, 1], [0, 0], cost), -1);
  t.is(dualExcess([0, 1], [0, 6], cost), 4);
});

test('c-transforms refuse potentials of another length or not finite', t => {
  const cost = matrixCost([[1, 2, 3]]);
  t.throws(() => cTransform([1, 2], cost), { instanceOf: RangeError, message: /^cTransform: expected `f`/ });
  t.throws(() => cBarTransform([1, 2], cost), {
    instanceOf: RangeError,
    message: /^cBarTransform: expected `g`/,
  });
  t.throws(() => cConcavityGap([NaN], cost), {
    instanceOf: RangeError,
    message: /^cConcavityGap: expected `f`/,
  });
  t.throws(() => dualExcess([0], [0, 0], cost), {
    instanceOf: RangeError,
    message: /^dualExcess: expected `g`/,
  });
});
