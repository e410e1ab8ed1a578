import type * as tf from '@tensorflow/tfjs';
import { NonFiniteLossError } from '../base/index.js';
import { assign, nameOf } from './variables.js';
import { compile, type CompileOptions, type InputSpec, type InputValues, type Step } from './compile.js';
import { valueAndGradients } from './gradients.js';

/** A new value for a running statistic. */
export type StatisticsUpdate = readonly [statistic: tf.Variable, value: tf.Tensor];

/** A loss and what it consists of. */
export interface Objective {
  readonly loss: tf.Scalar;
  /** Its terms by name, without their weights, as they go to the history. */
  readonly terms: Readonly<Record<string, tf.Scalar>>;
  /** New running statistics of the networks it trains. */
  readonly updates: readonly StatisticsUpdate[];
}

/** What descends a loss on batches of its own kind. */
export interface Descender<B> {
  readonly parameters: readonly tf.Variable[];
  /** The loss of a batch; called inside a differentiated function. */
  objective(batch: B): Objective;
}

/** The loss of a batch, its terms and its gradients; updates the running statistics on the way. */
export function objectiveAndGradients<B>(
  descender: Descender<B>,
  batch: B,
): { loss: tf.Tensor; terms: Record<string, tf.Tensor>; gradients: readonly tf.Tensor[] } {
  const names: string[] = [];
  const statistics: tf.Variable[] = [];
  const { loss, aside, gradients } = valueAndGradients(() => {
    const objective = descender.objective(batch);
    names.push(...Object.keys(objective.terms));
    statistics.push(...objective.updates.map(([statistic]) => statistic));
    const values = [...Object.values(objective.terms), ...objective.updates.map(([, value]) => value)];
    return { loss: objective.loss, aside: Object.fromEntries(values.map((value, i) => [i, value])) };
  }, descender.parameters);
  statistics.forEach((statistic, i) => assign(statistic, aside[names.length + i] as tf.Tensor));
  return {
    loss,
    terms: Object.fromEntries(names.map((name, i) => [name, aside[i] as tf.Tensor])),
    gradients,
  };
}

/** A descent, step by step. */
export interface DescentOptions extends CompileOptions {
  /** Updates variables and returns scalars: losses and their terms. */
  readonly step: Step;
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** The inputs of step t, counted from 1; asked for when the step is about to run. */
  readonly values: (t: number) => InputValues;
  /** Steps done before; 0. */
  readonly from?: number;
  /** Steps in all. */
  readonly steps: number;
  /** What has to be finite whenever the variables are read back. */
  readonly variables: readonly tf.Variable[];
  /** How an output is called in the message of one that is not finite; by its own name. */
  readonly nameOfTerm?: (name: string) => string;
  /** The last good checkpoint, for that message. */
  readonly checkpoint?: () => string | undefined;
}

/** A step that was done. */
export interface DescentStep {
  /** Its number, from 1. */
  readonly t: number;
  /** The step's outputs by name, before its update. */
  readonly outputs: Readonly<Record<string, number>>;
  /** Wall time inside the compiled step. */
  readonly seconds: number;
  /**
   * Copies the variables from where the step keeps them back into the tfjs variables: for a checkpoint, a measurement, or
   * an end before the last step. After the last step it is done anyway.
   * @throws NonFiniteLossError if one of `variables` is not finite
   */
  pull(): void;
}

/**
 * The body of every training loop of the library: compiles a step once, runs it with the inputs of t = from + 1 … steps,
 * holds what comes out to be finite, and frees the compiled step at the end, also if the loop is left early.
 *
 * Between two steps the caller is in charge: it takes notes, yields to the event loop, pulls, or leaves the loop.
 * @throws NonFiniteLossError if an output of a step, or at the end a variable, is not finite
 */
export function* descent({
  step,
  inputs,
  values,
  from = 0,
  steps,
  variables,
  nameOfTerm = name => name,
  checkpoint = () => undefined,
  ...how
}: DescentOptions): Generator<DescentStep, void> {
  const runner = compile(step, inputs, how);
  let pulled = from;
  const pullAt = (t: number): void => {
    if (pulled === t) return;
    runner.pull();
    pulled = t;
    checkFinite(variables, t, checkpoint());
  };
  try {
    for (let t = from + 1; t <= steps; t++) {
      const given = values(t);
      const start = performance.now();
      const found = runner.run(given);
      const seconds = (performance.now() - start) / 1000;
      const outputs: Record<string, number> = {};
      for (const [name, [value = NaN]] of Object.entries(found)) {
        if (!Number.isFinite(value)) throw new NonFiniteLossError(t, nameOfTerm(name), value, checkpoint());
        outputs[name] = value;
      }
      yield { t, outputs, seconds, pull: () => pullAt(t) };
    }
    pullAt(steps);
  } finally {
    runner.dispose();
  }
}

/**
 * Checks that trained values are finite. The losses alone don't tell: if TensorFlow fuses a batch-norm with its ReLU, a
 * NaN becomes 0, and an encoder of NaN gives finite codes.
 * @throws NonFiniteLossError that names the first variable with a value that is not finite
 */
function checkFinite(variables: readonly tf.Variable[], step: number, checkpoint: string | undefined): void {
  for (const variable of variables) {
    const bad = variable.dataSync<'float32'>().find(value => !Number.isFinite(value));
    if (bad !== undefined) throw new NonFiniteLossError(step, nameOf(variable), bad, checkpoint);
  }
}
