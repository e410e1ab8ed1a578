import { naming, rangeError } from '../../base/index.js';
import type { Cost } from './cost.js';

/** The arcs of a sparse cost: arc k joins rows[k] and columns[k] at values[k]. */
export interface ListedArcs {
  /** [n, m] */
  readonly shape: readonly [n: number, m: number];
  readonly rows: ArrayLike<number>;
  readonly columns: ArrayLike<number>;
  /** Finite; unit: cost. */
  readonly values: ArrayLike<number>;
}

/**
 * The cost that has only the arcs that are listed, in any order; all others are Infinity, so that no plan uses them. Memory
 * is that of the list.
 * @throws RangeError if lists have different lengths, an arc lies outside the shape or is listed twice, or a value is not
 *   finite
 */
export function sparseCost({ shape, rows, columns, values }: ListedArcs): Cost {
  return naming('sparseCost', () => {
    const [n, m] = shape;
    const count = values.length;
    if (rows.length !== count || columns.length !== count) {
      throw rangeError(
        `\`rows\`, \`columns\` and \`values\` to be as many, got ${rows.length}, ${columns.length} and ${count}`,
      );
    }
    for (let k = 0; k < count; k++) checkArc(k, rows[k]!, columns[k]!, values[k]!, shape);
    const order = Int32Array.from({ length: count }, (_, k) => k).sort(
      (p, q) => rows[p]! - rows[q]! || columns[p]! - columns[q]!,
    );
    const starts = new Int32Array(n + 1);
    for (const k of order) starts[rows[k]! + 1]!++;
    for (let i = 0; i < n; i++) starts[i + 1]! += starts[i]!;
    const ends = order.map(k => columns[k]!);
    const listed = Float64Array.from(order, k => values[k]!);
    for (let i = 0; i < n; i++) {
      for (let k = starts[i]! + 1; k < starts[i + 1]!; k++) {
        if (ends[k] !== ends[k - 1]) continue;
        throw rangeError(`every arc to be listed once, got row ${i}, column ${ends[k]} twice`);
      }
    }
    return {
      shape: [n, m],
      at: (i, j) => {
        let [low, high] = [starts[i]!, starts[i + 1]!];
        while (low < high) {
          const middle = (low + high) >> 1;
          if (ends[middle]! < j) low = middle + 1;
          else high = middle;
        }
        return low < starts[i + 1]! && ends[low] === j ? listed[low]! : Infinity;
      },
      row: (i, out) => {
        out.fill(Infinity, 0, m);
        for (let k = starts[i]!; k < starts[i + 1]!; k++) out[ends[k]!] = listed[k]!;
      },
    };
  });
}

function checkArc(
  k: number,
  row: number,
  column: number,
  value: number,
  [n, m]: readonly [number, number],
): void {
  const inside = (index: number, size: number): boolean =>
    Number.isInteger(index) && index >= 0 && index < size;
  if (!inside(row, n) || !inside(column, m)) {
    throw rangeError(`arc ${k} to lie in [${n}, ${m}], got row ${row}, column ${column}`);
  }
  if (!Number.isFinite(value)) throw rangeError(`the cost of arc ${k} to be finite, got ${value}`);
}
