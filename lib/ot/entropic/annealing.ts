import { checkCount, checkPositive, rangeError } from '../../base/index.js';
import type { Cost } from '../geometry/cost.js';
import { pointCostRange } from '../kernels/softmin.js';
import type { StartingPotentials } from './start.js';

/** How the entropic solvers iterate. */
export interface IterationOptions {
  /** Stop when the marginals are off by no more than this share of the total mass (Σ|·|); default 1e-9. */
  readonly tolerance?: number;
  /**
   * Updates of both potentials, those at larger ε included; default 10,000. A balanced problem that does not converge gets
   * as many again without scaling.
   */
  readonly maxIterations?: number;
  /**
   * ε falls to its value by this factor from the spread of the cost, max c − min c (ε-scaling); 1 starts at ε
   * itself, with no annealing; default 0.25, and 1 if there are potentials to start from.
   */
  readonly scaling?: number;
}

/** How strong the entropy is, and how the solver iterates. */
export interface EntropicOptions extends IterationOptions {
  /** ε > 0; cost. */
  readonly epsilon: number;
  /**
   * Potentials to start from (warm start), such as those of a result whose points, weights or ε were nearly the same. They
   * change how long it takes, and what is found only within the tolerance.
   */
  readonly start?: StartingPotentials;
}

/** Fixed-point iterations on potentials that the stepper keeps. Errors are shares of the total mass. */
export interface Stepper {
  /** One iteration in the log domain; returns the error of the potentials before it. */
  plainStep(epsilon: number): number;
  /** Makes the kernel of the potentials, for scaled steps; false if plain steps are called for. */
  renewKernel(epsilon: number): boolean;
  /** Like {@link plainStep}, on scalings; NaN if they left their range, and nothing has moved then. */
  scaledStep(epsilon: number): number;
  /** Moves the scalings into the potentials. */
  absorb(epsilon: number): void;
  /**
   * Newton's method from the potentials on, if the problem has it; returns how many iterations were made, and whether
   * the tolerance was reached.
   */
  newton?(epsilon: number, limits: Limits): { readonly iterations: number; readonly reached: boolean };
}

/** Where iterations end. */
export interface Limits {
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Sums and differences of a few costs up to this do not overflow. */
const LARGEST = 2 ** 1020;

/** The tolerance if none is given. */
export const TOLERANCE = 1e-9;

/** An intermediate ε is left at this error, or after that many iterations. */
const COARSE: Limits = { tolerance: 0.1, maxIterations: 20 };

/** Iterations at the last ε after which Newton's method takes over: so slow a problem would need far more of them. */
const PATIENCE = 100;

/** min c and max c − min c over the costs that are finite; unit: cost. */
export interface CostRange {
  readonly minimum: number;
  readonly spread: number;
  /** Whether there are costs of Infinity. */
  readonly forbidden: boolean;
}

/**
 * The range of a cost.
 * @throws RangeError if a cost is NaN or −Infinity, or the spread overflows
 */
export function costRange(cost: Cost): CostRange {
  const [n, m] = cost.shape;
  const range = pointCostRange(cost);
  if (range !== undefined && range.greatest <= LARGEST) {
    return { minimum: range.least, spread: range.greatest - range.least, forbidden: false };
  }
  const row = new Float64Array(m);
  let [minimum, maximum, forbidden] = [Infinity, -Infinity, false];
  for (let i = 0; i < n; i++) {
    cost.row(i, row);
    for (let j = 0; j < m; j++) {
      const entry = row[j]!;
      if (Math.abs(entry) <= LARGEST) {
        if (entry < minimum) minimum = entry;
        if (entry > maximum) maximum = entry;
      } else if (entry === Infinity) forbidden = true;
      else throw rangeError(`\`cost\` to be finite and up to 2¹⁰²⁰, got ${entry} in row ${i}, column ${j}`);
    }
  }
  return { minimum, spread: maximum - minimum, forbidden };
}

/**
 * Iterates at falling ε, and at the last one until the error is within the tolerance; if that takes long, by Newton's
 * method.
 * @returns the number of iterations
 */
export function anneal(stepper: Stepper, epsilon: number, spread: number, options: IterationOptions): number {
  const { tolerance = TOLERANCE, maxIterations = 10_000, scaling = 0.25 } = options;
  let iterations = 0;
  let level = scaling < 1 ? Math.max(spread * scaling, epsilon) : epsilon;
  for (; level > epsilon && iterations < maxIterations; level = Math.max(level * scaling, epsilon)) {
    const limit = Math.min(COARSE.maxIterations, maxIterations - iterations);
    iterations += iterateAt(stepper, level, { ...COARSE, maxIterations: limit });
  }
  const left = (): Limits => ({ tolerance, maxIterations: maxIterations - iterations });
  if (stepper.newton !== undefined && left().maxIterations > PATIENCE) {
    const first = iterateAt(stepper, epsilon, { tolerance, maxIterations: PATIENCE });
    iterations += first;
    if (first < PATIENCE) return iterations;
    const second = stepper.newton(epsilon, left());
    iterations += second.iterations;
    if (second.reached) return iterations;
  }
  return iterations + iterateAt(stepper, epsilon, left());
}

/** Iterates at one ε; scaled steps if they are possible, plain ones if scalings leave their range. */
function iterateAt(stepper: Stepper, epsilon: number, { tolerance, maxIterations }: Limits): number {
  if (maxIterations === 0) return 0;
  const scales = stepper.renewKernel(epsilon);
  let iterations = 0;
  for (let error = Infinity; error > tolerance && iterations < maxIterations; iterations++) {
    error = scales ? stepper.scaledStep(epsilon) : NaN;
    if (Number.isNaN(error)) {
      if (scales) stepper.absorb(epsilon);
      error = stepper.plainStep(epsilon);
      if (scales) stepper.renewKernel(epsilon);
    }
  }
  if (scales) stepper.absorb(epsilon);
  return iterations;
}

/** @throws RangeError if ε or an option is out of its range */
export function checkIteration(epsilon: number, options: IterationOptions): void {
  const { tolerance = 0, maxIterations = 1, scaling = 1 } = options;
  checkPositive(epsilon, 'epsilon');
  if (!(tolerance >= 0)) {
    throw rangeError(`\`tolerance\` to be ≥ 0, got ${tolerance}`);
  }
  checkCount(maxIterations, 'maxIterations', 1);
  if (!(scaling > 0 && scaling <= 1)) {
    throw rangeError(`\`scaling\` to be > 0 and ≤ 1, got ${scaling}`);
  }
}
