import * as tf from '@tensorflow/tfjs';
import type { InputSpec } from './compile.js';
import { DataType } from './graph.js';
import { activeRecorder } from './recorder.js';
import { namedVariable, nameOf } from './variables.js';

/** Adam's constants. */
export interface AdamOptions {
  /** Decay of the first moment. */
  readonly beta1?: number;
  /** Decay of the second moment. */
  readonly beta2?: number;
  /** Added to the root of the second moment (TensorFlow's ε, "ε hat" in the paper). */
  readonly epsilon?: number;
}

/** What changes from step to step, as scalars: α, β₁ᵗ and β₂ᵗ of step t = 1, 2, … */
export interface AdamScalars {
  readonly learningRate: tf.Tensor;
  readonly beta1Power: tf.Tensor;
  readonly beta2Power: tf.Tensor;
}

const scalar: InputSpec = { shape: [], dtype: 'float32' };

/** What {@link Adam.inputs} adds to a step's inputs: the rates, under their names, and the powers of β₁ and β₂. */
export function adamInputs(rates: readonly string[] = ['learningRate']): Record<string, InputSpec> {
  return Object.fromEntries([...rates, 'beta1Power', 'beta2Power'].map(name => [name, scalar]));
}

/** Adam's scalars among a step's inputs; `rate` is the name of its α. */
export function adamScalars(inputs: Readonly<Record<string, tf.Tensor>>, rate = 'learningRate'): AdamScalars {
  const [learningRate, beta1Power, beta2Power] = [rate, 'beta1Power', 'beta2Power'].map(
    name => inputs[name]!,
  ) as [tf.Tensor, tf.Tensor, tf.Tensor];
  return { learningRate, beta1Power, beta2Power };
}

/**
 * Adam in TensorFlow's form: with g the gradient,
 * m ← m + (1 − β₁)(g − m), v ← v + (1 − β₂)(g² − v), w ← w − α √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε).
 *
 * In a compiled step each parameter's update is one `ResourceApplyAdam`.
 * @see kingma-ba:15, the form before section 2.1. Differs from tfjs's and PyTorch's Adam, which add ε to √(v / (1 − β₂ᵗ)).
 */
export class Adam {
  readonly parameters: readonly tf.Variable[];
  /** First moments m, one a parameter. */
  readonly firstMoments: readonly tf.Variable[];
  /** Second moments v, one a parameter. */
  readonly secondMoments: readonly tf.Variable[];
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  constructor(
    parameters: readonly tf.Variable[],
    { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {},
  ) {
    this.parameters = parameters;
    const slots = (name: string): tf.Variable[] =>
      parameters.map(p =>
        tf.tidy(() => namedVariable(`${nameOf(p)}/${name}`, tf.zeros(p.shape), { trainable: false })),
      );
    this.firstMoments = slots('m');
    this.secondMoments = slots('v');
    [this.beta1, this.beta2, this.epsilon] = [beta1, beta2, epsilon];
  }

  /** The values of β₁ᵗ and β₂ᵗ for step `t`, counted from 1. */
  powers(t: number): { readonly beta1Power: number; readonly beta2Power: number } {
    return { beta1Power: this.beta1 ** t, beta2Power: this.beta2 ** t };
  }

  /** The values of {@link adamInputs} for step `t`, counted from 1. */
  inputs(t: number, rates: Readonly<Record<string, number>>): Record<string, Float32Array> {
    const values = Object.entries({ ...rates, ...this.powers(t) });
    return Object.fromEntries(values.map(([name, value]) => [name, Float32Array.of(value)]));
  }

  /** Updates every parameter by its gradient, in the order of {@link parameters}. */
  apply(gradients: readonly tf.Tensor[], scalars: AdamScalars): void {
    const update = activeRecorder() === undefined ? this.#applyEagerly : this.#applyRecorded;
    tf.tidy(() => this.parameters.forEach((_, i) => update.call(this, i, gradients[i]!, scalars)));
  }

  #applyEagerly(i: number, gradient: tf.Tensor, { learningRate, beta1Power, beta2Power }: AdamScalars): void {
    const [w, m, v] = this.#slots(i);
    const rate = learningRate.mul(tf.sqrt(tf.sub(1, beta2Power))).div(tf.sub(1, beta1Power));
    m.assign(m.add(gradient.sub(m).mul(1 - this.beta1)));
    v.assign(
      v.add(
        gradient
          .square()
          .sub(v)
          .mul(1 - this.beta2),
      ),
    );
    w.assign(w.sub(rate.mul(m).div(v.sqrt().add(this.epsilon))));
  }

  #applyRecorded(
    i: number,
    gradient: tf.Tensor,
    { learningRate, beta1Power, beta2Power }: AdamScalars,
  ): void {
    const [w, m, v] = this.#slots(i);
    const constants = [this.beta1, this.beta2, this.epsilon].map(value => tf.scalar(value));
    activeRecorder()?.update(
      'ResourceApplyAdam',
      w,
      [m, v],
      [beta1Power, beta2Power, learningRate, ...constants, gradient],
      { T: { type: DataType.float32 }, use_locking: { b: false }, use_nesterov: { b: false } },
    );
  }

  #slots(i: number): [w: tf.Variable, m: tf.Variable, v: tf.Variable] {
    return [this.parameters[i], this.firstMoments[i], this.secondMoments[i]] as [
      tf.Variable,
      tf.Variable,
      tf.Variable,
    ];
  }

  /** Frees the moments; the parameters are the caller's. */
  dispose(): void {
    tf.dispose([...this.firstMoments, ...this.secondMoments]);
  }
}
