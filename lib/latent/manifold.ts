import jstat from 'jstat';
import { checkCount, dot, type Matrix, naming, rangeError } from '../base/index.js';
import { checkPrior, type Prior, unknownPrior } from './prior.js';
import { checkCodeOf, type Code } from './code.js';
import { type Projection, checkProjection } from './projection.js';

/** Which codes of the prior a grid shows. */
export interface PriorGridOptions {
  /** [d]: the code whose part off the plane all codes of the grid have; by default the prior's mean, 0. */
  readonly through?: Code;
}

/**
 * The quantile of one coordinate of the prior: σ Φ⁻¹(p) (normal), σ(2p − 1) (cube), σ(2B⁻¹(p) − 1) (sphere), B⁻¹ the
 * quantile of Beta((d − 1)/2, (d − 1)/2); on the sphere of one coordinate, −σ below ½ and σ from there.
 * @param p in (0, 1)
 * @returns latent units
 * @throws RangeError for a bad prior or p outside (0, 1)
 */
export function priorQuantile(prior: Prior, p: number): number {
  return naming('priorQuantile', () => {
    checkPrior(prior);
    if (!(p > 0 && p < 1)) {
      throw rangeError(`\`p\` to be between 0 and 1, got ${p}`);
    }
    const { kind, dimension, sigma } = prior;
    switch (kind) {
      case 'normal':
        return sigma * normalQuantile(p);
      case 'uniform-cube':
        return sigma * (2 * p - 1);
      case 'uniform-sphere':
        return sphereQuantile(p, dimension, sigma);
      default:
        throw unknownPrior(kind);
    }
  });
}

/** Φ⁻¹(p); by symmetry from the lower half, so that quantiles of p and 1 − p are opposite. */
function normalQuantile(p: number): number {
  return p > 0.5 ? -normalQuantile(1 - p) : jstat.jStat.normal.inv(p, 0, 1);
}

/** The quantile of a coordinate of a uniform point on the sphere of `radius` in `dimension` coordinates. */
function sphereQuantile(p: number, dimension: number, radius: number): number {
  if (dimension === 1) return p < 0.5 ? -radius : radius;
  if (p > 0.5) return -sphereQuantile(1 - p, dimension, radius);
  if (p === 0.5) return 0;
  const half = (dimension - 1) / 2;
  return radius * (2 * jstat.jStat.beta.inv(p, half, half) - 1);
}

/**
 * A grid of codes that cuts the prior's mass in a plane into equal parts, to be decoded: for levels u_i = (i + ½)/side,
 * codes c + x a₁ + y a₂, c the part of `through` off the plane, a₁ and a₂ the plane's axes, row by row as on a map:
 * x grows from left to right, y from the last row to the first.
 *
 * - normal: x = σΦ⁻¹(u), y = σΦ⁻¹(v), exact in every plane;
 * - cube: (x, y) is the point of the plane's section of the cube in direction (2u − 1, 2v − 1), max(|2u − 1|, |2v − 1|)
 *   of the way to its edge: in a plane of coordinates x = σ(2u − 1), y = σ(2v − 1), exact. A code that leaves the cube
 *   because of `through` is clipped;
 * - sphere: x is the quantile of one coordinate, y that of another when the first is x, and the rest of the length,
 *   √(σ² − x² − y²), lies along the part of `through` off the plane, or, if it has none, off the plane along the
 *   coordinate that is nearest to being so: exact in every plane, and every code lies on the sphere.
 *
 * The plane's `mean` is not used: the grid is the prior's, and the prior's mean is 0.
 * @param side codes in a row
 * @returns [side², d], latent units
 * @throws RangeError for a bad prior, side < 1, the sphere of one coordinate, or sizes that do not fit
 * @see kingma-welling:14, Figure 4
 */
export function priorGrid(
  prior: Prior,
  side: number,
  projection: Projection,
  { through }: PriorGridOptions = {},
): Matrix {
  return naming('priorGrid', () => {
    checkPrior(prior);
    checkCount(side, 'side', 1);
    checkProjection(projection);
    const d = prior.dimension;
    if (projection.mean.length !== d) {
      throw rangeError(`a plane of ${d} coordinates like the prior, got one of ${projection.mean.length}`);
    }
    const centre = through ?? new Float64Array(d);
    checkCodeOf(centre, 'through', d, 'the prior');
    const axis = (column: 0 | 1): Float64Array =>
      Float64Array.from({ length: d }, (_, k) => projection.axes[2 * k + column]!);
    const place = placing(prior, { first: axis(0), second: axis(1) }, Float64Array.from(centre));
    const data = new Float64Array(side * side * d);
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const code = place((column + 0.5) / side, (side - row - 0.5) / side);
        data.set(code, (row * side + column) * d);
      }
    }
    return { data, shape: [side * side, d] };
  });
}

