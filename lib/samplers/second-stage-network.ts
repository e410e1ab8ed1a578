import * as tf from '@tensorflow/tfjs';
import { addBias, namedVariable, relu } from '../engine/index.js';
import { klToStandardNormal } from '../penalties/index.js';
import type { Rng } from '../base/index.js';

/** x ↦ [x, h(x)] W_k + c_k with h(x) = relu(… relu(x W₀ + c₀) …): kernels [inputs, units], biases [units]. */
export interface StageNetwork<T> {
  readonly kernels: readonly T[];
  readonly biases: readonly T[];
}

/** A variational auto-encoder of codes. */
export interface SecondStage<T> {
  /** z ↦ mean and log-variance of Q(U|z), [n, d] -> [n, 2d]. */
  readonly encoder: StageNetwork<T>;
  /** u ↦ the mean of P(Z|u), [n, d] -> [n, d]. */
  readonly decoder: StageNetwork<T>;
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
  return {
    encoder: makeNetwork('encoder', d, units, 2 * d, rng),
    decoder: makeNetwork('decoder', d, units, d, rng),
    logGamma: tf.tidy(() => namedVariable('second-stage/logGamma', tf.scalar(Math.log(gamma)))),
  };
}

function makeNetwork(
  name: string,
  d: number,
  units: readonly number[],
  outputs: number,
  rng: Rng,
): StageNetwork<tf.Variable> {
  const sizes = [d, ...units].map((inputs, l) => {
    const last = l === units.length;
    return { inputs: last && l > 0 ? d + inputs : inputs, units: units[l] ?? outputs, gain: last ? 1 : 2 };
  });
  const variable = (key: string, value: tf.Tensor): tf.Variable =>
    namedVariable(`second-stage/${name}/${key}`, value);
  return tf.tidy(() => ({
    kernels: sizes.map(({ inputs, units, gain }, l) => {
      const values = new Float32Array(inputs * units);
      rng.split(`${name}/kernel`, l).fillTruncatedNormal(values, Math.sqrt(gain / inputs));
      return variable(`kernel${l}`, tf.tensor(values, [inputs, units]));
    }),
    biases: sizes.map(({ units }, l) => variable(`bias${l}`, tf.zeros([units]))),
  }));
}

/** All that is trained. */
export function parametersOf<T>({ encoder, decoder, logGamma }: SecondStage<T>): readonly T[] {
  return [...encoder.kernels, ...encoder.biases, ...decoder.kernels, ...decoder.biases, logGamma];
}

/**
 * A network's output; the caller owns it.
 * @param x [n, d]
 */
export function throughStage({ kernels, biases }: StageNetwork<tf.Tensor>, x: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const layer = (input: tf.Tensor2D, l: number): tf.Tensor2D =>
      addBias(tf.matMul(input, kernels[l] as tf.Tensor2D), biases[l] as tf.Tensor1D) as tf.Tensor2D;
    const last = kernels.length - 1;
    let h = x;
    for (let l = 0; l < last; l++) h = relu(layer(h, l)) as tf.Tensor2D;
    return layer(last === 0 ? x : tf.concat2d([x, h], 1), last);
  });
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
  const [mean, logVariance] = tf.split(throughStage(encoder, z), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  const u = tf.add<tf.Tensor2D>(mean, tf.mul(noise, tf.exp(tf.mul(logVariance, 0.5))));
  const squares = tf.sum(tf.square(tf.sub(z, throughStage(decoder, u))));
  const precision = tf.exp(tf.mul(logGamma, -2));
  const width = tf.mul(tf.add(logGamma, 0.5 * Math.log(2 * Math.PI)), d);
  const reconstruction = tf.add<tf.Scalar>(tf.mul(tf.mul(squares, precision), 1 / (2 * n)), width);
  const penalty = klToStandardNormal(mean, logVariance);
  return { loss: tf.add(reconstruction, penalty), reconstruction, penalty };
}
