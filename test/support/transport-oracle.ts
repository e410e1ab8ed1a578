import { type Cost, type GroundCost, matrixCost, pointCost } from '../../lib/ot/geometry/cost.js';
import type { Matrix } from '../../lib/base/matrix.js';
import { readFixture } from './fixture.js';

/** An entropic problem's numbers; all are at the problem's own scale and mass. */
export interface EntropicOracle {
  readonly epsilon: number;
  readonly value: number;
  readonly transportCost: number;
  /** The Sinkhorn divergence. */
  readonly divergence?: number;
}

/** An unbalanced problem's numbers; a has mass 1 and b `massB`. */
export interface UnbalancedOracle {
  readonly epsilon: number;
  readonly rho: number;
  readonly massB: number;
  readonly value: number;
  readonly transportCost: number;
  /** The plan's mass. */
  readonly moved: number;
}

/** A transport problem as `test/fixtures/transport.py` wrote it. */
export interface TransportOracle {
  readonly name: string;
  readonly kind: 'squared-euclidean' | 'euclidean' | 'cityblock' | 'discrete' | 'power' | 'matrix';
  readonly n: number;
  readonly m: number;
  readonly d?: number;
  readonly p?: number;
  readonly scale: number;
  readonly mass: number;
  readonly x?: readonly number[];
  readonly y?: readonly number[];
  readonly entries?: readonly number[];
  readonly a?: readonly number[];
  readonly b?: readonly number[];
  readonly value: number;
  readonly entropic?: readonly EntropicOracle[];
  readonly unbalanced?: readonly UnbalancedOracle[];
}

interface LineOracle {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly scale: number;
  readonly a?: readonly number[];
  readonly b?: readonly number[];
  /** W_pᵖ by p. */
  readonly values: Readonly<Record<string, number>>;
  /** The energy distance's square. */
  readonly energy: number;
}

interface PointsOracle {
  readonly n: number;
  readonly m: number;
  readonly d: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly a?: readonly number[];
  readonly b?: readonly number[];
}

interface SlicedOracle extends PointsOracle {
  readonly p: number;
  readonly directions: readonly number[];
  readonly value: number;
  readonly largest: number;
}

interface GaussianOracle {
  readonly name: string;
  readonly d: number;
  readonly scale: number;
  readonly meanX: readonly number[];
  readonly meanY: readonly number[];
  readonly covarianceX: readonly number[];
  readonly covarianceY: readonly number[];
  readonly value: number;
  /** The linear part of the optimal map. */
  readonly linear?: readonly number[];
}

interface GaussianBarycentreOracle {
  readonly k: number;
  readonly d: number;
  readonly means: readonly number[];
  readonly covariances: readonly number[];
  readonly weights: readonly number[];
  readonly mean: readonly number[];
  readonly covariance: readonly number[];
}

interface BarycentreOracle {
  readonly n: number;
  readonly k: number;
  readonly d: number;
  readonly kind: 'squared-euclidean' | 'euclidean' | 'cityblock';
  readonly support: readonly number[];
  readonly measures: readonly number[];
  readonly weights: readonly number[];
  /** The least Σ_k λ_k W(a_k, b). */
  readonly value: number;
  readonly epsilon: number;
  /** The entropic barycentre. */
  readonly blurred: readonly number[];
  /** The debiased one, where POT's iteration ends. */
  readonly debiased?: readonly number[];
}

interface LineBarycentreOracle {
  readonly points: readonly (readonly number[])[];
  readonly masses: readonly (readonly number[])[];
  readonly weights: readonly number[];
  /** The least Σ_k λ_k W₂²(a_k, b). */
  readonly value: number;
}

interface FreeSupportBarycentreOracle {
  readonly n: number;
  readonly d: number;
  readonly measures: readonly (readonly number[])[];
  readonly masses: readonly (readonly number[])[];
  readonly weights: readonly number[];
  readonly start: readonly number[];
  readonly points: readonly number[];
  readonly value: number;
}

type KernelName = 'energy' | 'rbf' | 'laplace' | 'imq';

interface KernelOracle extends PointsOracle {
  readonly biased: Readonly<Record<KernelName, number>>;
  readonly unbiased: Readonly<Record<KernelName, number>>;
}

/** What POT and SciPy computed. */
export interface OptimalTransportOracle {
  readonly problems: readonly TransportOracle[];
  readonly line: readonly LineOracle[];
  readonly sliced: readonly SlicedOracle[];
  readonly gaussian: readonly GaussianOracle[];
  readonly gaussianBarycentres: readonly GaussianBarycentreOracle[];
  readonly barycentres: readonly BarycentreOracle[];
  readonly lineBarycentres: readonly LineBarycentreOracle[];
  readonly freeSupportBarycentres: readonly FreeSupportBarycentreOracle[];
  readonly kernels: readonly KernelOracle[];
}

export const oracle: OptimalTransportOracle = readFixture('transport') as OptimalTransportOracle;

/** Numbers, row by row, as a matrix; each times `scale`. */
export function matrixOf(
  numbers: readonly number[],
  shape: readonly [number, number],
  scale: number = 1,
): Matrix {
  return { data: Float64Array.from(numbers, value => scale * value), shape };
}

/** Parts `k` of `count` equal ones. */
export function part(numbers: readonly number[], k: number, count: number): readonly number[] {
  const length = numbers.length / count;
  return numbers.slice(k * length, (k + 1) * length);
}

/** mass · w / Σw; `n` equal weights where none are given. */
export function weightsOf(w: readonly number[] | undefined, n: number, mass: number = 1): Float64Array {
  if (w === undefined) return new Float64Array(n).fill(mass / n);
  const sum = w.reduce((total, weight) => total + weight, 0);
  return Float64Array.from(w, weight => (mass * weight) / sum);
}

/** The supports of a problem that has points. */
export function pointsOf({ x = [], y = [], n, m, d = 0, scale }: TransportOracle): readonly [Matrix, Matrix] {
  return [matrixOf(x, [n, d], scale), matrixOf(y, [m, d], scale)];
}

/** The cost between the points of a problem that has points. */
export function groundOf({ kind, p = 1 }: TransportOracle): GroundCost {
  if (kind === 'matrix') throw new TypeError('groundOf: a matrix has no points');
  return kind === 'power' ? { kind, p } : { kind };
}

/** The cost of any problem. */
export function costOf(problem: TransportOracle): Cost {
  if (problem.kind === 'matrix') {
    return matrixCost(matrixOf(problem.entries ?? [], [problem.n, problem.m], problem.scale));
  }
  return pointCost(...pointsOf(problem), groundOf(problem));
}

/** max |c(i, j)|. */
export function costScale({ shape: [n, m], at }: Cost): number {
  let largest = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) largest = Math.max(largest, Math.abs(at(i, j)));
  return largest;
}
