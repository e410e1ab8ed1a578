import {
  dot,
  meanAndCovariance,
  type Moments,
  naming,
  type Points,
  rangeError,
  type Rng,
} from '../base/index.js';
import { checkSpread, type Projection } from './projection.js';

/** The plane in which codes look least Gaussian, and the evidence for it. */
export interface LeastGaussianPlane {
  /** P, [d, 2] row by row, orthonormal columns; the covariance within the plane is diagonal, the larger variance first. */
  readonly plane: Float64Array;
  /** ‖PᵀSP − σ²I‖² + ‖Pᵀm‖². */
  readonly objective: number;
  /** Objective reached from every start: the structured ones, then the random ones. */
  readonly starts: readonly number[];
  /** Whether the best start's objective had stopped to grow. */
  readonly converged: boolean;
  readonly iterations: number;
}

/** How the plane is searched for. */
export interface LeastGaussianOptions {
  /** Standard deviation of the prior. */
  readonly sigma?: number;
  /** Random starts. */
  readonly restarts?: number;
  readonly maxIterations?: number;
  /** Relative growth of the objective in one iteration under which a start has converged. */
  readonly tolerance?: number;
}

/** A p for symmetric A [d, d] and p [d]. */
function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const d = vector.length;
  const out = new Float64Array(d);
  for (let j = 0; j < d; j++) {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += matrix[j * d + k]! * vector[k]!;
    out[j] = sum;
  }
  return out;
}

/** α a + β b. */
function combine(alpha: number, a: Float64Array, beta: number, b: Float64Array): Float64Array {
  return a.map((value, i) => alpha * value + beta * b[i]!);
}

type Pair = readonly [u: Float64Array, v: Float64Array];

/** An orthonormal pair spanning the same plane, by Gram and Schmidt; undefined when the two are parallel. */
function orthonormal([a, b]: Pair): Pair | undefined {
  const lengthA = Math.sqrt(dot(a, a));
  if (!(lengthA > 0)) return undefined;
  const u = a.map(value => value / lengthA);
  // Twice is enough: the second pass takes away what rounding left.
  let v = combine(1, b, -dot(u, b), u);
  v = combine(1, v, -dot(u, v), u);
  const lengthV = Math.sqrt(dot(v, v));
  if (!(lengthV > 1e-12 * Math.sqrt(dot(b, b)))) return undefined;
  return [u, v.map(value => value / lengthV)];
}

/** F(P) = ‖PᵀAP‖² + ‖Pᵀm‖² for an orthonormal pair, where A = S − σ²I. */
function objectiveOf(shifted: Float64Array, mean: Float64Array, [u, v]: Pair): number {
  const [au, av] = [times(shifted, u), times(shifted, v)];
  return dot(u, au) ** 2 + dot(v, av) ** 2 + 2 * dot(u, av) ** 2 + dot(u, mean) ** 2 + dot(v, mean) ** 2;
}

/**
 * Where A's eigenvalues are largest (sign 1) or smallest (sign −1): the first two eigenvectors from that end, by
 * orthogonal iteration with A + sign·‖A‖I. They are starts of the ascent, so that a rough answer does.
 */
function extremePlane(matrix: Float64Array, sign: 1 | -1, start: Pair): Pair {
  const shift = sign * Math.sqrt(dot(matrix, matrix));
  let pair = start;
  for (let i = 0; i < 200; i++) {
    const [u, v] = pair;
    const next = orthonormal([
      combine(1, times(matrix, u), shift, u),
      combine(1, times(matrix, v), shift, v),
    ]);
    if (next === undefined) break;
    pair = next;
  }
  return pair;
}

interface Ascent {
  readonly pair: Pair;
  readonly objective: number;
  readonly converged: boolean;
  readonly iterations: number;
}

/**
 * With W = PPᵀ the objective is tr(AWAW) + mᵀWm. On planes ‖W‖² = 2, so that c‖W‖² may be added; with
 * c ≥ −a_max·a_min, from the extreme eigenvalues of A, and c > 0, the sum is convex in W, and maximising its
 * tangent never lowers it. One step of orthogonal iteration with the tangent's matrix, G = AWA + mmᵀ/2 + cW, does that:
 *   P ← orth(AP(PᵀAP) + m(mᵀP)/2 + cP).
 */
function ascend(
  shifted: Float64Array,
  mean: Float64Array,
  damping: number,
  start: Pair,
  maxIterations: number,
  tolerance: number,
): Ascent {
  let pair = start;
  let objective = objectiveOf(shifted, mean, pair);
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const [u, v] = pair;
    const [au, av] = [times(shifted, u), times(shifted, v)];
    const [uu, uv, vv] = [dot(u, au), dot(u, av), dot(v, av)];
    const image = (first: number, second: number, p: Float64Array): Float64Array =>
      combine(1, combine(first, au, second, av), 1, combine(dot(mean, p) / 2, mean, damping, p));
    const next = orthonormal([image(uu, uv, u), image(uv, vv, v)]);
    // c > 0 keeps the image a plane unless A and m are zero, and then every plane is as good.
    if (next === undefined) return { pair, objective, converged: true, iterations: iteration };
    const value = objectiveOf(shifted, mean, next);
    const growth = value - objective;
    pair = next;
    objective = value;
    if (growth <= tolerance * Math.abs(value))
      return { pair, objective, converged: true, iterations: iteration };
  }
  return { pair, objective, converged: false, iterations: maxIterations };
}

