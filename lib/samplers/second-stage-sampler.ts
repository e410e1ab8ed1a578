import * as tf from '@tensorflow/tfjs';
import {
  checkCount,
  checkPoints,
  checkPositive,
  naming,
  type Points,
  type Rng,
  rowsBetween,
} from '../base/index.js';
import { weightedMoments } from './moments.js';
import type { Sampler } from './sampler.js';
import { parametersOf } from './second-stage-network.js';
import {
  keepNetwork,
  type KeptTensor,
  putNetwork,
  type SkipNetwork,
  throughSkipNetwork,
} from './skip-network.js';
import { trainSecondStage } from './second-stage-training.js';

/** Codes decoded at once. */
const CHUNK = 1000;

/** How {@link secondStageSampler} trains. */
export interface SecondStageOptions {
  /** Where initial weights, the order of the codes and the noise come from. */
  readonly rng: Rng;
  /** Units of the hidden layers, of encoder and decoder alike; three times 256. In the paper's code three times 1024. */
  readonly units?: readonly number[];
  /** Passes over the codes; 60. In the paper's code 800. */
  readonly epochs?: number;
  /** Codes a step, or all if there are fewer; 100. In the paper's code 64. */
  readonly batchSize?: number;
  /** Adam's α at the first step, from where it falls linearly to 0; 3e-3. In the paper's code 1e-4, halved every 300 epochs. */
  readonly learningRate?: number;
  /**
   * γ at the first step; 0.5. In the paper's code 1, the standard deviation of the codes: the decoder then has nothing
   * to explain if coordinates are uncorrelated, as WAE's are, and may stay at N(0, I).
   */
  readonly initialGamma?: number;
  /** Asks for a stop after the step at hand. */
  readonly signal?: AbortSignal;
  /** Told after each epoch, counted from 0, its mean loss, nats a code. */
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

/** A sampler with what its training gave. */
export interface SecondStageSampler extends Sampler {
  readonly name: 'second-stage';
  /** γ, the decoder's noise in every coordinate, in standard deviations of that coordinate's codes. */
  readonly gamma: number;
  /** The negative evidence lower bound of the standardised codes in each epoch, nats a code. */
  readonly losses: readonly number[];
}

/**
 * Draws from a second variational auto-encoder, trained on codes: u ~ N(0, I) in as many coordinates, decoded to the
 * mean ẑ(u), plus γ ε, ε ~ N(0, I). Encoder and decoder are fully connected with ReLU; γ is learned.
 *
 * For a Gaussian encoder the codes should be draws from Q(Z|x), not its means.
 *
 * Differs from the paper's code: each coordinate of the codes is first brought to mean 0 and standard deviation 1, so
 * that the unit of the latent space does not matter; γ starts lower, the networks are smaller and the epochs fewer by
 * default (see the options).
 * @param codes training codes, [n, d], n ≥ 2
 * @throws RangeError for bad codes or options
 * @throws NonFiniteLossError if the loss, or at the end a variable, is not finite
 * @throws the signal's reason if it asks for a stop
 * @see dai-wipf:19, section 4, and its `two_stage_vae_model.py`
 */
export async function secondStageSampler(
  codes: Points,
  options: SecondStageOptions,
): Promise<SecondStageSampler> {
  const { rng, units = [256, 256, 256], epochs = 60, batchSize = 100, learningRate = 3e-3 } = options;
  const { initialGamma = 0.5, signal, onEpoch = () => {} } = options;
  naming('secondStageSampler', () => {
    for (const width of units) checkCount(width, 'units', 1);
    checkCount(epochs, 'epochs', 1);
    checkCount(batchSize, 'batchSize', 1);
    checkPositive(learningRate, 'learningRate');
    checkPositive(initialGamma, 'initialGamma');
    checkPoints(codes, 'codes', 2);
  });
  const [n, d] = codes.shape;
  const scale = scaleOf(codes);
  const plan = {
    rng,
    units,
    epochs,
    batchSize: Math.min(batchSize, n),
    learningRate,
    initialGamma,
    signal,
    onEpoch,
  };
  const { stage, losses } = await trainSecondStage(scale.standardize(codes), plan);
  const decoder = keepNetwork(stage.decoder);
  const gamma = Math.exp(stage.logGamma.dataSync()[0]!);
  tf.dispose([...parametersOf(stage)]);
  return {
    name: 'second-stage',
    gamma,
    losses,
    sample(count, rng) {
      naming('SecondStageSampler.sample', () => checkCount(count, 'count', 0));
      const u = { data: rng.fillNormal(new Float32Array(count * d)), shape: [count, d] } as const;
      const noise = rng.fillNormal(new Float32Array(count * d), gamma);
      const drawn = decode(decoder, u);
      return scale.restore({ data: drawn.map((value, i) => value + noise[i]!), shape: [count, d] });
    },
  };
}

/** What brings codes to mean 0 and standard deviation 1 (over n) in each coordinate, and back; a constant one to 0. */
function scaleOf(codes: Points): {
  readonly standardize: (codes: Points) => Points<Float32Array>;
  readonly restore: (codes: Points<Float32Array>) => Points<Float32Array>;
} {
  const { mean, covariance } = weightedMoments(codes);
  const d = codes.shape[1];
  const std = mean.map((_, a) => Math.sqrt(covariance.data[a * d + a]!));
  const center = (i: number): number => mean[i % d]!;
  const width = (i: number): number => std[i % d]!;
  return {
    standardize: ({ data, shape }) => ({
      data: Float32Array.from(data, (value, i) => (width(i) === 0 ? 0 : (value - center(i)) / width(i))),
      shape,
    }),
    restore: ({ data, shape }) => ({ data: data.map((value, i) => center(i) + width(i) * value), shape }),
  };
}

/** [n, d] -> [n, d] */
function decode(kept: SkipNetwork<KeptTensor>, u: Points<Float32Array>): Float32Array {
  const [n, d] = u.shape;
  const out = new Float32Array(n * d);
  tf.tidy(() => {
    const network = putNetwork(kept);
    for (let from = 0; from < n; from += CHUNK) {
      const { data, shape } = rowsBetween(u, from, Math.min(n, from + CHUNK));
      const z = tf.tidy(() => throughSkipNetwork(network, tf.tensor2d(data, [...shape])).dataSync());
      out.set(z, from * d);
    }
  });
  return out;
}
