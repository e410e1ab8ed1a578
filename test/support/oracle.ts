import { readFixture } from './fixture.js';

interface ValueAndGradients {
  readonly value: number;
  readonly gradients: readonly (readonly number[])[];
}

/** What `test/fixtures/penalties.py` wrote: inputs, and PyTorch's values and gradients in double precision. */
export interface PenaltiesOracle {
  readonly n: number;
  readonly dimension: number;
  readonly sigma: number;
  readonly scales: readonly number[];
  readonly z: readonly number[];
  readonly zPrior: readonly number[];
  readonly logitsPrior: readonly number[];
  readonly logitsCode: readonly number[];
  readonly logVariance: readonly number[];
  readonly imageShape: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly logits: readonly number[];
  readonly mmdImq: ValueAndGradients;
  readonly mmdRbf: ValueAndGradients;
  readonly mmdRbfMedian: ValueAndGradients;
  readonly moments: ValueAndGradients;
  readonly discriminator: ValueAndGradients;
  readonly adversarial: ValueAndGradients;
  readonly kl: ValueAndGradients;
  readonly logDensity: ValueAndGradients;
  readonly onSphere: ValueAndGradients;
  readonly costSquaredL2: ValueAndGradients;
  readonly costL2: ValueAndGradients;
  readonly costL1: ValueAndGradients;
  readonly costCrossEntropy: ValueAndGradients;
}

export const oracle: PenaltiesOracle = readFixture('penalties') as PenaltiesOracle;
