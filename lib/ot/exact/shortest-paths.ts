import type { Arcs } from './candidate-arcs.js';

/**
 * A partial assignment of rows to columns and potentials g under which it is the cheapest of its size: with
 * f(i) = min_j c(i, j) − g(j) over the listed arcs, every assigned arc has c = f + g.
 */
export interface Matching {
  /** Of each row its column, or −1. */
  readonly columnOf: Int32Array;
  /** Of each column its row, or −1. */
  readonly rowOf: Int32Array;
  /** Of each assigned row the cost of its arc. */
  readonly paid: Float64Array;
  readonly g: Float64Array;
}

export function matchPair(
  { columnOf, rowOf, paid }: Matching,
  row: number,
  column: number,
  cost: number,
): void {
  columnOf[row] = column;
  rowOf[column] = row;
  paid[row] = cost;
}

/**
 * Shortest augmenting paths: Dijkstra's search, by reduced costs, from a free row to the nearest free column.
 * @see jonker-volgenant:87
 */
export class PathSearch {
  readonly #distance: Float64Array;
  /** The row from which a column is reached, and the cost of that arc. */
  readonly #from: Int32Array;
  readonly #cost: Float64Array;
  readonly #touched: number[] = [];
  /** A binary heap of columns by distance; a column is in it again each time it comes nearer. */
  readonly #key: number[] = [];
  readonly #item: number[] = [];
  /** Columns whose distance is final, in order: 1 if so, and the list. */
  readonly #final: Uint8Array;
  readonly scanned: number[] = [];

  constructor(columns: number) {
    this.#distance = new Float64Array(columns).fill(Infinity);
    this.#from = new Int32Array(columns);
    this.#cost = new Float64Array(columns);
    this.#final = new Uint8Array(columns);
  }

  /**
   * Assigns `row` too, along the shortest path. Returns whether there is one; if not, `scanned` are the columns that can
   * be reached, all taken.
   */
  augment(arcs: Arcs, matching: Matching, row: number): boolean {
    const { rowOf, paid, g } = matching;
    const distance = this.#distance;
    this.#reset();
    let bound = this.#scan(arcs, matching, row, 0, Infinity);
    for (let column = this.#pop(); column >= 0; column = this.#pop()) {
      if (this.#final[column] === 1) continue;
      const next = rowOf[column]!;
      if (next < 0) {
        this.#shift(matching, distance[column]!);
        this.#flip(matching, row, column);
        return true;
      }
      this.#final[column] = 1;
      this.scanned.push(column);
      bound = this.#scan(arcs, matching, next, distance[column]! - (paid[next]! - g[column]!), bound);
    }
    return false;
  }

  /** Looks at the arcs of `row`; `offset` is its distance − f. Returns the distance of the nearest free column known. */
  #scan(
    { start, target, cost }: Arcs,
    { rowOf, g }: Matching,
    row: number,
    offset: number,
    bound: number,
  ): number {
    const distance = this.#distance;
    const end = start[row + 1]!;
    for (let k = start[row]!; k < end; k++) {
      const column = target[k]!;
      const reached = offset + cost[k]! - g[column]!;
      if (reached >= bound || reached >= distance[column]! || this.#final[column] === 1) continue;
      if (distance[column] === Infinity) this.#touched.push(column);
      distance[column] = reached;
      this.#from[column] = row;
      this.#cost[column] = cost[k]!;
      if (rowOf[column]! < 0) bound = reached;
      this.#push(column, reached);
    }
    return bound;
  }

  #shift({ g }: Matching, length: number): void {
    for (const column of this.scanned) {
      g[column]! -= length - this.#distance[column]!;
    }
  }

  #flip(matching: Matching, source: number, sink: number): void {
    for (let column = sink; ;) {
      const row = this.#from[column]!;
      const before = matching.columnOf[row]!;
      matchPair(matching, row, column, this.#cost[column]!);
      if (row === source) return;
      column = before;
    }
  }

  #reset(): void {
    for (const column of this.#touched) {
      this.#distance[column] = Infinity;
      this.#final[column] = 0;
    }
    this.#touched.length = 0;
    this.#key.length = 0;
    this.#item.length = 0;
    this.scanned.length = 0;
  }

  #push(item: number, key: number): void {
    const [keys, items] = [this.#key, this.#item];
    let place = keys.length;
    keys.push(key);
    items.push(item);
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (keys[above]! <= key) break;
      keys[place] = keys[above]!;
      items[place] = items[above]!;
      place = above;
    }
    keys[place] = key;
    items[place] = item;
  }

  /** The column of the least key, taken out of the heap; −1 if it is empty. */
  #pop(): number {
    const [keys, items] = [this.#key, this.#item];
    const last = keys.pop();
    const item = items.pop();
    if (last === undefined || item === undefined) return -1;
    if (keys.length === 0) return item;
    const first = items[0]!;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= keys.length) break;
      if (below + 1 < keys.length && keys[below + 1]! < keys[below]!) below++;
      if (keys[below]! >= last) break;
      keys[place] = keys[below]!;
      items[place] = items[below]!;
      place = below;
    }
    keys[place] = last;
    items[place] = item;
    return first;
  }
}
