import { argsort, type Matrix } from '../../base/index.js';

/**
 * An order in which points of one block are near each other: halves along the widest coordinate, and halves of these,
 * down to blocks. Halves are whole blocks, but for the last.
 * @returns [n], indices of points
 */
export function orderByHalves({ data, shape: [n, d] }: Matrix, block: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  const open: (readonly [from: number, to: number])[] = [[0, n]];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const [from, to] = part;
    if (to - from <= block) continue;
    const members = order.slice(from, to);
    const along = widest(data, d, members);
    const values = Float64Array.from(members, i => data[i * d + along]!);
    argsort(values).forEach((k, place) => (order[from + place] = members[k]!));
    const half = from + Math.ceil((to - from) / 2 / block) * block;
    open.push([from, half], [half, to]);
  }
  return order;
}

/** The coordinate in which these points spread most. */
function widest(data: Float64Array, d: number, members: Uint32Array): number {
  let [best, most] = [0, -1];
  for (let k = 0; k < d; k++) {
    let [least, greatest] = [Infinity, -Infinity];
    for (const i of members) {
      const value = data[i * d + k]!;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    if (greatest - least > most) [best, most] = [k, greatest - least];
  }
  return best;
}
