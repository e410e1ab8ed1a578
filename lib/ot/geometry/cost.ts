import {
  checkPositive,
  type Matrix,
  type MatrixLike,
  naming,
  type PointsLike,
  rangeError,
  squaredDistancesFrom,
  toMatrix,
  toPoints,
  typeError,
} from '../../base/index.js';

/**
 * What it costs to move a unit of mass between two supports: c(i, j) from point i of n to point j of m, in any unit.
 *
 * {@link pointCost} and {@link matrixCost} return one, and every solver takes one. Entries are computed when they are
 * asked for, so that n·m numbers need not be kept. To write one of your own, give `shape`, `at` and `row`; both
 * functions must tell the same numbers. Infinity forbids an arc: no plan sends mass over it.
 */
export interface Cost {
  /** [n, m], how many points there are on either side. */
  readonly shape: readonly [n: number, m: number];
  /** c(i, j). */
  at(i: number, j: number): number;
  /** Writes c(i, 0), …, c(i, m − 1) into `out`. */
  row(i: number, out: Float64Array): void;
  /** The points, if this is a cost between points that the compiled kernels know; they compute the same numbers. */
  readonly points?: CostPoints;
}

/** What the compiled kernels compute a cost from. */
export interface CostPoints {
  readonly x: Matrix;
  readonly y: Matrix;
  readonly kind: 'squared-euclidean' | 'euclidean' | 'cityblock';
}

/** A cost between any two points, wherever they are: a name, or a function of two points; see {@link pointCost}. */
export type GroundCost =
  /** ‖x − y‖², no ½ */
  | { readonly kind: 'squared-euclidean' }
  /** ‖x − y‖ */
  | { readonly kind: 'euclidean' }
  /** ‖x − y‖ᵖ, p > 0 */
  | { readonly kind: 'power'; readonly p: number }
  /** Σ_k |x_k − y_k| */
  | { readonly kind: 'cityblock' }
  /** 0 if x = y, otherwise 1 */
  | { readonly kind: 'discrete' }
  | { readonly kind: 'function'; readonly of: (x: Float64Array, y: Float64Array) => number };

/**
 * The cost that a matrix lists.
 * @param matrix [n, m]; Infinity forbids an arc
 * @throws TypeError, RangeError if it is no matrix, or an entry is NaN or −Infinity
 */
export function matrixCost(matrix: MatrixLike): Cost {
  return naming('matrixCost', () => {
    const { data, shape } = toMatrix(matrix, 'cost', true);
    const m = shape[1];
    return {
      shape,
      at: (i, j) => data[i * m + j]!,
      row: (i, out) => out.set(data.subarray(i * m, (i + 1) * m)),
    };
  });
}

/** The cost itself, or that which a matrix lists, see {@link matrixCost}. */
export function toCost(cost: Cost | MatrixLike): Cost {
  return 'row' in cost ? cost : matrixCost(cost);
}

/**
 * The cost between two point clouds; nothing of size n·m is kept.
 * @param x [n, d]
 * @param y [m, d]
 * @param cost of any two points
 * @throws TypeError, RangeError if the points are not finite, d differs, p ≤ 0, or a distance's cost overflows
 */
export function pointCost(x: PointsLike, y: PointsLike, cost: GroundCost): Cost {
  return naming('pointCost', () => {
    const [from, to] = [toPoints(x, 'x'), toPoints(y, 'y')];
    const d = from.shape[1];
    if (to.shape[1] !== d) {
      throw rangeError(`\`x\` and \`y\` to have as many coordinates, got ${d} and ${to.shape[1]}`);
    }
    const size = Math.max(largestOf(from), largestOf(to));
    const power = cost.kind === 'power' ? Math.max(cost.p, 2) : 2;
    if (size === 0 || Math.abs(Math.log2(size)) * power < SAFE) return costBetween(cost, from, to);
    const unit = 2 ** Math.min(1022, Math.ceil(Math.log2(size)) + 1);
    const between = extremeCost(cost, from, to, unit);
    return cost.kind === 'function' ? between : checkFinite(between);
  });
}

/** Powers of coordinates from 2 to minus this to 2 to this are far from the ends of the doubles. */
const SAFE = 800;

function largestOf({ data }: Matrix): number {
  let largest = 0;
  for (let k = 0; k < data.length; k++) largest = Math.max(largest, Math.abs(data[k]!));
  return largest;
}

