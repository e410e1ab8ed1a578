import test, { type ExecutionContext } from 'ava';
import { transport1d, wasserstein1d, wasserstein1dPower } from '../../../lib/ot/line/one-dimensional.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { gappedWeights, normals } from '../../support/measures.js';
import { leastAssignment } from '../../support/assignments.js';

const root = Rng.fromSeed(4).split('one-dimensional');
const powers = [1, 1.5, 2, 3.7] as const;

/** ∫ |F_x(s) − F_y(s)| ds, from the definition of the distribution functions. */
function cdfIntegral(x: Float64Array, y: Float64Array, a: Float64Array, b: Float64Array): number {
  const points = [...x, ...y].sort((one, other) => one - other);
  const below = (at: number, support: Float64Array, mass: Float64Array): number =>
    mass.reduce((sum, weight, i) => (support[i]! <= at ? sum + weight : sum), 0);
  return points.slice(1).reduce((sum, next, k) => {
    const here = points[k]!;
    return sum + (next - here) * Math.abs(below(here, x, a) - below(here, y, b));
  }, 0);
}

/** f_i + g_j ≤ c(i, j) everywhere, the plan has the marginals, and primal = dual. */
function isOptimal(
  t: ExecutionContext,
  x: Float64Array,
  y: Float64Array,
  { p, a, b }: { readonly p: number; readonly a?: Float64Array; readonly b?: Float64Array },
): void {
  const found = transport1d(x, y, { p, ...(a && { a }), ...(b && { b }) });
  const largest = Math.max(...x.map(from => Math.max(...y.map(to => Math.abs(from - to) ** p))));
  const excess = Math.max(
    ...x.map((from, i) =>
      Math.max(...y.map((to, j) => found.f[i]! + found.g[j]! - Math.abs(from - to) ** p)),
    ),
  );
  t.true(excess <= 1e-12 * largest, `f + g exceeds the cost by ${excess}`);
  t.true(Math.abs(found.gap) <= 1e-12 * largest, `gap ${found.gap}`);
  t.true(found.marginalError <= 1e-14, `marginal error ${found.marginalError}`);
  t.true(found.plan.mass.every(mass => mass > 0) && found.plan.mass.length < x.length + y.length);
  t.true(found.plan.rows.every((row, k) => k === 0 || row >= found.plan.rows[k - 1]!));
  t.true(found.converged);
  allClose(t, found.value, wasserstein1dPower(x, y, { p, ...(a && { a }), ...(b && { b }) }), {
    rtol: 1e-12,
  });
  t.is(found.transportCost, found.value);
}

