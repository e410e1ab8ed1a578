import type * as tf from '@tensorflow/tfjs';
import type { Dataset, ImageSet } from '../datasets/index.js';
import { augment } from './augment.js';
import { descent, type InputValues } from '../engine/index.js';
import { codeErrors, encodeImages, type Model, variablesOf } from '../models/index.js';
import { lastOf, nextTurn, type Points, type Rng, rowsBetween } from '../base/index.js';
import type { TrainingConfig } from './config.js';
import { filmImages } from './film.js';
import { emptyWindow, extend, type HistoryRecord, means } from './history.js';
import { pretrainEncoder } from './pretrain.js';
import {
  adaptLambda,
  lambdaStart,
  learningRateFactor,
  type LearningRateSchedule,
  plateau,
  plateauStart,
} from './schedules.js';
import {
  drawNoise,
  gatherImages,
  type Learner,
  learnersOf,
  rateOf,
  stepInputs,
  trainStep,
} from './train-step.js';
import type { TrainState } from './train-state.js';
import { WeightAverage } from './weight-average.js';

/** What happens while training. */
export type TrainEvent =
  | { readonly kind: 'pretraining'; readonly step: number; readonly steps: number; readonly loss: number }
  | { readonly kind: 'step'; readonly step: number; readonly epoch: number; readonly loss: number }
  | { readonly kind: 'record'; readonly record: HistoryRecord }
  /**
   * An epoch has ended; `codes` are the mean codes of the first images watched, [n, d], those that a film shows and more.
   * The model has the weights that are measured while this is told.
   */
  | {
      readonly kind: 'epoch';
      readonly step: number;
      readonly epoch: number;
      readonly codes: Points<Float32Array>;
    }
  /** Variables and state are those after `step` steps: the time to save them. `spent` is what this session took so far. */
  | { readonly kind: 'save'; readonly step: number; readonly epoch: number; readonly spent: Spent };

/** What a session took. */
export type Spent = Omit<TrainOutcome, 'kind'>;

/** How a training ended, and how long it took. */
export interface TrainOutcome {
  readonly kind: 'finished' | 'stopped';
  /** Steps done in this session. */
  readonly steps: number;
  /** Wall time of this session's epochs: batches, steps, records and saving. */
  readonly seconds: number;
  /** Wall time inside the steps alone. */
  readonly stepSeconds: number;
}

/** Images that are trained on, and images that the training is watched on. */
export type TrainingData = Pick<Dataset, 'train' | 'validation' | 'test'>;

/** The images that a training is watched on: those of validation, or test images if none are held out for that. */
export function watchedImages({ validation, test }: Omit<TrainingData, 'train'>): ImageSet {
  return validation ?? test;
}

/** Hooks into a training. */
export interface TrainOptions {
  /** Asks for a stop after the step at hand. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainEvent) => void;
  /** The last good checkpoint, for the message of a loss that is not finite. */
  readonly checkpoint?: () => string | undefined;
}

/**
 * The one training loop: VAE, WAE-MMD and WAE-GAN differ in the model's players alone.
 *
 * Chance comes from `rng` by name and number: the order of epoch e from `order` e, the noise of step s from `noise`
 * s, its augmentation from `augmentation` s. So the state is a step number and a few sums, and a training that goes on
 * where it stopped ends at the same bytes as one that never stopped.
 */
export class Trainer {
  /** Networks' variables and optimisers' moments: what a checkpoint holds. */
  readonly variables: readonly tf.Variable[];
  /** Steps in all. */
  readonly steps: number;
  readonly stepsPerEpoch: number;
  state: TrainState;
  readonly #model: Model;
  readonly #data: TrainingData;
  readonly #config: TrainingConfig;
  readonly #rng: Rng;
  readonly #learners: readonly Learner[];
  readonly #average: WeightAverage | undefined;
  readonly #orderOf: (epoch: number) => Uint32Array;

