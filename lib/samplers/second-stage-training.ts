import * as tf from '@tensorflow/tfjs';
import { Adam, adamInputs, adamScalars, compile, type InputSpec, type Step } from '../engine/index.js';
import { NonFiniteLossError } from '../base/errors.js';
import type { Rng } from '../base/random.js';
import { checkFinite } from '../training/finite.js';
import { descend } from '../training/step.js';
import { nextTurn } from '../base/abort.js';
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
 * @throws NonFiniteLossError where the loss, or at the end a variable, is not finite
 * @throws the signal's reason where it asks for a stop
 */
export async function trainSecondStage(
  codes: Float32Array,
  d: number,
  plan: SecondStagePlan,
): Promise<{ readonly stage: SecondStage<tf.Variable>; readonly losses: readonly number[] }> {
  const stage = makeSecondStage(d, plan.units, plan.rng.split('weights'), plan.initialGamma);
  try {
    return { stage, losses: await descendEpochs(stage, codes, d, plan) };
  } catch (error) {
    tf.dispose([...parametersOf(stage)]);
    throw error;
  }
}

async function descendEpochs(
  stage: SecondStage<tf.Variable>,
  codes: Float32Array,
  d: number,
  { rng, epochs, batchSize, learningRate, signal, onEpoch }: SecondStagePlan,
): Promise<readonly number[]> {
  const n = codes.length / d;
  const stepsPerEpoch = Math.floor(n / batchSize);
  const optimizer = new Adam(parametersOf(stage));
  const runner = compile(stageStep(stage, optimizer), stageInputs(batchSize, d));
  const losses: number[] = [];
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = rng.split('order', epoch).permutation(n);
      let sum = 0;
      for (let s = 0; s < stepsPerEpoch; s++) {
        const done = epoch * stepsPerEpoch + s;
        const { loss } = runner.run({
          codes: rows(codes, d, order.subarray(s * batchSize, (s + 1) * batchSize)),
          noise: rng.split('noise', done).fillNormal(new Float32Array(batchSize * d)),
          ...optimizer.inputs(done + 1, {
            learningRate: learningRate * (1 - done / (epochs * stepsPerEpoch)),
          }),
        }) as { loss: Float32Array };
        const value = loss[0] as number;
        if (!Number.isFinite(value)) {
          throw new NonFiniteLossError(done + 1, 'the second stage’s loss', value, undefined);
        }
        sum += value;
        await nextTurn(signal);
      }
      losses.push(sum / stepsPerEpoch);
      onEpoch(epoch, sum / stepsPerEpoch);
    }
    runner.pull();
    checkFinite(parametersOf(stage), epochs * stepsPerEpoch, undefined);
    return losses;
  } finally {
    runner.dispose();
    optimizer.dispose();
  }
}

/** The codes asked for, in that order. */
function rows(codes: Float32Array, d: number, indices: Uint32Array): Float32Array {
  const out = new Float32Array(indices.length * d);
  indices.forEach((from, to) => out.set(codes.subarray(from * d, (from + 1) * d), to * d));
  return out;
}

function stageInputs(batchSize: number, d: number): Record<string, InputSpec> {
  const batch: InputSpec = { shape: [batchSize, d], dtype: 'float32' };
  return { codes: batch, noise: batch, ...adamInputs() };
}

/** One step of Adam down the loss; its outputs are the `loss` before it and its parts. */
function stageStep(stage: SecondStage<tf.Variable>, optimizer: Adam): Step {
  return inputs => {
    const { loss, terms, gradients } = descend(
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
