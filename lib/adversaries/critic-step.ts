import * as tf from '@tensorflow/tfjs';
import { Adam, adamScalars, assign, namedVariable, type Step, valueAndGradients } from '../engine/index.js';
import type { Rng } from '../base/index.js';
import { criticGradients, type CriticNetwork, criticValues, type CriticVariables } from './critic-network.js';

/** How a critic is kept from being steeper than 1. */
export type LipschitzConstraint =
  | {
      /**
       * λ · mean over points of (‖∇φ‖ − 1)², or of max(‖∇φ‖ − 1, 0)² if `sides` is `'above'`; the points lie
       * uniformly on segments between a draw from x and one from y. It holds softly, and where it was looked at.
       * @see gulrajani:17, Algorithm 1; petzka:18 for the one-sided form
       */
      readonly kind: 'gradient-penalty';
      /** λ; 10, as in the paper. */
      readonly lambda?: number;
      /** Which slopes cost: any but 1 (`'both'`, as in the paper), or those above it. */
      readonly sides?: 'both' | 'above';
      /** Points on segments a step; 128. */
      readonly segments?: number;
    }
  | {
      /**
       * Every kernel W is used as W/σ(W), σ its largest singular value: the bound holds everywhere and strictly. In
       * training σ comes from power iteration, one a step; the critic that is returned has it exactly.
       * @see miyato:18, Algorithm 1
       */
      readonly kind: 'spectral-norm';
      /**
       * Björck's steps W ← (3 W − W WᵀW)/2 after that, which draw the smaller singular values to 1 as well; 3. With 0
       * it is Miyato's form, whose critic tends to use a single direction of each layer.
       * @see anil:19, section 4.2
       */
      readonly orthonormalSteps?: number;
    };

/** A constraint with its numbers put in. */
export type ResolvedConstraint = Required<LipschitzConstraint>;

/** A training step with the variables that it has besides the critic's own. */
export interface CriticStep {
  readonly step: Step;
  readonly optimizer: Adam;
  dispose(): void;
}

/**
 * The step that climbs value − penalty: one step of Adam.
 *
 * Inputs: `points` [n, d], signed `weights` [n, 1], `between` [k, d] for the gradient penalty, `learningRate`,
 * `beta1Power`, `beta2Power`. Outputs: `value`, Σ weights · φ(points), and `penalty`.
 */
export function criticStep(variables: CriticVariables, constraint: ResolvedConstraint, rng: Rng): CriticStep {
  const parameters = [...variables.kernels, ...variables.biases];
  const optimizer = new Adam(parameters);
  const directions = constraint.kind === 'spectral-norm' ? startingDirections(variables, rng) : [];
  const step: Step = inputs => {
    const pairs = directions.map((v, l) => powerIteration(variables.kernels[l] as tf.Tensor2D, v));
    const { aside, gradients } = valueAndGradients(() => {
      const network: CriticNetwork<tf.Tensor2D, tf.Tensor1D> = {
        kernels: variables.kernels.map((kernel, l) => normalized(kernel, pairs[l], constraint)),
        biases: variables.biases,
      };
      const { values } = criticValues(network, inputs['points'] as tf.Tensor2D);
      const value: tf.Scalar = tf.sum(tf.mul(values, inputs['weights']!));
      const penalty = penaltyOf(constraint, network, inputs['between'] as tf.Tensor2D);
      return { loss: tf.sub(penalty, value), aside: { value, penalty } };
    }, parameters);
    directions.forEach((direction, l) => assign(direction, pairs[l]!.v));
    optimizer.apply(gradients, adamScalars(inputs));
    return { ...aside };
  };
  return {
    step,
    optimizer,
    dispose: () => {
      optimizer.dispose();
      tf.dispose(directions);
    },
  };
}

function penaltyOf(
  constraint: ResolvedConstraint,
  network: CriticNetwork<tf.Tensor2D, tf.Tensor1D>,
  between: tf.Tensor2D,
): tf.Scalar {
  return constraint.kind === 'spectral-norm'
    ? tf.scalar(0)
    : slopePenalty(criticGradients(network, between), constraint);
}

/**
 * λ · mean over k of (‖∇φ_k‖ − 1)², or of max(‖∇φ_k‖ − 1, 0)² if `sides` is `'above'`. ‖∇φ‖ is √(Σ² + 1e-12):
 * the root alone has no slope at 0.
 * @param gradients ∇φ [k, d]
 * @returns a scalar; the caller owns it
 * @see gulrajani:17, equation 3
 */
export function slopePenalty(
  gradients: tf.Tensor2D,
  { lambda, sides }: { readonly lambda: number; readonly sides: 'both' | 'above' },
): tf.Scalar {
  const squares = tf.sum(tf.square(gradients), 1); // [k, d] -> [k]
  const excess = tf.sub(tf.sqrt(tf.add(squares, 1e-12)), 1);
  const counted = sides === 'above' ? tf.relu(excess) : excess;
  return tf.mul(tf.mean(tf.square(counted)), lambda);
}

/** Approximate singular vectors of a kernel: u [inputs, 1] and v [units, 1]. */
interface SingularPair {
  readonly u: tf.Tensor2D;
  readonly v: tf.Tensor2D;
}

function startingDirections({ kernels }: CriticVariables, rng: Rng): tf.Variable<tf.Rank.R2>[] {
  return kernels.map(({ shape: [, units] }, l) => {
    const values = rng.split('direction', l).fillNormal(new Float32Array(units));
    return tf.tidy(() =>
      namedVariable(`critic/direction${l}`, tf.tensor2d(values, [units, 1]), { trainable: false }),
    ) as tf.Variable<tf.Rank.R2>;
  });
}

/** u = W v/‖W v‖, v' = Wᵀ u/‖Wᵀ u‖. */
function powerIteration(kernel: tf.Tensor2D, v: tf.Tensor2D): SingularPair {
  const unit = (x: tf.Tensor2D): tf.Tensor2D => tf.div(x, tf.sqrt(tf.add(tf.sum(tf.square(x)), 1e-24)));
  const u = unit(tf.matMul(kernel, v));
  return { u, v: unit(tf.matMul(kernel, u, true)) };
}

/** W/(uᵀ W v), differentiated through W in both places, not through u and v; then Björck's steps. */
function normalized(
  kernel: tf.Tensor2D,
  pair: SingularPair | undefined,
  constraint: ResolvedConstraint,
): tf.Tensor2D {
  if (pair === undefined || constraint.kind !== 'spectral-norm') return kernel;
  const sigma = tf.sum(tf.mul(pair.u, tf.matMul(kernel, pair.v)));
  let w: tf.Tensor2D = tf.div(kernel, sigma);
  for (let k = 0; k < constraint.orthonormalSteps; k++) {
    // The smaller of W WᵀW's two products first.
    const tall = kernel.shape[0] > kernel.shape[1];
    const cubed = tall ? tf.matMul(w, tf.matMul(w, w, true)) : tf.matMul(tf.matMul(w, w, false, true), w);
    w = tf.sub(tf.mul(w, 1.5), tf.mul(cubed, 0.5));
  }
  return w;
}
