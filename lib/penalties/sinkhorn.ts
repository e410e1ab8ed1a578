import * as tf from '@tensorflow/tfjs';
import { withoutGradient } from '../engine/index.js';
import { checkCount, checkPositive, naming } from '../base/index.js';
import { checkBatches } from './checks.js';
import { squaredDistances } from './kernels.js';

/** The entropic problem and how long it is solved. */
export interface SinkhornPenaltyOptions {
  /** ε, latent unit²; the blur is a length of √ε. */
  readonly epsilon: number;
  /** Iterations, an integer ≥ 1; fixed, since a compiled step can't ask whether they were enough. */
  readonly iterations: number;
}

/**
 * The debiased Sinkhorn divergence of codes and prior draws for the cost ‖x − y‖² (no ½),
 *
 *     OT_ε(z, z') − ½ OT_ε(z, z) − ½ OT_ε(z', z'),
 *     OT_ε(x, y) = 1/n Σ_i f_i + 1/n Σ_j g_j + ε (1 − 1/n² Σ_{i,j} exp((f_i + g_j − ‖x_i − y_j‖²)/ε)),
 *
 * with the potentials after a fixed number of iterations in the log domain: of each OT_ε the dual value, a lower
 * bound. Between a set and itself one potential is averaged with its update, which converges in a few iterations.
 *
 * The gradient holds the potentials fixed: at the optimum they maximise the dual value, so that only the cost's
 * derivative remains, weighted with the plan (Danskin; feydy:19, equation 11). Nothing of the loop is kept for it.
 * @param z [n, d], codes
 * @param zPrior [n, d], draws from P_Z
 * @returns a scalar, latent unit²; the caller owns it
 * @throws RangeError when the shapes differ, a batch is empty, or an option is out of range
 * @see feydy:19; genevay:18
 */
export function sinkhornPenalty(
  z: tf.Tensor2D,
  zPrior: tf.Tensor2D,
  options: SinkhornPenaltyOptions,
): tf.Scalar {
  naming('sinkhornPenalty', () => {
    checkBatches(z, zPrior, 1);
    checkSinkhorn(options);
  });
  return tf.tidy(() => {
    const across = squaredDistances(z, zPrior);
    const [codes, draws] = [squaredDistances(z, z), squaredDistances(zPrior, zPrior)];
    const within = tf.add(
      dualValue(codes, symmetricPotentials(codes, options), options),
      dualValue(draws, symmetricPotentials(draws, options), options),
    );
    const between = dualValue(across, potentials(across, options), options);
    return tf.sub(between, tf.mul(within, 0.5)) as tf.Scalar;
  });
}

/**
 * Checks the options.
 * @throws RangeError if one is out of range
 */
export function checkSinkhorn({ epsilon, iterations }: SinkhornPenaltyOptions): void {
  checkPositive(epsilon, 'epsilon');
  checkCount(iterations, 'iterations', 1);
}

/** OT_ε's dual value at potentials f ⊕ g over ε; differentiable in the cost alone. [n, n], [n, n] -> scalar */
function dualValue(
  cost: tf.Tensor2D,
  sumOfPotentials: tf.Tensor2D,
  { epsilon }: SinkhornPenaltyOptions,
): tf.Tensor {
  const density = tf.exp(tf.sub(sumOfPotentials, tf.div(cost, epsilon))); // of the plan, to 1/n²
  return tf.mul(tf.add(tf.mean(sumOfPotentials), tf.sub(1, tf.mean(density))), epsilon);
}

/** f_i + g_j over ε, constants; f and g in turn, each the soft c-transform of the other. [n, n] -> [n, n] */
function potentials(cost: tf.Tensor2D, { epsilon, iterations }: SinkhornPenaltyOptions): tf.Tensor2D {
  return withoutGradient(() => {
    const scaled = tf.div<tf.Tensor2D>(cost, epsilon);
    let g = tf.zeros([1, cost.shape[1]]);
    let f = softTransform(scaled, g, 1);
    for (let i = 0; i < iterations; i++) {
      if (i > 0) f = softTransform(scaled, g, 1); // [n, 1]
      g = softTransform(scaled, f, 0); // [1, n]
    }
    return tf.add(f, g);
  });
}

/** f_i + f_j over ε, constants, for a set and itself: f ← ½ (f + its soft c-transform). [n, n] -> [n, n] */
function symmetricPotentials(
  cost: tf.Tensor2D,
  { epsilon, iterations }: SinkhornPenaltyOptions,
): tf.Tensor2D {
  return withoutGradient(() => {
    const n = cost.shape[0];
    const scaled = tf.div<tf.Tensor2D>(cost, epsilon);
    let f: tf.Tensor = tf.zeros([1, n]);
    for (let i = 0; i < iterations; i++) {
      const transform = tf.reshape(softTransform(scaled, f, 1), [1, n]);
      f = tf.mul(tf.add(f, transform), 0.5);
    }
    return tf.add(tf.reshape(f, [n, 1]), f);
  });
}

/** −log 1/n Σ_j exp(g_j − c_ij) along an axis, everything over ε. */
function softTransform(scaledCost: tf.Tensor2D, potential: tf.Tensor, axis: 0 | 1): tf.Tensor {
  const exponents = tf.sub(potential, scaledCost);
  return tf.sub(Math.log(scaledCost.shape[axis]), tf.logSumExp(exponents, axis, true));
}
