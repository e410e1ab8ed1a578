import * as tf from '@tensorflow/tfjs';
import { checkCount, checkPositive, naming, type Rng } from '../base/index.js';
import { checkCodes } from './codes.js';
import { weightedMoments } from './moments.js';
import type { Sampler } from './sampler.js';
import { parametersOf, type SecondStage, type StageNetwork, throughStage } from './second-stage-network.js';
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
  /** Codes a step, or all where there are fewer; 100. In the paper's code 64. */
  readonly batchSize?: number;
  /** Adam's α at the first step, from where it falls linearly to 0; 3e-3. In the paper's code 1e-4, halved every 300 epochs. */
  readonly learningRate?: number;
  /**
   * γ at the first step; 0.5. In the paper's code 1, the standard deviation of the codes: the decoder then has nothing
   * to explain where coordinates are uncorrelated, as WAE's are, and may stay at N(0, I).
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

/** Numbers kept outside of TensorFlow. */
interface Kept {
  readonly values: Float32Array;
  readonly shape: readonly number[];
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
 * @param dimension d
 * @throws RangeError for bad codes or options
 * @throws NonFiniteLossError where the loss, or at the end a variable, is not finite
 * @throws the signal's reason where it asks for a stop
 * @see dai-wipf:19, section 4, and its `two_stage_vae_model.py`
 */
export async function secondStageSampler(
  codes: Float32Array,
  dimension: number,
  options: SecondStageOptions,
): Promise<SecondStageSampler> {
  const { rng, units = [256, 256, 256], epochs = 60, batchSize = 100, learningRate = 3e-3 } = options;
  const { initialGamma = 0.5, signal, onEpoch = () => {} } = options;
  const n = naming('secondStageSampler', () => {
    for (const width of units) checkCount(width, 'units', 1);
    checkCount(epochs, 'epochs', 1);
    checkCount(batchSize, 'batchSize', 1);
    checkPositive(learningRate, 'learningRate');
    checkPositive(initialGamma, 'initialGamma');
    return checkCodes(codes, dimension, 2);
  });
  const scale = scaleOf(codes, dimension);
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
  const { stage, losses } = await trainSecondStage(scale.standardize(codes), dimension, plan);
  const decoder = keep(stage);
  const gamma = Math.exp(stage.logGamma.dataSync()[0]!);
  tf.dispose([...parametersOf(stage)]);
  return {
    name: 'second-stage',
    gamma,
    losses,
    sample(count, rng) {
      naming('SecondStageSampler.sample', () => checkCount(count, 'count', 0));
      const u = rng.fillNormal(new Float32Array(count * dimension));
      const noise = rng.fillNormal(new Float32Array(count * dimension), gamma);
      return scale.restore(decode(decoder, u, dimension).map((value, i) => value + noise[i]!));
    },
  };
}

/** What brings codes to mean 0 and standard deviation 1 (over n) in each coordinate, and back; a constant one to 0. */
function scaleOf(
  codes: Float32Array,
  d: number,
): {
  readonly standardize: (codes: Float32Array) => Float32Array;
  readonly restore: (codes: Float32Array) => Float32Array;
} {
  const { mean, covariance } = weightedMoments(codes, d);
  const std = mean.map((_, a) => Math.sqrt(covariance.data[a * d + a]!));
  const center = (i: number): number => mean[i % d]!;
  const width = (i: number): number => std[i % d]!;
  return {
    standardize: z => z.map((value, i) => (width(i) === 0 ? 0 : (value - center(i)) / width(i))),
    restore: z => z.map((value, i) => center(i) + width(i) * value),
  };
}

function keep({ decoder }: SecondStage<tf.Variable>): StageNetwork<Kept> {
  const read = (variable: tf.Variable): Kept => ({
    values: variable.dataSync<'float32'>().slice(),
    shape: variable.shape,
  });
  return { kernels: decoder.kernels.map(read), biases: decoder.biases.map(read) };
}

/** [n, d] -> [n, d] */
function decode({ kernels, biases }: StageNetwork<Kept>, u: Float32Array, d: number): Float32Array {
  const out = new Float32Array(u.length);
  tf.tidy(() => {
    const put = ({ values, shape }: Kept): tf.Tensor => tf.tensor(values, [...shape]);
    const network = { kernels: kernels.map(put), biases: biases.map(put) };
    for (let from = 0; from < u.length; from += CHUNK * d) {
      const part = u.subarray(from, from + CHUNK * d);
      const z = tf.tidy(() => throughStage(network, tf.tensor2d(part, [part.length / d, d])).dataSync());
      out.set(z, from);
    }
  });
  return out;
}
