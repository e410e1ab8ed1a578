import { checkCount, checkPositive, type MatrixLike, naming, rangeError, total } from '../../base/index.js';
import { costRange } from '../entropic/annealing.js';
import { columnSoftmin, rowSoftmin } from '../entropic/softmin.js';
import { type Cost, toCost } from '../geometry/cost.js';
import { lazyPlan } from '../geometry/plan.js';
import { excessOf, type PartialOptions, type PartialTransport, partialWeights } from './partial-transport.js';

/** Measures and mass of an entropic partial problem, and how it is solved. */
export interface EntropicPartialOptions extends PartialOptions {
  /** ε > 0; cost. */
  readonly epsilon: number;
  /** Stop when a round changes the plan by no more than this share of its mass (Σ|·|); default 1e-9. */
  readonly tolerance?: number;
  /** Rounds of updates of f, g and λ; default 10,000. */
  readonly maxIterations?: number | undefined;
}

/** An ε on the way is left after that many rounds, or at that change. */
const COARSE = { rounds: 20, change: 0.1 };

/**
 * Entropic partial transport,
 *
 *     min Σ c Γ + ε KL(Γ ‖ a⊗b/M) over Γ ≥ 0 with Γ1 ≤ a, Γᵀ1 ≤ b, ΣΓ = mass,   M = √(Σa Σb),
 *
 * by turns of f, g and λ, each the best for the others: Γ_ij = a_i b_j/M exp((f_i + g_j + λ − c(i, j))/ε), f ≤ 0, g ≤ 0;
 * `value` is that objective, `gap` it less the dual value Σ a f + Σ b g + λ mass − ε (ΣΓ − M). ε falls by 4 from the spread
 * of the cost.
 *
 * Differs: POT's `entropic_partial_wasserstein` has Σ Γ log Γ, the same plan if all a_i are alike and all b_j.
 * @param cost c [n, m]; Infinity forbids an arc
 * @throws RangeError, TypeError if an option is out of range, or weights or costs are bad
 * @see benamou:15, section 5, whose projections these turns are
 */
export function entropicPartialTransport(
  cost: Cost | MatrixLike,
  { mass, epsilon, tolerance = 1e-9, maxIterations = 10_000, ...given }: EntropicPartialOptions,
): PartialTransport {
  return naming('entropicPartialTransport', () => {
    checkPositive(epsilon, 'epsilon');
    checkCount(maxIterations, 'maxIterations', 1);
    if (!(tolerance >= 0)) throw rangeError(`\`tolerance\` to be ≥ 0, got ${tolerance}`);
    const between = toCost(cost);
    const { a, b } = partialWeights(given, between.shape, mass);
    const { spread, minimum } = costRange(between);
    const problem = { cost: between, a, b, mass };
    const state: State = { f: new Float64Array(a.length), g: new Float64Array(b.length), lambda: minimum };
    let iterations = 0;
    let change = Infinity;
    for (let level = Math.max(spread / 4, epsilon); ; level = Math.max(level / 4, epsilon)) {
      const last = level === epsilon;
      const [enough, rounds] = last ? [tolerance, Infinity] : [COARSE.change, COARSE.rounds];
      change = Infinity;
      for (let k = 0; k < rounds && change > enough && iterations < maxIterations; k++, iterations++) {
        change = round(problem, state, level);
      }
      if (last || iterations === maxIterations) break;
    }
    return result(problem, state, epsilon, { iterations, converged: change <= tolerance });
  });
}

interface Problem {
  readonly cost: Cost;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly mass: number;
}

interface State {
  readonly f: Float64Array;
  readonly g: Float64Array;
  lambda: number;
}

/** Updates f, g and λ; returns Σ |change of the row sums, column sums and mass| as a share of the mass. */
function round({ cost, a, b, mass }: Problem, state: State, epsilon: number): number {
  const [massA, massB] = [total(a), total(b)];
  const [alpha, beta] = [a.map(weight => weight / massA), b.map(weight => weight / massB)];
  const unit = Math.sqrt(massA) * Math.sqrt(massB);
  const [softF, softG] = [new Float64Array(a.length), new Float64Array(b.length)];
  rowSoftmin(cost, state.g, beta, epsilon, softF);
  const rows = answer(state.f, softF, a, state.lambda, epsilon, Math.log(massA / unit));
  columnSoftmin(cost, state.f, alpha, epsilon, softG);
  const columns = answer(state.g, softG, b, state.lambda, epsilon, Math.log(massB / unit));
  const step = Math.log(mass / columns.mass);
  state.lambda += epsilon * step;
  return (rows.change + columns.change) / mass + Math.abs(Math.expm1(step));
}

/** p = min(0, softmin − λ + ε ℓ), at which a sum of the plan is at most its weight. */
function answer(
  p: Float64Array,
  softmin: Float64Array,
  weights: Float64Array,
  lambda: number,
  epsilon: number,
  logShare: number,
): { readonly mass: number; readonly change: number } {
  let [mass, change] = [0, 0];
  for (let i = 0; i < p.length; i++) {
    if (weights[i] === 0) continue;
    const full = softmin[i]! - lambda + epsilon * logShare;
    const next = Math.min(0, full);
    const sum = weights[i]! * Math.exp((next - full) / epsilon);
    mass += sum;
    change += sum * Math.abs(Math.expm1((p[i]! - next) / epsilon));
    p[i] = next;
  }
  return { mass, change };
}

function result(
  { cost, a, b, mass }: Problem,
  { f, g, lambda }: State,
  epsilon: number,
  end: { readonly iterations: number; readonly converged: boolean },
): PartialTransport {
  const unit = Math.sqrt(total(a)) * Math.sqrt(total(b));
  const exponent = (i: number, j: number, c: number): number => (f[i]! + g[j]! + lambda - c) / epsilon;
  const plan = lazyPlan(cost.shape, (i, out) => {
    cost.row(i, out);
    for (let j = 0; j < out.length; j++) {
      const weight = (a[i]! * b[j]!) / unit;
      out[j] = weight === 0 ? 0 : weight * Math.exp(exponent(i, j, out[j]!));
    }
  });
  let [transportCost, entropy, found] = [0, 0, 0];
  plan.forEach((i, j, entry) => {
    const c = cost.at(i, j);
    transportCost += entry * c;
    entropy += entry * exponent(i, j, c);
    found += entry;
  });
  const value = transportCost + epsilon * (entropy - found + unit);
  const weighted = (p: Float64Array, weights: Float64Array): number =>
    p.reduce((sum, entry, i) => sum + weights[i]! * entry, 0);
  const dual = weighted(f, a) + weighted(g, b) + lambda * mass - epsilon * (found - unit);
  return {
    value,
    transportCost,
    plan,
    f,
    g,
    lambda,
    mass: found,
    ...end,
    marginalError: excessOf(plan, a, b, mass),
    gap: value - dual,
    scaleB: 1,
  };
}
