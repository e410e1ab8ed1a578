import { type Matrix, naming, wholeCodes } from '../base/index.js';
import { assignment, pointCost } from '../ot/index.js';
import { checkAsLong, type CodesLike } from './codes.js';

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
 * @param dimension d
 * @throws RangeError where the batches differ in size, are empty or not finite
 */
export function matchCodes(x: CodesLike, y: CodesLike, dimension: number): CodeMatching {
  return naming('matchCodes', () => {
    const n = wholeCodes(x, dimension, 1);
    checkAsLong(y, x.length, 'y', 'x');
    const points = (codes: CodesLike): Matrix => ({ data: Float64Array.from(codes), shape: [n, dimension] });
    const { columns, value } = assignment(pointCost(points(x), points(y), { kind: 'squared-euclidean' }));
    return { plan: columns, cost: value / n };
  });
}
