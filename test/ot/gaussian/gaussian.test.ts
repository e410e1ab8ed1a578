import test from 'ava';
import {
  type Gaussian,
  type GaussianLike,
  gaussianInterpolation,
  gaussianMap,
  gaussianWasserstein,
} from '../../../lib/ot/gaussian/gaussian.js';
import { alignedRoot, covarianceRoot } from '../../../lib/ot/gaussian/covariance-root.js';
import { gaussianBarycentre } from '../../../lib/ot/gaussian/gaussian-barycentre.js';
import type { Matrix } from '../../../lib/base/matrix.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';

const root = Rng.fromSeed(4).split('gaussian');

function product(a: Matrix, b: Matrix): Matrix {
  const [n, k] = a.shape;
  const m = b.shape[1];
  const data = new Float64Array(n * m).map((_, at) => {
    let sum = 0;
    for (let c = 0; c < k; c++) sum += a.data[Math.floor(at / m) * k + c]! * b.data[c * m + (at % m)]!;
    return sum;
  });
  return { data, shape: [n, m] };
}

function transposed({ data, shape: [n, m] }: Matrix): Matrix {
  return { data: data.map((_, at) => data[(at % n) * m + Math.floor(at / n)]!), shape: [m, n] };
}

function scaled({ data, shape }: Matrix, factor: number): Matrix {
  return { data: data.map(entry => factor * entry), shape };
}

function normals(n: number, m: number, rng: Rng): Matrix {
  return { data: Float64Array.from({ length: n * m }, () => rng.normal()), shape: [n, m] };
}

/** A Gaussian with the covariance of `rank` random directions. */
function random(d: number, rng: Rng, rank: number = d): Gaussian {
  const factor = normals(d, rank, rng);
  return { mean: normals(d, 1, rng).data, covariance: product(factor, transposed(factor)) };
}

function diagonal(...variances: number[]): number[][] {
  return variances.map((variance, i) => variances.map((_, j) => (i === j ? variance : 0)));
}

function centered(covariance: GaussianLike['covariance'], d: number): GaussianLike {
  return { mean: new Float64Array(d), covariance };
}

test('gaussianWasserstein of commuting covariances is √(‖m − n‖² + Σ (σ_k − τ_k)²)', t => {
  const p = { mean: [1, 2, 3], covariance: diagonal(4, 9, 0) };
  const q = { mean: [1, 0, 6], covariance: diagonal(1, 16, 25) };
  allClose(t, gaussianWasserstein(p, q), Math.sqrt(4 + 9 + 1 + 1 + 25), { rtol: 1e-12 });
  allClose(
    t,
    gaussianWasserstein({ mean: [2], covariance: [[9]] }, { mean: [-1], covariance: [[25]] }),
    Math.sqrt(9 + 4),
  );
  // The same in rotated axes.
  const rotation: Matrix = { data: Float64Array.of(0.6, -0.8, 0.8, 0.6), shape: [2, 2] };
  const turn = (covariance: Matrix): Matrix => product(product(rotation, covariance), transposed(rotation));
  const [one, other] = [
    [4, 0, 0, 9],
    [16, 0, 0, 1],
  ].map(data => turn({ data: Float64Array.from(data), shape: [2, 2] }));
  allClose(t, gaussianWasserstein(centered(one!, 2), centered(other!, 2)), Math.sqrt(8), {
    rtol: 1e-12,
  });
});

test('gaussianWasserstein in the plane is ‖m − n‖² + tr Σ + tr T − 2 √(tr ΣT + 2 √(det ΣT))', t => {
  for (let trial = 0; trial < 10; trial++) {
    const rng = root.split('plane', trial);
    const [p, q] = [random(2, rng), random(2, rng)];
    const [s, u] = [p.covariance.data, q.covariance.data];
    const determinant = (m: Float64Array): number => m[0]! * m[3]! - m[1]! * m[2]!;
    const trace = s[0]! * u[0]! + 2 * s[1]! * u[1]! + s[3]! * u[3]!;
    const bures =
      s[0]! + s[3]! + u[0]! + u[3]! - 2 * Math.sqrt(trace + 2 * Math.sqrt(determinant(s) * determinant(u)));
    const shift = Math.hypot(p.mean[0]! - q.mean[0]!, p.mean[1]! - q.mean[1]!);
    allClose(t, gaussianWasserstein(p, q), Math.sqrt(shift ** 2 + bures), { rtol: 1e-9 });
  }
});

