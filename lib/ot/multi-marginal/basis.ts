import { LuDecomposition, Matrix as Dense } from 'ml-matrix';
import { type MultiMarginalProblem, placesOf } from './tensor-cost.js';

/** Mass below this share of the total is rounding. */
const ROUNDING = 1e-15;

/** A step may not be divided by less. */
const LEAST_PIVOT = 1e-9;

/** After how many pivots the inverse is made anew. */
const PIVOTS_A_RENEWAL = 50;

/** Columns of a first basis: the staircase that always takes what is left of each measure's current point. */
export function startingColumns({ cost: { shape }, weights }: MultiMarginalProblem): number[] {
  const places = shape.map(() => 0);
  const left = weights.map(own => own[0]!);
  const columns: number[] = [];
  for (;;) {
    columns.push(places.reduce((at, place, k) => at * shape[k]! + place, 0));
    const open = [...places.keys()].filter(k => places[k]! < shape[k]! - 1);
    if (open.length === 0) return columns;
    const next = open.reduce((one, other) => (left[other]! < left[one]! ? other : one));
    const taken = Math.max(0, left[next]!);
    for (const k of left.keys()) left[k]! -= taken;
    places[next]! += 1;
    left[next] = weights[next]![places[next]!]!;
  }
}

/**
 * A basis of the multi-marginal problem, with its inverse.
 *
 * Rows are the points of all measures; the last row of each measure but the first follows from the others and is left out.
 */
export class Basis {
  readonly columns: number[];
  readonly #problem: MultiMarginalProblem;
  /** Of measure k: where its rows begin. */
  readonly #offsets: readonly number[];
  readonly #rows: number;
  readonly #right: Float64Array;
  #inverse: Dense;
  #masses: Float64Array;
  #pivots = 0;

  constructor(problem: MultiMarginalProblem, columns: number[]) {
    this.columns = columns;
    this.#problem = problem;
    const kept = problem.cost.shape.map((n, k) => (k === 0 ? n : n - 1));
    this.#offsets = kept.map((_, k) => kept.slice(0, k).reduce((sum, n) => sum + n, 0));
    this.#rows = kept.reduce((sum, n) => sum + n, 0);
    this.#right = Float64Array.from(problem.weights.flatMap((own, k) => [...own.subarray(0, kept[k])]));
    this.#inverse = Dense.zeros(1, 1);
    this.#masses = new Float64Array(0);
    this.#renew();
  }

  /** The mass of each column of the basis. */
  masses(): Float64Array {
    return this.#masses;
  }

  /** Potentials that meet the costs of all columns of the basis. */
  potentials(): Float64Array[] {
    const { shape, data } = this.#problem.cost;
    const prices = new Float64Array(this.#rows);
    for (const [k, column] of this.columns.entries()) {
      const cost = data[column]!;
      for (let row = 0; row < this.#rows; row++) prices[row]! += cost * this.#inverse.get(k, row);
    }
    return shape.map((n, k) => {
      const potential = new Float64Array(n);
      potential.set(prices.subarray(this.#offsets[k], this.#offsets[k]! + (k === 0 ? n : n - 1)));
      return potential;
    });
  }

  /** Brings a column into the basis; returns the mass that it gets. */
  pivot(entering: number): number {
    const direction = this.#direction(entering);
    let [leaving, step] = [-1, Infinity];
    for (let k = 0; k < direction.length; k++) {
      if (direction[k]! <= LEAST_PIVOT) continue;
      const most = this.#masses[k]! / direction[k]!;
      // Of equal ones the least column, which together with the first entering column keeps from circles.
      if (most < step || (most === step && this.columns[k]! < this.columns[leaving]!)) {
        [leaving, step] = [k, most];
      }
    }
    for (let k = 0; k < direction.length; k++) this.#masses[k]! -= step * direction[k]!;
    this.#masses[leaving] = step;
    this.columns[leaving] = entering;
    if (++this.#pivots % PIVOTS_A_RENEWAL === 0) this.#renew();
    else this.#update(leaving, direction);
    this.#clean();
    return step;
  }

  /** How much of each column one unit of another replaces. */
  #direction(column: number): Float64Array {
    const rows = this.#rowsOf(column);
    return Float64Array.from(this.columns, (_, k) =>
      rows.reduce((sum, row) => sum + this.#inverse.get(k, row), 0),
    );
  }

  #rowsOf(column: number): number[] {
    const { shape } = this.#problem.cost;
    return placesOf(shape, column).flatMap((place, k) =>
      k > 0 && place === shape[k]! - 1 ? [] : [this.#offsets[k]! + place],
    );
  }

  #renew(): void {
    const basis = Dense.zeros(this.#rows, this.#rows);
    for (const [k, column] of this.columns.entries()) {
      for (const row of this.#rowsOf(column)) basis.set(row, k, 1);
    }
    this.#inverse = new LuDecomposition(basis).solve(Dense.eye(this.#rows));
    this.#masses = Float64Array.from(this.columns, (_, k) => {
      let sum = 0;
      for (let row = 0; row < this.#rows; row++) sum += this.#inverse.get(k, row) * this.#right[row]!;
      return sum;
    });
    this.#clean();
  }

  #update(leaving: number, direction: Float64Array): void {
    const inverse = this.#inverse;
    for (let row = 0; row < this.#rows; row++) {
      const entry = inverse.get(leaving, row) / direction[leaving]!;
      if (entry === 0) continue;
      for (let k = 0; k < direction.length; k++) {
        if (k !== leaving && direction[k] !== 0) {
          inverse.set(k, row, inverse.get(k, row) - direction[k]! * entry);
        }
      }
      inverse.set(leaving, row, entry);
    }
  }

  /** Crumbs of rounding are no mass. */
  #clean(): void {
    const mass = this.#right.reduce((sum, entry) => sum + entry, 0);
    for (let k = 0; k < this.#masses.length; k++) {
      if (this.#masses[k]! < ROUNDING * mass) this.#masses[k] = 0;
    }
  }
}
