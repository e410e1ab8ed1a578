import { checkCount, checkNotNegative, drawer, naming, type Rng } from '../base/index.js';
import { checkCodes } from './codes.js';
import type { Mixture } from './mixture.js';
import { maximization } from './mixture-fit.js';

/** Rounds of k-means at the most, scikit-learn's number; it ends where no code changes its cluster. */
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
 * @param dimension d
 * @throws RangeError for bad codes or options
 * @see arthur-vassilvitskii:07, section 2.2; scikit-learn's `init_params='kmeans'`
 */
export function startMixture(codes: Float32Array, dimension: number, options: MixtureStartOptions): Mixture {
  const { rng, components = 10, ridge = 1e-6 } = options;
  const n = naming('startMixture', () => {
    checkCount(components, 'components', 1);
    checkNotNegative(ridge, 'ridge');
    return checkCodes(codes, dimension, components);
  });
  const clusters = kMeans(codes, dimension, seeds(codes, dimension, components, rng));
  const members = Array.from({ length: components }, (_, k) =>
    Float64Array.from({ length: n }, (_unused, i) => (clusters[i] === k ? 1 : 0)),
  );
  return maximization(codes, members, ridge);
}

/** Codes drawn one by one, each in proportion to its squared distance to the nearest drawn before; [components][d]. */
function seeds(codes: Float32Array, d: number, components: number, rng: Rng): Float64Array[] {
  const n = codes.length / d;
  const codeAt = (i: number): Float64Array => Float64Array.from(codes.subarray(i * d, (i + 1) * d));
  const centers = [codeAt(rng.integer(n))];
  const nearest = new Float64Array(n).fill(Infinity);
  while (centers.length < components) {
    const latest = centers.at(-1)!;
    for (let i = 0; i < n; i++) {
      nearest[i] = Math.min(nearest[i]!, squaredDistance(codes, i, latest));
    }
    centers.push(codeAt(drawer(nearest)(rng)));
  }
  return centers;
}

/** Lloyd's iteration; returns the cluster of each code, [n]. A cluster that loses its last code stays where it is. */
function kMeans(codes: Float32Array, d: number, centers: readonly Float64Array[]): Int32Array {
  const clusters = new Int32Array(codes.length / d).fill(-1);
  for (let round = 0; round < MAX_ROUNDS && assignNearest(codes, centers, clusters); round++) {
    moveToMeans(codes, centers, clusters);
  }
  return clusters;
}

/** Gives each code its nearest center; returns whether one changed. */
function assignNearest(codes: Float32Array, centers: readonly Float64Array[], clusters: Int32Array): boolean {
  let changed = false;
  for (let i = 0; i < clusters.length; i++) {
    let cluster = 0;
    let least = Infinity;
    for (let k = 0; k < centers.length; k++) {
      const distance = squaredDistance(codes, i, centers[k]!);
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
function moveToMeans(codes: Float32Array, centers: readonly Float64Array[], clusters: Int32Array): void {
  const sums = centers.map(center => new Float64Array(center.length));
  const sizes = centers.map(() => 0);
  clusters.forEach((k, i) => {
    const sum = sums[k] as Float64Array;
    sizes[k]! += 1;
    for (let a = 0; a < sum.length; a++) {
      sum[a]! += codes[i * sum.length + a]!;
    }
  });
  centers.forEach((center, k) => {
    const size = sizes[k]!;
    if (size > 0) center.set((sums[k] as Float64Array).map(value => value / size));
  });
}

/** ‖z_i − point‖² */
function squaredDistance(codes: Float32Array, i: number, point: Float64Array): number {
  const d = point.length;
  let squares = 0;
  for (let a = 0; a < d; a++) squares += (codes[i * d + a]! - point[a]!) ** 2;
  return squares;
}
