import { type MatrixLike, naming, type PointsLike, type VectorLike } from '../base/index.js';
import {
  divergenceOf,
  type SinkhornDivergence,
  type SinkhornDivergenceOptions,
  transportWithin,
} from './entropic/sinkhorn-divergence.js';
import type { EntropicTransport } from './entropic/sinkhorn.js';
import { checkIteration } from './entropic/annealing.js';
import { type Cost, pointCost } from './geometry/cost.js';
import type { SparsePlan } from './geometry/plan.js';
import type { Transport } from './geometry/transport.js';
import { toBalancedWeights } from './geometry/weights.js';
import { inWorkspace } from './kernels/workspace.js';
import {
  type ExactMethod,
  type Method,
  solve,
  type SolveOptions,
  solveSample,
  type SolveSampleOptions,
} from './solve.js';

/** Measures of one problem of many. */
export interface BatchMeasures {
  /** [n], mass; 1/n each by default */
  readonly a?: VectorLike | undefined;
  /** [m], mass; 1/m each by default */
  readonly b?: VectorLike | undefined;
}

/** One problem of many, by its cost [n, m]; sizes may differ. */
export interface CostProblem extends BatchMeasures {
  readonly cost: Cost | MatrixLike;
}

/** One problem of many, by its points [n, d] and [m, d]; sizes may differ. */
export interface SampleProblem extends BatchMeasures {
  readonly x: PointsLike;
  readonly y: PointsLike;
}

/**
 * {@link solve} for many problems by one method.
 * @returns the results, in the order of the problems
 * @throws TypeError, RangeError like {@link solve}; the message ends with the number of the problem, from 0
 */
export function solveBatch(
  problems: readonly CostProblem[],
  options?: Pick<SolveOptions<ExactMethod>, 'method'>,
): readonly Transport<SparsePlan>[];
export function solveBatch(
  problems: readonly CostProblem[],
  options: Pick<SolveOptions, 'method'>,
): readonly Transport[];
export function solveBatch(
  problems: readonly CostProblem[],
  options: { readonly method?: Method | undefined } = {},
): readonly Transport[] {
  return each('solveBatch', problems, ({ cost, a, b }) => solve(cost, { ...options, a, b }));
}

/**
 * {@link solveSample} for many problems by one cost and one method.
 * @returns the results, in the order of the problems
 * @throws TypeError, RangeError like {@link solveSample}; the message ends with the number of the problem, from 0
 */
export function solveSampleBatch(
  problems: readonly SampleProblem[],
  options?: Pick<SolveSampleOptions<ExactMethod>, 'method' | 'cost'>,
): readonly Transport<SparsePlan>[];
export function solveSampleBatch(
  problems: readonly SampleProblem[],
  options: Pick<SolveSampleOptions, 'method' | 'cost'>,
): readonly Transport[];
export function solveSampleBatch(
  problems: readonly SampleProblem[],
  options: Pick<SolveSampleOptions, 'method' | 'cost'> = {},
): readonly Transport[] {
  return each('solveSampleBatch', problems, ({ x, y, a, b }) => solveSample(x, y, { ...options, a, b }));
}

/** Totals that are apart by no more than this are the same. */
const ROUNDING = 1e-13;

/** How the divergences of a batch are made; the measures are those of each problem. */
export type DivergenceBatchOptions = Omit<SinkhornDivergenceOptions, 'a' | 'b' | 'start'>;

/**
 * `sinkhornDivergence` for many pairs of clouds. The problem within a cloud is solved once for all pairs that have it, if
 * they have the same objects as points and as weights: the k² divergences of k clouds take k² + k problems and not 3 k².
 * @returns the results, in the order of the problems
 * @throws TypeError, RangeError like `sinkhornDivergence`; the message ends with the number of the problem, from 0
 */
export function sinkhornDivergenceBatch(
  problems: readonly SampleProblem[],
  options: DivergenceBatchOptions,
): readonly SinkhornDivergence[] {
  const { cost: ground = { kind: 'squared-euclidean' }, ...rest } = options;
  const known = new Map<PointsLike, Map<VectorLike | undefined, EntropicTransport>>();
  return each('sinkhornDivergenceBatch', problems, ({ x, y, ...measures }) => {
    checkIteration(rest.epsilon, rest);
    const xy = pointCost(x, y, ground);
    const weights = toBalancedWeights(measures.a, measures.b, xy.shape);
    const within = (points: PointsLike, mass: Float64Array): EntropicTransport =>
      inWorkspace(() => transportWithin(pointCost(points, points, ground), mass, rest));
    const once = (points: PointsLike, mass: Float64Array, key: VectorLike | undefined): EntropicTransport => {
      const ofPoints = known.get(points) ?? new Map<VectorLike | undefined, EntropicTransport>();
      known.set(points, ofPoints);
      const found = ofPoints.get(key) ?? within(points, mass);
      ofPoints.set(key, found);
      return found;
    };
    const xx = once(x, weights.a, measures.a);
    // Weights that rounding sets apart are scaled for this pair alone.
    const yy =
      Math.abs(weights.scaleB - 1) < ROUNDING ? once(y, weights.b, measures.b) : within(y, weights.b);
    return inWorkspace(() => divergenceOf({ xy, xx, yy }, weights, rest));
  });
}

/** The results of all problems; an error names its problem. */
function each<P, R>(caller: string, problems: readonly P[], solveOne: (problem: P) => R): readonly R[] {
  return naming(caller, () =>
    problems.map((problem, k) => {
      try {
        return solveOne(problem);
      } catch (error) {
        if (error instanceof Error) error.message += ` (problem ${k})`;
        throw error;
      }
    }),
  );
}
