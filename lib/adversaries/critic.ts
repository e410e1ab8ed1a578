import {
  dot,
  type Matrix,
  naming,
  type PointsLike,
  rangeError,
  type Rng,
  total,
  typeError,
  type VectorLike,
} from '../base/index.js';
import { evaluateCritic } from './critic-network.js';
import type { LipschitzConstraint, ResolvedConstraint } from './critic-step.js';
import { climb, type CriticPlan, type CriticRecord } from './critic-training.js';
import {
  largestSlope,
  pooled,
  type PotentialFunction,
  setPoint,
  toBalancedWeights,
  twoSamples,
} from '../ot/index.js';
import { spectralNorm } from './spectral-norm.js';

/** How {@link trainCritic} trains. */
export interface CriticOptions {
  /** Where initial weights and the penalty's points come from. */
  readonly rng: Rng;
  /** [n] and [m], mass, of the same total; 1/n and 1/m if left out. */
  readonly a?: VectorLike;
  readonly b?: VectorLike;
  /** Spectral normalisation if left out. */
  readonly constraint?: LipschitzConstraint;
  /** Units of the hidden layers, even numbers; 64 and 64. */
  readonly units?: readonly number[];
  /** 1,000. */
  readonly steps?: number;
  /** Adam's α at the first step, from where it falls linearly to 0; 0.01. */
  readonly learningRate?: number;
  /** Steps from one record of the history to the next; a hundredth of `steps`. */
  readonly recordEvery?: number;
  /** How near the last tenth of the history must be to the tenth before, relative to the points' spread; 0.001. */
  readonly tolerance?: number;
}

/** A trained critic, and the evidence for it. */
export interface Critic {
  /** Σ_i a_i φ(x_i) − Σ_j b_j φ(y_j); length × mass. Below W1 if φ is 1-Lipschitz. */
  readonly value: number;
  /** `value`/`slope`: φ/`slope` is 1-Lipschitz on the two supports, so that this is never above W1. */
  readonly lowerBound: number;
  /** The largest slope of φ between two points of the supports. */
  readonly slope: number;
  /** The product of the kernels' largest singular values: φ is nowhere steeper. 1 with spectral normalisation. */
  readonly lipschitzBound: number;
  /** φ at any point, in double precision. */
  readonly potential: PotentialFunction;
  /** The value as it climbed, in float32. */
  readonly history: readonly CriticRecord[];
  /** Whether the history has levelled out. */
  readonly converged: boolean;
}

/**
 * A critic: a network φ trained to climb Σ_i a_i φ(x_i) − Σ_j b_j φ(y_j) while it is kept 1-Lipschitz, so that its
 * value climbs to W1 with the Euclidean distance (and stays below what {@link kantorovichRubinstein} gives).
 *
 * It is trained on (z − centre)/spread in float32, all points at every step; `spread` is the root mean square
 * distance from the centre. Load a backend first.
 * @param x [n, d]
 * @param y [m, d]
 * @throws TypeError, RangeError for bad points, weights or options
 * @throws NonFiniteLossError if the value is not finite, as with a learning rate too high
 * @see arjovsky:17; {@link LipschitzConstraint} for the two ways
 */
export function trainCritic(x: PointsLike, y: PointsLike, options: CriticOptions): Critic {
  const { from, to, a, b, plan } = naming('trainCritic', () => {
    const [from, to] = twoSamples(x, y, 1);
    const { a, b } = toBalancedWeights(options.a, options.b, [from.shape[0], to.shape[0]]);
    return { from, to, a, b, plan: planOf(options) };
  });
  const mass = total(a);
  const points = pooled(from, to);
  const weights = Float64Array.of(...a, ...b.map(weight => -weight)).map(weight => weight / mass);
  const { centre, spread } = frameOf(points, weights);
  const [count, d] = points.shape;
  const inFrame = points.data.map((c, k) => (c - centre[k % d]!) / spread);
  const { network, history } = climb(
    { points: { data: inFrame, shape: points.shape }, weights, positive: from.shape[0] },
    plan,
  );
  const place = new Float64Array(d);
  const potential: PotentialFunction = z => {
    naming('trainCritic', () => setPoint(place, z));
    const moved = place.map((c, k) => (c - centre[k]!) / spread);
    return spread * evaluateCritic(network, moved);
  };
  const values = Float64Array.from({ length: count }, (_, i) =>
    potential(points.data.subarray(i * d, (i + 1) * d)),
  );
  const value = mass * dot(weights, values);
  const slope = largestSlope(points, values, { kind: 'euclidean' });
  return {
    value,
    lowerBound: slope === 0 ? 0 : value / slope,
    slope,
    lipschitzBound: network.kernels.reduce((product, kernel) => product * spectralNorm(kernel), 1),
    potential,
    history: history.map(record => ({ step: record.step, value: spread * mass * record.value })),
    converged: isLevel(history, options.tolerance ?? 1e-3),
  };
}

