import {
  checkCount,
  checkNotNegative,
  checkPositive,
  type MatrixLike,
  naming,
  rangeError,
  type Rng,
  total,
  type VectorLike,
} from '../../base/index.js';
import { type Cost, toCost } from '../geometry/cost.js';
import { lazyPlan, type Plan } from '../geometry/plan.js';
import { toBalancedWeights } from '../geometry/weights.js';
import { projectFactors } from './low-rank-projection.js';

/** Options of {@link lowRankSinkhorn}. */
export interface LowRankOptions {
  /** r, the most nonnegative rank of the plan, from 1 to min(n, m). */
  readonly rank: number;
  /** Where the factors start from. */
  readonly rng: Rng;
  /** ε ≥ 0 of the entropy of the three factors; cost; default 0. */
  readonly epsilon?: number;
  /** The first step of the mirror descent, over the largest gradient; default 10. */
  readonly step?: number;
  /** Weights of the rows, [n], mass; 1/n each by default. */
  readonly a?: VectorLike;
  /** Weights of the columns, [m], mass, of the same total; 1/m each by default. */
  readonly b?: VectorLike;
  /** Iterations at most; default 2,000. */
  readonly maxIterations?: number;
  /** Converged when an iteration moves no more than this share of the mass of the factors; default 1e-7. */
  readonly tolerance?: number;
}

/** A plan of low rank, and the evidence for it. */
export interface LowRankTransport {
  /** Σ c Γ; cost × mass. */
  readonly value: number;
  /** Γ = Q diag(1/g) Rᵀ, computed when it is asked for. */
  readonly plan: Plan;
  /** Q [n, r], row by row: rows sum to a, columns to g; mass. */
  readonly q: Float64Array;
  /** R [m, r]: rows sum to b, columns to g; mass. */
  readonly r: Float64Array;
  /** [r], mass */
  readonly g: Float64Array;
  /** Whether the iteration came to rest, at a plan whose marginals fit to 1e-9: the problem is not convex. */
  readonly converged: boolean;
  readonly iterations: number;
  /** max(Σ|Γ1 − a|, Σ|Γᵀ1 − b|); mass. */
  readonly marginalError: number;
}

/**
 * Transport by plans of low rank, min Σ c Γ − ε (H(Q) + H(R) + H(g)) over Γ = Q diag(1/g) Rᵀ with Q1 = a, R1 = b and
 * Qᵀ1 = Rᵀ1 = g, by mirror descent in the three factors, whose steps are projected by Dykstra's algorithm.
 *
 * An iteration costs two products of c with r columns. Not convex: it starts from random factors near a⊗g and b⊗g, and
 * comes to a stationary plan. A plan whose marginals fit is never below the optimum of all plans.
 * @param cost c [n, m]
 * @throws TypeError, RangeError if weights or costs are bad, or an option is out of range
 * @see scetbon:21, algorithms 2 and 3
 */
export function lowRankSinkhorn(cost: Cost | MatrixLike, options: LowRankOptions): LowRankTransport {
  return naming('lowRankSinkhorn', () => {
    const { rank, rng, epsilon = 0, step = 10, maxIterations = 2000, tolerance = 1e-7 } = options;
    const between = toCost(cost);
    const [n, m] = between.shape;
    checkCount(rank, 'rank', 1);
    if (rank > Math.min(n, m)) {
      throw rangeError(`\`rank\` to be at most ${Math.min(n, m)}, as the cost is [${n}, ${m}], got ${rank}`);
    }
    checkNotNegative(epsilon, 'epsilon');
    checkPositive(step, 'step');
    checkCount(maxIterations, 'maxIterations', 1);
    checkNotNegative(tolerance, 'tolerance');
    const weights = toBalancedWeights(options.a, options.b, between.shape);
    const mass = total(weights.a);
    const [a, b] = [weights.a.map(w => w / mass), weights.b.map(w => w / mass)];
    let factors = projectFactors(startingKernels(a, b, rank, rng), a, b, ROUNDS);
    let [iterations, moved] = [0, Infinity];
    while (iterations < maxIterations && !(moved <= tolerance)) {
      const next = projectFactors(descend(between, factors, { epsilon, step }), a, b, ROUNDS);
      moved = distance(next.q, factors.q) + distance(next.r, factors.r) + distance(next.g, factors.g);
      factors = next;
      iterations++;
    }
    const found = projectFactors(factors, a, b, 50 * ROUNDS);
    return resultOf(between, found, a, b, mass, { iterations, converged: moved <= tolerance });
  });
}

/** Rounds of Dykstra's algorithm for a step; the last one may take 50 times as many. */
const ROUNDS = 100;

/** How far marginals of a plan that has converged may be off, as a share of the mass. */
const MARGINALS = 1e-9;

