import { naming, rangeError } from '../../base/index.js';
import type { GroundCost } from './cost.js';
import { kernelMap, type PointKernel } from '../mmd/kernels.js';

/**
 * The cost that a kernel makes: half the squared distance in its feature space,
 *
 *     c(x, y) = ½ (k(x, x) + k(y, y) − 2 k(x, y)) = k(x, x) − k(x, y),
 *
 * as all kernels here are functions of x − y. For the energy kernel it is ‖x − y‖. The Sinkhorn divergence of this cost
 * tends to ½ MMD² of the kernel as ε → ∞.
 * @param kernel with a bandwidth that is a number
 * @throws RangeError, TypeError for a bad kernel, and for one whose bandwidth is to be found from the points
 * @see feydy:19, theorem 1; sejdinovic:13, equation 3.1
 */
export function kernelCost(kernel: PointKernel): GroundCost {
  return naming('kernelCost', () => {
    const map = kernelMap(kernel, () => {
      throw rangeError("`bandwidth` to be a number, got 'median-distance'");
    });
    const value = new Float64Array(1);
    const at = (squared: number): number => {
      value[0] = squared;
      map(value, 1);
      return value[0];
    };
    const atZero = at(0);
    return {
      kind: 'function',
      of: (x, y) => {
        let squared = 0;
        for (let k = 0; k < x.length; k++) squared += (x[k]! - y[k]!) ** 2;
        return atZero - at(squared);
      },
    };
  });
}
