import { UserError } from '../../base/index.js';
import { kernelSize } from '../../models/index.js';
import type { ExperimentConfig } from './config.js';

/** Parameters of a model at the most: 1 GiB of float32, and three times that in a checkpoint. */
const MOST_PARAMETERS = 2 ** 28;

/**
 * Refuses a model that no memory holds, before anything of it is made.
 * @throws UserError if it has more than 2²⁸ parameters
 */
export function checkSize({ model }: ExperimentConfig): void {
  const size = kernelSize(model);
  if (size <= MOST_PARAMETERS) return;
  throw new UserError(
    `the model would have ${size.toExponential(1)} parameters, and ${MOST_PARAMETERS.toExponential(1)} are the most that is tried; ` +
      'choose a smaller --width or --latent',
  );
}
