import { checkNotNegative, type Matrix, naming } from '../base/index.js';
import { networkSimplex, type SparsePlan, type Transport } from '../ot/index.js';
import { aggregatedPosterior, type FiniteWorld, reconstructionCosts } from './finite-world.js';
import { type Equation, linearProgram } from './linear-program.js';
import { descendMmdEncoder } from './mmd-encoder.js';

/** How far the codes are from the prior, in the relaxed objective. */
export type CodeDivergence =
  /** ½ Σ_z |q_Z(z) − p_Z(z)| */
  | { readonly kind: 'total-variation' }
  /** Σ_z Σ_z' (q_Z − p_Z)(z) k(z, z') (q_Z − p_Z)(z'); the kernel's matrix [k, k] is positive semidefinite. */
  | { readonly kind: 'mmd'; readonly kernel: Matrix };

/** The best encoder, and what it costs. */
export interface EncoderSolution {
  /** The objective: the reconstruction cost and, if it is relaxed, λ·D(q_Z, p_Z). */
  readonly value: number;
  /** Σ_x p_X(x) Σ_z q(z | x) Σ_y p(y | z) c(x, y) */
  readonly reconstruction: number;
  /** D(q_Z, p_Z), 0 if q_Z = p_Z is asked for. */
  readonly divergence: number;
  /** q(z_l | x_i), [n, k] */
  readonly encoder: Matrix;
  /** `value` − a lower bound of the minimum, which duality gives; ≥ 0 but for rounding. */
  readonly gap: number;
}

/**
 * The constrained problem in the encoder's own variables, a linear program of n·k unknowns:
 *
 *     min Σ_x p_X(x) Σ_z q(z | x) Σ_y p(y | z) c(x, y)   over q ≥ 0, Σ_z q(z | x) = 1, Σ_x p_X(x) q(z | x) = p_Z(z).
 *
 * With a deterministic decoder its value is W_c(P_X, P_G); with a random one it is an upper bound.
 * @see tolstikhin:18, Theorem 1; bousquet:17, for random decoders
 */
export async function bestMatchingEncoder(world: FiniteWorld): Promise<EncoderSolution> {
  const [n, k] = [world.dataWeights.length, world.priorWeights.length];
  const equations = [...rowSums(n, k), ...posteriorEquations(world, world.priorWeights)];
  const { x, gap } = await linearProgram({ cost: encoderCosts(world), equations });
  return encoderSolution(world, { x, gap });
}

/**
 * The relaxed problem: the least reconstruction cost + λ·D(q_Z, p_Z) over all encoders.
 *
 * With the total variation it is a linear program (|q_Z − p_Z| = u + v with q_Z − p_Z = u − v), with the MMD a quadratic
 * one over a product of simplices, see `descendMmdEncoder`.
 * @param lambda λ ≥ 0; cost
 * @throws RangeError if λ is negative or not finite, or the kernel's matrix is not [k, k]
 * @see tolstikhin:18, equation 4
 */
export async function bestRelaxedEncoder(
  world: FiniteWorld,
  divergence: CodeDivergence,
  lambda: number,
): Promise<EncoderSolution> {
  naming('bestRelaxedEncoder', () => checkNotNegative(lambda, 'lambda'));
  const { dataWeights, priorWeights } = world;
  const [n, k] = [dataWeights.length, priorWeights.length];
  switch (divergence.kind) {
    case 'total-variation': {
      const cost = Float64Array.of(...encoderCosts(world), ...new Float64Array(2 * k).fill(lambda / 2));
      const posterior = posteriorEquations(world, priorWeights, l => [
        [n * k + l, -1],
        [n * k + k + l, 1],
      ]);
      const { x, gap } = await linearProgram({ cost, equations: [...rowSums(n, k), ...posterior] });
      return encoderSolution(world, { x, gap }, divergence, lambda);
    }
    case 'mmd': {
      const kernel = checkKernel(divergence.kernel, k);
      const costs = reconstructionCosts(world);
      const { encoder, gap } = descendMmdEncoder({ costs, dataWeights, priorWeights, kernel, lambda });
      return encoderSolution(world, { x: encoder.data, gap }, divergence, lambda);
    }
    default:
      throw new TypeError(
        `bestRelaxedEncoder: unknown divergence ${JSON.stringify(divergence satisfies never)}`,
      );
  }
}

/**
 * The relaxed problem with the total variation, by transport alone. The total variation is the least mass that has to
 * move to make q_Z of p_Z, so that a datum pays for a code z either c(x, G(z)), or λ and the cost of its best code:
 *
 *     min Σ min(c(x, z), λ + min_z' c(x, z')) Γ(x, z)   over couplings Γ of p_X and p_Z, c(x, z) = Σ_y p(y | z) c(x, y).
 *
 * @param lambda λ ≥ 0; cost. Infinity gives the constrained problem.
 * @throws RangeError if λ is negative or not a number
 */
