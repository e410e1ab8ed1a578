import { naming, type PointsLike } from '../../base/index.js';
import { projectOnto } from '../line/directions.js';
import { checkConvexPower } from '../line/line-points.js';
import { transport1d } from '../line/one-dimensional.js';
import { directionsOf, type SlicedOptions, toSlicedProblem } from '../line/sliced.js';
import type { PointGradients } from './ground-gradient.js';
import type { WeightGradients } from './transport-gradient.js';

/** Gradients of {@link slicedWasserstein}'s power. */
export type SlicedGradient = WeightGradients & PointGradients;

/**
 * Gradients of `slicedWasserstein(x, y, options).power`, the mean over directions θ of W_pᵖ(⟨θ, x⟩, ⟨θ, y⟩), with the
 * plans Γ^θ held fixed:
 *
 *     ∂/∂x_i = mean_θ Σ_j Γ^θ_ij p |s|^(p − 1) sign(s) θ,   s = ⟨θ, x_i − y_j⟩;   ∂/∂a = mean_θ f^θ.
 *
 * On the line, with the one direction 1, they are those of `wasserstein1dPower`; with the direction that
 * `maxSlicedWasserstein` found, those of its power (Danskin). Of a root P^(1/p) they are these times P^(1/p − 1)/p.
 * @param x [n, d]
 * @param y [m, d]
 * @returns by points, length^(p − 1) × mass; by weights, lengthᵖ
 * @throws TypeError, RangeError like `slicedWasserstein`, and if a p-th power overflows
 * @see bonneel:15, section 3.2
 */
export function slicedGradient(x: PointsLike, y: PointsLike, options: SlicedOptions): SlicedGradient {
  return naming('slicedGradient', () => {
    const { p = 2 } = options;
    checkConvexPower(p);
    const problem = toSlicedProblem(x, y, options);
    const [[n, d], m] = [problem.x.shape, problem.y.shape[0]];
    const directions = directionsOf(options, d);
    const count = directions.shape[0];
    const gradients = { x: new Float64Array(n * d), y: new Float64Array(m * d) };
    const [a, b] = [new Float64Array(n), new Float64Array(m)];
    const [alongX, alongY] = [new Float64Array(n), new Float64Array(m)];
    let value = 0;
    for (let k = 0; k < count; k++) {
      const direction = directions.data.subarray(k * d, (k + 1) * d);
      projectOnto(problem.x, direction, alongX);
      projectOnto(problem.y, direction, alongY);
      const { plan, f, g, ...found } = transport1d(alongX, alongY, { p, a: problem.a, b: problem.b });
      value += found.value / count;
      for (let i = 0; i < n; i++) a[i]! += f[i]! / count;
      for (let j = 0; j < m; j++) b[j]! += g[j]! / count;
      plan.forEach((i, j, mass) => {
        const s = alongX[i]! - alongY[j]!;
        const pull = (p * mass * Math.sign(s) * Math.abs(s) ** (p - 1)) / count;
        for (let c = 0; c < d; c++) {
          gradients.x[i * d + c]! += pull * direction[c]!;
          gradients.y[j * d + c]! -= pull * direction[c]!;
        }
      });
    }
    return {
      value,
      x: { data: gradients.x, shape: [n, d] },
      y: { data: gradients.y, shape: [m, d] },
      a,
      b,
      converged: true,
    };
  });
}
