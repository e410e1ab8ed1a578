import {
  checkAlike,
  checkCount,
  checkPoints,
  naming,
  pointAt,
  type Points,
  type Rng,
  total,
} from '../base/index.js';
import { nearestCodes } from './neighbours.js';

/** How an encoder spreads one image: N(μ_i, diag(exp(logVariances_i))), or the point μ_i without variances. */
export interface EncoderBalls {
  /** μ, [n, d]. */
  readonly means: Points;
  /** [n, d]; absent if the encoder is deterministic. */
  readonly logVariances?: Points | undefined;
}

/** How much the balls of different images overlap. */
export interface EncoderOverlap {
  /** Mean over the codes of the Bhattacharyya coefficient with the ball it overlaps most: 0 apart, 1 alike. */
  readonly coefficient: number;
  /** That coefficient of each code, [n]. */
  readonly coefficients: Float64Array;
  /** The row of that other ball, [n]; the nearest code if balls are points. */
  readonly partners: Int32Array;
  /** Share of draws from Q(Z|x_i) that are likelier under another ball than under the own one. */
  readonly likelier: number;
  /** Share of draws from Q(Z|x_i) that are nearer to another mean than to the own one. */
  readonly nearer: number;
  /** Mean distance of a mean to the nearest other mean, latent units. */
  readonly nearestDistance: number;
  /** Mean over the codes of the ball's radius √(Σ_k σ²_ik), latent units. */
  readonly radius: number;
  /** `nearestDistance`/`radius`: it has no unit, and is infinite if balls are points that differ. */
  readonly separation: number;
}

/** How the shares are estimated. */
export interface OverlapOptions {
  /** Draws from each ball. */
  readonly draws?: number;
}

/**
 * How much the balls of an encoder overlap, as a Gaussian encoder's must and a deterministic encoder's cannot.
 *
 * The Bhattacharyya coefficient of two balls is ∫√(pq) = exp(−D),
 *
 *     D = Σ_k (μ_k − μ'_k)²/(4(v_k + v'_k)) + ½ ln((v_k + v'_k)/2) − ¼ ln(v_k v'_k),
 *
 * for each code the largest over all other codes. The two shares are of `draws` draws from each of the n balls, seen
 * against all others, about n² (draws + 1) d operations. Balls that are points have no overlap by definition: all three
 * are 0. All but `nearestDistance` and `radius` are the same for codes in another unit; overlap grows with the number
 * of codes, so compare encoders on as many.
 * @param rng draws the codes
 * @throws RangeError for fewer than two codes, sizes that do not fit, numbers that are not finite, or draws < 1
 * @see tolstikhin:18, Figure 1
 */
export function encoderOverlap(
  { means, logVariances }: EncoderBalls,
  rng: Rng,
  { draws = 10 }: OverlapOptions = {},
): EncoderOverlap {
  return naming('encoderOverlap', () => {
    checkPoints(means, 'means', 2);
    const n = means.shape[0];
    checkCount(draws, 'draws', 1);
    const near = nearestCodes(means, means, 1);
    const nearestDistance = total(near.distances) / n;
    if (logVariances === undefined) {
      return {
        coefficient: 0,
        coefficients: new Float64Array(n),
        partners: near.indices,
        likelier: 0,
        nearer: 0,
        nearestDistance,
        radius: 0,
        separation: nearestDistance > 0 ? Infinity : 0,
      };
    }
    checkAlike(logVariances, 'logVariances', means, 'means');
    checkPoints(logVariances, 'logVariances', 2);
    const balls = ballsOf(means, logVariances);
    const { coefficients, partners } = closestBalls(balls);
    const radius = total(balls.radii) / n;
    return {
      coefficient: total(coefficients) / n,
      coefficients,
      partners,
      ...shares(balls, rng, draws),
      nearestDistance,
      radius,
      separation: nearestDistance / radius,
    };
  });
}

interface Balls {
  readonly n: number;
  readonly d: number;
  readonly means: Float64Array;
  readonly variances: Float64Array;
  /** Σ_k ln v_ik, [n]. */
  readonly logVolumes: Float64Array;
  /** √(Σ_k v_ik), [n]. */
  readonly radii: Float64Array;
}

