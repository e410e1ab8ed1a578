import { forEachTile, type KernelMap, type PointKernel } from '../ot/index.js';
import type { Matrix } from '../base/index.js';
import type { ResolvedLatentKernel } from './kernels.js';

/**
 * The kernel of a penalty as a kernel between points in double precision, for `mmdUnbiased` and the like; a
 * `'median'` bandwidth is that of the released code's rule (see `LatentKernel`) for these codes and draws.
 * @param codes [n, d]
 * @param draws [m, d], draws from P_Z; m = n if the bandwidth is `'median'`
 * @throws RangeError if the bandwidth is `'median'` and m differs from n
 */
export function pointKernel(kernel: ResolvedLatentKernel, codes: Matrix, draws: Matrix): PointKernel {
  if (kernel.kind === 'imq') return kernel;
  const { kind, bandwidth } = kernel;
  return { kind, bandwidth: bandwidth === 'median' ? medianBandwidth(codes, draws) : bandwidth };
}

/** The released code's median rule, by sorting. */
function medianBandwidth(codes: Matrix, draws: Matrix): number {
  const n = codes.shape[0];
  if (draws.shape[0] !== n) {
    throw new RangeError(
      `pointKernel: expected \`codes\` and \`draws\` to hold as many points with a median bandwidth, got ${n} and ${draws.shape[0]}`,
    );
  }
  const orderStatistic = (other: Matrix): number => {
    const squared = new Float64Array(n * n);
    const map: KernelMap = () => {};
    forEachTile(codes, other, 'all', map, (values, count, i, from) =>
      squared.set(values.subarray(0, count), i * n + from),
    );
    return squared.sort()[n * n - (n * n - n) / 2]!;
  };
  return Math.sqrt(orderStatistic(draws) + orderStatistic(codes));
}
