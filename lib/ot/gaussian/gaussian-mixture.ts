import {
  type Matrix,
  naming,
  type PointsLike,
  rangeError,
  toPoints,
  type VectorLike,
} from '../../base/index.js';
import { networkSimplex } from '../exact/network-simplex.js';
import type { SparsePlan } from '../geometry/plan.js';
import type { Transport } from '../geometry/transport.js';
import { toWeights } from '../geometry/weights.js';
import {
  type AffineMap,
  type Gaussian,
  gaussianInterpolation,
  type GaussianLike,
  gaussianMap,
  gaussianWasserstein,
} from './gaussian.js';
import { logDensityOf } from './log-density.js';

/** A mixture of Gaussians as people write it. */
export interface GaussianMixtureLike {
  readonly components: readonly GaussianLike[];
  /** π_k, mass; 1/K each by default. */
  readonly weights?: VectorLike;
}

/** A mixture of Gaussians. */
export interface GaussianMixture {
  readonly components: readonly Gaussian[];
  /** π_k, mass */
  readonly weights: Float64Array;
}

/** A distance of mixtures, and the plan between their components. */
export interface MixtureDistance {
  /** MW₂; a length, times √mass. */
  readonly value: number;
  /** MW₂², and the plan between components, [K, L], with its evidence. */
  readonly transport: Transport<SparsePlan>;
}

/** Where the points of a mixture go. */
export interface MixtureMap {
  /** The images of points, [n, d] -> [n, d]. */
  apply(points: PointsLike): Matrix;
}

/**
 * The distance of Gaussian mixtures, MW₂² = min_ω Σ_kl ω_kl W₂²(p_k, q_l) over plans ω between the components' weights:
 * the least cost of couplings that are mixtures of Gaussians themselves.
 *
 * W₂ ≤ MW₂ ≤ W₂ + 2 √Σ_k π_k tr Σ_k + 2 √Σ_l π_l tr Σ_l.
 * @throws TypeError, RangeError if a mixture has no component, components are no Gaussians of one dimension, or weights are
 *   no measures of one total
 * @see delon-desolneux:20, proposition 4
 */
export function mixtureWasserstein(p: GaussianMixtureLike, q: GaussianMixtureLike): MixtureDistance {
  return naming('mixtureWasserstein', () => {
    const transport = planBetween(p, q);
    return { value: Math.sqrt(transport.value), transport };
  });
}

/**
 * The mean map of the best plan ω between mixtures,
 *
 *     T(x) = Σ_kl ω_kl p_k(x) T_kl(x) / Σ_k π_k p_k(x),
 *
 * T_kl the optimal map from component k to component l. It takes p near q, not exactly to it.
 * @throws TypeError, RangeError like {@link mixtureWasserstein}, and if a covariance of p is singular
 * @see delon-desolneux:20, section 6.3
 */
export function mixtureMap(p: GaussianMixtureLike, q: GaussianMixtureLike): MixtureMap {
  return naming('mixtureMap', () => {
    const { plan } = planBetween(p, q);
    const densities = p.components.map((component, k) => logDensityOf(component, `p.components[${k}]`));
    const arcs: Arc[] = [];
    plan.forEach((k, l, mass) => {
      arcs.push({ k, logMass: Math.log(mass), map: gaussianMap(p.components[k]!, q.components[l]!) });
    });
    return {
      apply: points => naming('MixtureMap.apply', () => meanMap(arcs, densities, toPoints(points, 'points'))),
    };
  });
}

/**
 * The mixture at time `t` on the geodesic from p to q for MW₂: for each entry ω_kl of the best plan, a component at time t
 * between p_k and q_l.
 * @param t from 0 to 1
 * @throws TypeError, RangeError like {@link mixtureWasserstein}, and if `t` is outside [0, 1]
 * @see delon-desolneux:20, proposition 5
 */
export function mixtureInterpolation(
  p: GaussianMixtureLike,
  q: GaussianMixtureLike,
  t: number,
): GaussianMixture {
  return naming('mixtureInterpolation', () => {
    const [components, weights]: [Gaussian[], number[]] = [[], []];
    planBetween(p, q).plan.forEach((k, l, mass) => {
      components.push(gaussianInterpolation(p.components[k]!, q.components[l]!, t));
      weights.push(mass);
    });
    return { components, weights: Float64Array.from(weights) };
  });
}

/** The weights of a mixture, checked. @throws RangeError if it has no component */
export function weightsOfMixture({ components, weights }: GaussianMixtureLike, name: string): Float64Array {
  if (components.length === 0) throw rangeError(`\`${name}.components\` to have entries, got none`);
  return toWeights(weights, components.length, `${name}.weights`);
}

function planBetween(p: GaussianMixtureLike, q: GaussianMixtureLike): Transport<SparsePlan> {
  const [a, b] = [weightsOfMixture(p, 'p'), weightsOfMixture(q, 'q')];
  const cost = p.components.map(from => q.components.map(to => gaussianWasserstein(from, to) ** 2));
  return networkSimplex(cost, { a, b });
}

interface Arc {
  readonly k: number;
  readonly logMass: number;
  readonly map: AffineMap;
}

function meanMap(
  arcs: readonly Arc[],
  densities: readonly ((x: Float64Array) => number)[],
  points: Matrix,
): Matrix {
  const [n, d] = points.shape;
  const images = arcs.map(({ map }) => map.apply(points).data);
  const data = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const x = points.data.subarray(i * d, (i + 1) * d);
    const logs = densities.map(density => density(x));
    const exponents = arcs.map(({ k, logMass }) => logMass + logs[k]!);
    const largest = exponents.reduce((one, other) => Math.max(one, other));
    const shares = exponents.map(exponent => Math.exp(exponent - largest));
    const sum = shares.reduce((one, other) => one + other);
    for (const [arc, share] of shares.entries()) {
      for (let c = 0; c < d; c++) data[i * d + c]! += (share / sum) * images[arc]![i * d + c]!;
    }
  }
  return { data, shape: [n, d] };
}
