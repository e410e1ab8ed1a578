import { answerTo, damping, type EntropicProblem, type Marginal } from './problem.js';
import { lazyPlan, type Plan } from '../geometry/plan.js';
import { columnMass, rowSums } from '../kernels/softmin.js';
import { columnSoftmin, isNarrow, slackRow, softMaximum } from './softmin.js';
import { total } from '../../base/index.js';

/** What potentials amount to; every figure but the plan is per unit of mass of the problem. */
export interface EntropicEvaluation {
  readonly plan: Plan;
  readonly f: Float64Array;
  readonly g: Float64Array;
  readonly transportCost: number;
  /** ΣΓ */
  readonly mass: number;
  /** The whole objective at the plan. */
  readonly primal: number;
  readonly dual: number;
  /** max(Σ|Γ1 − a|, Σ|Γᵀ1 − b|) */
  readonly marginalError: number;
  /** Σ_j |Γᵀ1_j − b_j exp(−g_j/ρ_b)|: how far g is from its answer to f. */
  readonly optimalityError: number;
}

/** A row of the plan per unit of its α_i and of mass, with log(Γ/(α⊗β)), and the softmin it was made with. */
interface PlanRow {
  readonly softmin: number;
  /** log Σ_j Γ_ij/α_i */
  readonly logDensity: number;
  readonly mass: Float64Array;
  readonly logRatio: Float64Array;
}

interface Tally {
  readonly f: Float64Array;
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  transportCost: number;
  /** Σ Γ log(Γ/(α⊗β)) */
  entropy: number;
  /** ΣΓ − 1 */
  excess: number;
}

/**
 * The plan of g and of f's answer to it, so that its rows fit exactly, and its objective by the definition.
 * @param mass the unit of mass of the problem
 */
export function evaluate(
  problem: EntropicProblem,
  g: Float64Array,
  epsilon: number,
  mass: number,
): EntropicEvaluation {
  const { a, b } = problem;
  const tally = tallyRows(problem, g, epsilon);
  const filled = fillAbsent(problem, tally.f, g, epsilon);
  const entropic = epsilon * (tally.entropy - tally.excess);
  const penaltyA = marginalPenalty(tally.rows, a);
  const penaltyB = marginalPenalty(tally.columns, b);
  const dual = dualTerm(tally.f, a) + dualTerm(filled, b) - epsilon * tally.excess;
  return {
    plan: lazyPlan(problem.cost.shape, planRows(problem, g, epsilon, mass)),
    f: tally.f,
    g: filled,
    transportCost: tally.transportCost,
    mass: total(tally.rows),
    primal: tally.transportCost + entropic + penaltyA + penaltyB,
    dual,
    marginalError: Math.max(deviation(tally.rows, a), deviation(tally.columns, b)),
    optimalityError: deviation(tally.columns, b, filled),
  };
}

function tallyRows(problem: EntropicProblem, g: Float64Array, epsilon: number): Tally {
  const compiled = compiledTally(problem, g, epsilon);
  if (compiled !== undefined) return compiled;
  const { cost, a } = problem;
  const [n, m] = cost.shape;
  const row = new Float64Array(m);
  const writeRow = rowWriter(problem, g, epsilon);
  const [f, rows, columns] = [new Float64Array(n), new Float64Array(n), new Float64Array(m)];
  const tally: Tally = { f, rows, columns, transportCost: 0, entropy: 0, excess: 0 };
  for (let i = 0; i < n; i++) {
    const { softmin, logDensity, mass, logRatio } = writeRow(i);
    f[i] = answerTo(softmin, a, epsilon);
    const weight = a.weights[i]!;
    if (weight === 0) continue;
    cost.row(i, row);
    rows[i] = weight * Math.exp(logDensity);
    tally.excess += weight * Math.expm1(logDensity);
    for (let j = 0; j < m; j++) {
      const entry = weight * mass[j]!;
      if (entry === 0) continue;
      columns[j]! += entry;
      tally.transportCost += entry * row[j]!;
      tally.entropy += entry * logRatio[j]!;
    }
  }
  return tally;
}

