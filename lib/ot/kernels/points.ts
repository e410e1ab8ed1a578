import type { Cost } from '../geometry/cost.js';
import { doublesAt, place } from './workspace.js';

/** The first arguments of a job whose costs are no points' that the compiled kernels know. */
export const noPoints: readonly number[] = [0, 0, 0, 0, 0];

const kinds = { 'squared-euclidean': 0, euclidean: 1, cityblock: 2 } as const;

/**
 * Puts the points of a cost in place: x as they are, y with coordinates and points exchanged.
 * @returns the first arguments of a job, see `assembly/points.ts`; undefined if costs are to be read row by row
 */
export function placePoints({ points }: Cost): readonly number[] | undefined {
  if (points === undefined) return undefined;
  const { x, y, kind } = points;
  const [m, d] = y.shape;
  const stride = Math.ceil(m / 4) * 4;
  const [from, to] = [place(x.data.length), place(d * stride)];
  if (from === undefined || to === undefined) return undefined;
  doublesAt(from, x.data.length).set(x.data);
  const turned = doublesAt(to, d * stride);
  for (let k = 0; k < d; k++) {
    for (let j = 0; j < m; j++) turned[k * stride + j] = y.data[j * d + k]!;
    turned.fill(0, k * stride + m, (k + 1) * stride);
  }
  return [from, to, d, stride, kinds[kind]];
}
