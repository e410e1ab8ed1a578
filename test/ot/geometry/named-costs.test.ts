import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { type GroundCost, pointCost } from '../../../lib/ot/geometry/cost.js';
import {
  chebyshevCost,
  cosineCost,
  mahalanobisCost,
  minkowskiCost,
} from '../../../lib/ot/geometry/named-costs.js';
import { solveSample } from '../../../lib/ot/solve.js';
import { allClose } from '../../support/all-close.js';
import { randomPoints } from '../../support/measures.js';

const between = (x: number[], y: number[], cost: GroundCost): number => pointCost([x], [y], cost).at(0, 0);

test('cosineCost is 1 less the cosine of the angle, whatever the lengths', t => {
  allClose(t, between([1, 0], [0, 5], cosineCost()), 1, { rtol: 1e-15 });
  allClose(t, between([2, 0], [-3, 0], cosineCost()), 2, { rtol: 1e-15 });
  for (const angle of [1, 1e-3, 1e-6]) {
    const y = [7 * Math.cos(angle), 7 * Math.sin(angle)];
    allClose(t, between([3, 0], y, cosineCost()), 2 * Math.sin(angle / 2) ** 2, { rtol: 1e-9 });
  }
  t.throws(() => between([0, 0], [1, 0], cosineCost()), {
    instanceOf: RangeError,
    message: /cosineCost: expected points other than 0/,
  });
});

test('chebyshevCost is the largest difference, and the limit of minkowskiCost(p) as p → ∞', t => {
  t.is(between([1, 5, -2], [2, 3, 4], chebyshevCost()), 6);
  allClose(t, between([1, 5, -2], [2, 3, 4], minkowskiCost(500)), 6, { rtol: 1e-12 });
});

test('minkowskiCost(1) is the city block, (2) is ‖x − y‖, and no power overflows', t => {
  const rng = Rng.fromSeed(81);
  const [x, y] = [randomPoints(4, 3, rng), randomPoints(5, 3, rng)];
  for (const [p, cost] of [
    [1, { kind: 'cityblock' }],
    [2, { kind: 'euclidean' }],
  ] as const) {
    const [named, own] = [pointCost(x, y, minkowskiCost(p)), pointCost(x, y, cost)];
    x.forEach((_, i) => y.forEach((__, j) => allClose(t, named.at(i, j), own.at(i, j), { rtol: 1e-14 })));
  }
  allClose(t, between([3, 0], [0, 4], minkowskiCost(3)), 91 ** (1 / 3), { rtol: 1e-14 });
  allClose(t, between([3e200, 0], [0, 4e200], minkowskiCost(3)), 91 ** (1 / 3) * 1e200, { rtol: 1e-14 });
  t.is(between([1, 2], [1, 2], minkowskiCost(3)), 0);
  for (const p of [0, -1, NaN, Infinity]) {
    t.throws(() => minkowskiCost(p), { instanceOf: RangeError, message: /minkowskiCost: expected `p`/ });
  }
});

test('mahalanobisCost is √((x − y)ᵀ Σ⁻¹ (x − y))', t => {
  const covariance = [
    [2, 1],
    [1, 3],
  ];
  // Σ⁻¹ = [[3, −1], [−1, 2]]/5.
  allClose(t, between([4, 1], [1, 3], mahalanobisCost(covariance)), Math.sqrt((27 + 12 + 8) / 5), {
    rtol: 1e-13,
  });
  const rng = Rng.fromSeed(82);
  const [x, y] = [randomPoints(6, 2, rng), randomPoints(6, 2, rng)];
  const scaled = (points: number[][]): number[][] => points.map(([p, q]) => [p! / 2, q! / 3]);
  const diagonal = [
    [4, 0],
    [0, 9],
  ];
  const found = solveSample(x, y, { cost: mahalanobisCost(diagonal) }).value;
  allClose(t, found, solveSample(scaled(x), scaled(y), { cost: { kind: 'euclidean' } }).value, {
    rtol: 1e-12,
  });
  const singular = [
    [1, 1],
    [1, 1],
  ];
  t.throws(() => mahalanobisCost(singular), {
    instanceOf: RangeError,
    message: /mahalanobisCost: expected `covariance` to be positive definite, got one of rank 1 of 2/,
  });
  t.throws(() => between([1], [2], mahalanobisCost(covariance)), {
    instanceOf: RangeError,
    message: /points of 2 coordinates/,
  });
});
