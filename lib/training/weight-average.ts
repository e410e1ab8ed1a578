import * as tf from '@tensorflow/tfjs';
import { assign, type InputSpec, namedVariable, nameOf } from '../engine/index.js';

/** The name of a variable's average in a checkpoint. */
export function averageNameOf(variable: tf.Variable): string {
  return `${nameOf(variable)}/average`;
}

/**
 * Averages of variables over the steps, those of late steps counting more: after step t
 *
 * w̄ ← w̄ + (1 − d)(w − w̄), d = min(decay, (1 + t)/(10 + t)),
 *
 * so that the first weights are soon forgotten. A network with w̄ in place of w is often better than the last one, since
 * the noise of the last steps is averaged out; running statistics are averaged with the weights they belong to.
 * @see polyak-juditsky:92; tarvainen-valpola:17, section 3
 */
export class WeightAverage {
  /** w̄, one a variable. */
  readonly averages: readonly tf.Variable[];
  readonly #variables: readonly tf.Variable[];
  readonly #decay: number;

  /** Starts at the variables' present values. */
  constructor(variables: readonly tf.Variable[], decay: number) {
    this.#variables = variables;
    this.#decay = decay;
    this.averages = variables.map(variable =>
      tf.tidy(() => namedVariable(averageNameOf(variable), variable.clone(), { trainable: false })),
    );
  }

  /** What it adds to a step's inputs: 1 − d. */
  static readonly inputs: Readonly<Record<string, InputSpec>> = {
    averageRate: { shape: [], dtype: 'float32' },
  };

  /** The values of {@link WeightAverage.inputs} for step `t`, counted from 1. */
  inputs(t: number): Record<string, Float32Array> {
    return { averageRate: Float32Array.of(1 - Math.min(this.#decay, (1 + t) / (10 + t))) };
  }

  /** Moves every average, after the variables were updated; part of a training step. */
  update(inputs: Readonly<Record<string, tf.Tensor>>): void {
    tf.tidy(() =>
      this.averages.forEach((average, i) => {
        const apart = tf.sub(this.#variables[i]!, average);
        assign(average, tf.add(average, tf.mul(apart, inputs['averageRate']!)));
      }),
    );
  }

  /** What `f` gives while the variables hold their averages; afterwards they hold what they held. */
  during<T>(f: () => T): T {
    const kept = this.#variables.map(variable => variable.clone());
    try {
      this.#variables.forEach((variable, i) => variable.assign(this.averages[i]!));
      return f();
    } finally {
      this.#variables.forEach((variable, i) => variable.assign(kept[i]!));
      tf.dispose(kept);
    }
  }

  /** Frees the averages. */
  dispose(): void {
    tf.dispose([...this.averages]);
  }
}
