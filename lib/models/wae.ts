import type * as tf from '@tensorflow/tfjs';
import { checkCount, checkPositive, naming, rangeError, type Rng, typeError } from '../base/index.js';
import {
  type AscentOptions,
  checkAscent,
  checkSinkhorn,
  cramerWoldPenalty,
  cramerWoldToNormal,
  energyPenalty,
  type LatentKernel,
  maxSlicedPenalty,
  mmdPenalty,
  resolveKernel,
  sigregPenalty,
  silvermanBandwidth,
  type SinkhornPenaltyOptions,
  sinkhornPenalty,
  slicedPenalty,
} from '../penalties/index.js';
import { autoEncoderPlayer, type Batch, makeAutoEncoder, type Model } from './auto-encoder.js';
import type { AutoEncoderConfig } from './config.js';
import { type Prior, priorStd } from '../latent/index.js';

/** Sliced Wasserstein, and SIGReg: along how many directions. */
export interface SlicedConfig {
  /** Random directions of each batch, an integer ≥ 1. */
  readonly projections: number;
}

/** Max-sliced Wasserstein: how the widest direction is searched. */
export interface MaxSlicedConfig extends AscentOptions {
  /** Random directions of each batch that the ascent starts from, an integer ≥ 1. */
  readonly starts: number;
}

/** Cramér–Wold. */
export interface CramerWoldConfig {
  /** What codes are compared with: `normal`, N(0, σ²I) itself, or `draws` from the prior. */
  readonly against: 'normal' | 'draws';
  /** γ, latent unit²; Silverman's for the batch and the prior's standard deviation if it is left out. */
  readonly gamma?: number;
}

/** A penalty that the caller wrote. */
export interface OwnPenalty {
  /**
   * The penalty of codes [n, d] beside as many draws from the prior, [n, d]: a scalar that has a gradient in the codes. It
   * is compiled, so it may make tensors of `z` and `zPrior`, but not read their values.
   */
  readonly of: (z: tf.Tensor2D, zPrior: tf.Tensor2D) => tf.Scalar;
}

/** A divergence between a batch of codes and the prior that needs no network of its own. */
export type LatentPenalty =
  | { readonly kind: 'mmd'; readonly kernel: LatentKernel }
  | { readonly kind: 'energy' }
  | ({ readonly kind: 'sliced' } & SlicedConfig)
  | ({ readonly kind: 'max-sliced' } & MaxSlicedConfig)
  | ({ readonly kind: 'sinkhorn' } & SinkhornPenaltyOptions)
  | ({ readonly kind: 'cramer-wold' } & CramerWoldConfig)
  | ({ readonly kind: 'sigreg' } & SlicedConfig)
  | ({ readonly kind: 'own' } & OwnPenalty);

/** A penalty of codes [n, d] against the batch's draws, and how many random directions it takes. */
interface Comparison {
  readonly of: (z: tf.Tensor2D, batch: Batch) => tf.Scalar;
  readonly directions?: number;
}

/**
 * A WAE whose penalty is a closed expression in codes and prior draws: E c(x, G(z)) + λ · penalty, one player.
 * @throws RangeError for a bad prior, image shape or option of the penalty, TypeError for an unknown one
 * @see tolstikhin:18, Algorithm 2, with another divergence in line 6
 */
export function makeWae(config: AutoEncoderConfig, penalty: LatentPenalty, rng: Rng): Model {
  const { of, ...needs } = naming('makeWae', () => comparisonOf(penalty, config.prior));
  const autoEncoder = makeAutoEncoder(config, rng);
  const { encoder, decoder } = autoEncoder;
  const player = autoEncoderPlayer(autoEncoder, ({ z }, batch) => of(z, batch));
  return { ...autoEncoder, networks: [encoder.network, decoder.network], players: [player], ...needs };
}

function comparisonOf(penalty: LatentPenalty, prior: Prior): Comparison {
  switch (penalty.kind) {
    case 'mmd': {
      const kernel = resolveKernel(penalty.kernel, prior);
      return { of: (z, { zPrior }) => mmdPenalty(z, zPrior, kernel) };
    }
    case 'energy':
      return { of: (z, { zPrior }) => energyPenalty(z, zPrior) };
    case 'sliced':
      return along(penalty, (z, batch) => slicedPenalty(z, batch.zPrior, directionsOf(batch)));
    case 'max-sliced':
      checkCount(penalty.starts, 'starts', 1);
      checkAscent(penalty);
      return {
        directions: penalty.starts,
        of: (z, batch) => maxSlicedPenalty(z, batch.zPrior, directionsOf(batch), penalty),
      };
    case 'sinkhorn':
      checkSinkhorn(penalty);
      return { of: (z, { zPrior }) => sinkhornPenalty(z, zPrior, penalty) };
    case 'cramer-wold':
      return cramerWold(penalty, prior);
    case 'sigreg':
      if (prior.kind !== 'normal') throw rangeError(`a normal prior for SIGReg, got ${prior.kind}`);
      return along(penalty, (z, batch) => sigregPenalty(z, directionsOf(batch), prior.sigma));
    case 'own': {
      const { of } = penalty;
      if (typeof of !== 'function') throw typeError(`\`penalty.of\` to be a function, got ${typeof of}`);
      return { of: (z, { zPrior }) => of(z, zPrior) };
    }
    default:
      throw new TypeError(`makeWae: unknown penalty ${JSON.stringify(penalty satisfies never)}`);
  }
}

/** A penalty that sees codes along random directions. */
function along({ projections }: SlicedConfig, of: Comparison['of']): Comparison {
  checkCount(projections, 'projections', 1);
  return { directions: projections, of };
}

function cramerWold({ against, gamma }: CramerWoldConfig, prior: Prior): Comparison {
  if (gamma !== undefined) checkPositive(gamma, 'gamma');
  const bandwidth = (z: tf.Tensor2D): number => gamma ?? silvermanBandwidth(z.shape[0], priorStd(prior));
  switch (against) {
    case 'draws':
      return { of: (z, { zPrior }) => cramerWoldPenalty(z, zPrior, bandwidth(z)) };
    case 'normal':
      if (prior.kind !== 'normal') {
        throw new RangeError(
          `makeWae: expected a normal prior for Cramér–Wold against \`normal\`, got ${prior.kind}; compare with \`draws\``,
        );
      }
      return { of: z => cramerWoldToNormal(z, bandwidth(z), prior.sigma) };
    default:
      throw new TypeError(
        `makeWae: expected \`against\` to be normal or draws, got ${JSON.stringify(against satisfies never)}`,
      );
  }
}

function directionsOf({ directions }: Batch): tf.Tensor2D {
  if (directions === undefined)
    throw new RangeError('makeWae: expected the batch to bring `directions`, got none');
  return directions;
}
