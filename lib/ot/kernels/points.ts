import type { Matrix } from '../../base/index.js';
import type { Cost } from '../geometry/cost.js';
import { orderByHalves } from './order.js';
import { doublesAt, once, place } from './workspace.js';

/** The first arguments of a job whose costs are no points' that the compiled kernels know. */
export const noPoints: readonly number[] = [0, 0, 0, 0, 0];

const kinds = { 'squared-euclidean': 0, euclidean: 1, cityblock: 2 } as const;

/** Points of a block, as in `assembly/softmin.ts`. */
export const BLOCK = 32;

/** A cloud in place: places of its points [n, d], of them turned [d, stride], and of the boxes of its blocks. */
export interface PlacedCloud {
  readonly shape: readonly [n: number, d: number];
  /** n rounded up to a multiple of 4. */
  readonly stride: number;
  readonly points: number;
  readonly turned: number;
  /** [blocks, 2, d]: least and greatest coordinates. */
  readonly boxes: number;
  /** Which point is in which place; undefined if they are in their own order. */
  readonly order: Uint32Array | undefined;
}

/**
 * Puts the points of a cost in place, as they are.
 * @returns the first arguments of a job, see `assembly/points.ts`; undefined if costs are to be read row by row
 */
export function placePoints(cost: Cost): readonly number[] | undefined {
  const clouds = placeClouds(cost, false);
  return clouds === undefined ? undefined : pointArguments(cost, clouds.x, clouds.y);
}

/**
 * Puts both clouds of a cost in place, once in a workspace.
 * @param ordered whether points that are near each other are put into one block, if there are many
 */
export function placeClouds(
  { points }: Cost,
  ordered: boolean,
): { readonly x: PlacedCloud; readonly y: PlacedCloud } | undefined {
  if (points === undefined) return undefined;
  const [x, y] = [points.x, points.y].map(cloud => {
    const many = ordered && cloud.shape[0] >= MANY;
    return once(cloud, many ? 1 : 0, () => placeCloud(cloud, many ? orderByHalves(cloud, BLOCK) : undefined));
  });
  return x === undefined || y === undefined ? undefined : { x, y };
}

/** Fewer points are left in their order. */
const MANY = 2048;

/** The arguments 0 … 4 of a job for the costs from points of `x` to points of `y`. */
export function pointArguments({ points }: Cost, x: PlacedCloud, y: PlacedCloud): readonly number[] {
  return [x.points, y.turned, x.shape[1], y.stride, kinds[points!.kind]];
}

function placeCloud({ data, shape }: Matrix, order: Uint32Array | undefined): PlacedCloud | undefined {
  const [n, d] = shape;
  const stride = Math.ceil(n / 4) * 4;
  const blocks = Math.ceil(n / BLOCK);
  const [points, turned, boxes] = [place(n * d), place(d * stride), place(blocks * 2 * d)];
  if (points === undefined || turned === undefined || boxes === undefined) return undefined;
  const [rows, columns] = [doublesAt(points, n * d), doublesAt(turned, d * stride).fill(0)];
  const sides = doublesAt(boxes, blocks * 2 * d);
  for (let i = 0; i < n; i++) {
    const from = (order?.[i] ?? i) * d;
    const low = Math.floor(i / BLOCK) * 2 * d;
    const first = i % BLOCK === 0;
    for (let k = 0; k < d; k++) {
      const value = data[from + k]!;
      rows[i * d + k] = value;
      columns[k * stride + i] = value;
      if (first || value < sides[low + k]!) sides[low + k] = value;
      if (first || value > sides[low + d + k]!) sides[low + d + k] = value;
    }
  }
  return { shape, stride, points, turned, boxes, order };
}