export function totalVariationTransport(world: FiniteWorld, lambda: number): Transport<SparsePlan> {
  if (!(lambda >= 0)) {
    throw new RangeError(`totalVariationTransport: expected \`lambda\` to be ≥ 0, got ${lambda}`);
  }
  const { data, shape } = reconstructionCosts(world);
  const k = shape[1];
  const clipped = new Float64Array(data.length);
  for (let i = 0; i < shape[0]; i++) {
    const row = data.subarray(i * k, (i + 1) * k);
    const most = lambda + Math.min(...row);
    row.forEach((cost, l) => (clipped[i * k + l] = Math.min(cost, most)));
  }
  return networkSimplex({ data: clipped, shape }, { a: world.dataWeights, b: world.priorWeights });
}

/**
 * A λ from which on the total variation is exact, the relaxed value the constrained one: max g − min g, g the
 * constrained problem's potential on the codes. By weak duality the relaxed value is at least
 * Σ f p_X + Σ g q_Z + λ·TV(q_Z, p_Z) ≥ the constrained value + (λ − max g + min g)·TV(q_Z, p_Z). If the potentials
 * are unique but for a constant no smaller λ will do.
 * @returns cost
 * @see bertsekas:99, proposition 5.4.5, exact penalty functions
 */
export function exactPenaltyWeight(world: FiniteWorld): number {
  const { g } = totalVariationTransport(world, Infinity);
  return Math.max(...g) - Math.min(...g);
}

/**
 * D(q_Z, p_Z).
 * @throws RangeError if the kernel's matrix is not [k, k]
 */
export function codeDivergence(
  divergence: CodeDivergence,
  { priorWeights }: FiniteWorld,
  posterior: Float64Array,
): number {
  const k = priorWeights.length;
  const difference = posterior.map((mass, l) => mass - priorWeights[l]!);
  switch (divergence.kind) {
    case 'total-variation':
      return difference.reduce((sum, entry) => sum + Math.abs(entry) / 2, 0);
    case 'mmd': {
      const { data } = checkKernel(divergence.kernel, k);
      return difference.reduce(
        (sum, entry, l) =>
          sum + difference.reduce((row, other, r) => row + entry * other * data[l * k + r]!, 0),
        0,
      );
    }
    default:
      throw new TypeError(`codeDivergence: unknown divergence ${JSON.stringify(divergence satisfies never)}`);
  }
}

/** p_X(x_i) Σ_y p(y | z_l) c(x_i, y), [n·k]. */
function encoderCosts(world: FiniteWorld): Float64Array {
  const { data, shape } = reconstructionCosts(world);
  return data.map((cost, e) => cost * world.dataWeights[Math.floor(e / shape[1])]!);
}

/** Σ_z q(z | x_i) = 1 for every i. */
function rowSums(n: number, k: number): Equation[] {
  return Array.from({ length: n }, (_, i) => ({
    columns: Array.from({ length: k }, (__, l) => i * k + l),
    coefficients: Array.from({ length: k }, () => 1),
    rightSide: 1,
  }));
}

/** Σ_x p_X(x) q(z_l | x) + the terms of `more(l)`, pairs of column and coefficient, = rightSides_l for every l. */
function posteriorEquations(
  { dataWeights, priorWeights }: FiniteWorld,
  rightSides: Float64Array,
  more: (l: number) => readonly (readonly [column: number, coefficient: number])[] = () => [],
): Equation[] {
  const k = priorWeights.length;
  return Array.from(priorWeights, (_, l) => {
    const terms = [...Array.from(dataWeights, (weight, i) => [i * k + l, weight] as const), ...more(l)];
    return {
      columns: terms.map(([column]) => column),
      coefficients: terms.map(([, coefficient]) => coefficient),
      rightSide: rightSides[l]!,
    };
  });
}

function encoderSolution(
  world: FiniteWorld,
  { x, gap }: { readonly x: Float64Array; readonly gap: number },
  divergence?: CodeDivergence,
  lambda = 0,
): EncoderSolution {
  const [n, k] = [world.dataWeights.length, world.priorWeights.length];
  const encoder: Matrix = { data: x.slice(0, n * k), shape: [n, k] };
  const costs = encoderCosts(world);
  const reconstruction = costs.reduce((sum, cost, e) => sum + cost * x[e]!, 0);
  const apart =
    divergence === undefined ? 0 : codeDivergence(divergence, world, aggregatedPosterior(world, encoder));
  return { value: reconstruction + lambda * apart, reconstruction, divergence: apart, encoder, gap };
}

function checkKernel(kernel: Matrix, k: number): Matrix {
  if (kernel.shape[0] !== k || kernel.shape[1] !== k) {
    throw new RangeError(
      `codeDivergence: expected \`kernel\` to be [${k}, ${k}], got [${kernel.shape.join(', ')}]`,
    );
  }
  return kernel;
}
