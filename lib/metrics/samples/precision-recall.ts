import { naming, type Points, squaredDistance } from '../../base/index.js';
import { forEachDistanceRow } from './distances.js';
import { checkBothFeatures } from './features.js';
import { type BootstrapOptions, bootstrapMean, type Measured } from '../statistics/measured.js';
import { nearestNeighbours } from './nearest.js';

/** How precision and its relatives are measured. */
export interface PrecisionRecallOptions extends BootstrapOptions {
  /** Neighbours that give the radii for precision and recall; 3. */
  readonly k?: number;
  /** Neighbours that give the radii for density and coverage; 5. */
  readonly densityK?: number;
  /** What is compared, in whose features; numbers of points and neighbours are added to it. */
  readonly protocol?: string;
}

/** How much of the generated set is like the real one, and how much of the real one is reached. */
export interface PrecisionRecall {
  readonly precision: Measured;
  readonly recall: Measured;
  readonly density: Measured;
  readonly coverage: Measured;
}

/**
 * Improved precision and recall, density and coverage. With B_k(x) the ball around x to its k-th nearest neighbour in
 * its own set (itself not counted), boundary included, of n real x_i and m generated y_j:
 *
 *     precision = 1/m #{j : y_j in some B_k(x_i)}        density  = 1/(k'm) Σ_j #{i : y_j in B_k'(x_i)}
 *     recall    = 1/n #{i : x_i in some B_k(y_j)}        coverage = 1/n #{i : some y_j in B_k'(x_i)}
 *
 * Each is a mean over points; its interval resamples these (1,000 times) with the balls as they are, so it does not
 * hold the chance of the balls themselves. Distances decide in double precision.
 * @param real [n, d], n > max(k, k')
 * @param generated [m, d], m > k
 * @throws RangeError for features that are not finite or do not fit, or too few
 * @see kynkaanniemi:19, equations 1 and 2; naeem:20, equations 3 and 4. Differs: the latter's code leaves out the boundary
 */
export function precisionRecall(
  real: Points,
  generated: Points,
  { rng, resamples = 1000, k = 3, densityK = 5, protocol = 'k-NN' }: PrecisionRecallOptions,
): PrecisionRecall {
  return naming('precisionRecall', () => {
    checkBothFeatures(real, generated, 2);
    const deepest = nearestNeighbours(real, real, Math.max(k, densityK));
    const hits = countHits(real, generated, {
      real: radii(deepest, k),
      generated: radii(nearestNeighbours(generated, generated, k), k),
      density: radii(deepest, densityK),
    });
    const described = `${protocol}, n = ${real.shape[0]} real, ${generated.shape[0]} generated`;
    const mean = (values: ArrayLike<number>, neighbours: number, name: string): Measured =>
      bootstrapMean(values, `${described}, k = ${neighbours}`, { rng: rng.split(name), resamples });
    return {
      precision: mean(hits.precise, k, 'precision'),
      recall: mean(hits.recalled, k, 'recall'),
      density: mean(
        hits.balls.map(count => count / densityK),
        densityK,
        'density',
      ),
      coverage: mean(hits.covered, densityK, 'coverage'),
    };
  });
}

/** Squared distance to the k-th neighbour, [n]. */
function radii(neighbours: { readonly squared: Float64Array; readonly k: number }, k: number): Float64Array {
  const { squared } = neighbours;
  return Float64Array.from(
    { length: squared.length / neighbours.k },
    (_, i) => squared[i * neighbours.k + k - 1]!,
  );
}

/** Squared radii of the balls. */
interface Radii {
  readonly real: Float64Array;
  readonly generated: Float64Array;
  readonly density: Float64Array;
}

/** What each point found; 0 or 1 but for `balls`. */
interface Hits {
  /** Whether y_j is in a ball of a real point, [m]. */
  readonly precise: Uint8Array;
  /** Whether x_i is in a ball of a generated point, [n]. */
  readonly recalled: Uint8Array;
  /** In how many of the density's balls y_j is, [m]. */
  readonly balls: Float64Array;
  /** Whether x_i's density ball holds a generated point, [n]. */
  readonly covered: Uint8Array;
}

function countHits(real: Points, generated: Points, radius: Radii): Hits {
  const [n, m] = [real.shape[0], generated.shape[0]];
  const hits: Hits = {
    precise: new Uint8Array(m),
    recalled: new Uint8Array(n),
    balls: new Float64Array(m),
    covered: new Uint8Array(n),
  };
  const { precise, recalled, balls, covered } = hits;
  forEachDistanceRow(real, generated, ({ i, squared, slack }) => {
    const [own, wide] = [radius.real[i]!, radius.density[i]!];
    for (let j = 0; j < m; j++) {
      const [value, error] = [squared[j]!, slack[j]!];
      const theirs = radius.generated[j]!;
      if (value - error > own && value - error > wide && value - error > theirs) continue;
      const near = (limit: number): boolean => Math.abs(value - limit) <= error;
      const distance =
        near(own) || near(wide) || near(theirs) ? squaredDistance(real, i, generated, j) : value;
      if (distance <= own) precise[j] = 1;
      if (distance <= theirs) recalled[i] = 1;
      if (distance <= wide) {
        balls[j]! += 1;
        covered[i] = 1;
      }
    }
  });
  return hits;
}