/** The same plane by the axes of the covariance within it, the larger variance first, largest entries positive. */
function principalAxes(covariance: Float64Array, [u, v]: Pair): Pair {
  const [su, sv] = [times(covariance, u), times(covariance, v)];
  const angle = 0.5 * Math.atan2(2 * dot(u, sv), dot(u, su) - dot(v, sv));
  const upright = (p: Float64Array): Float64Array => {
    const largest = p.reduce((best, value) => (Math.abs(value) > Math.abs(best) + 1e-12 ? value : best), 0);
    return largest < 0 ? p.map(value => -value) : p;
  };
  return [
    upright(combine(Math.cos(angle), u, Math.sin(angle), v)),
    upright(combine(-Math.sin(angle), u, Math.cos(angle), v)),
  ];
}

/**
 * The plane in which codes with mean m and covariance S look least like the prior N(0, σ²I): the orthonormal
 * P [d, 2] that maximises
 *   F(P) = ‖PᵀSP − σ²I‖² + ‖Pᵀm‖²      (squared Frobenius and Euclidean norms, no ½).
 *
 * The ascent never lowers F and needs no step size (see `ascend`); the best is returned of the starts from
 * A's extreme eigenvectors, from the mean with each of them, and of `restarts` random ones (there are local maxima: see
 * `starts`).
 * Differs: the released code, whose objective this is, runs Adam from three random starts on the codes themselves.
 * @see tolstikhin:18, released code, wae.py, add_least_gaussian2d_ops and least_gaussian_2d
 * @throws RangeError for d < 2, σ < 0 or restarts < 0
 */
export function leastGaussianPlane(
  { mean, covariance: { data: covariance } }: Moments,
  rng: Rng,
  options: LeastGaussianOptions = {},
): LeastGaussianPlane {
  return naming('leastGaussianPlane', () => {
    const { sigma = 1, restarts = 10, maxIterations = 5000, tolerance = 1e-13 } = options;
    if (!(sigma >= 0)) throw rangeError(`\`sigma\` to be ≥ 0, got ${sigma}`);
    if (!(restarts >= 0)) throw rangeError(`\`restarts\` to be ≥ 0, got ${restarts}`);
    const d = mean.length;
    if (d < 2) throw rangeError(`codes of at least 2 coordinates, got ${d}`);
    const shifted = covariance.map((value, i) => (i % (d + 1) === 0 ? value - sigma ** 2 : value));
    const draw = (): Pair => {
      const gaussian = (): Float64Array => Float64Array.from({ length: d }, () => rng.normal());
      let pair = orthonormal([gaussian(), gaussian()]);
      while (pair === undefined) pair = orthonormal([gaussian(), gaussian()]);
      return pair;
    };
    const [high, low] = [extremePlane(shifted, 1, draw()), extremePlane(shifted, -1, draw())];
    const opposite = -dot(high[0], times(shifted, high[0])) * dot(low[0], times(shifted, low[0]));
    // Some room for what the iteration lacks of the true extremes, and something when they have one sign.
    const damping = 1.1 * Math.max(0, opposite) + 1e-3 * (dot(shifted, shifted) + dot(mean, mean));
    const structured = [
      high,
      low,
      orthonormal([high[0], low[0]]),
      orthonormal([mean, high[0]]),
      orthonormal([mean, low[0]]),
    ];
    const candidates = structured.filter(pair => pair !== undefined);
    for (let i = 0; i < restarts; i++) candidates.push(draw());
    const ascents = candidates.map(start => ascend(shifted, mean, damping, start, maxIterations, tolerance));
    const best = ascents.reduce((a, b) => (b.objective > a.objective ? b : a));
    const { pair, objective, converged, iterations } = best;
    const [u, v] = principalAxes(covariance, pair);
    const plane = Float64Array.from({ length: 2 * d }, (_, i) => (i % 2 === 0 ? u : v)[i >> 1]!);
    return { plane, objective, starts: ascents.map(ascent => ascent.objective), converged, iterations };
  });
}

/**
 * The plane of `leastGaussianPlane` as a projection; its origin is 0, the prior's mean.
 * @param codes [n, d]
 * @throws RangeError unless n ≥ 2, d ≥ 2 and all are finite, and like `leastGaussianPlane`
 */
export function leastGaussianProjection(
  codes: Points,
  rng: Rng,
  options: LeastGaussianOptions = {},
): Projection {
  return naming('leastGaussianProjection', () => {
    checkSpread(codes);
    const { plane } = leastGaussianPlane(meanAndCovariance(codes), rng, options);
    return { name: 'least Gaussian plane', mean: new Float64Array(codes.shape[1]), axes: plane };
  });
}
