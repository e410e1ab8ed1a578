import { type Candidates, transposeArcs } from './candidate-arcs.js';
import type { CostRows } from '../geometry/cost-rows.js';
import { TransportTree } from './transport-tree.js';

/** Shipments of a feasible plan; no circle among them. */
interface Shipments {
  readonly rows: number[];
  /** Nodes: n + column. */
  readonly columns: number[];
  readonly masses: number[];
  readonly costs: number[];
}

/** Reduced costs are sorted into so many heaps, up to four times their mean. */
const BINS = 2048;

/** Free rows join the tree by arcs of reduced cost up to these multiples of the mean, the cheapest first. */
const STEPS: readonly number[] = [1 / 64, 1 / 16, 1 / 4, 1, Infinity];

/**
 * A feasible, strongly feasible tree: masses are shipped over the candidate arcs in order of reduced cost as far as they
 * go, then over the best arcs left; the pieces are joined by arcs without flow, from a row of the piece to the tree.
 * @param massA [n], massB [m] whole numbers > 0 of one total
 * @param forbidden what an arc of cost Infinity costs if the tree needs it
 */
export function startingTree(
  costs: CostRows,
  candidates: Candidates,
  massA: Float64Array,
  massB: Float64Array,
  forbidden: number,
): TransportTree {
  const [n, m] = costs.shape;
  const { order, mean } = byReducedCost(candidates);
  const shipments = ship(costs, candidates, order, massA.slice(), massB.slice(), forbidden);
  const around = neighbours(shipments, n + m);
  const root = n + massB.indexOf(massB.reduce((most, mass) => Math.max(most, mass)));
  const tree = new TransportTree(n, m, root);
  tree.next[root] = tree.previous[root] = root;
  const reached = new Uint8Array(n + m);
  const grown: number[] = [];
  const grow = (from: number): void => {
    reached[from] = 1;
    grown.push(from);
    for (let head = grown.length - 1; head < grown.length; head++) {
      const v = grown[head]!;
      for (let k = around.start[v]!; k < around.start[v + 1]!; k++) {
        const shipment = around.target[k]!;
        const w = v < n ? shipments.columns[shipment]! : shipments.rows[shipment]!;
        if (reached[w] === 1) continue;
        reached[w] = 1;
        attach(tree, w, v, shipments.masses[shipment]!, shipments.costs[shipment]!);
        grown.push(w);
      }
    }
  };
  grow(root);
  const incoming = transposeArcs(candidates.arcs, m);
  for (const step of STEPS) {
    for (let head = 0; head < grown.length && grown.length < n + m; head++) {
      const v = grown[head]!;
      if (v < n) continue;
      for (let k = incoming.start[v - n]!; k < incoming.start[v - n + 1]!; k++) {
        const i = incoming.target[k]!;
        if (reached[i] === 1) continue;
        const cost = incoming.cost[k]!;
        if (cost - candidates.f[i]! - candidates.g[v - n]! > step * mean) continue;
        attach(tree, i, v, 0, cost);
        grow(i);
      }
    }
  }
  for (let i = 0; i < n; i++) {
    if (reached[i] === 1) continue;
    attach(tree, i, root, 0, Math.min(costs.at(i, root - n), forbidden));
    grow(i);
  }
  tree.refreshPotentials();
  return tree;
}

function attach(tree: TransportTree, v: number, parent: number, flow: number, cost: number): void {
  const { next, previous } = tree;
  tree.parent[v] = parent;
  tree.depth[v] = tree.depth[parent]! + 1;
  tree.flow[v] = flow;
  tree.cost[v] = cost;
  const after = next[parent]!;
  next[parent] = v;
  previous[v] = parent;
  next[v] = after;
  previous[after] = v;
}

/** The candidate arcs, about ascending by reduced cost, as pairs (row, place in the list), and the mean of it. */
function byReducedCost({ arcs: { start, target, cost }, f, g }: Candidates): {
  readonly order: { readonly row: Int32Array; readonly arc: Int32Array };
  readonly mean: number;
} {
  const arcs = target.length;
  const reduced = new Float64Array(arcs);
  const rowOf = new Int32Array(arcs);
  let mean = 0;
  for (let i = 0; i < f.length; i++) {
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      rowOf[k] = i;
      reduced[k] = cost[k]! - f[i]! - g[target[k]!]!;
      mean += reduced[k]! / arcs;
    }
  }
  const bins = new Int32Array(BINS + 1);
  const binOf = reduced.map(r =>
    mean > 0 ? Math.min(BINS - 1, Math.max(0, Math.floor((r / mean) * (BINS / 4)))) : 0,
  );
  for (const bin of binOf) bins[bin + 1]! += 1;
  for (let bin = 0; bin < BINS; bin++) bins[bin + 1]! += bins[bin]!;
  const order = { row: new Int32Array(arcs), arc: new Int32Array(arcs) };
  for (let k = 0; k < arcs; k++) {
    const bin = binOf[k]!;
    const place = bins[bin]!;
    bins[bin] = place + 1;
    order.row[place] = rowOf[k]!;
    order.arc[place] = k;
  }
  return { order, mean };
}

/** Ships as much as both ends allow over each arc in turn, then from each row left over to its best columns left over. */
function ship(
  costs: CostRows,
  { arcs, g }: Candidates,
  order: { readonly row: Int32Array; readonly arc: Int32Array },
  supply: Float64Array,
  demand: Float64Array,
  forbidden: number,
): Shipments {
  const n = supply.length;
  const shipments: Shipments = { rows: [], columns: [], masses: [], costs: [] };
  const send = (i: number, j: number, cost: number): void => {
    const mass = Math.min(supply[i]!, demand[j]!);
    supply[i]! -= mass;
    demand[j]! -= mass;
    shipments.rows.push(i);
    shipments.columns.push(n + j);
    shipments.masses.push(mass);
    shipments.costs.push(cost);
  };
  for (let place = 0; place < order.arc.length; place++) {
    const [i, arc] = [order.row[place]!, order.arc[place]!];
    if (supply[i] === 0) continue;
    const j = arcs.target[arc]!;
    if (demand[j] !== 0) send(i, j, arcs.cost[arc]!);
  }
  let open = Array.from(demand.keys()).filter(j => demand[j] !== 0);
  for (let i = 0; i < n; i++) {
    while (supply[i] !== 0) {
      let [best, least, leastCost] = [-1, Infinity, 0];
      for (const j of open) {
        const cost = Math.min(costs.at(i, j), forbidden);
        if (cost - g[j]! < least) [best, least, leastCost] = [j, cost - g[j]!, cost];
      }
      send(i, best, leastCost);
      if (demand[best] === 0) open = open.filter(j => j !== best);
    }
  }
  return shipments;
}

/** Of each node the shipments that end there, as in {@link Arcs}. */
function neighbours({ rows, columns }: Shipments, nodes: number): { start: Int32Array; target: Int32Array } {
  const start = new Int32Array(nodes + 1);
  for (const ends of [rows, columns]) for (const v of ends) start[v + 1]! += 1;
  for (let v = 0; v < nodes; v++) start[v + 1]! += start[v]!;
  const target = new Int32Array(2 * rows.length);
  const place = start.slice();
  for (const ends of [rows, columns]) {
    ends.forEach((v, shipment) => {
      target[place[v]!] = shipment;
      place[v]! += 1;
    });
  }
  return { start, target };
}