for (const p of powers) {
  test(`wasserstein1d(x, x + c, p = ${p}) equals |c|`, t => {
    const x = normals(300, root.split('shift'));
    for (const c of [2.5, -0.125]) {
      allClose(
        t,
        wasserstein1d(
          x,
          x.map(point => point + c),
          { p },
        ),
        Math.abs(c),
        { rtol: 1e-12 },
      );
    }
  });

  test(`wasserstein1d(p = ${p}) equals the best of all assignments`, t => {
    for (let trial = 0; trial < 5; trial++) {
      const rng = root.split('assignments', trial);
      const [x, y] = [normals(6, rng), normals(6, rng)];
      const best = leastAssignment(6, (i, j) => Math.abs(x[i]! - y[j]!) ** p);
      allClose(t, wasserstein1d(x, y, { p }), best ** (1 / p), { rtol: 1e-12 });
      allClose(t, wasserstein1dPower(x, y, { p }), best, { rtol: 1e-12 });
    }
  });

  test(`wasserstein1d(p = ${p}) with weights k/6 equals that of points repeated k times`, t => {
    const rng = root.split('repeats');
    const [x, y] = [normals(4, rng), normals(3, rng)];
    const [a, b] = [
      [3, 1, 0, 2],
      [1, 4, 1],
    ];
    const repeat = (points: Float64Array, times: readonly number[]): number[] =>
      times.flatMap((count, i) => Array.from({ length: count }, () => points[i]!));
    const [repeatedX, repeatedY] = [repeat(x, a), repeat(y, b)];
    const best = leastAssignment(6, (i, j) => Math.abs(repeatedX[i]! - repeatedY[j]!) ** p);
    const options = { p, a: a.map(count => count / 6), b: b.map(count => count / 6) };
    allClose(t, wasserstein1d(x, y, options), best ** (1 / p), { rtol: 1e-12 });
    allClose(t, transport1d(x, y, options).value, best, { rtol: 1e-12 });
  });

  test(`transport1d(p = ${p}) is proved optimal by its potentials`, t => {
    const rng = root.split('proof');
    const [x, y] = [normals(200, rng), normals(137, rng).map(point => 0.5 * point + 1)];
    isOptimal(t, x, y, { p });
    isOptimal(t, x, y, { p, a: gappedWeights(200, rng), b: gappedWeights(137, rng) });
    isOptimal(t, x, y, { p, a: gappedWeights(200, rng) });
    isOptimal(t, x, x.map(Math.sin), { p, a: gappedWeights(200, rng) });
    isOptimal(t, x, x.map(Math.sin), { p, b: gappedWeights(200, rng) });
    isOptimal(
      t,
      x,
      y.map(point => Math.round(4 * point) / 4),
      { p, b: gappedWeights(137, rng) },
    );
    isOptimal(t, x.map(Math.round), x.map(Math.round).reverse(), { p });
    isOptimal(t, x.subarray(0, 1), y, { p });
    isOptimal(t, x, y.subarray(0, 1), { p });
  });

  test(`wasserstein1d(p = ${p}) is unchanged by swapping, permuting and shifting, and scales with the points`, t => {
    const rng = root.split('invariance');
    const [x, y] = [normals(150, rng), normals(90, rng)];
    const [a, b] = [gappedWeights(150, rng), gappedWeights(90, rng)];
    const value = wasserstein1d(x, y, { p, a, b });
    allClose(t, wasserstein1d(y, x, { p, a: b, b: a }), value, { rtol: 1e-12 });
    const order = rng.permutation(150);
    const mixed = {
      x: x.map((_, k) => x[order[k]!]!),
      a: a.map((_, k) => a[order[k]!]!),
    };
    allClose(t, wasserstein1d(mixed.x, y, { p, a: mixed.a, b }), value, { rtol: 1e-12 });
    const shifted = (points: Float64Array): Float64Array => points.map(point => point - 40);
    allClose(t, wasserstein1d(shifted(x), shifted(y), { p, a, b }), value, { rtol: 1e-11 });
    for (const scale of [1e9, 1e-9, -3]) {
      const scaled = (points: Float64Array): Float64Array => points.map(point => scale * point);
      allClose(t, wasserstein1d(scaled(x), scaled(y), { p, a, b }), Math.abs(scale) * value, { rtol: 1e-12 });
    }
    const double = (mass: Float64Array): Float64Array => mass.map(weight => 8 * weight);
    allClose(t, wasserstein1d(x, y, { p, a: double(a), b: double(b) }), 8 ** (1 / p) * value, {
      rtol: 1e-12,
    });
  });

  test(`wasserstein1d(x, x, p = ${p}) is 0, also in another order and with other weights of the same measure`, t => {
    const x = normals(500, root.split('same'));
    t.is(wasserstein1d(x, x.slice().reverse(), { p }), 0);
    t.is(wasserstein1d([1, 2, 2, 1], [2, 1], { p }), 0);
    t.is(wasserstein1d([1, 2, 7], [2, 1], { p, a: [0.25, 0.75, 0], b: [0.75, 0.25] }), 0);
    t.is(wasserstein1d([3], [3], { p }), 0);
    t.is(transport1d(x, x, { p }).value, 0);
  });
}

test('wasserstein1d(x, y) is the integral of |F_x − F_y|, p = 1 by default', t => {
  for (let trial = 0; trial < 4; trial++) {
    const rng = root.split('cdf', trial);
    const [x, y] = [normals(40, rng), normals(70, rng).map(point => 2 * point)];
    const [a, b] = [gappedWeights(40, rng), gappedWeights(70, rng)];
    allClose(t, wasserstein1d(x, y, { a, b }), cdfIntegral(x, y, a, b), { rtol: 1e-12 });
  }
});

test('wasserstein1d approaches |m − n| and |σ − τ| for quantiles of normals, W₂² = (m − n)² + (σ − τ)²', t => {
  const rng = root.split('normals');
  const [n, shift, tau] = [40_000, 0.7, 1.6];
  const [x, y] = [normals(n, rng), normals(n, rng).map(point => shift + tau * point)];
  // The error of an empirical mean or deviation is about 1/√n; five of them.
  const exact = Math.sqrt(shift ** 2 + (tau - 1) ** 2);
  allClose(t, wasserstein1d(x, y, { p: 2 }), exact, { atol: (5 * (1 + tau)) / Math.sqrt(n), rtol: 0 });
});

