import { ShortLists } from '../../base/index.js';
import type { CostRows } from '../geometry/cost-rows.js';

/** Some of the arcs of a transport problem, row by row: those of row i are start[i] … start[i + 1] − 1. */
export interface Arcs {
  /** [n + 1] */
  readonly start: Int32Array;
  /** Columns. */
  readonly target: Int32Array;
  readonly cost: Float64Array;
}

/** Arcs under potentials: f(i) + g(j) ≤ c(i, j) for all i and j, listed or not, if all costs are finite. */
export interface Candidates {
  readonly arcs: Arcs;
  readonly f: Float64Array;
  readonly g: Float64Array;
}

/** Of each owner a short list of arcs, those with the least keys. */
class ArcLists {
  readonly lists: ShortLists;
  /** Of each arc listed, [lists, length]. */
  readonly #cost: Float64Array;

  constructor(owners: number, length: number, limit?: number) {
    this.lists = new ShortLists(owners, length, limit);
    this.#cost = new Float64Array(owners * length);
  }

  /** Puts an arc with a key below the owner's limit in its place. */
  insert(owner: number, item: number, key: number, cost: number): void {
    const place = this.lists.add(owner, key, item);
    for (let k = (owner + 1) * this.lists.length - 1; k > place; k--) this.#cost[k] = this.#cost[k - 1]!;
    this.#cost[place] = cost;
  }

  /** The lists as arcs of their owners, which are rows. */
  byOwner(): Arcs {
    const { items, length, limits } = this.lists;
    const start = new Int32Array(limits.length + 1);
    const kept = items.length - count(items, -1);
    const [target, cost] = [new Int32Array(kept), new Float64Array(kept)];
    let k = 0;
    for (let owner = 0; owner < limits.length; owner++) {
      for (let place = owner * length; place < (owner + 1) * length && items[place] !== -1; place++) {
        target[k] = items[place]!;
        cost[k++] = this.#cost[place]!;
      }
      start[owner + 1] = k;
    }
    return { start, target, cost };
  }
}

function count(items: Int32Array, wanted: number): number {
  let found = 0;
  for (const item of items) if (item === wanted) found++;
  return found;
}

/** The same arcs with rows and columns exchanged; `columns` is how many columns there are. */
export function transposeArcs({ start, target, cost }: Arcs, columns: number): Arcs {
  const turned = {
    start: new Int32Array(columns + 1),
    target: new Int32Array(target.length),
    cost: cost.slice(),
  };
  for (const j of target) turned.start[j + 1]! += 1;
  for (let j = 0; j < columns; j++) turned.start[j + 1]! += turned.start[j]!;
  const place = turned.start.slice();
  for (let i = 0; i + 1 < start.length; i++) {
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      const j = target[k]!;
      const to = place[j]!;
      place[j] = to + 1;
      turned.target[to] = i;
      turned.cost[to] = cost[k]!;
    }
  }
  return turned;
}

/** The arcs of both lists, each once. */
export function mergeArcs(one: Arcs, other: Arcs, columns: number): Arcs {
  const rows = one.start.length - 1;
  const start = new Int32Array(rows + 1);
  const target = new Int32Array(one.target.length + other.target.length);
  const cost = new Float64Array(target.length);
  const seen = new Int32Array(columns).fill(-1);
  let kept = 0;
  for (let i = 0; i < rows; i++) {
    for (const list of [one, other]) {
      for (let k = list.start[i]!; k < list.start[i + 1]!; k++) {
        const j = list.target[k]!;
        if (seen[j] === i) continue;
        seen[j] = i;
        target[kept] = j;
        cost[kept++] = list.cost[k]!;
      }
    }
    start[i + 1] = kept;
  }
  return { start, target: target.slice(0, kept), cost: cost.slice(0, kept) };
}

/** Every arc there is, but those of cost Infinity. */
export function allArcs(costs: CostRows): Arcs {
  const [n, m] = costs.shape;
  const [start, target, cost] = [new Int32Array(n + 1), new Int32Array(n * m), new Float64Array(n * m)];
  let k = 0;
  for (let i = 0; i < n; i++) {
    const from = costs.locate(i);
    for (let j = 0; j < m; j++) {
      const entry = costs.data[from + j]!;
      if (entry === Infinity) continue;
      target[k] = j;
      cost[k++] = entry;
    }
    start[i + 1] = k;
  }
  return { start, target: target.subarray(0, k), cost: cost.subarray(0, k) };
}

/**
 * The arcs that an optimal plan may use: of every row and of every column the `length` whose reduced costs are least.
 * f(i) = min_j c(i, j) − g(j); then g(j) grows by min_i c(i, j) − f(i) − g(j).
 * @param guess g [m]
 * @returns the arcs, and whether all costs are finite
 */
