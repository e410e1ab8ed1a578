import {
  checkCount,
  checkNotNegative,
  checkPoints,
  drawer,
  type Matrix,
  naming,
  pointAt,
  type Points,
  type Rng,
  squaredDistance,
} from '../base/index.js';
import type { Mixture } from './mixture.js';
import { maximization } from './mixture-fit.js';

/** Rounds of k-means at the most, scikit-learn's number; it ends when no code changes its cluster. */
const MAX_ROUNDS = 300;

/** What {@link startMixture} begins with. */
export interface MixtureStartOptions {
  readonly rng: Rng;
  /** Components; 10. */
  readonly components?: number;
  /** Added to the diagonal of every covariance, latent unit²; 1e-6. */
  readonly ridge?: number;
}

/**
 * Where the fit of a mixture begins: shares, means and covariances of the clusters that k-means finds from the seeds of
 * k-means++.
 * @param codes [n, d], n ≥ components
 * @throws RangeError for bad codes or options
 * @see arthur-vassilvitskii:07, section 2.2; scikit-learn's `init_params='kmeans'`
 */
export function startMixture(codes: Points, options: MixtureStartOptions): Mixture {
  const { rng, components = 10, ridge = 1e-6 } = options;
  naming('startMixture', () => {
    checkCount(components, 'components', 1);
    checkNotNegative(ridge, 'ridge');
    checkPoints(codes, 'codes', components);
  });
  const clusters = kMeans(codes, seeds(codes, components, rng));
  const members = Array.from({ length: components }, (_, k) =>
    Float64Array.from(clusters, c => (c === k ? 1 : 0)),
  );
  return maximization(codes, members, ridge);
}

/** Codes drawn one by one, each in proportion to its squared distance to the nearest drawn before; [components, d]. */
function seeds(codes: Points, components: number, rng: Rng): Matrix {
  const [n, d] = codes.shape;
  const centers: Matrix = { data: new Float64Array(components * d), shape: [components, d] };
  const nearest = new Float64Array(n).fill(Infinity);
  for (let k = 0; k < components; k++) {
    const drawn = k === 0 ? rng.integer(n) : drawer(nearest)(rng);
    pointAt(centers, k).set(pointAt(codes, drawn));
    for (let i = 0; i < n; i++) nearest[i] = Math.min(nearest[i]!, squaredDistance(codes, i, centers, k));
  }
  return centers;
}

/** Lloyd's iteration; returns the cluster of each code, [n]. A cluster that loses its last code stays where it is. */
function kMeans(codes: Points, centers: Matrix): Int32Array {
  const clusters = new Int32Array(codes.shape[0]).fill(-1);
  for (let round = 0; round < MAX_ROUNDS && assignNearest(codes, centers, clusters); round++) {
    moveToMeans(codes, centers, clusters);
  }
  return clusters;
}

/** Gives each code its nearest center; returns whether one changed. */
function assignNearest(codes: Points, centers: Matrix, clusters: Int32Array): boolean {
  let changed = false;
  for (let i = 0; i < clusters.length; i++) {
    let cluster = 0;
    let least = Infinity;
    for (let k = 0; k < centers.shape[0]; k++) {
      const distance = squaredDistance(codes, i, centers, k);
      if (distance < least) {
        cluster = k;
        least = distance;
      }
    }
    changed ||= clusters[i] !== cluster;
    clusters[i] = cluster;
  }
  return changed;
}

/** Moves each center to the mean of its codes. */
function moveToMeans(codes: Points, centers: Matrix, clusters: Int32Array): void {
  const [count, d] = centers.shape;
  const sums = new Float64Array(count * d);
  const sizes = new Float64Array(count);
  clusters.forEach((k, i) => {
    sizes[k]! += 1;
    for (let a = 0; a < d; a++) sums[k * d + a]! += codes.data[i * d + a]!;
  });
  sizes.forEach((size, k) => {
    if (size === 0) return;
    for (let a = k * d; a < (k + 1) * d; a++) centers.data[a] = sums[a]! / size;
  });
}