/** Q [n, r], R [m, r] and g [r], of total 1. */
export interface Factors {
  readonly q: Float64Array;
  readonly r: Float64Array;
  readonly g: Float64Array;
}

/** a⊗g and b⊗g, g uniform, with factors from 0.5 to 1.5. */
function startingKernels(a: Float64Array, b: Float64Array, rank: number, rng: Rng): Factors {
  const near = (weights: Float64Array): Float64Array =>
    Float64Array.from(
      { length: weights.length * rank },
      (_, k) => (weights[Math.floor(k / rank)]! / rank) * rng.between(0.5, 1.5),
    );
  return { q: near(a), r: near(b), g: new Float64Array(rank).fill(1 / rank) };
}

/** The factors times exp(−γ ∇), γ the step over the largest derivative. */
function descend(
  cost: Cost,
  { q, r, g }: Factors,
  { epsilon, step }: { readonly epsilon: number; readonly step: number },
): Factors {
  const rank = g.length;
  const { ofQ, ofR } = gradients(cost, { q, r, g });
  const ofG = new Float64Array(rank);
  // ∂/∂g_k = −(Qᵀ c R)_kk / g_k²; ∂/∂Q = c R diag(1/g).
  for (let at = 0; at < q.length; at++) ofG[at % rank]! -= q[at]! * ofQ[at]!;
  for (let k = 0; k < rank; k++) ofG[k]! /= g[k]!;
  const entropic = (gradient: Float64Array, factor: Float64Array): Float64Array =>
    gradient.map((entry, k) => entry + (factor[k]! > 0 ? epsilon * Math.log(factor[k]!) : 0));
  const all = [entropic(ofQ, q), entropic(ofR, r), entropic(ofG, g)] as const;
  const largest = Math.max(
    ...all.map(side => side.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0)),
  );
  // Longer steps than 1/ε make the entropy's own part swing.
  const gamma = largest === 0 ? 0 : Math.min(step / largest, epsilon > 0 ? 1 / epsilon : Infinity);
  const moved = (factor: Float64Array, gradient: Float64Array): Float64Array =>
    factor.map((entry, k) => entry * Math.exp(-gamma * gradient[k]!));
  return { q: moved(q, all[0]), r: moved(r, all[1]), g: moved(g, all[2]) };
}

/** c R diag(1/g) [n, r] and cᵀ Q diag(1/g) [m, r]. */
function gradients(
  cost: Cost,
  { q, r, g }: Factors,
): { readonly ofQ: Float64Array; readonly ofR: Float64Array } {
  const [n, m] = cost.shape;
  const rank = g.length;
  const [ofQ, ofR, row] = [new Float64Array(n * rank), new Float64Array(m * rank), new Float64Array(m)];
  for (let i = 0; i < n; i++) {
    cost.row(i, row);
    for (let j = 0; j < m; j++) {
      const entry = row[j]!;
      for (let k = 0; k < rank; k++) {
        ofQ[i * rank + k]! += entry * r[j * rank + k]!;
        ofR[j * rank + k]! += entry * q[i * rank + k]!;
      }
    }
  }
  for (const side of [ofQ, ofR]) for (let at = 0; at < side.length; at++) side[at]! /= g[at % rank]!;
  return { ofQ, ofR };
}

function distance(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += Math.abs(x[k]! - y[k]!);
  return sum;
}

function resultOf(
  cost: Cost,
  factors: Factors,
  a: Float64Array,
  b: Float64Array,
  mass: number,
  found: { readonly iterations: number; readonly converged: boolean },
): LowRankTransport {
  const [q, r, g] = [factors.q, factors.r, factors.g].map(side => side.map(entry => mass * entry)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const rank = g.length;
  const plan = lazyPlan(cost.shape, (i, out) => {
    out.fill(0);
    for (let j = 0; j < out.length; j++) {
      for (let k = 0; k < rank; k++) out[j]! += (q[i * rank + k]! * r[j * rank + k]!) / g[k]!;
    }
  });
  const { ofQ } = gradients(cost, factors);
  const value = mass * factors.q.reduce((sum, entry, at) => sum + entry * ofQ[at]!, 0);
  const [rows, columns] = [a.map(w => -mass * w), b.map(w => -mass * w)];
  plan.forEach((i, j, entry) => {
    rows[i]! += entry;
    columns[j]! += entry;
  });
  const off = [rows, columns].map(side => side.reduce((sum, entry) => sum + Math.abs(entry), 0));
  const marginalError = Math.max(...off);
  const converged = found.converged && marginalError <= MARGINALS * mass;
  return { value, plan, q, r, g, iterations: found.iterations, converged, marginalError };
}
