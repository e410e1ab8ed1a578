import { checkCount, dot, type Matrix, naming, pointAt, type Points } from '../base/index.js';
import { checkCode, checkCodeOf, type Code } from './code.js';
import { type CodeMatching, matchCodes } from './matching.js';

/** The sine of the angle between two codes under which their great circle is not determined well. */
const PARALLEL = 1e-8;

/**
 * The straight line between two codes: (1 − t) z + t z', t = 0, 1/(steps − 1), …, 1.
 * @param from z, [d]
 * @param to z', [d]
 * @returns [steps, d]
 * @throws RangeError if the codes differ in size or are not finite, or steps < 2
 */
export function linearPath(from: Code, to: Code, steps: number): Matrix {
  return naming('linearPath', () => {
    return path(from, to, steps, t => [1 - t, t]);
  });
}

/**
 * The arc between two codes, lengths interpolated too (Shoemake's slerp of the directions):
 *
 *     z(t) = ((1 − t)‖z‖ + t‖z'‖) · (sin((1 − t)θ) z/‖z‖ + sin(tθ) z'/‖z'‖)/sin θ,    θ the angle between z and z'.
 *
 * It is the straight line if no great circle is determined: one code is 0, or both lie on one line through 0.
 * @param from z, [d]
 * @param to z', [d]
 * @returns [steps, d]; the first and the last are z and z'
 * @throws RangeError like {@link linearPath}
 */
export function sphericalPath(from: Code, to: Code, steps: number): Matrix {
  return naming('sphericalPath', () => {
    const [a, b] = [Float64Array.from(from), Float64Array.from(to)];
    const [lengthA, lengthB] = [Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b))];
    const angle = angleBetween(a, b, lengthA, lengthB);
    const sine = Math.sin(angle);
    return path(from, to, steps, t => {
      if (!(sine > PARALLEL)) return [1 - t, t];
      const length = (1 - t) * lengthA + t * lengthB;
      return [
        (length * Math.sin((1 - t) * angle)) / (sine * lengthA),
        (length * Math.sin(t * angle)) / (sine * lengthB),
      ];
    });
  });
}

/** θ = 2 atan2(‖u − v‖, ‖u + v‖) of the directions u and v (Kahan: exact to rounding at every angle). */
function angleBetween(a: Float64Array, b: Float64Array, lengthA: number, lengthB: number): number {
  let [apart, together] = [0, 0];
  for (let k = 0; k < a.length; k++) {
    const [u, v] = [a[k]! / lengthA, b[k]! / lengthB];
    apart += (u - v) ** 2;
    together += (u + v) ** 2;
  }
  return 2 * Math.atan2(Math.sqrt(apart), Math.sqrt(together));
}

/** Points α(t) z + β(t) z'; the ends are the codes themselves. */
function path(
  from: Code,
  to: Code,
  steps: number,
  weights: (t: number) => readonly [number, number],
): Matrix {
  const d = checkCode(from, 'from');
  checkCodeOf(to, 'to', d, '`from`');
  checkCount(steps, 'steps', 2);
  const data = new Float64Array(steps * d);
  for (let step = 0; step < steps; step++) {
    const [alpha, beta] = step === 0 ? [1, 0] : step === steps - 1 ? [0, 1] : weights(step / (steps - 1));
    for (let k = 0; k < d; k++) {
      data[step * d + k] = alpha * from[k]! + beta * to[k]!;
    }
  }
  return { data, shape: [steps, d] };
}

/** Paths from one batch of codes to another, and which code goes where. */
export interface TransportPaths {
  /** [n·steps, d]: rows i·steps … (i + 1)·steps − 1 are path i, which goes from x_i to y_π(i). */
  readonly paths: Matrix;
  /** π, [n]. */
  readonly matching: Int32Array;
  /** Squared 2-Wasserstein distance of the batches, see {@link CodeMatching}. */
  readonly cost: number;
}

/**
 * Displacement interpolation between two batches of codes: (1 − t) x_i + t y_π(i) for the optimal π of `matchCodes`.
 *
 * The batch at t is McCann's geodesic: W₂ from x to it is t W₂(x, y). No two paths of different codes cross.
 * @param x [n, d]
 * @param y [n, d]
 * @throws RangeError if the batches differ in size, are empty or not finite, or steps < 2
 * @see peyre-cuturi:19, remark 7.1
 */
export function transportPath(x: Points, y: Points, steps: number): TransportPaths {
  return naming('transportPath', () => {
    checkCount(steps, 'steps', 2);
    const { plan, cost }: CodeMatching = matchCodes(x, y);
    const [n, d] = x.shape;
    const data = new Float64Array(n * steps * d);
    plan.forEach((j, i) => data.set(linearPath(pointAt(x, i), pointAt(y, j), steps).data, i * steps * d));
    return { paths: { data, shape: [n * steps, d] }, matching: plan, cost };
  });
}
