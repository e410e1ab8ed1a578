import type { Stepper } from './annealing.js';
import { answerTo, damping, type EntropicProblem, kernelServes, type Marginal } from './problem.js';
import { newton } from './newton.js';
import { emptyKernel, fillKernel, inRange, type ScalingKernel, sweep } from './scaling-kernel.js';
import { columnSoftmin, rowSoftmin, softMaximum } from './softmin.js';

/** f [n] and g [m]; cost. */
export interface Potentials {
  readonly f: Float64Array;
  readonly g: Float64Array;
}

interface Scalings {
  readonly kernel: ScalingKernel;
  u: Float64Array;
  v: Float64Array;
  nextU: Float64Array;
  nextV: Float64Array;
  /** b v [m] */
  readonly weighted: Float64Array;
}

/** Where an iteration begins if nothing is known: f = min c, g = 0. */
function coldStart({ cost: { shape }, minimum }: EntropicProblem): Potentials {
  return { f: new Float64Array(shape[0]).fill(minimum), g: new Float64Array(shape[1]) };
}

/**
 * Sinkhorn's iteration: f answers the softmin of c − g, then g that of c − f; if a marginal is penalised, then
 * f + λ and g − λ with the best λ.
 *
 * The error of (f, g) is Σ_i α_i |exp((f_i − f'_i)/ε) − 1| with f' the answer to g; for a fixed marginal that is
 * Σ|Γ1 − a| over the mass. Γᵀ1 fits exactly.
 * @param start is copied
 */
export function sinkhornStepper(
  problem: EntropicProblem,
  start?: Potentials,
): Stepper & { readonly potentials: Potentials } {
  const potentials = start === undefined ? coldStart(problem) : { f: start.f.slice(), g: start.g.slice() };
  let scalings: Scalings | undefined;
  return {
    potentials,
    plainStep: epsilon => plainStep(problem, potentials, epsilon),
    renewKernel: epsilon => {
      if (!kernelServes(problem, epsilon)) return false;
      scalings ??= emptyScalings(problem.cost.shape);
      renew(problem, potentials, epsilon, scalings);
      return true;
    },
    scaledStep: epsilon =>
      scalings === undefined ? NaN : scaledStep(problem, potentials, epsilon, scalings),
    absorb: epsilon => {
      if (scalings !== undefined) absorb(potentials, epsilon, scalings);
    },
    ...(problem.a.penalty < Infinity || problem.b.penalty < Infinity
      ? {}
      : { newton: (epsilon, limits) => newton(problem, potentials.g, epsilon, limits) }),
  };
}

function plainStep(problem: EntropicProblem, { f, g }: Potentials, epsilon: number): number {
  const { cost, a, b } = problem;
  const softmin = new Float64Array(f.length);
  rowSoftmin(cost, g, b.weights, epsilon, softmin);
  let error = 0;
  for (let i = 0; i < f.length; i++) {
    const next = answerTo(softmin[i]!, a, epsilon);
    const weight = a.weights[i]!;
    if (weight !== 0) error += weight * Math.abs(Math.expm1((f[i]! - next) / epsilon));
    f[i] = next;
  }
  columnSoftmin(cost, f, a.weights, epsilon, g);
  for (let j = 0; j < g.length; j++) g[j] = answerTo(g[j]!, b, epsilon);
  translate(problem, { f, g }, { f, g });
  return error;
}