/** Centre and root mean square distance from it, 1 if that is 0, by the absolute weights. */
function frameOf(
  { data, shape: [n, d] }: Matrix,
  weights: Float64Array,
): { readonly centre: Float64Array; readonly spread: number } {
  const centre = new Float64Array(d);
  const each = (visit: (value: number, share: number, k: number) => void): void => {
    for (let i = 0; i < n; i++) {
      const share = Math.abs(weights[i]!) / 2;
      for (let k = 0; k < d; k++) visit(data[i * d + k]!, share, k);
    }
  };
  each((value, share, k) => (centre[k]! += share * value));
  let variance = 0;
  each((value, share, k) => (variance += share * (value - centre[k]!) ** 2));
  return { centre, spread: variance > 0 ? Math.sqrt(variance) : 1 };
}

/** Whether the mean of the last tenth of the records is within `tolerance` of that of the tenth before. */
function isLevel(history: readonly CriticRecord[], tolerance: number): boolean {
  const tenth = Math.floor(history.length / 10);
  if (tenth === 0) return false;
  const mean = (records: readonly CriticRecord[]): number =>
    records.reduce((sum, { value }) => sum + value, 0) / records.length;
  return Math.abs(mean(history.slice(-tenth)) - mean(history.slice(-2 * tenth, -tenth))) <= tolerance;
}

function planOf(options: CriticOptions): CriticPlan {
  const { rng, units = [64, 64], steps = 1000, learningRate = 0.01 } = options;
  const { constraint = { kind: 'spectral-norm' }, recordEvery = Math.max(1, Math.floor(steps / 100)) } =
    options;
  const check = (name: string, value: number, fits: boolean, expected: string): void => {
    if (!fits) throw rangeError(`\`${name}\` to be ${expected}, got ${value}`);
  };
  const count = (name: string, value: number, least = 1): void =>
    check(name, value, Number.isInteger(value) && value >= least, `an integer ≥ ${least}`);
  const positive = (name: string, value: number): void =>
    check(name, value, value > 0 && value < Infinity, 'finite and > 0');
  count('steps', steps);
  count('recordEvery', recordEvery);
  positive('learningRate', learningRate);
  if (options.tolerance !== undefined) positive('tolerance', options.tolerance);
  for (const width of units)
    check('units', width, Number.isInteger(width / 2) && width >= 2, 'even numbers ≥ 2');
  const resolved = resolveConstraint(constraint);
  if (resolved.kind === 'gradient-penalty') {
    positive('lambda', resolved.lambda);
    count('segments', resolved.segments);
  } else {
    count('orthonormalSteps', resolved.orthonormalSteps, 0);
  }
  return { rng, units, steps, learningRate, recordEvery, constraint: resolved };
}

function resolveConstraint(constraint: LipschitzConstraint): ResolvedConstraint {
  switch (constraint.kind) {
    case 'gradient-penalty': {
      const { kind, lambda = 10, sides = 'both', segments = 128 } = constraint;
      return { kind, lambda, sides, segments };
    }
    case 'spectral-norm': {
      const { kind, orthonormalSteps = 3 } = constraint;
      return { kind, orthonormalSteps };
    }
    default:
      throw typeError(
        `\`constraint.kind\` to be gradient-penalty or spectral-norm, got ${JSON.stringify(constraint satisfies never)}`,
      );
  }
}
