import type { Highs } from 'highs';
import { SetUpError } from '../base/index.js';

/** One equation: Σ_k coefficients_k x(columns_k) = rightSide. A column is named once at most. */
export interface Equation {
  readonly columns: readonly number[];
  readonly coefficients: readonly number[];
  readonly rightSide: number;
}

/** min cᵀx over x ≥ 0 under equations. */
export interface LinearProgram {
  /** c [n] */
  readonly cost: Float64Array;
  readonly equations: readonly Equation[];
}

/** A solved program, and the evidence for it. */
export interface ProgramSolution {
  /** cᵀx */
  readonly value: number;
  /** x [n], ≥ 0 but for rounding. */
  readonly x: Float64Array;
  /** `value` − Σ rightSide · dual, ≥ 0 but for rounding. */
  readonly gap: number;
}

let loading: Promise<Highs> | undefined;

/**
 * HiGHS, compiled to WebAssembly; loaded when it is first asked for.
 * @throws SetUpError if the package is not installed
 */
function loadHighs(): Promise<Highs> {
  // The package's types are those of its CommonJS half; what is loaded here is the module, whose default is the loader.
  loading ??= import('highs').then(
    module => (module.default as unknown as () => Promise<Highs>)(),
    (cause: unknown) => {
      throw new SetUpError('linear programs need the package highs; run `npm install highs`', { cause });
    },
  );
  return loading;
}

/**
 * Solves a linear program by HiGHS's simplex method.
 * @throws RangeError if there is no solution: none satisfies the equations, or the cost falls without bound
 * @see huangfu-hall:18
 */
export async function linearProgram({ cost, equations }: LinearProgram): Promise<ProgramSolution> {
  const highs = await loadHighs();
  const n = cost.length;
  const sides = equations.map(({ rightSide }) => rightSide);
  const data = {
    numCols: n,
    numRows: equations.length,
    colCost: cost,
    colLower: new Float64Array(n),
    colUpper: new Float64Array(n).fill(highs.infinity),
    rowLower: sides,
    rowUpper: sides,
    matrix: sparseRows(equations, n),
  };
  return highs.withModel(data, model => {
    // Tighter than the 1e-7 of the default, so that a basis is optimal and not only nearly so.
    model.options.set({
      output_flag: false,
      solver: 'simplex',
      primal_feasibility_tolerance: 1e-10,
      dual_feasibility_tolerance: 1e-10,
    });
    model.run();
    const status = model.getModelStatus();
    if (status !== highs.constants.modelStatus.optimal) {
      throw new RangeError(
        `linearProgram: expected a program with a solution, but HiGHS ended with status ${status}`,
      );
    }
    const { colValue, rowDual } = model.getSolution();
    const x = Float64Array.from(colValue);
    const value = x.reduce((sum, entry, j) => sum + entry * cost[j]!, 0);
    const dual = sides.reduce((sum, side, i) => sum + side * rowDual[i]!, 0);
    return { x, value, gap: value - dual };
  });
}

/** The equations as HiGHS takes them: compressed sparse rows. */
interface SparseRows {
  readonly format: 'csr';
  readonly numRows: number;
  readonly numCols: number;
  readonly starts: readonly number[];
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

function sparseRows(equations: readonly Equation[], numCols: number): SparseRows {
  const starts = [0];
  for (const { columns } of equations) starts.push(starts.at(-1)! + columns.length);
  return {
    format: 'csr',
    numRows: equations.length,
    numCols,
    starts,
    indices: equations.flatMap(({ columns }) => columns),
    values: equations.flatMap(({ coefficients }) => coefficients),
  };
}