test('gaussianWasserstein of N(0, uuᵀ) and N(0, vvᵀ) is √(‖u‖² + ‖v‖² − 2|⟨u, v⟩|), singular as they are', t => {
  const rng = root.split('rank one');
  const [u, v] = [normals(6, 1, rng), normals(6, 1, rng)];
  const dot = (a: Matrix, b: Matrix): number => product(transposed(a), b).data[0]!;
  const of = (one: Matrix): GaussianLike => centered(product(one, transposed(one)), 6);
  allClose(t, gaussianWasserstein(of(u), of(v)), Math.sqrt(dot(u, u) + dot(v, v) - 2 * Math.abs(dot(u, v))), {
    rtol: 1e-7,
  });
  const point = { mean: [3, 4], covariance: diagonal(0, 0) };
  t.is(gaussianWasserstein(point, centered(diagonal(0, 0), 2)), 5);
  allClose(t, gaussianWasserstein(point, centered(diagonal(4, 7), 2)), 6, { rtol: 1e-12 });
});

test('gaussianWasserstein is 0 to itself, keeps its digits nearby, and obeys the axioms of a metric', t => {
  for (const rank of [5, 3, 1]) {
    const rng = root.split('metric', rank);
    const [p, q, r] = [random(5, rng, rank), random(5, rng, rank), random(5, rng)];
    allClose(t, gaussianWasserstein(p, p), 0, { atol: 1e-13 });
    allClose(t, gaussianWasserstein(p, q), gaussianWasserstein(q, p), { rtol: 1e-7 });
    t.true(gaussianWasserstein(p, r) <= gaussianWasserstein(p, q) + gaussianWasserstein(q, r) + 1e-9);
  }
  const near = gaussianWasserstein(centered(diagonal(1, 4), 2), centered(diagonal(1, (2 + 1e-9) ** 2), 2));
  allClose(t, near, 1e-9, { rtol: 1e-6 });
});

test('gaussianWasserstein of far Gaussians is that of their aligned roots, singular or not', t => {
  for (const [rankP, rankQ] of [
    [40, 40],
    [40, 9],
    [3, 12],
  ] as const) {
    const rng = root.split('far', rankP * 100 + rankQ);
    const [p, q] = [random(40, rng, rankP), random(40, rng, rankQ)];
    const [from, to] = [
      covarianceRoot(p.covariance, 40, 'p').root,
      covarianceRoot(q.covariance, 40, 'q').root,
    ];
    const apart = from.clone().sub(alignedRoot(from, to)).norm();
    const shift = Math.hypot(...p.mean.map((m, k) => m - q.mean[k]!));
    allClose(t, gaussianWasserstein(p, q), Math.hypot(apart, shift), { rtol: 1e-8 });
  }
});

test('gaussianWasserstein scales with the points, 1e±9, and is unchanged by a common shift', t => {
  const rng = root.split('scale');
  const [p, q] = [random(4, rng), random(4, rng)];
  const expected = gaussianWasserstein(p, q);
  for (const scale of [1e9, 1e-9]) {
    const of = ({ mean, covariance }: Gaussian): Gaussian => ({
      mean: mean.map(m => scale * m),
      covariance: scaled(covariance, scale ** 2),
    });
    allClose(t, gaussianWasserstein(of(p), of(q)), scale * expected, { rtol: 1e-10 });
  }
  const shifted = ({ mean, covariance }: Gaussian): Gaussian => ({ mean: mean.map(m => m + 7), covariance });
  allClose(t, gaussianWasserstein(shifted(p), shifted(q)), expected, { rtol: 1e-10 });
});