function scaledStep(
  { a, b, ...problem }: EntropicProblem,
  potentials: Potentials,
  epsilon: number,
  scalings: Scalings,
): number {
  const { kernel, u, v, nextU, nextV, weighted } = scalings;
  for (let j = 0; j < v.length; j++) weighted[j] = b.weights[j]! * v[j]!;
  const [answerU, answerV] = [
    scalingAnswer(a, potentials.f, epsilon),
    scalingAnswer(b, potentials.g, epsilon),
  ];
  let [error, kept] = [0, true];
  const answer = (i: number, sum: number): number => {
    const weight = a.weights[i] ?? 0;
    if (weight === 0) return 0;
    const next = answerU(i, sum);
    kept &&= inRange(next);
    error += weight * Math.abs(u[i]! / next - 1);
    nextU[i] = next;
    return weight * next;
  };
  sweep(kernel, weighted, answer, nextV);
  for (let j = 0; j < nextV.length; j++) {
    nextV[j] = b.weights[j] === 0 ? 1 : answerV(j, nextV[j]!);
    kept &&= inRange(nextV[j]!);
  }
  if (!kept) return NaN;
  [scalings.u, scalings.nextU, scalings.v, scalings.nextV] = [nextU, u, nextV, v];
  if (a.penalty < Infinity || b.penalty < Infinity) {
    translate({ a, b, ...problem }, moved(potentials, epsilon, scalings), potentials);
  }
  return error;
}

/** The scaling that answers Σ_j K_ij β_j v_j: exp((f' − f)/ε) with f' the answer to the softmin, f as absorbed. */
function scalingAnswer(
  { penalty, logMass }: Marginal,
  absorbed: Float64Array,
  epsilon: number,
): (i: number, sum: number) => number {
  if (penalty === Infinity && logMass === 0) return (_, sum) => 1 / sum;
  const kappa = damping(penalty, epsilon);
  return (i, sum) => Math.exp(kappa * (logMass - Math.log(sum)) - absorbed[i]! / (penalty + epsilon));
}

/**
 * Adds λ to f and takes it from g, the λ at which the dual value is largest: exp(ℓa) Σ α exp(−(f + λ)/ρ_a) =
 * exp(ℓb) Σ β exp(−(g − λ)/ρ_b). Nothing changes if both marginals are fixed.
 * @see sejourne:22, translation invariance
 */
function translate({ a, b }: EntropicProblem, at: Potentials, { f, g }: Potentials): void {
  const steepness = 1 / a.penalty + 1 / b.penalty;
  if (steepness === 0) return;
  const lambda = (logPenalisedMass(at.f, a) - logPenalisedMass(at.g, b)) / steepness;
  for (let i = 0; i < f.length; i++) f[i]! += lambda;
  for (let j = 0; j < g.length; j++) g[j]! -= lambda;
}

/** log Σ_i e^ℓ α_i exp(−f_i/ρ) */
function logPenalisedMass(f: Float64Array, { weights, penalty, logMass }: Marginal): number {
  if (penalty === Infinity) return logMass;
  const negated = f.map(entry => -entry);
  return logMass + softMaximum(negated, weights, penalty).value / penalty;
}

function emptyScalings(shape: readonly [number, number]): Scalings {
  const [n, m] = shape;
  const [u, nextU] = [new Float64Array(n), new Float64Array(n).fill(1)];
  const [v, nextV, weighted] = [new Float64Array(m), new Float64Array(m), new Float64Array(m)];
  return { kernel: emptyKernel(shape), u, v, nextU, nextV, weighted };
}

function renew({ cost }: EntropicProblem, { f, g }: Potentials, epsilon: number, scalings: Scalings): void {
  fillKernel(scalings.kernel, cost, f, g, epsilon);
  scalings.u.fill(1);
  scalings.v.fill(1);
}

/** f + ε log u and g + ε log v */
function moved({ f, g }: Potentials, epsilon: number, { u, v }: Scalings): Potentials {
  return {
    f: f.map((entry, i) => entry + epsilon * Math.log(u[i]!)),
    g: g.map((entry, j) => entry + epsilon * Math.log(v[j]!)),
  };
}

function absorb(potentials: Potentials, epsilon: number, scalings: Scalings): void {
  const { f, g } = moved(potentials, epsilon, scalings);
  potentials.f.set(f);
  potentials.g.set(g);
  scalings.u.fill(1);
  scalings.v.fill(1);
}
