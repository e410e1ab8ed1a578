import type { Matrix } from '../../base/index.js';

/** A coupling Γ of n and m points, computed when it is asked for; unit: mass. */
export interface Plan {
  readonly shape: readonly [n: number, m: number];
  /** Calls `visit` for every entry that is not 0, row by row. */
  forEach(visit: (i: number, j: number, mass: number) => void): void;
}

/** A plan as a list of its entries, as exact solvers return it. */
export interface SparsePlan extends Plan {
  /** Of each entry: its row, its column, its mass. Rows ascend. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly mass: Float64Array;
}

/** The plan that has these entries, rows ascending, and is 0 elsewhere. */
export function sparsePlan(
  shape: readonly [number, number],
  rows: Int32Array,
  columns: Int32Array,
  mass: Float64Array,
): SparsePlan {
  return {
    shape,
    rows,
    columns,
    mass,
    forEach: visit => {
      for (let k = 0; k < mass.length; k++) visit(rows[k]!, columns[k]!, mass[k]!);
    },
  };
}

/** The plan whose row i is what `row` writes into `out` [m]. */
export function lazyPlan(
  shape: readonly [number, number],
  row: (i: number, out: Float64Array) => void,
): Plan {
  const [n, m] = shape;
  return {
    shape,
    forEach: visit => {
      const out = new Float64Array(m);
      for (let i = 0; i < n; i++) {
        row(i, out);
        for (let j = 0; j < m; j++) {
          const mass = out[j]!;
          if (mass !== 0) visit(i, j, mass);
        }
      }
    },
  };
}

/** The plan whose entries an array holds, row by row; not copied. */
export function storedPlan({ data, shape }: Matrix): Plan {
  const m = shape[1];
  return lazyPlan(shape, (i, out) => out.set(data.subarray(i * m, (i + 1) * m)));
}

/** All entries, zeros too. */
export function densePlan({ shape, forEach }: Plan): Matrix {
  const [n, m] = shape;
  const data = new Float64Array(n * m);
  forEach((i, j, mass) => (data[i * m + j] = mass));
  return { data, shape };
}

/** Γ1 [n] and Γᵀ1 [m]. */
export function marginals({ shape: [n, m], forEach }: Plan): {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
} {
  const [rows, columns] = [new Float64Array(n), new Float64Array(m)];
  forEach((i, j, mass) => {
    rows[i]! += mass;
    columns[j]! += mass;
  });
  return { rows, columns };
}
