import type { ImageSet } from '../datasets/dataset.js';
import { compile } from '../engine/index.js';
import { NonFiniteLossError } from '../base/errors.js';
import type { Batch, Model, Player } from '../models/auto-encoder.js';
import type { StatisticsUpdate } from '../models/layers.js';
import { variablesOf } from '../models/networks.js';
import { momentsLoss } from '../penalties/moments.js';
import type { Rng } from '../base/random.js';
import { nextTurn } from '../base/abort.js';
import { drawNoise, seat, type Seat, stepInputs, trainStep } from './step.js';
import { gather } from './batch.js';
import { checkFinite } from './finite.js';

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
 * @throws NonFiniteLossError where the loss, or at the end a variable, is not finite
 * @returns whether it came to its end: false where the signal asked for a stop
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
  const seats = seat([encoderPlayer(model)], adam);
  const runner = compile(trainStep(seats), stepInputs(model, batchSize, seats), { precision });
  let done = 0;
  try {
    for (let step = 1; step <= maxSteps; step++) {
      const indices = rng.split('order', step).permutation(images.count).subarray(0, batchSize);
      const outputs = runner.run({
        images: gather(images, indices),
        ...drawNoise(model, batchSize, rng.split('noise', step)),
        lambda: Float32Array.of(0),
        ...(seats[0] as Seat).optimizer.inputs(step, { encoderRate: learningRate }),
      });
      const loss = (outputs['encoder'] as Float32Array)[0] as number;
      if (!Number.isFinite(loss)) throw new NonFiniteLossError(step, 'pretraining', loss, undefined);
      onStep(step, loss);
      done = step;
      if (loss < tolerance) break;
      if (signal?.aborted === true) return false;
      await nextTurn();
    }
    runner.pull();
    checkFinite(variablesOf([model.encoder.network]), done, undefined);
    return true;
  } finally {
    runner.dispose();
    for (const { optimizer } of seats) optimizer.dispose();
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
