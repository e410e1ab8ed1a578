import {
  checkCount,
  checkOneSpace,
  checkPoints,
  naming,
  type Points,
  quantile,
  rangeError,
  rowsAt,
} from '../base/index.js';
import { type CodeSearch, nearestCodes } from './neighbours.js';

/** How holes are told. */
export interface HolesOptions {
  /** q: which quantile of the codes' own distances a draw must exceed to lie in a hole. */
  readonly level?: number;
  /** k: a code's ball reaches to its k-th nearest other code. */
  readonly k?: number;
  readonly search?: CodeSearch;
}

/** Which draws of the prior lie in holes, and how much of the codes the draws cover. */
export interface HoleShares {
  /** 1 for the draws farther from every code than codes usually are from each other, [m]. */
  readonly isHole: Uint8Array;
  /** Share of such draws. */
  readonly share: number;
  /** `share` to expect if the codes are distributed like the draws: 1 − q. */
  readonly expectedShare: number;
  /** Share of codes whose ball holds a draw. */
  readonly coverage: number;
  /** `coverage` to expect if the codes are distributed like the draws: 1 − Π_{i<k} (n − 1 − i)/(n + m − 1 − i). */
  readonly expectedCoverage: number;
}

/** The holes of the prior, and the distances that they were found by. */
export interface Holes extends HoleShares {
  /** Of each draw, to its nearest code, [m], latent units. */
  readonly distances: Float64Array;
  /** The row of that code, [m]. */
  readonly nearest: Int32Array;
  /** q-quantile of the codes' distances to their nearest other code, latent units. */
  readonly radius: number;
}

/**
 * Holes of the prior, draws farther from every code than codes are from each other, and how much of the codes the prior
 * covers.
 *
 * With ρ_j the distance of draw j to its nearest code, r_i,k that of code i to its k-th nearest other code, and R the
 * q-quantile of r_i,1 over the codes: share = 1/m #{j: ρ_j > R}, coverage = 1/n #{i: a draw is within r_i,k of code i}.
 * @param priorDraws [m, d], independent draws from P_Z
 * @param codes [n, d], n > k
 * @throws RangeError if there are too few, they are not finite, or `level` is outside (0, 1)
 * @see naeem:20, equation 4 and lemma 2 (coverage)
 */
export function holes(
  priorDraws: Points,
  codes: Points,
  { level = 0.95, k = 5, search = nearestCodes }: HolesOptions = {},
): Holes {
  return naming('holes', () => {
    checkCount(k, 'k', 1);
    checkPoints(codes, 'codes', k + 1);
    checkPoints(priorDraws, 'priorDraws', 1);
    checkOneSpace(priorDraws, 'priorDraws', codes, 'codes');
    const [n, m] = [codes.shape[0], priorDraws.shape[0]];
    if (!(level > 0 && level < 1)) {
      throw rangeError(`\`level\` to be between 0 and 1, got ${level}`);
    }
    // One object as both would leave each draw out of its own list.
    const draws = priorDraws === codes ? { ...priorDraws } : priorDraws;
    const own = search(codes, codes, k).distances;
    const { distances, indices: nearest } = search(draws, codes, 1);
    const radius = quantile(own.filter((_, i) => i % k === 0).sort(), level);
    const isHole = Uint8Array.from(distances, distance => (distance > radius ? 1 : 0));
    const reach = own.filter((_, i) => i % k === k - 1);
    const covered = new Uint8Array(n);
    nearest.forEach((code, j) => {
      if (distances[j]! <= reach[code]!) covered[code] = 1;
    });
    // Only the codes that this leaves are compared with all draws.
    const left = Int32Array.from(covered.keys()).filter(i => covered[i] === 0);
    const toDraws = left.length === 0 ? [] : search(rowsAt(codes, left), draws, 1).distances;
    left.forEach((code, i) => {
      if (toDraws[i]! <= reach[code]!) covered[code] = 1;
    });
    let missed = 1;
    for (let i = 0; i < k; i++) missed *= (n - 1 - i) / (n + m - 1 - i);
    return {
      distances,
      nearest,
      radius,
      isHole,
      share: isHole.reduce((sum, value) => sum + value, 0) / m,
      expectedShare: 1 - level,
      coverage: covered.reduce((sum, value) => sum + value, 0) / n,
      expectedCoverage: 1 - missed,
    };
  });
}
