import * as tf from '@tensorflow/tfjs';

/**
 * φ_d(s) = ₁F₁(½; d/2; −s), the mean of exp(−s v₁²) over v uniform on the unit sphere of R^d: what a Gaussian kernel
 * of projections becomes when the direction is averaged out.
 * @see knop:20, theorem 1
 */

/** Values that a fit interpolates, and what of its coefficients is left out: less than float32 can show. */
const FIT = { nodes: 48, tolerance: 1e-7 };

/**
 * ₁F₁(b − c; b; −s) for 0 ≤ c ≤ b and s ≥ 0, by Kummer's transformation the mean of (c)_K/(b)_K over K ~ Poisson(s):
 * a sum without cancellation.
 */
export function confluentHypergeometric(c: number, b: number, s: number): number {
  let [logWeight, ratio, sum] = [-s, 1, 0];
  const last = s + 40 * Math.sqrt(s) + 60;
  for (let k = 0; k <= last; k++) {
    if (logWeight > -50) sum += Math.exp(logWeight) * ratio;
    logWeight += Math.log(s / (k + 1));
    ratio *= (c + k) / (b + k);
  }
  return sum;
}

/** A function of s ≥ 0 as x^power Σ_k coefficients_k T_k(2x − 1) with x = b/(b + s). */
interface Fit {
  readonly power: number;
  readonly coefficients: readonly number[];
}

/** Interpolates ₁F₁(power; lower; −s), which falls off as s^−power, at Chebyshev's nodes in x = b/(b + s). */
function fit(power: number, lower: number, b: number): Fit {
  const { nodes, tolerance } = FIT;
  const angles = Array.from({ length: nodes }, (_, j) => (Math.PI * (j + 0.5)) / nodes);
  const values = angles.map(angle => {
    const x = (Math.cos(angle) + 1) / 2;
    return confluentHypergeometric(lower - power, lower, b / x - b) / x ** power;
  });
  const coefficients = angles.map((_, k) => {
    const sum = values.reduce((total, value, j) => total + value * Math.cos(k * angles[j]!), 0);
    return ((k === 0 ? 1 : 2) * sum) / nodes;
  });
  let length = nodes;
  while (length > 1 && Math.abs(coefficients[length - 1]!) < tolerance) length--;
  return { power, coefficients: coefficients.slice(0, length) };
}

/** Fits of φ_d and of its slope by the dimension: they take tenths of a second. */
const fits = new Map<number, { readonly value: Fit; readonly slope: Fit }>();

function fitsOf(dimension: number): { readonly value: Fit; readonly slope: Fit } {
  const b = dimension / 2;
  const known = fits.get(dimension) ?? { value: fit(0.5, b, b), slope: fit(1.5, b + 1, b) };
  fits.set(dimension, known);
  return known;
}

/** Clenshaw's recurrence, element by element. */
function evaluate({ power, coefficients }: Fit, x: tf.Tensor): tf.Tensor {
  const twice = tf.sub(tf.mul(x, 4), 2); // 2 (2x − 1)
  let [ahead, current] = [tf.zerosLike(x), tf.fill(x.shape, coefficients.at(-1)!)];
  for (let k = coefficients.length - 2; k >= 1; k--) {
    const next = tf.add(tf.sub(tf.mul(twice, current), ahead), coefficients[k]!);
    [ahead, current] = [current, next];
  }
  const series =
    coefficients.length === 1
      ? current
      : tf.add(tf.sub(tf.mul(tf.mul(twice, 0.5), current), ahead), coefficients[0]!);
  return tf.mul(tf.pow(x, power), series);
}

/**
 * φ_d(s) of every element, to about 1e-6: x^½ times a polynomial in x = d/(d + 2s), and for its gradient
 * φ_d′(s) = −(1/d) ₁F₁(3/2; d/2 + 1; −s) the like with x^(3/2). Both are fitted to values in double precision,
 * once for each dimension.
 *
 * Differs: knop:20 takes (1 + 4s/(2d − 3))^−½ instead, close for d ≥ 20 only (at s = 0 its slope is off by 23 % in
 * R⁸).
 * @param s any shape, ≥ 0
 * @param dimension d, an integer ≥ 1
 * @returns the shape of `s`; the caller owns it
 */
export function meanProjectedGaussian(s: tf.Tensor, dimension: number): tf.Tensor {
  if (dimension === 1) return tf.tidy(() => tf.exp(tf.neg(s)));
  const b = dimension / 2;
  const { value, slope } = fitsOf(dimension);
  return tf.customGrad((input: tf.Tensor | tf.GradSaveFunc, save: tf.Tensor | tf.GradSaveFunc) => {
    const x = tf.div(b, tf.add(input as tf.Tensor, b));
    (save as tf.GradSaveFunc)([x]);
    return {
      value: evaluate(value, x),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        tf.mul(tf.mul(dy, evaluate(slope, saved[0]!)), -1 / dimension),
    };
  })(s);
}