  /**
   * @throws RangeError if there are fewer training images than a batch holds
   */
  constructor(model: Model, data: TrainingData, config: TrainingConfig, rng: Rng) {
    const { beta1, beta2, batchSize, epochs, lambda } = config;
    if (data.train.count < batchSize) {
      throw new RangeError(
        `Trainer: expected at least \`batchSize\` = ${batchSize} training images, got ${data.train.count}`,
      );
    }
    [this.#model, this.#data, this.#config, this.#rng] = [model, data, config, rng];
    this.#orderOf = lastOf(epoch => rng.split('order', epoch).permutation(data.train.count));
    this.#learners = learnersOf(model.players, { beta1, beta2 });
    const { encoder, decoder } = model;
    this.#average =
      config.weightAverage &&
      new WeightAverage(variablesOf([encoder.network, decoder.network]), config.weightAverage.decay);
    this.variables = [
      ...variablesOf(model.networks),
      ...(this.#average?.averages ?? []),
      ...this.#learners.flatMap(({ optimizer }) => [...optimizer.firstMoments, ...optimizer.secondMoments]),
    ];
    this.stepsPerEpoch = Math.floor(data.train.count / batchSize);
    this.steps = epochs * this.stepsPerEpoch;
    this.state = { step: 0, window: emptyWindow, lambda: lambdaStart(lambda), plateau: plateauStart() };
  }

  /**
   * Trains from the present state to the end, or until asked to stop.
   * @throws NonFiniteLossError if a loss, one of its terms or, when it is time to save, a variable is not finite
   */
  async run({
    signal,
    onEvent = () => {},
    checkpoint = () => undefined,
  }: TrainOptions = {}): Promise<TrainOutcome> {
    const { precision, pretraining, learningRate, beta1, beta2 } = this.#config;
    if (this.state.step === 0 && pretraining !== null) {
      const rng = this.#rng.split('pretraining');
      const options = { ...pretraining, learningRate, beta1, beta2, precision };
      const done = await pretrainEncoder(this.#model, this.#data.train, options, rng, {
        ...(signal === undefined ? {} : { signal }),
        onStep: (step, loss) => onEvent({ kind: 'pretraining', step, steps: pretraining.maxSteps, loss }),
      });
      if (!done) return { kind: 'stopped', steps: 0, seconds: 0, stepSeconds: 0 };
    }
    return this.#epochs({ ...(signal === undefined ? {} : { signal }), onEvent, checkpoint });
  }

  async #epochs({
    signal,
    onEvent,
    checkpoint,
  }: Required<Omit<TrainOptions, 'signal'>> & { readonly signal?: AbortSignal }): Promise<TrainOutcome> {
    const start = performance.now();
    const before = this.state.step;
    let stepSeconds = 0;
    const spent = (): Spent => ({
      steps: this.state.step - before,
      seconds: (performance.now() - start) / 1000,
      stepSeconds,
    });
    const outcome = (kind: TrainOutcome['kind']): TrainOutcome => ({ kind, ...spent() });
    const epochOf = (t: number): number => Math.floor((t - 1) / this.stepsPerEpoch);
    const { batchSize, precision } = this.#config;
    const steps = descent({
      step: trainStep(this.#learners, this.#average),
      inputs: stepInputs(this.#model, batchSize, this.#learners, this.#average),
      values: t => this.#inputs(t - 1, epochOf(t)),
      from: before,
      steps: this.steps,
      precision,
      variables: this.variables,
      checkpoint,
    });
    for (const { t, outputs, seconds, pull } of steps) {
      const epoch = epochOf(t);
      stepSeconds += seconds;
      this.#advance(outputs, epoch, onEvent);
      onEvent({ kind: 'step', step: t, epoch, loss: outputs['autoencoder']! });
      const epochEnds = t % this.stepsPerEpoch === 0;
      const saves = epochEnds || signal?.aborted === true;
      if (saves) pull();
      if (epochEnds) this.#withMeasuredWeights(() => this.#watch(epoch, onEvent));
      if (saves) onEvent({ kind: 'save', step: t, epoch, spent: spent() });
      if (signal?.aborted === true && t < this.steps) return outcome('stopped');
      await nextTurn();
    }
    return outcome('finished');
  }

  #learningRate(epoch: number): number {
    const { learningRate, learningRateSchedule } = this.#config;
    return learningRate * this.#factor(learningRateSchedule, epoch);
  }

  #discriminatorRate(epoch: number): number {
    const { discriminatorLearningRate, learningRateSchedule } = this.#config;
    const { discriminatorLearningRateSchedule: schedule = learningRateSchedule } = this.#config;
    return discriminatorLearningRate * this.#factor(schedule, epoch);
  }

  #factor(schedule: LearningRateSchedule, epoch: number): number {
    return learningRateFactor(schedule, epoch, this.#config.epochs, this.state.plateau);
  }

  #inputs(step: number, epoch: number): InputValues {
    const { batchSize, augmentation } = this.#config;
    const { train } = this.#data;
    const first = (step % this.stepsPerEpoch) * batchSize;
    const rates = {
      autoencoder: this.#learningRate(epoch),
      discriminator: this.#discriminatorRate(epoch),
      encoder: 0,
    };
    const images = gatherImages(train, this.#orderOf(epoch).subarray(first, first + batchSize));
    const inputs: Record<string, Float32Array | Uint8Array> = {
      images: augmentation
        ? augment(images, train.shape, augmentation, this.#rng.split('augmentation', step))
        : images,
      ...drawNoise(this.#model, batchSize, this.#rng.split('noise', step)),
      lambda: Float32Array.of(this.state.lambda.lambda),
      ...this.#average?.inputs(step + 1),
    };
    for (const { player, optimizer } of this.#learners) {
      Object.assign(inputs, optimizer.inputs(step + 1, { [rateOf(player)]: rates[player.name] }));
    }
    return inputs;
  }

  /** Takes note of a step that was done. */
  #advance(
    values: Readonly<Record<string, number>>,
    epoch: number,
    onEvent: (event: TrainEvent) => void,
  ): void {
    const step = this.state.step + 1;
    const { learningRateSchedule, lambdaSchedule, recordEvery } = this.#config;
    const loss = values['autoencoder']!;
    const window = extend(this.state.window, values);
    const due = step % recordEvery === 0 || step === this.steps;
    if (due) {
      const { autoencoder: meanLoss, ...terms } = means(window) as Record<string, number> & {
        autoencoder: number;
      };
      const { lambda } = this.state.lambda;
      const learningRate = this.#learningRate(epoch);
      onEvent({
        kind: 'record',
        record: { kind: 'train', epoch, step, loss: meanLoss, terms, learningRate, lambda },
      });
    }
    this.state = {
      step,
      window: due ? emptyWindow : window,
      lambda: adaptLambda(lambdaSchedule, this.state.lambda, values['reconstruction']!, values['penalty']!),
      plateau:
        learningRateSchedule.kind === 'plateau'
          ? plateau(learningRateSchedule, this.state.plateau, loss, this.stepsPerEpoch)
          : this.state.plateau,
    };
  }

  /** Runs `f` while the model has the weights that are measured: their averages if there are any, else the last ones. */
  #withMeasuredWeights(f: () => void): void {
    if (this.#average === undefined) f();
    else this.#average.during(f);
  }

  /** Looks at the first of the images watched: encodes them once, for the record and for a film. */
  #watch(epoch: number, onEvent: (event: TrainEvent) => void): void {
    const { images, count } = watchedImages(this.#data);
    const kind = this.#data.validation === undefined ? 'test' : 'validation';
    const { step } = this.state;
    const n = Math.min(this.#config.testImages, count);
    const codes = encodeImages(this.#model, images, Math.min(Math.max(n, filmImages), count));
    const errors = codeErrors(this.#model, images, rowsBetween(codes, 0, n));
    const squaredError = errors.reduce((a, b) => a + b, 0) / n;
    onEvent({ kind: 'record', record: { kind, epoch, step, terms: { squaredError } } });
    onEvent({ kind: 'epoch', step, epoch, codes });
  }

  /** Frees the optimisers' moments and the averages; the model's variables are the caller's. */
  dispose(): void {
    this.#average?.dispose();
    for (const { optimizer } of this.#learners) optimizer.dispose();
  }
}
