import { checkAlike, checkPoints, naming, type Points } from '../base/index.js';
import { assignment, pointCost } from '../ot/index.js';

/** The cheapest way to pair two batches of codes. */
export interface CodeMatching {
  /** π, [n]: x_i goes to y_π(i); a permutation of 0 … n − 1. */
  readonly plan: Int32Array;
  /** 1/n Σ_i ‖x_i − y_π(i)‖²: the squared 2-Wasserstein distance of the two batches, latent units squared. */
  readonly cost: number;
}

/**
 * The exact optimal transport between two batches as large, each code with mass 1/n: min_π 1/n Σ_i ‖x_i − y_π(i)‖².
 * @param x [n, d]
 * @param y [n, d], codes or draws from the prior
 * @throws RangeError if the batches differ in shape, are empty or not finite
 */
export function matchCodes(x: Points, y: Points): CodeMatching {
  return naming('matchCodes', () => {
    checkPoints(x, 'x', 1);
    checkPoints(y, 'y', 1);
    checkAlike(y, 'y', x, 'x');
    const { columns, value } = assignment(pointCost(x, y, { kind: 'squared-euclidean' }));
    return { plan: columns, cost: value / x.shape[0] };
  });
}
