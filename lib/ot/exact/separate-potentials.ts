import type { CostRows } from '../geometry/cost-rows.js';
import type { TransportTree } from './transport-tree.js';

/**
 * Shifts of potentials that leave them optimal, for each part of the plan: the nodes that its mass connects.
 *
 * Within a part all potentials hang together; between parts only c − f − g ≥ 0 binds them. Each part is shifted to
 * Σ a f = Σ b g over its own points, or as near to it as the others allow from below: shift(C) = min over the parts D of
 * wanted(D) + distance from D to C, where a step from D to C is as long as the least reduced cost of an arc from a row
 * of C to a column of D. By Dijkstra's search.
 * @param units f of a row, −g of a column, [n + m]
 * @param reduced c − f − g of an arc, in the same units
 * @returns [n + m], to be added to `units`
 */
export function separatePotentials(
  tree: TransportTree,
  costs: CostRows,
  massA: Float64Array,
  massB: Float64Array,
  units: readonly bigint[],
  reduced: (row: number, column: number, cost: number) => bigint,
): bigint[] {
  const [n, m] = costs.shape;
  const { part, count } = partsOf(tree);
  const shift = wantedShifts(part, count, massA, massB, units);
  const columnsOf: number[][] = Array.from({ length: count }, () => []);
  for (let j = 0; j < m; j++) columnsOf[part[n + j]!]!.push(j);
  const settled = new Uint8Array(count);
  for (let round = 0; round < count; round++) {
    let nearest = -1;
    for (let p = 0; p < count; p++) {
      if (settled[p] === 0 && (nearest < 0 || shift[p]! < shift[nearest]!)) nearest = p;
    }
    settled[nearest] = 1;
    for (const j of columnsOf[nearest]!) {
      for (let i = 0; i < n; i++) {
        const other = part[i]!;
        if (settled[other] === 1) continue;
        const cost = costs.at(i, j);
        if (cost === Infinity) continue;
        const length = reduced(i, j, cost);
        const reached = shift[nearest]! + (length > 0n ? length : 0n);
        if (reached < shift[other]!) shift[other] = reached;
      }
    }
  }
  return Array.from(part, p => shift[p]!);
}

/** Of each node the number of its part, and how many there are. */
function partsOf({ root, parent, next, flow }: TransportTree): {
  readonly part: Int32Array;
  readonly count: number;
} {
  const part = new Int32Array(parent.length);
  let count = 1;
  // In preorder a node comes after the node above it.
  for (let v = next[root]!; v !== root; v = next[v]!) part[v] = flow[v]! > 0 ? part[parent[v]!]! : count++;
  return { part, count };
}

/** Of each part the shift by which Σ a f = Σ b g over its nodes. */
function wantedShifts(
  part: Int32Array,
  count: number,
  massA: Float64Array,
  massB: Float64Array,
  units: readonly bigint[],
): bigint[] {
  const moment = Array.from({ length: count }, () => 0n);
  const mass = Array.from({ length: count }, () => 0n);
  units.forEach((potential, v) => {
    const weight = BigInt(v < massA.length ? massA[v]! : massB[v - massA.length]!);
    moment[part[v]!]! += weight * potential;
    mass[part[v]!]! += weight;
  });
  return moment.map((sum, p) => -sum / mass[p]!);
}
