import { type Matrix, typeError } from '../../base/index.js';
import { type GroundCost, unknownCost } from '../geometry/cost.js';
import type { Plan } from '../geometry/plan.js';

/** (∇_x c(x, y), ∇_y c(x, y)), [d] each. */
export type CostGradient = (
  x: Float64Array,
  y: Float64Array,
) => readonly [inX: ArrayLike<number>, inY: ArrayLike<number>];

/** Gradients of a function of two point clouds. */
export interface PointGradients {
  /** [n, d] */
  readonly x: Matrix;
  /** [m, d] */
  readonly y: Matrix;
}

/** Writes c's derivatives along x − y, [d], into `out`; those in y have the other sign. */
type DifferenceGradient = (difference: Float64Array, out: Float64Array) => void;

/**
 * Σ_ij Γ_ij ∇c(x_i, y_j) in x and in y: what moving the points does to Σ c Γ while the plan Γ stays as it is.
 *
 * ‖x − y‖ has no derivative at x = y, and |x_k − y_k| none at 0; 0 is taken there, which is a subgradient.
 * @param plan Γ, [n, m]
 * @param x [n, d]
 * @param y [m, d]
 * @param gradient of the cost; needed if `ground` is a function
 * @returns cost × mass / length
 * @throws TypeError if the cost is a function and `gradient` is not given
 */
export function pointGradients(
  plan: Plan,
  x: Matrix,
  y: Matrix,
  ground: GroundCost,
  gradient?: CostGradient,
): PointGradients {
  const d = x.shape[1];
  const [inX, inY] = [new Float64Array(x.data.length), new Float64Array(y.data.length)];
  const add = gradient === undefined ? ofDifference(differenceGradient(ground), d) : ofPair(gradient);
  plan.forEach((i, j, mass) => {
    add(
      mass,
      x.data.subarray(i * d, (i + 1) * d),
      y.data.subarray(j * d, (j + 1) * d),
      inX.subarray(i * d, (i + 1) * d),
      inY.subarray(j * d, (j + 1) * d),
    );
  });
  return { x: { data: inX, shape: x.shape }, y: { data: inY, shape: y.shape } };
}

type Add = (mass: number, x: Float64Array, y: Float64Array, inX: Float64Array, inY: Float64Array) => void;

function ofPair(gradient: CostGradient): Add {
  return (mass, x, y, inX, inY) => {
    const [ofX, ofY] = gradient(x, y);
    for (let k = 0; k < x.length; k++) {
      inX[k]! += mass * ofX[k]!;
      inY[k]! += mass * ofY[k]!;
    }
  };
}

function ofDifference(gradient: DifferenceGradient, d: number): Add {
  const [difference, slope] = [new Float64Array(d), new Float64Array(d)];
  return (mass, x, y, inX, inY) => {
    for (let k = 0; k < d; k++) difference[k] = x[k]! - y[k]!;
    gradient(difference, slope);
    for (let k = 0; k < d; k++) {
      inX[k]! += mass * slope[k]!;
      inY[k]! -= mass * slope[k]!;
    }
  };
}

function differenceGradient(ground: GroundCost): DifferenceGradient {
  switch (ground.kind) {
    case 'squared-euclidean':
      return (difference, out) => {
        for (let k = 0; k < out.length; k++) out[k] = 2 * difference[k]!;
      };
    case 'euclidean':
      return powerGradient(1);
    case 'power':
      return powerGradient(ground.p);
    case 'cityblock':
      return (difference, out) => {
        for (let k = 0; k < out.length; k++) out[k] = Math.sign(difference[k]!);
      };
    case 'discrete':
      return (_, out) => void out.fill(0);
    case 'function':
      throw typeError('`costGradient` with a cost that is a function, got none');
    default:
      throw unknownCost(ground);
  }
}

/** p ‖s‖^(p − 2) s. */
function powerGradient(p: number): DifferenceGradient {
  return (difference, out) => {
    const length = Math.hypot(...difference);
    const factor = length === 0 ? 0 : p * length ** (p - 2);
    for (let k = 0; k < out.length; k++) out[k] = factor * difference[k]!;
  };
}
