import * as tf from '@tensorflow/tfjs';
import {
  Adam,
  adamInputs,
  adamScalars,
  descent,
  type InputSpec,
  objectiveAndGradients,
  type Step,
} from '../engine/index.js';
import { lastOf, nextTurn, type Points, type Rng, rowsAt } from '../base/index.js';
import { makeSecondStage, parametersOf, type SecondStage, secondStageLoss } from './second-stage-network.js';

/** How the second stage is trained, with every number put in. */
export interface SecondStagePlan {
  readonly rng: Rng;
  readonly units: readonly number[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly initialGamma: number;
  readonly signal: AbortSignal | undefined;
  readonly onEpoch: (epoch: number, loss: number) => void;
}

/**
 * Trains a variational auto-encoder of codes; Adam's rate falls linearly to 0.
 * @param codes [n, d], n ≥ batchSize
 * @returns the variables, the caller's to dispose, and the mean loss of each epoch, nats a code
 * @throws NonFiniteLossError if the loss, or at the end a variable, is not finite
 * @throws the signal's reason if it asks for a stop
 */
export async function trainSecondStage(
  codes: Points<Float32Array>,
  plan: SecondStagePlan,
): Promise<{ readonly stage: SecondStage<tf.Variable>; readonly losses: readonly number[] }> {
  const stage = makeSecondStage(codes.shape[1], plan.units, plan.rng.split('weights'), plan.initialGamma);
  try {
    return { stage, losses: await descendEpochs(stage, codes, plan) };
  } catch (error) {
    tf.dispose([...parametersOf(stage)]);
    throw error;
  }
}

async function descendEpochs(
  stage: SecondStage<tf.Variable>,
  codes: Points<Float32Array>,
  { rng, epochs, batchSize, learningRate, signal, onEpoch }: SecondStagePlan,
): Promise<readonly number[]> {
  const [n, d] = codes.shape;
  const stepsPerEpoch = Math.floor(n / batchSize);
  const steps = epochs * stepsPerEpoch;
  const optimizer = new Adam(parametersOf(stage));
  const orderOf = lastOf((epoch: number) => rng.split('order', epoch).permutation(n));
  const losses: number[] = [];
  let sum = 0;
  try {
    const descended = descent({
      step: stageStep(stage, optimizer),
      inputs: stageInputs(batchSize, d),
      values: t => {
        const [epoch, s] = [Math.floor((t - 1) / stepsPerEpoch), (t - 1) % stepsPerEpoch];
        return {
          codes: rowsAt(codes, orderOf(epoch).subarray(s * batchSize, (s + 1) * batchSize)).data,
          noise: rng.split('noise', t - 1).fillNormal(new Float32Array(batchSize * d)),
          ...optimizer.inputs(t, { learningRate: learningRate * (1 - (t - 1) / steps) }),
        };
      },
      steps,
      variables: parametersOf(stage),
      nameOfTerm: name => `the second stage’s ${name}`,
    });
    for (const { t, outputs } of descended) {
      sum += outputs['loss']!;
      await nextTurn(signal);
      if (t % stepsPerEpoch !== 0) continue;
      losses.push(sum / stepsPerEpoch);
      onEpoch(losses.length - 1, sum / stepsPerEpoch);
      sum = 0;
    }
    return losses;
  } finally {
    optimizer.dispose();
  }
}

function stageInputs(batchSize: number, d: number): Record<string, InputSpec> {
  const batch: InputSpec = { shape: [batchSize, d], dtype: 'float32' };
  return { codes: batch, noise: batch, ...adamInputs() };
}

/** One step of Adam down the loss; its outputs are the `loss` before it and its parts. */
function stageStep(stage: SecondStage<tf.Variable>, optimizer: Adam): Step {
  return inputs => {
    const { loss, terms, gradients } = objectiveAndGradients(
      {
        parameters: optimizer.parameters,
        objective({ codes, noise }: Readonly<Record<string, tf.Tensor>>) {
          const { loss, ...terms } = secondStageLoss(stage, codes as tf.Tensor2D, noise as tf.Tensor2D);
          return { loss, terms, updates: [] };
        },
      },
      inputs,
    );
    optimizer.apply(gradients, adamScalars(inputs));
    return { loss, ...terms };
  };
}
