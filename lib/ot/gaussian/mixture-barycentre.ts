import { naming, type VectorLike } from '../../base/index.js';
import { toProportions } from '../geometry/weights.js';
import { multiMarginal, type MultiMarginal } from '../multi-marginal/multi-marginal.js';
import { tensorCost } from '../multi-marginal/tensor-cost.js';
import type { Gaussian } from './gaussian.js';
import { gaussianBarycentre } from './gaussian-barycentre.js';
import { type GaussianMixture, type GaussianMixtureLike, weightsOfMixture } from './gaussian-mixture.js';

/** Options of {@link mixtureBarycentre}. */
export interface MixtureBarycentreOptions {
  /** λ_j, scaled to sum 1; default equal. */
  readonly proportions?: VectorLike;
}

/** A barycentre of mixtures, and the evidence for it. */
export interface MixtureBarycentre extends GaussianMixture {
  /** Σ_j λ_j MW₂²(barycentre, mixture j); length² × mass. */
  readonly value: number;
  /** Of each component, the components of the mixtures that it is the barycentre of. */
  readonly origins: readonly (readonly number[])[];
  /** Whether the plan is optimal, and every Gaussian barycentre that is part of it has converged. */
  readonly converged: boolean;
  /** Between the components of all mixtures. */
  readonly transport: MultiMarginal;
}

/**
 * The mixture that minimises Σ_j λ_j MW₂²(·, mixture j): the multi-marginal plan between the components, with the value of
 * `gaussianBarycentre` as the cost of a choice of one component of each, makes a component of each of its entries.
 *
 * Π_j K_j Gaussian barycentres are computed: for a few mixtures of a few components.
 * @throws TypeError, RangeError if there are fewer than two mixtures, they do not fit, weights are no measures of one
 *   total, or there are more than 2²⁴ choices
 * @see delon-desolneux:20, section 5.2
 */
export function mixtureBarycentre(
  mixtures: readonly GaussianMixtureLike[],
  { proportions }: MixtureBarycentreOptions = {},
): MixtureBarycentre {
  return naming('mixtureBarycentre', () => {
    const shares = toProportions(proportions, mixtures.length);
    const weights = mixtures.map((mixture, j) => weightsOfMixture(mixture, `mixtures[${j}]`));
    const barycentreAt = (places: readonly number[]): ReturnType<typeof gaussianBarycentre> =>
      gaussianBarycentre(
        places.map((k, j) => mixtures[j]!.components[k]!),
        { proportions: shares },
      );
    const cost = tensorCost(
      mixtures.map(({ components }) => components.length),
      places => barycentreAt(places).value,
    );
    const transport = multiMarginal(cost, { weights });
    const origins = transport.entries.map(({ places }) => places);
    const found = origins.map(barycentreAt);
    return {
      components: found.map(({ mean, covariance }): Gaussian => ({ mean, covariance })),
      weights: Float64Array.from(transport.entries, ({ mass }) => mass),
      value: transport.value,
      origins,
      converged: transport.converged && found.every(one => one.converged),
      transport,
    };
  });
}