test('gaussianMap(p, q) takes p to q, is symmetric, and moves mass by exactly the distance', t => {
  for (const [rankP, rankQ] of [
    [4, 4],
    [4, 2],
    [4, 0],
  ] as const) {
    const rng = root.split('map', rankQ);
    const [p, q] = [
      random(4, rng, rankP),
      rankQ === 0 ? centered(diagonal(0, 0, 0, 0), 4) : random(4, rng, rankQ),
    ];
    const { matrix, offset, apply } = gaussianMap(p, q);
    allClose(t, matrix.data, transposed(matrix).data, { atol: 1e-15 });
    const image = product(product(matrix, p.covariance), matrix);
    const size = Math.max(...p.covariance.data);
    const target = 'data' in q.covariance ? q.covariance.data : new Float64Array(16);
    allClose(t, image.data, target, { rtol: 0, atol: 1e-8 * size });
    const meanOfP: Matrix = { data: p.mean, shape: [1, 4] };
    allClose(t, apply(meanOfP).data, Float64Array.from(q.mean as Float64Array), { atol: 1e-10 });
    allClose(t, apply({ data: new Float64Array(4), shape: [1, 4] }).data, offset);
    // E ‖x − T(x)‖² = ‖m_p − m_q‖² + tr (I − A) Σ_p (I − A).
    const rest: Matrix = {
      data: matrix.data.map((entry, at) => (at % 5 === 0 ? 1 : 0) - entry),
      shape: [4, 4],
    };
    const spread = product(product(rest, p.covariance), rest).data.reduce(
      (sum, v, at) => (at % 5 === 0 ? sum + v : sum),
      0,
    );
    const shift = Math.hypot(...p.mean.map((m, k) => m - (q.mean as Float64Array)[k]!));
    allClose(t, Math.sqrt(shift ** 2 + spread), gaussianWasserstein(p, q), { rtol: 1e-6 });
  }
});

test('gaussianMap onto and from singular covariances: within the range there is a map, out of it none', t => {
  const thin = centered(diagonal(4, 9, 0), 3);
  const thinner = centered(diagonal(1, 0, 0), 3);
  const other = centered(diagonal(0, 0, 1), 3);
  allClose(t, gaussianMap(thin, thinner).matrix.data, [0.5, 0, 0, 0, 0, 0, 0, 0, 0], { atol: 1e-12 });
  t.throws(() => gaussianMap(thin, other), {
    instanceOf: RangeError,
    message: /^gaussianMap: expected `p` to vary in every direction/,
  });
  t.throws(() => gaussianMap(thin, thin).apply([[1, 2]]), {
    instanceOf: RangeError,
    message: /3 coordinates, got 2/,
  });
});

test('gaussianInterpolation(p, q, t) is p at 0, q at 1, and at distance t W₂ in between', t => {
  for (const rank of [4, 2]) {
    const rng = root.split('geodesic', rank);
    const [p, q] = [random(4, rng, rank), random(4, rng, rank)];
    const whole = gaussianWasserstein(p, q);
    for (const time of [0, 0.25, 0.7, 1]) {
      const between = gaussianInterpolation(p, q, time);
      allClose(t, gaussianWasserstein(p, between), time * whole, { rtol: 1e-6, atol: 1e-7 });
      allClose(t, gaussianWasserstein(between, q), (1 - time) * whole, { rtol: 1e-6, atol: 1e-7 });
    }
    allClose(t, gaussianInterpolation(p, q, 1).covariance.data, q.covariance.data, {
      rtol: 1e-9,
      atol: 1e-9,
    });
    allClose(
      t,
      gaussianInterpolation(p, q, 0.5).mean,
      p.mean.map((m, k) => (m + q.mean[k]!) / 2),
    );
  }
  const message = /^gaussianInterpolation: expected `t` to be in \[0, 1\], got 1.5/;
  t.throws(() => gaussianInterpolation(random(1, root), random(1, root), 1.5), {
    instanceOf: RangeError,
    message,
  });
});

