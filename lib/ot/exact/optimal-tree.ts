import {
  allArcs,
  type Arcs,
  candidateArcs,
  isBelow,
  mergeArcs,
  priceAllArcs,
  rounding,
} from './candidate-arcs.js';
import { balanced, isProven, type Shipped } from './certificate.js';
import { coarsePotential } from './coarse-potential.js';
import { costExtent, type CostExtent, type CostRows } from '../geometry/cost-rows.js';
import { ExactPotentials } from './exact-potentials.js';
import { integerMasses } from '../geometry/integer-masses.js';
import { smoothedCandidates } from './smoothed-candidates.js';
import { startingTree } from './starting-tree.js';
import type { TransportTree } from './transport-tree.js';

/** Up to so many arcs are all listed from the start. */
const FEW = 2 ** 14;
/** Candidates of each row and of each column. */
const LENGTH = 8;
/** Arcs that a look at all of them adds, at most, for each row. */
const ADDED = 6;
/** How far below 0 a reduced cost may be by rounding, relative to the numbers that it is made of. */
const ROUNDING = 2 ** -45;
/** Pivots in doubles, at most, for each point: a problem of 10,000 points takes about 10. */
const MOST_IN_DOUBLES = 200;
/** Rounds of pivots in doubles, at most, before the exact ones. */
const ROUNDS = 20;

/** A tree of the network simplex at the end, and its potentials. */
export interface OptimalTree {
  readonly tree: TransportTree;
  /** f of a row, −g of a column, [n + m]. */
  readonly potential: Float64Array;
  /** Of each row min_j c(i, j) − f(i) − g(j), 0 but for rounding. */
  readonly least: Float64Array;
  /** What an arc of the tree costs that no plan may use; Infinity if all arcs may be used. */
  readonly forbidden: number;
  readonly pivots: number;
  readonly converged: boolean;
}

/**
 * The network simplex: pivots in doubles with one tolerance, 2⁻⁴⁵ of the largest number, which is all that a problem in
 * one scale needs. Then every arc is looked at by its own numbers, see {@link isProven}. If the proof fails, pivots go on
 * with a tolerance for each arc, and at last without any, in whole numbers, see {@link ExactPotentials}.
 *
 * Arcs of cost Infinity are not listed. Where the tree needs one, it costs more than any way around it.
 * @param massA [n], massB [m] whole numbers > 0 of one total
 * @param limit of pivots
 * @throws RangeError if a cost is NaN or −Infinity, or all arcs of a row or of a column are forbidden; if costs of 2¹⁰⁰⁰
 *   or more overflow
 */
export function optimalTree(
  costs: CostRows,
  massA: Float64Array,
  massB: Float64Array,
  limit: number,
): OptimalTree {
  const most = Math.min(limit, MOST_IN_DOUBLES * (massA.length + massB.length));
  const solved =
    treeInDoubles(costs, massA, massB, most) ?? treeInDoubles(costs, massA, massB, most, costExtent(costs));
  if (solved === undefined) throw new Error('optimalTree: costs changed while they were read');
  if (solved.pivots >= limit && !solved.converged) return solved;
  const { tree, arcs, forbidden } = solved;
  const shipped = shipments(tree);
  const open = shipped.costs.some(cost => cost === forbidden);
  if (
    solved.converged &&
    !open &&
    isProven(costs, balanced(tree.potential, massA, massB), solved.least, shipped, massA, massB)
  )
    return solved;
  let { pivots } = solved;
  pivots += settleInDoubles(tree, costs, arcs, limit - pivots);
  const exact = new ExactPotentials(tree, costs, massA, massB, costExtent(costs), forbidden);
  const { pivots: last, least, converged } = exact.settle(limit - pivots);
  dropCrumbs(tree, massA, massB);
  return { tree, potential: exact.balanced(), least, forbidden, pivots: pivots + last, converged };
}

interface TreeInDoubles extends OptimalTree {
  readonly arcs: Arcs;
}

/** Undefined if a cost is not finite and its extent is not given. */
function treeInDoubles(
  costs: CostRows,
  massA: Float64Array,
  massB: Float64Array,
  limit: number,
  extent?: CostExtent,
): TreeInDoubles | undefined {
  const [n, m] = costs.shape;
  const few = n * m <= FEW || Math.min(n, m) <= LENGTH;
  const forbidden = extent === undefined ? Infinity : dearerThanAnyWay(extent.largest, n + m);
  const guess =
    few || extent !== undefined
      ? new Float64Array(m)
      : coarsePotential(costs, (coarse, { rows, columns }) => {
          const masses = [pick(massA, rows), pick(massB, columns)] as const;
          const [coarseA, coarseB] = [integerMasses(masses[0]), integerMasses(masses[1])];
          const solved = treeInDoubles(coarse, coarseA, coarseB, limit);
          return solved?.potential.subarray(0, rows.length) ?? new Float64Array(rows.length).fill(NaN);
        });
  const candidates = candidateArcs(costs, guess, LENGTH);
  if (!candidates.finite && extent === undefined) return undefined;
  let arcs = few ? allArcs(costs) : candidates.arcs;
  const start = few ? { ...candidates, arcs } : smoothedCandidates(candidates, massA, massB);
  const tree = startingTree(costs, start, massA, massB, forbidden);
  let [pivots, before] = [0, -1];
  for (;;) {
    const tolerance = rounding(tree.potential, tree.cost);
    pivots += improve(tree, arcs, tolerance, limit - pivots);
    tree.refreshPotentials();
    pivots += improve(tree, arcs, tolerance, limit - pivots);
    const pricing = priceAllArcs(costs, tree.potential, tolerance, ADDED);
    const converged = pricing.arcs.target.length === 0;
    if (converged || pivots >= limit || pivots === before) {
      const { potential } = tree;
      return { tree, potential, least: pricing.least, forbidden, pivots, converged, arcs };
    }
    before = pivots;
    arcs = mergeArcs(arcs, pricing.arcs, m);
  }
}

