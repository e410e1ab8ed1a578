import { checkPositive, type MatrixLike, naming, rangeError, toMatrix } from '../../base/index.js';
import { covarianceRoot } from '../gaussian/covariance-root.js';
import { toOurs } from '../gaussian/gaussian.js';
import type { GroundCost } from './cost.js';

/**
 * 1 − ⟨x, y⟩/(‖x‖ ‖y‖), evaluated as ½ ‖x/‖x‖ − y/‖y‖‖², which keeps its digits between near directions.
 * @throws RangeError, when a cost is asked for, if a point is 0
 */
export function cosineCost(): GroundCost {
  return {
    kind: 'function',
    of: (x, y) => {
      const [lengthX, lengthY] = [Math.hypot(...x), Math.hypot(...y)];
      if (lengthX === 0 || lengthY === 0) {
        throw naming('cosineCost', () => rangeError('points other than 0, got one without a direction'));
      }
      let sum = 0;
      for (let k = 0; k < x.length; k++) sum += (x[k]! / lengthX - y[k]! / lengthY) ** 2;
      return sum / 2;
    },
  };
}

/** max_k |x_k − y_k|. */
export function chebyshevCost(): GroundCost {
  return {
    kind: 'function',
    of: (x, y) => {
      let largest = 0;
      for (let k = 0; k < x.length; k++) largest = Math.max(largest, Math.abs(x[k]! - y[k]!));
      return largest;
    },
  };
}

/**
 * ‖x − y‖_p = (Σ_k |x_k − y_k|ᵖ)^(1/p), a metric if p ≥ 1.
 * @throws RangeError if p is not finite and > 0
 */
export function minkowskiCost(p: number): GroundCost {
  naming('minkowskiCost', () => {
    checkPositive(p, 'p');
  });
  return {
    kind: 'function',
    of: (x, y) => {
      let largest = 0;
      for (let k = 0; k < x.length; k++) largest = Math.max(largest, Math.abs(x[k]! - y[k]!));
      if (largest === 0) return 0;
      // In units of the largest difference no power overflows.
      let sum = 0;
      for (let k = 0; k < x.length; k++) sum += (Math.abs(x[k]! - y[k]!) / largest) ** p;
      return largest * sum ** (1 / p);
    },
  };
}

/**
 * √((x − y)ᵀ Σ⁻¹ (x − y)), the distance in units of the deviations of a covariance.
 * @param covariance Σ [d, d], symmetric, positive definite
 * @throws TypeError, RangeError if it is none; RangeError, when a cost is asked for, if points have another d
 */
export function mahalanobisCost(covariance: MatrixLike): GroundCost {
  return naming('mahalanobisCost', () => {
    const d = toMatrix(covariance, 'covariance').shape[0];
    const { root, inverse } = covarianceRoot(covariance, d, 'covariance');
    const rank = root.mmul(inverse).trace();
    if (rank < d - 0.5) {
      throw rangeError(`\`covariance\` to be positive definite, got one of rank ${Math.round(rank)} of ${d}`);
    }
    const { data } = toOurs(inverse);
    return {
      kind: 'function',
      of: (x, y) => {
        if (x.length !== d) {
          throw naming('mahalanobisCost', () =>
            rangeError(`points of ${d} coordinates, as the covariance has, got ${x.length}`),
          );
        }
        let square = 0;
        for (let i = 0; i < d; i++) {
          let sum = 0;
          for (let k = 0; k < d; k++) sum += data[i * d + k]! * (x[k]! - y[k]!);
          square += sum * sum;
        }
        return Math.sqrt(square);
      },
    };
  });
}
