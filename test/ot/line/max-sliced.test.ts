import test from 'ava';
import { uniformDirections } from '../../../lib/ot/line/directions.js';
import type { Matrix } from '../../../lib/base/matrix.js';
import { maxSlicedWasserstein } from '../../../lib/ot/line/max-sliced.js';
import { wasserstein1d } from '../../../lib/ot/line/one-dimensional.js';
import { slicedWasserstein } from '../../../lib/ot/line/sliced.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { cloud, mapped } from '../../support/measures.js';

const root = Rng.fromSeed(4).split('max-sliced');

for (const p of [1, 2, 3]) {
  test(`maxSlicedWasserstein(x, x + c, p = ${p}) equals ‖c‖, along ±c`, t => {
    const shift = [1, -2, 0.5, 0, 3];
    const size = Math.hypot(...shift);
    const x = cloud(25, 5, root.split('shift'));
    const y = mapped(x, (value, c) => value + shift[c]!);
    const found = maxSlicedWasserstein(x, y, { rng: root.split('start'), p });
    allClose(t, found.value, size, { rtol: 1e-10 });
    allClose(t, found.power, size ** p, { rtol: 1e-10 });
    const cosine = found.direction.reduce((sum, entry, c) => sum + (entry * shift[c]!) / size, 0);
    allClose(t, Math.abs(cosine), 1, { rtol: 1e-10 });
    t.true(found.converged);
  });

  test(`maxSlicedWasserstein(p = ${p}) in the plane is the best of 4,000 angles`, t => {
    for (let trial = 0; trial < 3; trial++) {
      const rng = root.split('plane', trial);
      const [x, y] = [cloud(12, 2, rng), cloud(9, 2, rng, (value, c) => (c === 0 ? 2 : 0.3) * value)];
      const directions = Array.from({ length: 4_000 }, (_, k) => {
        const angle = (Math.PI * k) / 4_000;
        return [Math.cos(angle), Math.sin(angle)];
      });
      const best = Math.max(...slicedWasserstein(x, y, { p, directions }).powers) ** (1 / p);
      const found = maxSlicedWasserstein(x, y, { rng, p });
      // At a kink the value falls off in proportion to the angle.
      allClose(t, found.value, best, { rtol: 1e-4 });
      t.true(found.value >= best * (1 - 1e-9), `${found.value} is below ${best}`);
    }
  });

  test(`maxSlicedWasserstein(p = ${p}) is W_p along its direction, of length 1, and above every random direction`, t => {
    const rng = root.split('bound');
    const [x, y] = [cloud(60, 6, rng), cloud(40, 6, rng, (value, c) => value * (1 + c / 3))];
    const b = Float64Array.from({ length: 40 }, (_, i) => (i % 4) / 60);
    const found = maxSlicedWasserstein(x, y, { rng, p, b });
    const along = ({ data, shape: [n, d] }: Matrix): Float64Array =>
      Float64Array.from({ length: n }, (_, i) =>
        found.direction.reduce((sum, entry, c) => sum + entry * data[i * d + c]!, 0),
      );
    allClose(t, found.value, wasserstein1d(along(x), along(y), { p, b }), { rtol: 1e-12 });
    allClose(t, Math.hypot(...found.direction), 1, { rtol: 1e-14 });
    const others = slicedWasserstein(x, y, { p, b, rng, projections: 2000 }).powers;
    t.true(found.power >= Math.max(...others));
  });
}

test('maxSlicedWasserstein of a cloud stretched along one axis finds that axis in R^30', t => {
  const x = cloud(300, 30, root.split('axis'));
  const y = mapped(x, (value, c) => (c === 7 ? 6 * value : value));
  const found = maxSlicedWasserstein(x, y, { rng: root.split('axis start') });
  // Points match themselves along that axis: at least 5 times the root mean square of its coordinate.
  const along = x.data.reduce((sum, value, k) => (k % 30 === 7 ? sum + value * value : sum), 0) / 300;
  t.true(found.value >= 5 * Math.sqrt(along) * (1 - 1e-9));
  t.true(Math.abs(found.direction[7]!) > 0.99);
});

test('maxSlicedWasserstein is unchanged by swapping and shifting, and scales with the points', t => {
  const rng = root.split('invariance');
  const [x, y] = [cloud(20, 3, rng), cloud(30, 3, rng, (value, c) => value + c)];
  const value = (from: Matrix, to: Matrix): number =>
    maxSlicedWasserstein(from, to, { rng: Rng.fromSeed(1) }).value;
  const expected = value(x, y);
  allClose(t, value(y, x), expected, { rtol: 1e-8 });
  for (const [scale, shift] of [
    [1e9, 0],
    [1e-9, 0],
    [1, 5],
  ] as const) {
    const moved = (points: Matrix): Matrix => mapped(points, entry => scale * entry + shift);
    allClose(t, value(moved(x), moved(y)), scale * expected, { rtol: 1e-8 });
  }
});

