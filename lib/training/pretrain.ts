import type { ImageSet } from '../datasets/index.js';
import { descent, type StatisticsUpdate } from '../engine/index.js';
import { type Batch, type Model, type Player, variablesOf } from '../models/index.js';
import { momentsLoss } from '../penalties/index.js';
import { nextTurn, type Rng } from '../base/index.js';
import { drawNoise, gatherImages, learnersOf, stepInputs, trainStep } from './train-step.js';

/** How the encoder is trained alone before the rest. */
export interface PretrainOptions {
  readonly batchSize: number;
  readonly maxSteps: number;
  /** Stops once the loss is below. */
  readonly tolerance: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly precision: 'float32' | 'bfloat16';
}

/**
 * Trains the encoder alone until mean and covariance of its codes are near the prior's.
 * @throws NonFiniteLossError if the loss, or at the end a variable, is not finite
 * @returns whether it came to its end: false if the signal asked for a stop
 * @see tolstikhin:18, released `wae.py`, `pretrain_encoder`: 200 steps at the most, until the loss is below 0.1
 */
export async function pretrainEncoder(
  model: Model,
  images: ImageSet,
  { batchSize: wanted, maxSteps, tolerance, learningRate, precision, ...adam }: PretrainOptions,
  rng: Rng,
  {
    signal,
    onStep = () => {},
  }: { readonly signal?: AbortSignal; readonly onStep?: (step: number, loss: number) => void },
): Promise<boolean> {
  const batchSize = Math.min(wanted, images.count);
  const learners = learnersOf([encoderPlayer(model)], adam);
  const steps = descent({
    step: trainStep(learners),
    inputs: stepInputs(model, batchSize, learners),
    values: t => ({
      images: gatherImages(images, rng.split('order', t).permutation(images.count).subarray(0, batchSize)),
      ...drawNoise(model, batchSize, rng.split('noise', t)),
      lambda: Float32Array.of(0),
      ...learners[0]!.optimizer.inputs(t, { encoderRate: learningRate }),
    }),
    steps: maxSteps,
    precision,
    variables: variablesOf([model.encoder.network]),
    nameOfTerm: () => 'pretraining',
  });
  try {
    for (const { t, outputs, pull } of steps) {
      const loss = outputs['encoder']!;
      onStep(t, loss);
      if (loss < tolerance) {
        pull();
        break;
      }
      if (signal?.aborted === true) return false;
      await nextTurn();
    }
    return true;
  } finally {
    for (const { optimizer } of learners) optimizer.dispose();
  }
}

/** The encoder by itself, descending the distance of its codes' moments from the prior draws'. */
function encoderPlayer({ encoder }: Model): Player {
  return {
    name: 'encoder',
    parameters: encoder.network.parameters,
    objective(batch: Batch) {
      const updates: StatisticsUpdate[] = [];
      const { z } = encoder.encode(batch.x, { kind: 'training', updates }, batch);
      return { loss: momentsLoss(z, batch.zPrior), terms: {}, updates };
    },
  };
}
