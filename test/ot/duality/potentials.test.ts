import test from 'ava';
import { cTransform } from '../../../lib/ot/duality/c-transform.js';
import { type GroundCost, pointCost } from '../../../lib/ot/geometry/cost.js';
import type { Matrix } from '../../../lib/base/matrix.js';
import { networkSimplex } from '../../../lib/ot/exact/network-simplex.js';
import { potentialFunction } from '../../../lib/ot/duality/potentials.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';

const squared = { kind: 'squared-euclidean' } as const;

function cloud(n: number, d: number, seed: number): Matrix {
  const rng = Rng.fromSeed(seed);
  return { data: Float64Array.from({ length: n * d }, () => rng.normal()), shape: [n, d] };
}

const rows = ({ data, shape: [n, d] }: Matrix): Float64Array[] =>
  Array.from({ length: n }, (_, i) => data.subarray(i * d, (i + 1) * d));

test('potentialFunction of one point is c(x, y) − f, with ε and without', t => {
  for (const epsilon of [0, 0.3]) {
    const g = potentialFunction([2], [[1, 2]], squared, { epsilon });
    allClose(t, g([4, 6]), 25 - 2, { rtol: 1e-14 });
  }
  allClose(t, potentialFunction([2], [1], { kind: 'euclidean' })(-4), 3, { rtol: 1e-14 });
});

test('potentialFunction on the support is cTransform, for every cost', t => {
  const [x, y, f] = [cloud(8, 3, 1), cloud(6, 3, 2), cloud(8, 1, 3).data];
  const grounds: GroundCost[] = [
    squared,
    { kind: 'euclidean' },
    { kind: 'power', p: 1.5 },
    { kind: 'cityblock' },
    { kind: 'discrete' },
    { kind: 'function', of: (p, q) => p[0]! - q[1]! },
  ];
  for (const ground of grounds) {
    const g = potentialFunction(f, x, ground);
    t.deepEqual(rows(y).map(g), [...cTransform(f, pointCost(x, y, ground)).values]);
  }
});

test('potentialFunction of exact potentials gives g back where b > 0, and f with the roles swapped', t => {
  const [x, y] = [cloud(12, 2, 4), cloud(9, 2, 5)];
  const { f, g } = networkSimplex(pointCost(x, y, squared));
  allClose(t, rows(y).map(potentialFunction(f, x, squared)), g, { rtol: 0, atol: 1e-12 });
  allClose(t, rows(x).map(potentialFunction(g, y, squared)), f, { rtol: 0, atol: 1e-12 });
});

test('the soft potential makes Σ_i a_i/Σa exp((f_i + g(y) − c(x_i, y))/ε) equal 1', t => {
  const [x, y, f] = [cloud(8, 2, 6), cloud(5, 2, 7), cloud(8, 1, 8).data];
  const a = [1, 2, 0, 3, 1, 1, 4, 2];
  for (const epsilon of [0.05, 1, 30]) {
    const g = potentialFunction(f, x, squared, { epsilon, a });
    for (const point of rows(y)) {
      const sum = rows(x).reduce((partial, p, i) => {
        const c = p.reduce((s, v, k) => s + (v - point[k]!) ** 2, 0);
        return partial + (a[i]! / 14) * Math.exp((f[i]! + g(point) - c) / epsilon);
      }, 0);
      allClose(t, sum, 1, { rtol: 1e-12 });
    }
  }
});

test('the soft potential lies above the hard one by at most ε log(1/min a), and tends to it', t => {
  const [x, y, f] = [cloud(8, 2, 9), cloud(20, 2, 10), cloud(8, 1, 11).data];
  const hard = potentialFunction(f, x, squared);
  for (const epsilon of [1e-6, 1e-2, 1]) {
    const soft = potentialFunction(f, x, squared, { epsilon });
    for (const point of rows(y)) {
      const excess = soft(point) - hard(point);
      t.true(excess >= -1e-13 && excess <= epsilon * Math.log(8) + 1e-13);
    }
  }
});

test('the soft potential neither overflows nor depends on the unit or on the total of a', t => {
  const [x, f] = [cloud(6, 2, 12), cloud(6, 1, 13).data];
  const point = [0.3, -2];
  const value = potentialFunction(f, x, squared, { epsilon: 0.1 })(point);
  for (const unit of [1e9, 1e-9]) {
    const scaled = potentialFunction(
      f.map(v => v * unit ** 2),
      { data: x.data.map(v => v * unit), shape: x.shape },
      squared,
      { epsilon: 0.1 * unit ** 2, a: [3, 3, 3, 3, 3, 3] },
    );
    allClose(t, scaled(point.map(v => v * unit)), unit ** 2 * value, { rtol: 1e-12 });
  }
  allClose(
    t,
    potentialFunction([0, 5], [0, 0], squared, { epsilon: 1e-3 })(1000),
    1e6 - 5 + 1e-3 * Math.LN2,
    {
      rtol: 1e-15,
    },
  );
});

test('points without mass have no part in a potential', t => {
  for (const epsilon of [0, 0.5]) {
    const g = potentialFunction([0, 100, 1], [0, 1, 2], squared, { epsilon, a: [0.5, 0, 0.5] });
    allClose(t, g(1), potentialFunction([0, 1], [0, 2], squared, { epsilon })(1), { rtol: 1e-14 });
  }
});

test('potentialFunction refuses ε < 0, broken potentials and weights, and points of another dimension', t => {
  const refused = { instanceOf: RangeError, message: /^potentialFunction: expected/ };
  t.throws(() => potentialFunction([0], [0], squared, { epsilon: -1 }), refused);
  t.throws(() => potentialFunction([0, 1], [0], squared), refused);
  t.throws(() => potentialFunction([0], [0], squared, { a: [-1] }), refused);
  const g = potentialFunction([0], [[0, 0]], squared);
  t.throws(() => g(1), refused);
  t.throws(() => g([1, 2, 3]), refused);
  t.throws(() => g([1, NaN]), refused);
});
