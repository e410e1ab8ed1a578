import type { Cost } from '../geometry/cost.js';
import { type SparsePlan, sparsePlan } from '../geometry/plan.js';

/**
 * A cost with one more point on either side, which takes the mass that finds no other way: the dummy points.
 * @param toDummy what it costs to leave mass of point i, [n]
 * @param fromDummy what it costs to leave point j without mass, [m]
 * @param between the cost between both dummy points
 */
export function extendedCost(
  cost: Cost,
  toDummy: Float64Array,
  fromDummy: Float64Array,
  between: number,
): Cost {
  const [n, m] = cost.shape;
  const at = (i: number, j: number): number => {
    if (i < n) return j < m ? cost.at(i, j) : toDummy[i]!;
    return j < m ? fromDummy[j]! : between;
  };
  return {
    shape: [n + 1, m + 1],
    at,
    row: (i, out) => {
      if (i < n) cost.row(i, out.subarray(0, m));
      else out.set(fromDummy);
      out[m] = i < n ? toDummy[i]! : between;
    },
  };
}

/** The entries of a plan between the points that are no dummies. */
export function withoutDummies({ shape, rows, columns, mass }: SparsePlan): SparsePlan {
  const [n, m] = [shape[0] - 1, shape[1] - 1];
  const kept = Int32Array.from(mass.keys()).filter(k => rows[k]! < n && columns[k]! < m);
  return sparsePlan(
    [n, m],
    kept.map(k => rows[k]!),
    kept.map(k => columns[k]!),
    Float64Array.from(kept, k => mass[k]!),
  );
}

/** f + g(dummy) and g + f(dummy): potentials that need no dummies. */
export function withoutDummyPotentials(
  f: Float64Array,
  g: Float64Array,
): { readonly f: Float64Array; readonly g: Float64Array } {
  const [n, m] = [f.length - 1, g.length - 1];
  return {
    f: f.subarray(0, n).map(value => value + g[m]!),
    g: g.subarray(0, m).map(value => value + f[n]!),
  };
}
