import { anneal, type IterationOptions } from './annealing.js';
import { type Cost, type CostPoints, pointCost } from '../geometry/cost.js';
import { type EntropicProblem, entropicProblem, MOST_ENTRIES } from './problem.js';
import { type Potentials, sinkhornStepper } from './iteration.js';
import { columnSoftmin, rowSoftmin } from './softmin.js';
import { orderByHalves } from '../kernels/order.js';
import { inWorkspace } from '../kernels/workspace.js';
import type { Matrix } from '../../base/index.js';

/** Potentials to begin with, and the ε that they are good for. */
export interface CoarseStart {
  readonly f: Float64Array;
  readonly g: Float64Array;
  readonly epsilon: number;
}

/** So many groups of points on either side, at most: their kernel is 50 MB. */
const MOST_GROUPS = 2500;
/** In more dimensions points of one group are too far from each other. */
const FEW_DIMENSIONS = 4;
/** The coarse problem is left at this error, or after that many iterations. */
const COARSE = { tolerance: 0.01, maxIterations: 500 };

/**
 * Begins a problem whose kernel is too large to be stored at the potentials of {@link coarseStart}, if it can.
 * @param potentials overwritten; of a measure with itself both are one array, and become the mean of f and g
 * @returns the spread of the cost, or of what is left of it, from which ε falls
 */
export function startCoarsely(
  problem: EntropicProblem,
  epsilon: number,
  options: IterationOptions,
  { f, g }: Potentials,
): number {
  const [n, m] = problem.cost.shape;
  const { scaling = 0.25 } = options;
  const start = n * m > MOST_ENTRIES && scaling < 1 ? coarseStart(problem, epsilon, options) : undefined;
  if (start === undefined) return problem.spread;
  f.set(start.f);
  if (f === g) start.g.forEach((value, i) => (f[i] = (f[i]! + value) / 2));
  else g.set(start.g);
  return start.epsilon / scaling;
}

/**
 * Potentials of a problem between points in few dimensions, from a coarser one: groups of near points become one point
 * each, their centre with their mass. Its potentials, at an ε below what points of a group are apart, answer those
 * of the points.
 *
 * The problem itself then needs no iteration at larger ε, where every point feels all others; where it ends does not
 * depend on where it starts.
 * @returns undefined if the cost is not one of near points, or nothing is gained
 * @see schmitzer:19, multi-scale scheme
 */
export function coarseStart(
  { cost, a, b, spread }: EntropicProblem,
  epsilon: number,
  { scaling = 0.25 }: IterationOptions,
): CoarseStart | undefined {
  const { points } = cost;
  if (points === undefined || points.x.shape[1] > FEW_DIMENSIONS) return undefined;
  const { x, y, kind } = points;
  const [ofX, ofY] = [groups(x, a.weights, kind), groups(y, b.weights, kind)];
  const level = Math.max(epsilon, (ofX.apart + ofY.apart) / 2);
  if (!(level < spread * scaling)) return undefined;
  return inWorkspace(() => {
    const between = (from: Matrix, to: Matrix): Cost => pointCost(from, to, { kind });
    const coarse = entropicProblem(
      between(ofX.centres, ofY.centres),
      { ...a, weights: ofX.weights },
      { ...b, weights: ofY.weights },
    );
    const { potentials, ...stepper } = sinkhornStepper(coarse);
    anneal(stepper, level, coarse.spread, { ...COARSE, scaling });
    const [f, g] = [new Float64Array(x.shape[0]), new Float64Array(y.shape[0])];
    rowSoftmin(between(x, ofY.centres), potentials.g, ofY.weights, level, f);
    columnSoftmin(between(ofX.centres, y), potentials.f, ofX.weights, level, g);
    return { f, g, epsilon: level };
  });
}

interface Groups {
  readonly centres: Matrix;
  /** Sums of their points' weights. */
  readonly weights: Float64Array;
  /** The mean cost of a point to the centre of its group. */
  readonly apart: number;
}

function groups(x: Matrix, weights: Float64Array, kind: CostPoints['kind']): Groups {
  const [n, d] = x.shape;
  const size = Math.max(8, Math.ceil(n / MOST_GROUPS));
  const order = orderByHalves(x, size);
  const count = Math.ceil(n / size);
  const centres: Matrix = { data: new Float64Array(count * d), shape: [count, d] };
  const masses = new Float64Array(count);
  order.forEach((i, place) => (masses[Math.floor(place / size)]! += weights[i]!));
  order.forEach((i, place) => {
    const group = Math.floor(place / size);
    // Points without mass count alike if there are no others.
    const share = masses[group]! > 0 ? weights[i]! / masses[group]! : 1 / Math.min(size, n - group * size);
    for (let k = 0; k < d; k++) centres.data[group * d + k]! += share * x.data[i * d + k]!;
  });
  const { at } = pointCost(x, centres, { kind });
  let [apart, mass] = [0, 0];
  order.forEach((i, place) => {
    apart += weights[i]! * at(i, Math.floor(place / size));
    mass += weights[i]!;
  });
  return { centres, weights: masses, apart: apart / mass };
}
