import * as tf from '@tensorflow/tfjs';
import { naming, typeError } from '../base/index.js';
import {
  divergenceGradient,
  type DivergenceGradientOptions,
  sampleGradient,
  type SampleGradientOptions,
  slicedGradient,
  type SlicedOptions,
  type SolveOptions,
  transportGradient,
} from '../ot/index.js';

type Unweighted<Options> = Options extends unknown ? Omit<Options, 'a' | 'b'> : never;

/** A value of transport between two clouds of points, with the options of the function of `lib/ot` that computes it. */
export type TransportLoss =
  /** `solveSample(x, y, …).value`: exact, entropic or unbalanced */
  | ({ readonly kind: 'transport' } & Unweighted<SampleGradientOptions>)
  /** `sinkhornDivergence(x, y, …).value` */
  | ({ readonly kind: 'divergence' } & Unweighted<DivergenceGradientOptions>)
  /** `slicedWasserstein(x, y, …).power` */
  | ({ readonly kind: 'sliced' } & Unweighted<SlicedOptions>);

/** Weights of the points; 1/n and 1/m each if they are left out. */
export interface WeightTensors {
  /** [n], mass */
  readonly a?: tf.Tensor1D;
  /** [m], mass */
  readonly b?: tf.Tensor1D;
}

/**
 * A value of transport as a tensor that can be differentiated by points and weights: `lib/ot` solves the problem in
 * double precision, and its gradient at the optimum is the tensor's (envelope theorem), so that no iteration is kept.
 *
 * Differs from {@link sinkhornPenalty} in that the solver iterates until it has converged. The numbers of the tensors are
 * read, so a compiled step refuses it; it is for steps that run eagerly. If totals must agree, the gradient by weights is
 * known up to a constant, which a softmax before it takes away.
 * @param x [n, d]
 * @param y [m, d]
 * @returns a scalar, cost × mass, for `sliced` lengthᵖ × mass; the caller owns it
 * @throws TypeError, RangeError like the function of `lib/ot`
 * @see feydy:19; peyre-cuturi:19, proposition 9.2
 */
export function transportLoss(
  x: tf.Tensor2D,
  y: tf.Tensor2D,
  loss: TransportLoss,
  weights: WeightTensors = {},
): tf.Scalar {
  return naming('transportLoss', () =>
    differentiable([x, y], weights, ([from, to], a, b) => {
      const found = solved(loss, from as tf.Tensor2D, to as tf.Tensor2D, a, b);
      return { value: found.value, gradients: [found.x.data, found.y.data, found.a, found.b] };
    }),
  );
}

/**
 * `solve(cost, options).value` as a tensor that can be differentiated by the cost, whose gradient is the plan, and by
 * weights; see {@link transportLoss}.
 * @param cost [n, m]
 * @returns a scalar, cost × mass; the caller owns it
 * @throws TypeError, RangeError like `solve`
 */
export function costLoss(
  cost: tf.Tensor2D,
  options: Unweighted<SolveOptions> = {},
  weights: WeightTensors = {},
): tf.Scalar {
  return naming('costLoss', () =>
    differentiable([cost], weights, ([costs], a, b) => {
      const m = cost.shape[1];
      const found = transportGradient(costs as tf.Tensor2D, { ...options, a, b });
      const plan = new Float64Array(cost.size);
      found.cost.forEach((i, j, mass) => (plan[i * m + j] = mass));
      return { value: found.value, gradients: [plan, found.a, found.b] };
    }),
  );
}

interface Solved {
  readonly value: number;
  /** Of each input, then of both weights. */
  readonly gradients: readonly Float64Array[];
}

/** The scalar of a solver, with the gradients that the solver found. */
function differentiable(
  inputs: readonly tf.Tensor2D[],
  { a, b }: WeightTensors,
  solver: (inputs: readonly tf.Tensor[], a: tf.Tensor1D, b: tf.Tensor1D) => Solved,
): tf.Scalar {
  return tf.tidy(() => {
    const last = inputs.at(-1)!;
    const [n, m] = [inputs[0]!.shape[0], inputs.length === 1 ? last.shape[1] : last.shape[0]];
    const all = [...inputs, a ?? uniform(n), b ?? uniform(m)];
    return tf.customGrad((...given: (tf.Tensor | tf.GradSaveFunc)[]) => {
      const tensors = given.slice(0, all.length) as tf.Tensor[];
      const [weightsA, weightsB] = tensors.slice(-2) as [tf.Tensor1D, tf.Tensor1D];
      const { value, gradients } = solver(tensors.slice(0, -2), weightsA, weightsB);
      return {
        value: tf.scalar(value),
        gradFunc: (upstream: tf.Tensor) =>
          gradients.map((gradient, k) =>
            tf.mul(upstream, tf.tensor(Float32Array.from(gradient), all[k]!.shape)),
          ),
      };
    })(...all) as tf.Scalar;
  });
}

/** Weights 1/n. */
function uniform(n: number): tf.Tensor1D {
  return tf.mul<tf.Tensor1D>(tf.ones([n]), 1 / n);
}

function solved(
  loss: TransportLoss,
  x: tf.Tensor2D,
  y: tf.Tensor2D,
  a: tf.Tensor1D,
  b: tf.Tensor1D,
): ReturnType<typeof slicedGradient> {
  switch (loss.kind) {
    case 'transport':
      return sampleGradient(x, y, { ...loss, a, b });
    case 'divergence':
      return divergenceGradient(x, y, { ...loss, a, b });
    case 'sliced':
      return slicedGradient(x, y, { ...loss, a, b });
    default:
      throw typeError(
        `\`loss.kind\` to be transport, divergence or sliced, got ${JSON.stringify(loss satisfies never)}`,
      );
  }
}
