/**
 * A basis of the network simplex: a spanning tree of the rows 0 … n − 1 and the columns n … n + m − 1.
 *
 * Every arc leads from a row to a column and belongs to its lower end: `flow[v]` and `cost[v]` are those of the arc
 * between v and `parent[v]`. The tree is strongly feasible (cunningham:76): an arc without flow has its row below,
 * so that mass can be sent from every node to the root, and degenerate pivots cannot cycle.
 */
export class TransportTree {
  readonly rows: number;
  readonly root: number;
  /** Of each node; the root's is −1. */
  readonly parent: Int32Array;
  /** The nodes in preorder, in a circle, and backwards. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly depth: Int32Array;
  /** Whole units of mass; see `integerMasses`. */
  readonly flow: Float64Array;
  readonly cost: Float64Array;
  /** f of a row, −g of a column: cost = potential[row] − potential[column] on the tree. */
  readonly potential: Float64Array;

  constructor(rows: number, columns: number, root: number) {
    const nodes = rows + columns;
    this.rows = rows;
    this.root = root;
    this.parent = new Int32Array(nodes).fill(-1);
    this.next = new Int32Array(nodes);
    this.previous = new Int32Array(nodes);
    this.depth = new Int32Array(nodes);
    this.flow = new Float64Array(nodes);
    this.cost = new Float64Array(nodes);
    this.potential = new Float64Array(nodes);
  }

  /** Computes the potentials afresh, from the root, whose potential is 0, down: free of what pivots have rounded. */
  refreshPotentials(): void {
    const { rows, root, parent, next, cost, potential } = this;
    potential[root] = 0;
    for (let v = next[root]!; v !== root; v = next[v]!) {
      const above = potential[parent[v]!]!;
      potential[v] = v < rows ? above + cost[v]! : above - cost[v]!;
    }
  }

  /**
   * Brings the arc from `row` to `column` (a node, ≥ n) into the tree and takes out the one that it empties.
   * @param reducedCost cost − potential[row] + potential[column], < 0
   */
  pivot(row: number, column: number, cost: number, reducedCost: number): void {
    const { rows, parent, depth, flow } = this;
    // The circle: from the join of both paths down to `row`, over the new arc, from `column` up to the join.
    // Of the arcs that empty first, the last on this way leaves; that keeps the tree strongly feasible.
    let up = column;
    let down = row;
    let leastUp = Infinity;
    let leastDown = Infinity;
    let outUp = -1;
    let outDown = -1;
    while (up !== down) {
      if (depth[up]! > depth[down]!) {
        if (up >= rows && flow[up]! <= leastUp) {
          leastUp = flow[up]!;
          outUp = up;
        }
        up = parent[up]!;
      } else {
        if (down < rows && flow[down]! < leastDown) {
          leastDown = flow[down]!;
          outDown = down;
        }
        down = parent[down]!;
      }
    }
    const mass = Math.min(leastUp, leastDown);
    if (mass > 0) {
      for (let v = row; v !== down; v = parent[v]!) flow[v]! += v < rows ? -mass : mass;
      for (let v = column; v !== up; v = parent[v]!) flow[v]! += v < rows ? mass : -mass;
    }
    if (leastUp <= leastDown) this.#move(column, row, outUp, cost, mass, -reducedCost);
    else this.#move(row, column, outDown, cost, mass, reducedCost);
  }

  /**
   * Cuts the subtree of `out` off, makes `head` its top, hangs it under `target` by an arc of this cost and flow, and
   * adds `shift` to its potentials. One walk over the subtree in preorder does all of it: the nodes below the k-th node
   * of the stem from `head` to `out`, but not below the (k − 1)-th, are two pieces of the old order.
   */
  #move(head: number, target: number, out: number, cost: number, flow: number, shift: number): void {
    const { parent, next, previous, depth, potential } = this;
    const before = previous[out]!;
    let stem = head;
    let child = -1;
    let above = target;
    let tail = -1;
    let end = -1;
    for (;;) {
      const level = depth[stem]!;
      const lift = depth[above]! + 1 - level;
      if (child >= 0) {
        next[tail] = stem;
        previous[stem] = tail;
      }
      let v = stem;
      // The piece before the child's subtree; without a child, all of it.
      do {
        depth[v]! += lift;
        potential[v]! += shift;
        tail = v;
        v = next[v]!;
      } while (v !== child && depth[v]! > level);
      // The piece behind it.
      if (child >= 0) {
        v = end;
        if (depth[v]! > level) {
          next[tail] = v;
          previous[v] = tail;
          do {
            depth[v]! += lift;
            potential[v]! += shift;
            tail = v;
            v = next[v]!;
          } while (depth[v]! > level);
        }
      }
      end = v;
      const up = parent[stem]!;
      const oldFlow = this.flow[stem]!;
      const oldCost = this.cost[stem]!;
      parent[stem] = above;
      this.flow[stem] = flow;
      this.cost[stem] = cost;
      if (stem === out) break;
      flow = oldFlow;
      cost = oldCost;
      above = stem;
      child = stem;
      stem = up;
    }
    next[before] = end;
    previous[end] = before;
    const after = next[target]!;
    next[target] = head;
    previous[head] = target;
    next[tail] = after;
    previous[after] = tail;
  }
}
