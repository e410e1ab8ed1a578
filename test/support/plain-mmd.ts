import type { Matrix } from '../../lib/base/matrix.js';
import { mmdUnbiased } from '../../lib/ot/mmd/mmd.js';
import type { ResolvedLatentKernel } from '../../lib/penalties/kernels.js';
import { pointKernel } from '../../lib/penalties/point-kernel.js';

/** Points of d coordinates as a matrix. */
export function points(values: ArrayLike<number>, d: number): Matrix {
  return { data: Float64Array.from(values), shape: [values.length / d, d] };
}

/** `mmdUnbiased` of codes and draws, the kernel that of a penalty. */
export function plainMmd(
  codes: ArrayLike<number>,
  draws: ArrayLike<number>,
  d: number,
  kernel: ResolvedLatentKernel,
): number {
  const [x, y] = [points(codes, d), points(draws, d)];
  return mmdUnbiased(x, y, pointKernel(kernel, x, y));
}
