import type { Gaussian } from '../ot/index.js';

/** A closed line in the plane. */
export interface Outline {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * The points m + k Lu, |u| = 1, L Lᵀ = Σ: the ellipse of N(m, Σ) in the plane at `deviations` k standard deviations.
 * @throws RangeError where the Gaussian is not in the plane or its covariance is not positive definite
 */
export function gaussianEllipse({ mean, covariance }: Gaussian, deviations = 1): Outline {
  const [xx, xy, , yy] = covariance.data as unknown as readonly [number, number, number, number];
  const determinant = xx * yy - xy * xy;
  if (mean.length !== 2 || covariance.data.length !== 4 || !(xx > 0 && determinant > 0)) {
    throw new RangeError(
      'gaussianEllipse: expected a Gaussian of the plane with a positive definite covariance, ' +
        `got a mean of ${mean.length} and the covariance [${covariance.data.join(', ')}]`,
    );
  }
  const l = Math.sqrt(xx); // L = [[l, 0], [xy/l, s]]
  const s = Math.sqrt(determinant / xx);
  const turns = Float64Array.from({ length: 73 }, (_, i) => (2 * Math.PI * i) / 72);
  const [centreX, centreY] = mean as unknown as readonly [number, number];
  return {
    x: turns.map(turn => centreX + deviations * l * Math.cos(turn)),
    y: turns.map(turn => centreY + deviations * ((xy / l) * Math.cos(turn) + s * Math.sin(turn))),
  };
}