/** A power of 2 above what any circle of `nodes` arcs costs, each of them up to `largest`. */
function dearerThanAnyWay(largest: number, nodes: number): number {
  return largest === 0 ? 1 : 2 ** (Math.ceil(Math.log2(largest)) + Math.ceil(Math.log2(nodes)) + 2);
}

/** Goes on until no arc's reduced cost is below 0 by more than rounding of its own numbers; returns the pivots. */
function settleInDoubles(tree: TransportTree, costs: CostRows, arcs: Arcs, limit: number): number {
  let [listed, pivots] = [arcs, 0];
  for (let round = 0; round < ROUNDS && pivots < limit; round++) {
    tree.refreshPotentials();
    const done = improve(tree, listed, 0, Math.min(limit - pivots, tree.parent.length), ROUNDING);
    pivots += done;
    if (done > 0) tree.refreshPotentials();
    const pricing = priceAllArcs(costs, tree.potential, 0, ADDED, ROUNDING);
    if (pricing.arcs.target.length === 0) break;
    listed = mergeArcs(listed, pricing.arcs, costs.shape[1]);
  }
  return pivots;
}

/** A flow below this share of its row's and of its column's mass may be rounding of masses to whole units. */
const CRUMB = 2 ** -40;

/** Takes flows for 0 that may be rounding: over an arc of 10¹⁴ they would be dear. */
function dropCrumbs(
  { rows: n, root, parent, flow }: TransportTree,
  massA: Float64Array,
  massB: Float64Array,
): void {
  for (let v = 0; v < parent.length; v++) {
    if (v === root) continue;
    const [row, column] = v < n ? [v, parent[v]! - n] : [parent[v]!, v - n];
    if (flow[v]! < CRUMB * Math.min(massA[row]!, massB[column]!)) flow[v] = 0;
  }
}

/** The arcs of the tree with mass. */
function shipments({ rows: n, root, parent, flow, cost }: TransportTree): Shipped {
  const nodes = Int32Array.from(parent.keys()).filter(v => v !== root && flow[v]! > 0);
  return {
    rows: nodes.map(v => (v < n ? v : parent[v]!)),
    columns: nodes.map(v => (v < n ? parent[v]! : v) - n),
    costs: Float64Array.from(nodes, v => cost[v]!),
    masses: Float64Array.from(nodes, v => flow[v]!),
  };
}

function pick(values: Float64Array, places: Int32Array): Float64Array {
  return Float64Array.from(places, i => values[i]!);
}

/**
 * Pivots until no listed arc has a reduced cost below −tolerance, and below −relative of the numbers that it is made of,
 * or `limit` times; returns how many.
 */
function improve(
  tree: TransportTree,
  { start, target, cost }: Arcs,
  tolerance: number,
  limit: number,
  relative = 0,
): number {
  const { rows, parent, potential } = tree;
  const block = Math.max(16, Math.ceil(Math.sqrt(target.length)));
  let [row, pivots] = [0, 0];
  for (;;) {
    let least = -tolerance;
    let bestRow = -1;
    let bestArc = -1;
    let looked = 0;
    for (let k = 0; k < rows; k++) {
      const f = potential[row]!;
      const end = start[row + 1]!;
      for (let arc = start[row]!; arc < end; arc++) {
        const reduced = cost[arc]! - f + potential[rows + target[arc]!]!;
        if (reduced < least && (relative === 0 || isBelow(reduced, relative, cost[arc]!, f))) {
          least = reduced;
          bestRow = row;
          bestArc = arc;
        }
      }
      looked += end - start[row]!;
      row = row + 1 === rows ? 0 : row + 1;
      if (looked >= block) {
        if (bestArc >= 0) break;
        looked = 0;
      }
    }
    if (bestArc < 0 || pivots >= limit) return pivots;
    const column = rows + target[bestArc]!;
    // An arc of the tree has a reduced cost by rounding alone: potentials have outgrown the tolerance.
    if (parent[bestRow] === column || parent[column] === bestRow) return pivots;
    tree.pivot(bestRow, column, cost[bestArc]!, least);
    pivots++;
  }
}
