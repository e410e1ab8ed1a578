import { type Allowance, allowanceOf, clearOfRounding, reducedCost, type Shipped } from './certificate.js';
import type { CostExtent, CostRows } from '../geometry/cost-rows.js';
import { ExactNumbers } from './exact-numbers.js';
import { separatePotentials } from './separate-potentials.js';
import type { TransportTree } from './transport-tree.js';

/** A sum of three pairs of doubles is off by no more than this share of the largest of them. */
const PAIRS = 2 ** -96;
/** Doubles below this are not as exact as others. */
const TINY = 2 ** -970;

interface Found {
  readonly row: number;
  readonly column: number;
  readonly cost: number;
}

/**
 * The potentials of a tree without rounding, and pivots by them: the end of the network simplex for problems whose costs
 * are of very different sizes, where a potential in doubles may hold no digit of a small cost.
 *
 * Each potential is a whole number of units, and two doubles that add up to it but for 2⁻¹⁰⁶. These say of nearly
 * every arc whether its reduced cost is below 0; whole numbers say it of the others.
 */
export class ExactPotentials {
  readonly #numbers: ExactNumbers;
  readonly #units: bigint[];
  readonly #high: Float64Array;
  readonly #low: Float64Array;

  /** @param forbidden the cost of the tree's arcs that no plan may use */
  constructor(
    private readonly tree: TransportTree,
    private readonly costs: CostRows,
    private readonly massA: Float64Array,
    private readonly massB: Float64Array,
    extent: CostExtent,
    private readonly forbidden: number,
  ) {
    const nodes = tree.parent.length;
    this.#numbers = new ExactNumbers(Math.min(extent.smallest, Number.MAX_VALUE, forbidden));
    this.#units = Array.from({ length: nodes }, () => 0n);
    const { rows, root, parent, next, cost } = tree;
    for (let v = next[root]!; v !== root; v = next[v]!) {
      const step = this.#numbers.toUnits(cost[v]!);
      this.#units[v] = this.#units[parent[v]!]! + (v < rows ? step : -step);
    }
    [this.#high, this.#low] = [new Float64Array(nodes), new Float64Array(nodes)];
  }

  /**
   * Pivots until every reduced cost is ≥ 0 but for the plan's {@link allowanceOf}, or `limit` times.
   * @returns the pivots, and of each row its least reduced cost
   */
  settle(limit: number): {
    readonly pivots: number;
    readonly least: Float64Array;
    readonly converged: boolean;
  } {
    let pivots = 0;
    for (;;) {
      const { found, least } = this.#lookAtAll(allowanceOf(this.#shipments(), this.massA, this.massB));
      if (found.length === 0 || pivots >= limit) return { pivots, least, converged: found.length === 0 };
      for (let before = -1; before < pivots && pivots < limit;) {
        before = pivots;
        for (const { row, column, cost } of found) {
          const reduced = this.#reduced(row, column, cost);
          if (reduced >= 0n || pivots >= limit) continue;
          this.#pivot(row, column, cost, reduced);
          pivots++;
        }
      }
    }
  }

  /**
   * The potentials as doubles, each part of the plan with Σ a f = Σ b g for itself as far as the others allow it: then a
   * part that is far from the others has small potentials all the same.
   */
  balanced(): Float64Array {
    this.#round();
    const { tree, costs, massA, massB } = this;
    const reduced = (i: number, j: number, cost: number): bigint => this.#reduced(i, j, cost);
    const shifts = separatePotentials(tree, costs, massA, massB, this.#units, reduced);
    return Float64Array.from(this.#units, (units, v) => this.#numbers.toDouble(units + shifts[v]!));
  }

  #reduced(row: number, column: number, cost: number): bigint {
    return this.#numbers.toUnits(cost) - this.#units[row]! + this.#units[this.tree.rows + column]!;
  }

  #pivot(row: number, column: number, cost: number, reduced: bigint): void {
    const { tree } = this;
    const { rows, parent, next, depth } = tree;
    tree.pivot(row, rows + column, cost, this.#numbers.toDouble(reduced));
    const rowMoved = parent[row] === rows + column;
    const head = rowMoved ? row : rows + column;
    const shift = rowMoved ? reduced : -reduced;
    let v = head;
    do {
      this.#units[v]! += shift;
      v = next[v]!;
    } while (depth[v]! > depth[head]!);
  }

  /** The arcs with mass that a plan may use. */
  #shipments(): Shipped {
    const { rows: n, root, parent, flow, cost } = this.tree;
    const nodes = Int32Array.from(parent.keys()).filter(
      v => v !== root && flow[v]! > 0 && cost[v] !== this.forbidden,
    );
    return {
      rows: nodes.map(v => (v < n ? v : parent[v]!)),
      columns: nodes.map(v => (v < n ? parent[v]! : v) - n),
      costs: Float64Array.from(nodes, v => cost[v]!),
      masses: Float64Array.from(nodes, v => flow[v]!),
    };
  }

  #round(): void {
    const numbers = this.#numbers;
    this.#units.forEach((units, v) => {
      const high = numbers.toDouble(units);
      this.#high[v] = high;
      this.#low[v] = numbers.toDouble(units - numbers.toUnits(high));
    });
  }

  /** Of each row its least reduced cost, and the arc that has it if it is too far below 0. */
  #lookAtAll(allowance: Allowance): { readonly found: readonly Found[]; readonly least: Float64Array } {
    this.#round();
    const [n, m] = this.costs.shape;
    const [high, low] = [this.#high, this.#low];
    const clear = clearOfRounding(high.subarray(n));
    const least = new Float64Array(n);
    const found: (Found & { readonly excess: number })[] = [];
    for (let i = 0; i < n; i++) {
      const from = this.costs.locate(i);
      const f = high[i]!;
      let [bestColumn, bestCost, best] = [-1, 0, 0];
      for (let j = 0; j < m; j++) {
        const cost = this.costs.data[from + j]!;
        const other = high[n + j]!;
        if (cost - f + other > clear) continue;
        const allowed = Math.max(allowance.floor, Math.min(allowance.rows[i]!, allowance.columns[j]!));
        let reduced = reducedCost(cost, f, other) + (low[n + j]! - low[i]!);
        const doubt = PAIRS * (Math.abs(cost) + Math.abs(f) + Math.abs(other)) + TINY;
        if (reduced > doubt) continue;
        let below = reduced < -allowed;
        if (Math.abs(reduced + allowed) <= doubt) {
          const units = this.#reduced(i, j, cost);
          below = units < -this.#numbers.toUnits(allowed);
          reduced = this.#numbers.toDouble(units);
        }
        if (reduced < least[i]!) least[i] = reduced;
        if (below && (bestColumn < 0 || reduced < best)) [bestColumn, bestCost, best] = [j, cost, reduced];
      }
      if (bestColumn >= 0) found.push({ row: i, column: bestColumn, cost: bestCost, excess: best });
    }
    found.sort((one, another) => one.excess - another.excess);
    return { found, least };
  }
}
