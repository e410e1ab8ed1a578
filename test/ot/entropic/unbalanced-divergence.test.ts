import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { sinkhornDivergence } from '../../../lib/ot/entropic/sinkhorn-divergence.js';
import { unbalancedDivergence } from '../../../lib/ot/entropic/unbalanced-divergence.js';
import { allClose } from '../../support/all-close.js';
import { randomPoints, randomWeights } from '../../support/measures.js';

function clouds(seed: number): { x: number[][]; y: number[][]; a: number[]; b: number[] } {
  const rng = Rng.fromSeed(seed);
  return {
    x: randomPoints(9, 2, rng),
    y: randomPoints(7, 2, rng, 0.5),
    a: randomWeights(9, rng),
    b: randomWeights(7, rng),
  };
}

test('unbalancedDivergence(x, x) is 0, and > 0 between others, also where only the totals differ', t => {
  const { x, y, a, b } = clouds(1);
  for (const epsilon of [0.05, 1, 20]) {
    for (const penaltyA of [0.3, 5]) {
      const options = { epsilon, penaltyA };
      t.is(unbalancedDivergence(x, x, { ...options, a, b: a }).value, 0);
      const heavier = a.map(weight => 1.5 * weight);
      t.true(unbalancedDivergence(x, x, { ...options, a, b: heavier }).value > 1e-4);
      const apart = unbalancedDivergence(x, y, { ...options, a, b });
      t.true(apart.converged && apart.value > 1e-4);
      const swapped = unbalancedDivergence(y, x, { ...options, a: b, b: a });
      allClose(t, swapped.value, apart.value, { rtol: 1e-6 });
    }
  }
});

test('unbalancedDivergence of one point each, at one place, has its closed form', t => {
  // At c = 0 the optimum of (p, q) is f = g = ρ ε/(ρ + ε)·… : checked against a search over f = g + const.
  const [p, q, rho, epsilon] = [1, 3, 2, 0.5];
  const unit = Math.sqrt(p * q);
  const dual = (s: number, u: number, f: number, g: number): number => {
    const m = Math.sqrt(s * u);
    return (
      rho * s * (1 - Math.exp(-f / rho)) +
      rho * u * (1 - Math.exp(-g / rho)) -
      epsilon * (m * Math.exp((f + g) / epsilon) - m)
    );
  };
  let best = -Infinity;
  for (let f = -3; f <= 3; f += 0.005) {
    for (let g = -3; g <= 3; g += 0.005) best = Math.max(best, dual(p, q, f, g));
  }
  const correction = (epsilon / 2) * (Math.sqrt(p) - Math.sqrt(q)) ** 2;
  t.true(unit > 0);
  const { value } = unbalancedDivergence([[0]], [[0]], { a: [p], b: [q], epsilon, penaltyA: rho });
  // Of (s, s) the optimum is f = g = 0, of value 0.
  allClose(t, value, best + correction, { atol: 1e-3 });
});

test('unbalancedDivergence(ρ → ∞) is sinkhornDivergence, and it is homogeneous in mass', t => {
  const { x, y, a, b } = clouds(2);
  const options = { a, b, epsilon: 0.5 };
  const balanced = sinkhornDivergence(x, y, options).value;
  allClose(t, unbalancedDivergence(x, y, { ...options, penaltyA: 1e7 }).value, balanced, { rtol: 1e-4 });
  const once = unbalancedDivergence(x, y, { ...options, penaltyA: 1 }).value;
  const [heavyA, heavyB] = [a.map(w => 7 * w), b.map(w => 7 * w)];
  const heavy = unbalancedDivergence(x, y, { a: heavyA, b: heavyB, epsilon: 0.5, penaltyA: 1 }).value;
  allClose(t, heavy, 7 * once, { rtol: 1e-8 });
});

test('unbalancedDivergence refuses what unbalancedTransport refuses', t => {
  t.throws(() => unbalancedDivergence([1], [2], { epsilon: 0, penaltyA: 1 }), {
    instanceOf: RangeError,
    message: /`epsilon`/,
  });
  t.throws(() => unbalancedDivergence([1], [2], { epsilon: 1, penaltyA: -1 }), {
    instanceOf: RangeError,
    message: /`penaltyA`/,
  });
});
