import { checkCount, checkNotNegative, checkPositive, naming, type VectorLike } from '../../base/index.js';
import { type TensorCost, toMultiMarginal } from './tensor-cost.js';

/** Options of {@link entropicMultiMarginal}. */
export interface EntropicMultiMarginalOptions {
  /** ε > 0; cost. */
  readonly epsilon: number;
  /** Of each measure [n_k], mass, of one total; 1/n_k each by default. */
  readonly weights?: readonly (VectorLike | undefined)[];
  /** Rounds over all measures at most; default 10,000. */
  readonly maxIterations?: number;
  /** Converged when no marginal is off by more than this share of the mass; default 1e-9. */
  readonly tolerance?: number;
}

/** An entropic plan of several measures, and the evidence for it. */
export interface EntropicMultiMarginal {
  /** Σ c Γ + ε KL(Γ ‖ ⊗_k w_k), masses scaled to 1 in the entropy; cost × mass. */
  readonly value: number;
  /** Σ c Γ; cost × mass. */
  readonly transportCost: number;
  /** Γ as the cost is stored; mass. */
  readonly plan: TensorCost;
  /** Of each measure, [n_k]; cost. */
  readonly potentials: readonly Float64Array[];
  readonly converged: boolean;
  readonly iterations: number;
  /** max_k Σ_i |marginal_k − w_k|; mass. */
  readonly marginalError: number;
}

/**
 * Entropic transport between K measures at once: min Σ c Γ + ε KL(Γ ‖ ⊗_k w_k) over Γ with the weights as marginals, by
 * Sinkhorn's iteration on logarithms, one measure after the other; for small problems, as all Π n_k entries are kept.
 *
 * Γ = ⊗_k w_k · exp((Σ_k f_k(i_k) − c)/ε) for totals of 1; other totals scale the result.
 * @param cost [n_1, …, n_K]
 * @throws TypeError, RangeError like `multiMarginal`, and if ε ≤ 0
 * @see benamou:15, section 4; peyre-cuturi:19, section 10.1
 */
export function entropicMultiMarginal(
  cost: TensorCost,
  options: EntropicMultiMarginalOptions,
): EntropicMultiMarginal {
  const { epsilon, maxIterations = 10_000, tolerance = 1e-9 } = options;
  const { weights } = naming('entropicMultiMarginal', () => {
    checkPositive(epsilon, 'epsilon');
    checkCount(maxIterations, 'maxIterations', 1);
    checkNotNegative(tolerance, 'tolerance');
    return toMultiMarginal(cost, options.weights);
  });
  const mass = weights[0]!.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map(own => own.map(weight => weight / mass));
  const logs = shares.map(own => own.map(Math.log));
  const exponents = cost.data.map(entry => -entry / epsilon);
  addAll(exponents, cost.shape, logs, 1);
  // exponents = log Γ from here on.
  const potentials = cost.shape.map(n => new Float64Array(n));
  let [iterations, error] = [0, Infinity];
  while (iterations < maxIterations && !(error <= tolerance)) {
    error = 0;
    for (const [k, own] of shares.entries()) {
      const marginal = logMarginal(exponents, cost.shape, k);
      const change = marginal.map((log, i) => (own[i] === 0 ? 0 : logs[k]![i]! - log));
      for (const [i, share] of own.entries()) {
        error += Math.abs(Math.exp(marginal[i]!) - share);
        potentials[k]![i]! += epsilon * change[i]!;
      }
      addAlong(exponents, cost.shape, k, change, 1);
    }
    iterations++;
  }
  return resultOf(cost, exponents, { shares, potentials, mass, tolerance, iterations });
}

function resultOf(
  cost: TensorCost,
  exponents: Float64Array,
  found: {
    readonly shares: readonly Float64Array[];
    readonly potentials: readonly Float64Array[];
    readonly mass: number;
    readonly tolerance: number;
    readonly iterations: number;
  },
): EntropicMultiMarginal {
  const { shares, potentials, mass, tolerance, iterations } = found;
  const plan = exponents.map(Math.exp);
  const transportCost = plan.reduce((sum, entry, at) => sum + entry * cost.data[at]!, 0);
  let [dual, marginalError] = [0, 0];
  for (const [k, own] of shares.entries()) {
    let off = 0;
    const marginal = logMarginal(exponents, cost.shape, k);
    for (const [i, share] of own.entries()) {
      const reached = Math.exp(marginal[i]!);
      off += Math.abs(reached - share);
      // Σ Γ (log(Γ/⊗w)) ε + Σ c Γ = Σ_k Σ f_k of the plan's own marginals.
      if (share > 0) dual += reached * potentials[k]![i]!;
    }
    marginalError = Math.max(marginalError, off);
  }
  return {
    value: mass * dual,
    transportCost: mass * transportCost,
    plan: { data: plan.map(entry => mass * entry), shape: cost.shape },
    potentials,
    converged: marginalError <= tolerance,
    iterations,
    marginalError: mass * marginalError,
  };
}

/** Entries between two of the same index before axis k, and how many indices there are before it. */
function strideOf(shape: readonly number[], k: number): number {
  return shape.slice(k + 1).reduce((product, n) => product * n, 1);
}

function addAll(
  data: Float64Array,
  shape: readonly number[],
  along: readonly Float64Array[],
  sign: number,
): void {
  for (const [k, values] of along.entries()) addAlong(data, shape, k, values, sign);
}

/** data[…, i_k, …] += sign · values[i_k]. */
function addAlong(
  data: Float64Array,
  shape: readonly number[],
  k: number,
  values: Float64Array,
  sign: number,
): void {
  const [stride, n] = [strideOf(shape, k), shape[k]!];
  for (let at = 0; at < data.length; at++) {
    data[at]! += sign * values[Math.floor(at / stride) % n]!;
  }
}

/** log of the sums over all axes but k. */
function logMarginal(exponents: Float64Array, shape: readonly number[], k: number): Float64Array {
  const [stride, n] = [strideOf(shape, k), shape[k]!];
  const largest = new Float64Array(n).fill(-Infinity);
  for (let at = 0; at < exponents.length; at++) {
    const i = Math.floor(at / stride) % n;
    if (exponents[at]! > largest[i]!) largest[i] = exponents[at]!;
  }
  const sums = new Float64Array(n);
  for (let at = 0; at < exponents.length; at++) {
    const i = Math.floor(at / stride) % n;
    if (largest[i]! > -Infinity) sums[i]! += Math.exp(exponents[at]! - largest[i]!);
  }
  return sums.map((sum, i) => largest[i]! + Math.log(sum));
}