test('wasserstein1d is bounded by p: W_1 ≤ W_2 ≤ W_100 ≤ the longest way, without overflow', t => {
  const rng = root.split('order');
  const [x, y] = [normals(50, rng).map(point => 1e9 * point), normals(80, rng).map(point => 1e9 * point)];
  const values = [1, 2, 10, 100].map(p => wasserstein1d(x, y, { p }));
  values.forEach((value, k) => t.true(Number.isFinite(value) && (k === 0 || value >= values[k - 1]!)));
  t.true(values[3]! <= Math.max(...x, ...y) - Math.min(...x, ...y));
  allClose(t, wasserstein1d([0], [1e300], { p: 2 }), 1e300);
  allClose(t, wasserstein1d([0, 1], [1e-300, 1 + 1e-300], { p: 1, a: [1, 0], b: [1, 0] }), 1e-300);
  allClose(t, wasserstein1d([0, 1e300], [1e-200, 0], { p: 2, a: [1, 0], b: [1, 0] }), 1e-200);
});

test('transport1d(20,000 points) keeps its proof without an n × m table', t => {
  const rng = root.split('large');
  const [n, m] = [20_000, 20_000];
  const [x, y] = [normals(n, rng), normals(m, rng).map(point => 3 * point - 1)];
  const found = transport1d(x, y, { p: 2, a: gappedWeights(n, rng), b: gappedWeights(m, rng) });
  t.true(Math.abs(found.gap) <= 1e-11 && found.marginalError <= 1e-12);
  let excess = -Infinity;
  for (let i = 0; i < n; i += 7) {
    for (let j = i % 50; j < m; j += 50) {
      const cost = (x[i]! - y[j]!) ** 2;
      excess = Math.max(excess, found.f[i]! + found.g[j]! - cost);
    }
  }
  t.true(excess <= 1e-9, `f + g exceeds the cost by ${excess}`);
});

test('transport1d reads nested arrays and tensors, and names points by where they were given', t => {
  const found = transport1d(
    [[5], [1]],
    { shape: [3], dataSync: () => [2, 6, 1] },
    { p: 2, a: [0.5, 0.5], b: [0.25, 0.5, 0.25] },
  );
  t.deepEqual([...found.plan.rows], [0, 1, 1]);
  t.deepEqual([...found.plan.columns], [1, 2, 0]);
  t.deepEqual([...found.plan.mass], [0.5, 0.25, 0.25]);
  t.is(found.value, 0.5 * 1 + 0.25 * 1);
});

test('wasserstein1d and transport1d refuse what is no problem on the line', t => {
  const refuses = (body: () => unknown, message: RegExp): void => {
    t.throws(body, { instanceOf: RangeError, message });
  };
  for (const p of [0.5, 0, -1, NaN, Infinity]) {
    refuses(() => wasserstein1d([1], [2], { p }), /^wasserstein1d: expected `p` to be ≥ 1 and finite, got /);
    refuses(() => transport1d([1], [2], { p }), /^transport1d: expected `p` to be ≥ 1/);
    refuses(() => wasserstein1dPower([1], [2], { p }), /^wasserstein1dPower: expected `p` to be ≥ 1/);
  }
  refuses(() => wasserstein1d([], [2]), /`x` to hold at least one point/);
  refuses(() => wasserstein1d([1], new Float64Array(0)), /`y` to hold at least one point/);
  refuses(() => wasserstein1d([[1, 2]], [2]), /`x` to be points of the line, got 2 coordinates/);
  refuses(() => wasserstein1d([NaN], [2]), /`x` to be finite, got NaN/);
  refuses(() => wasserstein1d([1], Float64Array.of(Infinity)), /`y` to be finite, got Infinity/);
  refuses(() => wasserstein1d([1, 2], [2], { a: [1] }), /`a` to have 2 entries, got 1/);
  refuses(() => wasserstein1d([1, 2], [2], { a: [1.5, -0.5] }), /`a` to be ≥ 0, got -0.5 at 1/);
  refuses(() => wasserstein1d([1, 2], [2], { a: [0, 0] }), /`a` to have mass/);
  refuses(() => wasserstein1d([1, 2], [2], { a: [1, 1] }), /`a` and `b` to have the same total/);
});