test('maxSlicedWasserstein(x, x) is 0, on the line it is wasserstein1d, and one step is not convergence', t => {
  const rng = root.split('degenerate');
  const x = cloud(10, 3, rng);
  const same = maxSlicedWasserstein(x, x, { rng });
  t.is(same.value, 0);
  t.true(same.converged);
  const [from, to] = [
    [1, 5, 2],
    [0, 2, 9, 3],
  ];
  allClose(t, maxSlicedWasserstein(from, to, { rng }).value, wasserstein1d(from, to, { p: 2 }), {
    rtol: 1e-12,
  });
  const y = cloud(10, 3, rng, (value, c) => value * (c + 1));
  const hurried = maxSlicedWasserstein(x, y, { rng, candidates: 1, restarts: 1, maxIterations: 1 });
  t.false(hurried.converged);
  t.is(hurried.iterations, 1);
  t.true(hurried.value <= maxSlicedWasserstein(x, y, { rng }).value);
});

test('maxSlicedWasserstein climbs from the best candidate first', t => {
  const rng = root.split('candidates');
  const [x, y] = [cloud(40, 8, rng), cloud(40, 8, rng, (value, c) => value * (1 + c))];
  const candidates = uniformDirections(Rng.fromSeed(9), 60, 8);
  const best = Math.max(...slicedWasserstein(x, y, { directions: candidates }).powers);
  const options = { rng: Rng.fromSeed(9), candidates: 60, restarts: 1, maxIterations: 1 };
  t.true(maxSlicedWasserstein(x, y, options).power >= best);
});

test('maxSlicedWasserstein refuses options out of range', t => {
  const [x, y] = [[[0, 0]], [[1, 1]]];
  const rng = root;
  const refuses = (body: () => unknown, message: RegExp): void => {
    t.throws(body, { instanceOf: RangeError, message });
  };
  refuses(() => maxSlicedWasserstein(x, y, { rng, p: 0.5 }), /^maxSlicedWasserstein: expected `p` to be ≥ 1/);
  refuses(() => maxSlicedWasserstein(x, y, { rng, restarts: 0 }), /`restarts` to be an integer ≥ 1, got 0/);
  refuses(() => maxSlicedWasserstein(x, y, { rng, candidates: 1.5 }), /`candidates` to be an integer ≥ 1/);
  refuses(
    () => maxSlicedWasserstein(x, y, { rng, maxIterations: 0 }),
    /`maxIterations` to be an integer ≥ 1/,
  );
  refuses(() => maxSlicedWasserstein(x, y, { rng, tolerance: 0 }), /`tolerance` to be > 0, got 0/);
  refuses(() => maxSlicedWasserstein(x, [[1]], { rng }), /as many coordinates, got 2 and 1/);
});

for (const [size, p] of [
  [1e200, 2],
  [1e4, 80],
  [1e-200, 2],
  [1e-6, 60],
  [1.7e308, 3],
] as const) {
  test(`maxSlicedWasserstein and slicedWasserstein(points at ${size}, p = ${p}) return what those at 1 do, in that unit`, t => {
    const draws = Rng.fromSeed(59);
    const points = (shift: number): number[][] =>
      Array.from({ length: 8 }, () => [
        draws.uniform() / 4 + shift,
        draws.uniform() / 4,
        draws.uniform() / 4,
      ]);
    const [x, y] = [points(0), points(0.25)];
    const at = (cloud: number[][]): number[][] => cloud.map(point => point.map(entry => entry * size));
    const options = { p, candidates: 10 };
    const near = maxSlicedWasserstein(x, y, { ...options, rng: Rng.fromSeed(1) });
    const far = maxSlicedWasserstein(at(x), at(y), { ...options, rng: Rng.fromSeed(1) });
    allClose(t, far.value, near.value * size, { rtol: 1e-9 });
    t.true(far.converged);
    const sliced = slicedWasserstein(x, y, { p, rng: Rng.fromSeed(2) });
    const scaled = slicedWasserstein(at(x), at(y), { p, rng: Rng.fromSeed(2) });
    allClose(t, scaled.value, sliced.value * size, { rtol: 1e-9 });
    allClose(t, scaled.standardError, sliced.standardError * size, { rtol: 1e-9 });
    t.is(slicedWasserstein(at(x), at(x), { p, rng: Rng.fromSeed(2) }).power, 0);
  });
}
