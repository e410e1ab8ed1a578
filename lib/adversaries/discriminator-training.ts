import * as tf from '@tensorflow/tfjs';
import {
  Adam,
  adamInputs,
  adamScalars,
  descent,
  type Objective,
  objectiveAndGradients,
} from '../engine/index.js';
import { discriminatorLoss } from '../penalties/index.js';
import { checkCount, checkOneSpace, inSingle, naming, type Points, type Rng } from '../base/index.js';
import { discriminatorNetwork, evaluation, type Layer } from '../models/index.js';

/** A batch for the discriminator: draws from the prior and codes, [n, d] each. */
export interface DiscriminatorBatch {
  readonly zPrior: Points;
  readonly z: Points;
}

/** How {@link trainDiscriminator} trains. */
export interface DiscriminatorOptions {
  /** Where initial weights come from. */
  readonly rng: Rng;
  /** Points at which the trained logit is wanted, [m, d]. */
  readonly at: Points;
  /** Units of the hidden layers; 64 and 64. */
  readonly units?: readonly number[];
  /** 1,000. */
  readonly steps?: number;
  /** Adam's α at the first step, from where it falls linearly to 0; 0.005. */
  readonly learningRate?: number;
  /** Standard deviation of the initial weights; 0.2. */
  readonly initialStd?: number;
}

/** A trained discriminator. */
export interface TrainedDiscriminator {
  /** Its loss in each step, nats: −E log D(z) − E log(1 − D(z̃)), log 4 if it can tell nothing. */
  readonly losses: Float64Array;
  /** Its logit, log D/(1 − D), at the points `at`; [m]. */
  readonly logits: Float64Array;
}

/**
 * Trains WAE-GAN's discriminator alone, between two distributions that stand still: Algorithm 1, line 6, until it has
 * converged. At its best the loss is log 4 − 2 JS(P_Z, Q_Z) and the logit log p_Z(z) − log q_Z(z).
 * @param batchOf the batch of step s, s = 1, 2 …, all of one size
 * @throws RangeError unless `steps` is an integer ≥ 1 and all points have as many coordinates
 * @see tolstikhin:18, Algorithm 1; goodfellow:14, theorem 1
 */
export function trainDiscriminator(
  batchOf: (step: number) => DiscriminatorBatch,
  options: DiscriminatorOptions,
): TrainedDiscriminator {
  const { rng, at, units = [64, 64], steps = 1000, learningRate = 0.005, initialStd = 0.2 } = options;
  const { z } = batchOf(1);
  naming('trainDiscriminator', () => {
    checkCount(steps, 'steps', 1);
    checkOneSpace(at, 'at', z, 'z');
  });
  const network = discriminatorNetwork(z.shape[1], units, { rng, initialStd });
  const optimizer = new Adam(network.parameters);
  const losses = new Float64Array(steps);
  const batch = { shape: z.shape, dtype: 'float32' } as const;
  const descender = {
    parameters: network.parameters,
    objective: ({ zPrior, z }: Readonly<Record<string, tf.Tensor>>): Objective => {
      const of = (points: tf.Tensor | undefined): tf.Tensor => network.apply(points!, evaluation);
      return { loss: discriminatorLoss(of(zPrior), of(z)), terms: {}, updates: [] };
    },
  };
  try {
    const descended = descent({
      step: inputs => {
        const { loss, gradients } = objectiveAndGradients(descender, inputs);
        optimizer.apply(gradients, adamScalars(inputs));
        return { loss };
      },
      inputs: { zPrior: batch, z: batch, ...adamInputs() },
      values: t => ({
        ...singleBatch(batchOf(t)),
        ...optimizer.inputs(t, { learningRate: learningRate * (1 - (t - 1) / steps) }),
      }),
      steps,
      variables: network.parameters,
      nameOfTerm: () => 'the discriminator’s loss',
    });
    for (const { t, outputs } of descended) losses[t - 1] = outputs['loss']!;
    return { losses, logits: logitsAt(network, at) };
  } finally {
    optimizer.dispose();
    tf.dispose([...network.parameters]);
  }
}

function singleBatch({ zPrior, z }: DiscriminatorBatch): { zPrior: Float32Array; z: Float32Array } {
  return { zPrior: inSingle(zPrior).data, z: inSingle(z).data };
}

function logitsAt(network: Layer, at: Points): Float64Array {
  const { data, shape } = inSingle(at);
  const logits = tf.tidy(() => network.apply(tf.tensor2d(data, [...shape]), evaluation).dataSync());
  return Float64Array.from(logits);
}