/** A cost made of distances is taken in `unit`, a power of 2, and the result brought back. */
function extremeCost(ground: GroundCost, x: Matrix, y: Matrix, unit: number): Cost {
  if (ground.kind !== 'euclidean' && ground.kind !== 'power') return costBetween(ground, x, y);
  const within = ({ data, shape }: Matrix): Matrix => ({ data: data.map(entry => entry / unit), shape });
  const { shape, at, row } = costBetween(ground, within(x), within(y));
  const back = ground.kind === 'euclidean' ? unit : unit ** ground.p;
  const scaled = (cost: number): number => (cost === 0 ? 0 : cost * back);
  return {
    shape,
    at: (i, j) => scaled(at(i, j)),
    row: (i, out) => {
      row(i, out);
      for (let j = 0; j < shape[1]; j++) out[j] = scaled(out[j]!);
    },
  };
}

/** @throws RangeError if a distance overflows: Infinity would forbid an arc */
function checkFinite(cost: Cost): Cost {
  const [n, m] = cost.shape;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      if (cost.at(i, j) < Infinity) continue;
      throw rangeError(
        `\`x\` and \`y\` to be so near that costs are finite, got ${cost.at(i, j)} between ${i} and ${j}`,
      );
    }
  }
  return cost;
}

function costBetween(cost: GroundCost, x: Matrix, y: Matrix): Cost {
  const at = groundCost(cost, x, y);
  const { kind } = cost;
  return {
    shape: [x.shape[0], y.shape[0]],
    at,
    row: groundRow(cost, x, y, at),
    ...(kind === 'squared-euclidean' || kind === 'euclidean' || kind === 'cityblock'
      ? { points: { x, y, kind } }
      : {}),
  };
}

/** Rows of the cost, the same numbers as `at` gives; those made of squared distances are computed together. */
function groundRow(ground: GroundCost, x: Matrix, y: Matrix, at: Entry): Cost['row'] {
  const m = y.shape[0];
  switch (ground.kind) {
    case 'squared-euclidean':
      return (i, out) => squaredDistancesFrom(x, i, y, out);
    case 'euclidean':
      return (i, out) => {
        squaredDistancesFrom(x, i, y, out);
        for (let j = 0; j < m; j++) out[j] = Math.sqrt(out[j]!);
      };
    case 'power': {
      const half = ground.p / 2;
      return (i, out) => {
        squaredDistancesFrom(x, i, y, out);
        for (let j = 0; j < m; j++) out[j] = out[j]! ** half;
      };
    }
    case 'cityblock':
    case 'discrete':
    case 'function':
      return (i, out) => {
        for (let j = 0; j < m; j++) out[j] = at(i, j);
      };
    default:
      throw unknownCost(ground);
  }
}

/** The error of a `never` branch, for values that escaped the type checker. */
export function unknownCost(ground: never): TypeError {
  return typeError(
    `the cost's \`kind\` to be squared-euclidean, euclidean, power, cityblock, discrete or function, got ${JSON.stringify(ground)}`,
  );
}

type Entry = (i: number, j: number) => number;

function groundCost(ground: GroundCost, x: Matrix, y: Matrix): Entry {
  const squared = squaredEuclidean(x, y);
  switch (ground.kind) {
    case 'squared-euclidean':
      return squared;
    case 'euclidean':
      return (i, j) => Math.sqrt(squared(i, j));
    case 'power': {
      checkPositive(ground.p, 'p');
      const half = ground.p / 2;
      return (i, j) => squared(i, j) ** half;
    }
    case 'cityblock':
      return cityblock(x, y);
    case 'discrete':
      return (i, j) => (squared(i, j) === 0 ? 0 : 1);
    case 'function': {
      const d = x.shape[1];
      return (i, j) => {
        const value = ground.of(x.data.subarray(i * d, (i + 1) * d), y.data.subarray(j * d, (j + 1) * d));
        if (!(value > -Infinity)) {
          throw naming('pointCost', () =>
            rangeError(`the cost function to return finite numbers or Infinity, got ${value}`),
          );
        }
        return value;
      };
    }
    default:
      throw unknownCost(ground);
  }
}

function squaredEuclidean({ data: x, shape: [, d] }: Matrix, { data: y }: Matrix): Entry {
  return (i, j) => {
    let sum = 0;
    for (let p = i * d, q = j * d, end = p + d; p < end; p++, q++) {
      const difference = x[p]! - y[q]!;
      sum += difference * difference;
    }
    return sum;
  };
}

function cityblock({ data: x, shape: [, d] }: Matrix, { data: y }: Matrix): Entry {
  return (i, j) => {
    let sum = 0;
    for (let p = i * d, q = j * d, end = p + d; p < end; p++, q++) {
      sum += Math.abs(x[p]! - y[q]!);
    }
    return sum;
  };
}