interface Axes {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** c + x a₁ + y a₂. */
function combined(base: Float64Array, x: number, y: number, { first, second }: Axes): Float64Array {
  return base.map((value, k) => value + x * first[k]! + y * second[k]!);
}

/** The code at levels (u, v) of the plane. */
function placing(prior: Prior, axes: Axes, through: Float64Array): (u: number, v: number) => Float64Array {
  const { kind, dimension, sigma } = prior;
  const rest = combined(through, -dot(through, axes.first), -dot(through, axes.second), axes);
  switch (kind) {
    case 'normal':
      return (u, v) => combined(rest, sigma * normalQuantile(u), sigma * normalQuantile(v), axes);
    case 'uniform-cube':
      return (u, v) => {
        const direction = combined(new Float64Array(dimension), 2 * u - 1, 2 * v - 1, axes);
        const share = Math.max(Math.abs(2 * u - 1), Math.abs(2 * v - 1));
        const reach = direction.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const scale = share > 0 ? (sigma * share) / reach : 0;
        return rest.map((value, k) => clip(value + scale * direction[k]!, sigma));
      };
    case 'uniform-sphere': {
      checkCount(dimension, 'dimension', 2);
      const outward = dimension === 2 ? new Float64Array(2) : (unit(rest) ?? unit(mostOff(axes)));
      return (u, v) => {
        const x = sphereQuantile(u, dimension, sigma);
        const y = sphereQuantile(v, dimension - 1, Math.sqrt(Math.max(0, sigma ** 2 - x ** 2)));
        const length = Math.sqrt(Math.max(0, sigma ** 2 - x ** 2 - y ** 2));
        return combined(
          outward!.map(value => length * value),
          x,
          y,
          axes,
        );
      };
    }
    default:
      throw unknownPrior(kind);
  }
}

function clip(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}

/** A vector of length 1, undefined if rounding alone gives it a direction. */
function unit(vector: Float64Array): Float64Array | undefined {
  const length = Math.sqrt(dot(vector, vector));
  return length > 1e-9 ? vector.map(value => value / length) : undefined;
}

/** The part off the plane of the coordinate whose part off the plane is longest, of equal ones the first. */
function mostOff(axes: Axes): Float64Array {
  const { first, second } = axes;
  let [best, least] = [0, Infinity];
  for (let k = 0; k < first.length; k++) {
    const inside = first[k]! ** 2 + second[k]! ** 2;
    if (inside < least - 1e-12) [best, least] = [k, inside];
  }
  const basis = new Float64Array(first.length);
  basis[best] = 1;
  return combined(basis, -first[best]!, -second[best]!, axes);
}

/**
 * A code with one coordinate at the prior's quantiles of (i + ½)/steps, i = 0 … steps − 1, and the others kept.
 *
 * On the sphere the others keep their direction, and their length is what the first leaves of σ; if they are all
 * 0 they become equal.
 * @param code [d]
 * @param coordinate counted from 0
 * @returns [steps, d], latent units
 * @throws RangeError for a bad prior, a code or coordinate that does not fit it, or steps < 1
 */
export function traversal(code: Code, coordinate: number, prior: Prior, steps: number): Matrix {
  return naming('traversal', () => {
    checkPrior(prior);
    checkCount(steps, 'steps', 1);
    const { kind, dimension: d, sigma } = prior;
    checkCodeOf(code, 'code', d, 'the prior');
    if (!Number.isInteger(coordinate) || coordinate < 0 || coordinate >= d) {
      throw rangeError(`\`coordinate\` to be an integer from 0 to ${d - 1}, got ${coordinate}`);
    }
    const others = Float64Array.from(code);
    others[coordinate] = 0;
    const direction = unit(others) ?? others.map((_, k) => (k === coordinate ? 0 : 1 / Math.sqrt(d - 1)));
    const data = new Float64Array(steps * d);
    for (let i = 0; i < steps; i++) {
      const value = priorQuantile(prior, (i + 0.5) / steps);
      const length = Math.sqrt(Math.max(0, sigma ** 2 - value ** 2));
      const row = kind === 'uniform-sphere' ? direction.map(part => length * part) : others.slice();
      row[coordinate] = value;
      data.set(row, i * d);
    }
    return { data, shape: [steps, d] };
  });
}
