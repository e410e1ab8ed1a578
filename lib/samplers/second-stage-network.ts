import * as tf from '@tensorflow/tfjs';
import { namedVariable } from '../engine/index.js';
import { klToStandardNormal } from '../penalties/index.js';
import type { Rng } from '../base/index.js';
import { makeSkipNetwork, type SkipNetwork, throughSkipNetwork } from './skip-network.js';

/** A variational auto-encoder of codes. */
export interface SecondStage<T> {
  /** z ↦ mean and log-variance of Q(U|z), [n, d] -> [n, 2d]. */
  readonly encoder: SkipNetwork<T>;
  /** u ↦ the mean of P(Z|u), [n, d] -> [n, d]. */
  readonly decoder: SkipNetwork<T>;
  /** log γ, γ the standard deviation of P(Z|u) in every coordinate. */
  readonly logGamma: T;
}

/**
 * Makes the variables: kernels N(0, 2/inputs) before a ReLU and N(0, 1/inputs) at the end, cut at two standard
 * deviations; biases 0.
 * @param d coordinates of a code, and of the code's code
 * @param units of the hidden layers, of encoder and decoder alike
 * @param gamma where γ starts
 */
export function makeSecondStage(
  d: number,
  units: readonly number[],
  rng: Rng,
  gamma: number,
): SecondStage<tf.Variable> {
  const network = (name: string, outputs: number): SkipNetwork<tf.Variable> =>
    makeSkipNetwork({
      name: `second-stage/${name}`,
      inputs: d,
      units,
      outputs,
      lastGain: 1,
      kernelRng: l => rng.split(`${name}/kernel`, l),
    });
  return {
    encoder: network('encoder', 2 * d),
    decoder: network('decoder', d),
    logGamma: tf.tidy(() => namedVariable('second-stage/logGamma', tf.scalar(Math.log(gamma)))),
  };
}

/** All that is trained. */
export function parametersOf<T>({ encoder, decoder, logGamma }: SecondStage<T>): readonly T[] {
  return [...encoder.kernels, ...encoder.biases, ...decoder.kernels, ...decoder.biases, logGamma];
}

/** The negative evidence lower bound and its parts, nats a code. */
export interface StageLoss {
  readonly loss: tf.Scalar;
  readonly reconstruction: tf.Scalar;
  readonly penalty: tf.Scalar;
}

/**
 * The loss of a batch: the mean over codes of
 *
 *     Σ_c [ (z_c − ẑ_c)²/(2γ²) + log γ + ½ log 2π ] + KL(Q(U|z) ‖ N(0, I)),
 *
 * ẑ decoded from u = μ + σ ε, μ and log σ² the encoder's.
 * @param z codes, [n, d]
 * @param noise ε, standard normal, [n, d]
 * @see dai-wipf:19, equations 4 and 5, and section 4
 */
export function secondStageLoss(
  { encoder, decoder, logGamma }: SecondStage<tf.Tensor>,
  z: tf.Tensor2D,
  noise: tf.Tensor2D,
): StageLoss {
  const [n, d] = z.shape;
  const [mean, logVariance] = tf.split(throughSkipNetwork(encoder, z), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  const u = tf.add<tf.Tensor2D>(mean, tf.mul(noise, tf.exp(tf.mul(logVariance, 0.5))));
  const squares = tf.sum(tf.square(tf.sub(z, throughSkipNetwork(decoder, u))));
  const precision = tf.exp(tf.mul(logGamma, -2));
  const width = tf.mul(tf.add(logGamma, 0.5 * Math.log(2 * Math.PI)), d);
  const reconstruction = tf.add<tf.Scalar>(tf.mul(tf.mul(squares, precision), 1 / (2 * n)), width);
  const penalty = klToStandardNormal(mean, logVariance);
  return { loss: tf.add(reconstruction, penalty), reconstruction, penalty };
}
