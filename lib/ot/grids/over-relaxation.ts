/** After how many iterations the factor is chosen again. */
const PERIOD = 3;

/** The largest factor: at 2 the iteration no longer converges. */
const LARGEST = 1.9;

/** How often errors may grow before all steps are plain. */
const PATIENCE = 2;

/**
 * The factor ω of an over-relaxed alternating iteration, from the errors that it made: 1 for the first steps, then
 * 2/(1 + √(1 − η)).
 *
 * η is the rate of plain steps. If errors fall by λ at a factor ω below the best, then η = (λ + ω − 1)²/(ω² λ) (successive
 * over-relaxation). When errors grow, steps are plain again, after the second time for good.
 * @returns a function of the error of the last step, which returns ω of the next
 * @see lehmann:22, theorem 4.1
 */
export function overRelaxation(): (error: number) => number {
  let errors: number[] = [];
  let [omega, failures] = [1, 0];
  return error => {
    errors.push(error);
    if (errors.length <= PERIOD) return omega;
    // The first steps after a change are not yet at their rate.
    const rate = Math.sqrt(error / errors[PERIOD - 2]!);
    errors = [];
    if (!(rate < 1)) {
      failures++;
      omega = 1;
    } else if (failures < PATIENCE && rate > omega - 1) {
      const plain = Math.min(1, (rate + omega - 1) ** 2 / (omega ** 2 * rate));
      omega = Math.min(LARGEST, 2 / (1 + Math.sqrt(1 - plain)));
    }
    return omega;
  };
}
