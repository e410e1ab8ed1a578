import type { Points } from '../../base/index.js';
import { codeMoments } from './latent.js';

/** Which coordinates of the code say something of the image. */
export interface Activity {
  /** Of each coordinate Var_x(E[z | x]), latent units². */
  readonly variances: readonly number[];
  /** How many of them exceed the threshold. */
  readonly active: number;
  readonly n: number;
  readonly protocol: string;
}

/**
 * Per-coordinate activity: the variance (over n − 1) over images of the mean code, A_k = Var_x(E_{z ~ Q(z|x)}[z_k]), and
 * how many exceed 0.01. A coordinate that has collapsed to the prior has 0; of a deterministic encoder it is the codes'
 * own variance.
 * @param meanCodes [n, d], E[z | x] of each image
 * @throws RangeError when they are not at least two whole codes
 * @see burda:16, "active units"
 */
export function coordinateActivity(
  meanCodes: Points,
  { threshold = 0.01 }: { readonly threshold?: number } = {},
): Activity {
  const variances = codeMoments(meanCodes).std.map(std => std ** 2);
  return {
    variances,
    active: variances.filter(variance => variance > threshold).length,
    n: meanCodes.shape[0],
    protocol: `variance of mean codes > ${threshold}`,
  };
}
