/** A matrix [n, m] as the lists of the entries of its rows: row i has those from starts[i] to starts[i + 1]. */
export interface SparseRows {
  /** m */
  readonly width: number;
  /** [n + 1] */
  readonly starts: Int32Array;
  /** How many entries there are; `columns` and `values` have room for more. */
  count: number;
  columns: Int32Array;
  values: Float64Array;
}

/** A matrix [n, m] without entries. */
export function emptyRows(n: number, m: number): SparseRows {
  const room = 4 * (n + m);
  return {
    width: m,
    starts: new Int32Array(n + 1),
    count: 0,
    columns: new Int32Array(room),
    values: new Float64Array(room),
  };
}

/** Takes all entries out, and keeps the room. */
export function clearRows(rows: SparseRows): void {
  rows.count = 0;
}

/** Adds an entry to the row that is being written; `starts` is the caller's. */
export function pushEntry(rows: SparseRows, column: number, value: number): void {
  if (rows.count === rows.values.length) {
    const [columns, values] = [new Int32Array(2 * rows.count), new Float64Array(2 * rows.count)];
    columns.set(rows.columns);
    values.set(rows.values);
    [rows.columns, rows.values] = [columns, values];
  }
  rows.columns[rows.count] = column;
  rows.values[rows.count++] = value;
}