/** The tally by the compiled kernels; undefined if they cannot, or if entries of a row are nearly alike. */
function compiledTally({ cost, a, b }: EntropicProblem, g: Float64Array, epsilon: number): Tally | undefined {
  const found = rowSums(cost, g, b.weights, epsilon, { all: true });
  if (found === undefined || found.sum.some(sum => isNarrow(sum, b.weights))) return undefined;
  const { maximum, sum, exponents, paid } = found;
  const kappa = damping(a.penalty, epsilon);
  const rows = new Float64Array(sum.length);
  const f = maximum.map((most, i) => answerTo(-most - epsilon * Math.log(sum[i]!), a, epsilon));
  let [transportCost, entropy, excess] = [0, 0, 0];
  for (let i = 0; i < f.length; i++) {
    const weight = a.weights[i]!;
    if (weight === 0) continue;
    const logSum = Math.log(sum[i]!);
    const logDensity = kappa * a.logMass + (maximum[i]! + epsilon * logSum) / (a.penalty + epsilon);
    const mass = weight * Math.exp(logDensity);
    rows[i] = mass;
    excess += weight * Math.expm1(logDensity);
    transportCost += (mass * paid[i]!) / sum[i]!;
    entropy += mass * (exponents[i]! / sum[i]! + logDensity - logSum);
  }
  const factor = rows.map((mass, i) => mass / sum[i]!);
  const columns = columnMass(cost, { maximum, factor, g, weights: b.weights }, epsilon);
  if (columns === undefined) return undefined;
  columns.forEach((mass, j) => {
    if (mass !== 0) entropy -= mass * Math.log(b.weights[j]!);
  });
  return { f, rows, columns, transportCost, entropy, excess };
}

/** Γ_ij = α_i exp(ℓκ − S_i/(ρ + ε)) · the share of j in the softmin S_i: no potential is divided by a small ε. */
function rowWriter(
  { cost, a, b }: EntropicProblem,
  g: Float64Array,
  epsilon: number,
): (i: number) => PlanRow {
  const m = cost.shape[1];
  const [mass, logRatio] = [new Float64Array(m), new Float64Array(m)];
  const kappa = damping(a.penalty, epsilon);
  return i => {
    slackRow(cost, i, g, logRatio);
    const { value, maximum, logSum } = softMaximum(logRatio, b.weights, epsilon);
    const logDensity = kappa * a.logMass + value / (a.penalty + epsilon);
    for (let j = 0; j < m; j++) {
      const exponent = (logRatio[j]! - maximum) / epsilon - logSum + logDensity;
      const weight = b.weights[j]!;
      logRatio[j] = exponent;
      mass[j] = weight === 0 ? 0 : weight * Math.exp(exponent);
    }
    return { softmin: -value, logDensity, mass, logRatio };
  };
}

function planRows(
  problem: EntropicProblem,
  g: Float64Array,
  epsilon: number,
  unit: number,
): (i: number, out: Float64Array) => void {
  const kept = g.slice();
  return (i, out) => {
    const scale = unit * problem.a.weights[i]!;
    if (scale === 0) {
      out.fill(0);
      return;
    }
    const { mass } = rowWriter(problem, kept, epsilon)(i);
    for (let j = 0; j < out.length; j++) out[j] = scale * mass[j]!;
  };
}

/** g, and at points of weight 0 its answer to f. */
function fillAbsent(
  { cost, a, b }: EntropicProblem,
  f: Float64Array,
  g: Float64Array,
  epsilon: number,
): Float64Array {
  const filled = g.slice();
  if (b.weights.every(weight => weight > 0)) return filled;
  const softmin = new Float64Array(g.length);
  columnSoftmin(cost, f, a.weights, epsilon, softmin);
  return filled.map((entry, j) => (b.weights[j] === 0 ? answerTo(softmin[j]!, b, epsilon) : entry));
}

/** ρ KL(r ‖ e^ℓ α), 0 if the marginal is fixed. */
function marginalPenalty(mass: Float64Array, { weights, penalty, logMass }: Marginal): number {
  if (penalty === Infinity) return 0;
  let sum = 0;
  for (let i = 0; i < mass.length; i++) {
    const [found, wanted] = [mass[i]!, Math.exp(logMass) * weights[i]!];
    sum += (found === 0 ? 0 : found * Math.log(found / wanted)) - found + wanted;
  }
  return penalty * sum;
}

/** Σ_i e^ℓ α_i ρ (1 − exp(−f_i/ρ)); e^ℓ Σ α f if the marginal is fixed. */
function dualTerm(f: Float64Array, { weights, penalty, logMass }: Marginal): number {
  let sum = 0;
  for (let i = 0; i < f.length; i++) {
    const weight = weights[i]!;
    const potential = f[i]!;
    if (weight !== 0) {
      sum += weight * (penalty === Infinity ? potential : -penalty * Math.expm1(-potential / penalty));
    }
  }
  return Math.exp(logMass) * sum;
}

/** Σ_i |r_i − e^ℓ α_i exp(−f_i/ρ)|, with f = 0 if it is left out. */
function deviation(mass: Float64Array, { weights, penalty, logMass }: Marginal, f?: Float64Array): number {
  const scale = Math.exp(logMass);
  return total(
    mass.map((found, i) => {
      const weight = weights[i]!;
      const answer = f === undefined || weight === 0 ? 1 : Math.exp(-f[i]! / penalty);
      return Math.abs(found - scale * weight * answer);
    }),
  );
}
