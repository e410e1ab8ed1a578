import { checkCount, naming, type VectorLike } from '../../base/index.js';
import { type MultiMarginalProblem, placesOf, type TensorCost, toMultiMarginal } from './tensor-cost.js';
import { Basis, startingColumns } from './basis.js';

/** Options of {@link multiMarginal}. */
export interface MultiMarginalOptions {
  /** Of each measure [n_k], mass, of one total; 1/n_k each by default. */
  readonly weights?: readonly (VectorLike | undefined)[];
  /** Pivots at most; default 100,000. */
  readonly maxIterations?: number;
}

/** An optimal plan of several measures, and the evidence for it. */
export interface MultiMarginal {
  /** Σ c Γ; cost × mass. */
  readonly value: number;
  /** Entries of the plan that are not 0, Σ n_k − K + 1 at most. */
  readonly entries: readonly {
    /** i_1, …, i_K */
    readonly places: readonly number[];
    readonly mass: number;
  }[];
  /** Potentials of each measure, [n_k], Σ_k f_k(i_k) ≤ c but for rounding; cost. */
  readonly potentials: readonly Float64Array[];
  /** Whether no entry of the cost lies below the potentials by more than 1e-12 of the largest. */
  readonly converged: boolean;
  readonly iterations: number;
  /** `value` − Σ_k Σ_i w_k f_k. */
  readonly gap: number;
}

/** How far below the potentials a cost may lie, relative to the largest cost. */
const SLACK = 1e-12;

/**
 * Transport between K measures at once, exact: min Σ c(i_1, …, i_K) Γ(i_1, …, i_K) over Γ ≥ 0 whose K marginals are the
 * weights, by the simplex method with all Π n_k costs in memory; for small problems.
 *
 * It starts at the staircase between the measures as they are ordered, takes the column that lies lowest under the
 * potentials, and the first such column while pivots move no mass (bland:77), so that it ends.
 * @param cost [n_1, …, n_K]
 * @throws TypeError, RangeError if the cost is not finite or does not fit, weights are no measures of one total, or an
 *   option is out of range
 * @see peyre-cuturi:19, section 10.1
 */
export function multiMarginal(
  cost: TensorCost,
  { weights, maxIterations = 100_000 }: MultiMarginalOptions = {},
): MultiMarginal {
  const problem = naming('multiMarginal', () => {
    checkCount(maxIterations, 'maxIterations', 0);
    return toMultiMarginal(cost, weights);
  });
  const basis = new Basis(problem, startingColumns(problem));
  const slack = SLACK * cost.data.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  let [iterations, stalled, entering] = [0, 0, -1];
  for (;;) {
    entering = enteringColumn(problem, basis.potentials(), slack, stalled > 20);
    if (entering < 0 || iterations === maxIterations) break;
    stalled = basis.pivot(entering) > 0 ? 0 : stalled + 1;
    iterations++;
  }
  return resultOf(problem, basis, entering < 0, iterations);
}

/** The column that lies lowest under the potentials, or the first under them; −1 if none does. */
function enteringColumn(
  { cost: { data, shape } }: MultiMarginalProblem,
  potentials: readonly Float64Array[],
  slack: number,
  first: boolean,
): number {
  const last = shape.length - 1;
  const ends = potentials[last]!;
  let [lowest, column] = [-slack, -1];
  for (let from = 0; from < data.length; from += ends.length) {
    const places = placesOf(shape, from);
    let sum = 0;
    for (let k = 0; k < last; k++) sum += potentials[k]![places[k]!]!;
    for (let j = 0; j < ends.length; j++) {
      const reduced = data[from + j]! - sum - ends[j]!;
      if (reduced >= lowest) continue;
      if (first) return from + j;
      [lowest, column] = [reduced, from + j];
    }
  }
  return column;
}

function resultOf(
  { cost, weights }: MultiMarginalProblem,
  basis: Basis,
  converged: boolean,
  iterations: number,
): MultiMarginal {
  const masses = basis.masses();
  const entries = basis.columns
    .map((column, k) => ({ column, mass: masses[k]! }))
    .filter(({ mass }) => mass > 0)
    .sort((one, other) => one.column - other.column);
  const value = entries.reduce((sum, { column, mass }) => sum + mass * cost.data[column]!, 0);
  const potentials = basis.potentials();
  const dual = potentials.reduce(
    (sum, f, k) => sum + f.reduce((part, entry, i) => part + entry * weights[k]![i]!, 0),
    0,
  );
  return {
    value,
    entries: entries.map(({ column, mass }) => ({ places: placesOf(cost.shape, column), mass })),
    potentials,
    converged,
    iterations,
    gap: value - dual,
  };
}
