import { checkCount, naming, type Points, rangeError, type Rng, rowsAt } from '../../base/index.js';
import { frechetDistance, type FrechetOptions, resamplePair } from './frechet.js';
import { type Measured, spreadInterval } from '../statistics/measured.js';

/** Options of {@link frechetAtInfinity}. */
export interface ExtrapolationOptions extends FrechetOptions {
  /** How many sizes the line is fitted through; 8. */
  readonly points?: number;
  /** The smallest size, as a fraction of the sets; ¼. */
  readonly smallest?: number;
}

/** A Fréchet distance without its bias, and the line that it was read off. */
export interface Extrapolated extends Measured {
  /** Distance of a random part of both sets, by the fraction that was taken. */
  readonly distances: readonly { readonly fraction: number; readonly distance: number }[];
  /** Of the line, the bias of the whole sets. */
  readonly slope: number;
}

/**
 * The Fréchet distance extrapolated to infinitely many points: the intercept a of the least-squares line
 *
 *     distance(fraction) ≈ a + slope / fraction
 *
 * through distances of random parts of both sets, fractions evenly spaced from `smallest` to 1. Can be negative. The
 * interval is a ± t · sd over resamples of both sets (10 if d ≤ 512, 3 above), each of which is extrapolated anew.
 * Costs points · (resamples + 1) distances.
 * @throws RangeError like `frechetDistance`; for fewer than 2 points, `smallest` outside (0, 1), or sets so small
 *   that a part has fewer than two points
 * @see chong-forsyth:20, section 4. Differs: they take parts of the generated set alone, so that the real set's bias stays
 */
export function frechetAtInfinity(
  real: Points,
  generated: Points,
  options: ExtrapolationOptions,
): Extrapolated {
  return naming('frechetAtInfinity', () => {
    const { rng, points = 8, smallest = 0.25, protocol = 'Fréchet distance' } = options;
    checkCount(points, 'points', 2);
    if (!(smallest > 0 && smallest < 1)) {
      throw rangeError(`\`smallest\` to be in (0, 1), got ${smallest}`);
    }
    const { resamples = real.shape[1] <= 512 ? 10 : 3 } = options;
    const fractions = Array.from(
      { length: points },
      (_, k) => smallest + ((1 - smallest) * k) / (points - 1),
    );
    const { distances, intercept, slope } = extrapolate(real, generated, fractions, rng.split('parts'));
    const replicates = Float64Array.from({ length: resamples }, (_, b) => {
      const stream = rng.split('resample', b);
      return extrapolate(...resamplePair(real, generated, stream), fractions, stream.split('parts'))
        .intercept;
    });
    const [n, m] = [real.shape[0], generated.shape[0]];
    const measured = spreadInterval(intercept, replicates, {
      n: m,
      protocol: `${protocol}, extrapolated from ${smallest} to 1 of n = ${n} real, ${m} generated`,
    });
    return { ...measured, distances, slope };
  });
}

function extrapolate(
  real: Points,
  generated: Points,
  fractions: readonly number[],
  rng: Rng,
): { readonly distances: Extrapolated['distances']; readonly intercept: number; readonly slope: number } {
  const distances = fractions.map((fraction, k) => {
    const distance = frechetDistance(
      partOf(real, fraction, rng.split('real', k)),
      partOf(generated, fraction, rng.split('generated', k)),
    );
    return { fraction, distance };
  });
  return { distances, ...fitLine(distances.map(point => [1 / point.fraction, point.distance] as const)) };
}

function partOf(features: Points, fraction: number, rng: Rng): Points {
  const n = features.shape[0];
  return rowsAt(
    features,
    rng
      .permutation(n)
      .subarray(0, Math.round(fraction * n))
      .sort(),
  );
}

/** The least-squares line through points (x, y). */
function fitLine(points: readonly (readonly [x: number, y: number])[]): {
  readonly intercept: number;
  readonly slope: number;
} {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const squares = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / squares;
  return { intercept: meanY - slope * meanX, slope };
}
