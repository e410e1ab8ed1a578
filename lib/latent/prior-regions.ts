import { naming, rangeError } from '../base/index.js';
import { checkPrior, type Prior, unknownPrior } from './prior.js';

/** Radius of the circle about 0 that holds `mass` of N(0, σ²I) in the plane: σ √(−2 ln(1 − mass)). */
export function normalRadius(mass: number, sigma: number): number {
  return sigma * Math.sqrt(-2 * Math.log1p(-mass));
}

/**
 * Radius of the circle about the code 0 that holds a share of the prior's mass in a plane through 0:
 *
 *     σ √(−2 ln(1 − mass))                 (normal)
 *     σ √(1 − (1 − mass)^(2/(d − 2)))      (sphere, d > 2; σ if d = 2)
 *     σ √d                                 (cube: the circle that holds all of it, in every plane)
 * @param mass in (0, 1)
 * @returns latent units
 * @throws RangeError for another mass, a bad prior, or one of a single coordinate
 */
export function priorRadius(prior: Prior, mass: number): number {
  return naming('priorRadius', () => {
    checkPrior(prior);
    const { kind, dimension: d, sigma } = prior;
    if (!(mass > 0 && mass < 1)) {
      throw rangeError(`\`mass\` to be between 0 and 1, got ${mass}`);
    }
    if (d < 2) throw rangeError(`\`prior.dimension\` to be ≥ 2, got ${d}`);
    switch (kind) {
      case 'normal':
        return normalRadius(mass, sigma);
      case 'uniform-sphere':
        // The square of two coordinates' length is Beta(1, (d − 2)/2).
        return d === 2 ? sigma : sigma * Math.sqrt(1 - (1 - mass) ** (2 / (d - 2)));
      case 'uniform-cube':
        return sigma * Math.sqrt(d);
      default:
        throw unknownPrior(kind);
    }
  });
}

/**
 * Corners of the cube [−σ, σ]^d as it is seen in a plane through 0: a polygon with 2d sides, each in the direction of
 * one coordinate's axis, of length 2σ times how long that axis is in the plane.
 * @param axes [d, 2]
 * @returns [2d, 2], counter-clockwise, latent units; coordinates that the plane does not show add no corner
 */
export function cubeOutline(axes: Float64Array, sigma: number): [number, number][] {
  const d = axes.length / 2;
  const sides: (readonly [number, number])[] = [];
  for (let k = 0; k < d; k++) {
    const [x, y] = [axes[2 * k]!, axes[2 * k + 1]!];
    if (x === 0 && y === 0) continue;
    // Of each direction and its opposite the one that points up.
    const sign = y < 0 || (y === 0 && x < 0) ? -1 : 1;
    sides.push([sign * x, sign * y]);
  }
  sides.sort((a, b) => Math.atan2(a[1], a[0]) - Math.atan2(b[1], b[0]));
  let [x, y] = sides.reduce(([sumX, sumY], [a, b]) => [sumX - sigma * a, sumY - sigma * b], [0, 0]) as [
    number,
    number,
  ];
  const corners: [number, number][] = [];
  for (const sign of [1, -1]) {
    for (const [a, b] of sides) {
      corners.push([x, y]);
      x += 2 * sigma * sign * a;
      y += 2 * sigma * sign * b;
    }
  }
  return corners;
}