test('gaussianBarycentre of commuting covariances has the mean of means and of standard deviations', t => {
  const gaussians = [
    { mean: [0, 4], covariance: diagonal(1, 0) },
    { mean: [3, 1], covariance: diagonal(16, 9) },
  ];
  const found = gaussianBarycentre(gaussians, { proportions: [1, 2] });
  allClose(t, found.mean, [2, 2], { rtol: 1e-12 });
  allClose(t, found.covariance.data, [9, 0, 0, 4], { rtol: 1e-12, atol: 1e-12 });
  // ⅓ (‖(2, −2)‖² + 2² + 2²) + ⅔ (‖(1, −1)‖² + 1 + 1)
  allClose(t, found.value, 16 / 3 + 8 / 3, { rtol: 1e-12 });
  t.true(found.converged);
});

test('gaussianBarycentre of two is their geodesic, of one itself, and its mean map is the identity', t => {
  const rng = root.split('barycentre');
  const [p, q, r] = [random(3, rng), random(3, rng), random(3, rng)];
  const two = gaussianBarycentre([p, q], { proportions: [0.3, 0.7] });
  allClose(t, two.covariance.data, gaussianInterpolation(p, q, 0.7).covariance.data, {
    rtol: 1e-7,
    atol: 1e-8,
  });
  allClose(t, two.value, 0.3 * 0.7 * gaussianWasserstein(p, q) ** 2, { rtol: 1e-8 });
  allClose(t, gaussianBarycentre([p]).covariance.data, p.covariance.data, { rtol: 1e-10, atol: 1e-12 });
  const three = gaussianBarycentre([p, q, r]);
  t.true(three.converged && three.residual <= 1e-10);
  const maps = [p, q, r].map(one => gaussianMap(three, one).matrix.data);
  allClose(
    t,
    new Float64Array(9).map((_, at) => maps.reduce((sum, map) => sum + map[at]! / 3, 0)),
    [1, 0, 0, 0, 1, 0, 0, 0, 1],
    { rtol: 0, atol: 1e-8 },
  );
  const value = (at: Gaussian): number =>
    [p, q, r].reduce((sum, one) => sum + gaussianWasserstein(at, one) ** 2 / 3, 0);
  allClose(t, three.value, value(three), { rtol: 1e-9 });
  for (const factor of [0.95, 1.05])
    t.true(value({ ...three, covariance: scaled(three.covariance, factor) }) > three.value);
});

test('gaussianBarycentre says when it has not converged, and takes covariances of 0', t => {
  const rng = root.split('hurry');
  const found = gaussianBarycentre([random(5, rng), random(5, rng), random(5, rng)], { maxIterations: 1 });
  t.false(found.converged);
  t.is(found.iterations, 1);
  const points = gaussianBarycentre([
    { mean: [1], covariance: [[0]] },
    { mean: [3], covariance: [[0]] },
  ]);
  t.deepEqual([points.mean[0], points.covariance.data[0], points.value, points.converged], [2, 0, 1, true]);
});

test('gaussianWasserstein and gaussianBarycentre refuse what is no Gaussian', t => {
  const good = centered(diagonal(1, 1), 2);
  const refuses = (bad: GaussianLike, message: RegExp): void => {
    t.throws(() => gaussianWasserstein(good, bad), { instanceOf: RangeError, message });
    t.throws(() => gaussianBarycentre([good, bad]), { instanceOf: RangeError, message });
  };
  refuses({ mean: [1], covariance: [[1]] }, /mean` to have 2 entries, got 1/);
  refuses(centered(diagonal(1), 2), /to be \[2, 2\], as its mean, got \[1, 1\]/);
  refuses(
    centered(
      [
        [1, 2],
        [0, 1],
      ],
      2,
    ),
    /to be symmetric, got 2 at 0, 1 and 0 at 1, 0/,
  );
  refuses(centered(diagonal(1, -0.5), 2), /positive semi-definite, got an eigenvalue of -0.5/);
  refuses({ mean: [0, NaN], covariance: diagonal(1, 1) }, /to be finite, got NaN/);
  t.throws(() => gaussianWasserstein({ mean: [], covariance: [] }, good), {
    instanceOf: RangeError,
    message: /have coordinates/,
  });
  t.throws(() => gaussianBarycentre([]), { instanceOf: RangeError, message: /at least one measure/ });
  t.throws(() => gaussianBarycentre([good], { proportions: [-1] }), {
    instanceOf: RangeError,
    message: /`proportions` to be ≥ 0/,
  });
});