export function candidateArcs(
  costs: CostRows,
  guess: Float64Array,
  length: number,
): Candidates & { readonly finite: boolean } {
  const [n, m] = costs.shape;
  const { data } = costs;
  const [f, g] = [new Float64Array(n), guess.slice()];
  const ofRows = new ArcLists(n, Math.min(length, m));
  const ofColumns = new ArcLists(m, Math.min(length, n));
  const { limits } = ofColumns.lists;
  let finite = true;
  for (let i = 0; i < n; i++) {
    const from = costs.locate(i);
    let bound = Infinity;
    // From another column in each row: if costs tie, the rows' lists shall differ.
    for (let k = 0, j = i % m; k < m; k++, j = j + 1 === m ? 0 : j + 1) {
      const reduced = data[from + j]! - g[j]!;
      if (reduced < bound) {
        ofRows.insert(i, j, reduced, data[from + j]!);
        bound = ofRows.lists.limits[i]!;
      }
    }
    const least = ofRows.lists.values[i * ofRows.lists.length]!;
    f[i] = least;
    for (let j = 0; j < m; j++) {
      const reduced = data[from + j]! - g[j]! - least;
      if (reduced < limits[j]!) ofColumns.insert(j, i, reduced, data[from + j]!);
      else if (!(reduced <= Number.MAX_VALUE)) finite = false;
    }
  }
  for (let j = 0; j < m; j++) g[j]! += ofColumns.lists.values[j * ofColumns.lists.length]!;
  return { arcs: mergeArcs(ofRows.byOwner(), transposeArcs(ofColumns.byOwner(), n), m), f, g, finite };
}

/** Of each of these rows the `length` arcs of least c − g to columns that are not `closed`. */
export function leastArcs(
  costs: CostRows,
  rows: readonly number[],
  g: Float64Array,
  closed: Uint8Array,
  length: number,
): Arcs {
  const [n, m] = costs.shape;
  const found = new ArcLists(n, Math.min(length, m));
  const { limits } = found.lists;
  for (const i of rows) {
    const from = costs.locate(i);
    for (let k = 0, j = i % m; k < m; k++, j = j + 1 === m ? 0 : j + 1) {
      const cost = costs.data[from + j]!;
      const reduced = cost - g[j]!;
      if (closed[j] === 0 && reduced < limits[i]!) found.insert(i, j, reduced, cost);
    }
  }
  return found.byOwner();
}

/** What a look at every arc has found. */
export interface Pricing {
  /** Of each row the arcs whose reduced costs are least, if they are too far below 0. */
  readonly arcs: Arcs;
  /** Of each row min_j c(i, j) − potential[i] + potential[n + j]. */
  readonly least: Float64Array;
}

/**
 * Looks at every arc; lists those whose reduced costs are below −tolerance, and below −relative of the numbers that they
 * are made of.
 * @param potential f of rows and −g of columns
 */
export function priceAllArcs(
  costs: CostRows,
  potential: Float64Array,
  tolerance: number,
  perRow: number,
  relative = 0,
): Pricing {
  const [n, m] = costs.shape;
  const { data } = costs;
  const found = new ArcLists(n, Math.min(perRow, m), -tolerance);
  const { limits } = found.lists;
  const least = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const from = costs.locate(i);
    const f = potential[i]!;
    let [bound, minimum] = [-tolerance, Infinity];
    for (let j = 0; j < m; j++) {
      const reduced = data[from + j]! - f + potential[n + j]!;
      if (reduced < minimum) minimum = reduced;
      if (reduced < bound && (relative === 0 || isBelow(reduced, relative, data[from + j]!, f))) {
        found.insert(i, j, reduced, data[from + j]!);
        bound = limits[i]!;
      }
    }
    least[i] = minimum;
  }
  return { arcs: found.byOwner(), least };
}

/** Whether a reduced cost c − f − g < 0 is below −relative of the numbers that it is made of. */
export function isBelow(reduced: number, relative: number, cost: number, f: number): boolean {
  // |g| is no more than |c| + |f| and |c − f − g|.
  return reduced < -2 * relative * (Math.abs(cost) + Math.abs(f));
}

/** How far below 0 the reduced cost of an arc may be by rounding: 2⁻⁴⁵ of the largest of these numbers. */
export function rounding(...costs: readonly Float64Array[]): number {
  let largest = 0;
  for (const values of costs) {
    for (let k = 0; k < values.length; k++) largest = Math.max(largest, Math.abs(values[k]!));
  }
  return largest * 2 ** -45;
}