function ballsOf(means: Points, logVariances: Points): Balls {
  const [n, d] = means.shape;
  const variances = Float64Array.from(logVariances.data, value => Math.exp(value));
  const [logVolumes, radii] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    logVolumes[i] = total(Float64Array.from(pointAt(logVariances, i)));
    radii[i] = Math.sqrt(total(variances.subarray(i * d, (i + 1) * d)));
  }
  return { n, d, means: Float64Array.from(means.data), variances, logVolumes, radii };
}

/** Of each ball the one with the largest coefficient, of equal ones the first. */
function closestBalls(balls: Balls): { coefficients: Float64Array; partners: Int32Array } {
  const { n } = balls;
  const distances = new Float64Array(n).fill(Infinity);
  const partners = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [own, other] = [distances[i]!, distances[j]!];
      const distance = bhattacharyya(balls, i, j, Math.max(own, other));
      if (distance < own) [distances[i], partners[i]] = [distance, j];
      if (distance < other) [distances[j], partners[j]] = [distance, i];
    }
  }
  return { coefficients: distances.map(distance => Math.exp(-distance)), partners };
}

/** D of two balls, or Infinity if the means alone make it larger than `limit`: both its sums are ≥ 0. */
function bhattacharyya(balls: Balls, i: number, j: number, limit: number): number {
  const { d, means, variances, logVolumes } = balls;
  let apart = 0;
  for (let p = i * d, q = j * d, end = p + d; p < end; p++, q++) {
    const difference = means[p]! - means[q]!;
    apart += (difference * difference) / (4 * (variances[p]! + variances[q]!));
  }
  if (apart > limit) return Infinity;
  let unlike = -(logVolumes[i]! + logVolumes[j]!) / 4;
  for (let p = i * d, q = j * d, end = p + d; p < end; p++, q++) {
    unlike += Math.log((variances[p]! + variances[q]!) / 2) / 2;
  }
  return apart + Math.max(0, unlike);
}

/** Shares of draws that another ball takes: by density, and by distance to its mean. */
function shares(balls: Balls, rng: Rng, draws: number): { likelier: number; nearer: number } {
  const { n, d, means, variances } = balls;
  const precisions = variances.map(value => 1 / value);
  const z = new Float64Array(d);
  let [likelier, nearer] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let draw = 0; draw < draws; draw++) {
      for (let k = 0; k < d; k++) z[k] = means[i * d + k]! + Math.sqrt(variances[i * d + k]!) * rng.normal();
      const taken = takenBy(balls, precisions, z, i);
      if (taken.likelier) likelier++;
      if (taken.nearer) nearer++;
    }
  }
  return { likelier: likelier / (n * draws), nearer: nearer / (n * draws) };
}

/** Whether another ball has a larger density at z than ball i, and whether another mean is nearer. */
function takenBy(
  { n, d, means, logVolumes }: Balls,
  precisions: Float64Array,
  z: Float64Array,
  i: number,
): { likelier: boolean; nearer: boolean } {
  // −2 ln of the density but for d ln 2π, Σ_k (z_k − μ_k)²/v_k + ln v_k, and Σ_k (z_k − μ_k)²; both only grow with k.
  let [surprise, squared] = [logVolumes[i]!, 0];
  for (let k = 0, p = i * d; k < d; k++, p++) {
    const square = (z[k]! - means[p]!) ** 2;
    surprise += square * precisions[p]!;
    squared += square;
  }
  let [likelier, nearer] = [false, false];
  for (let j = 0; j < n && !(likelier && nearer); j++) {
    if (j === i) continue;
    let [scaled, plain] = [logVolumes[j]!, 0];
    for (let k = 0, p = j * d; k < d && (scaled < surprise || plain < squared); k++, p++) {
      const difference = z[k]! - means[p]!;
      const square = difference * difference;
      scaled += square * precisions[p]!;
      plain += square;
    }
    if (scaled < surprise) likelier = true;
    if (plain < squared) nearer = true;
  }
  return { likelier, nearer };
}
