import type { CurveRun } from '../../figures/index.js';
import { type ModelConfig, modelKinds, type ReconstructionCost } from '../../models/index.js';

/** The unit of a cost of reconstruction, and so of the objective that it is a term of. */
function unitOf(cost: ReconstructionCost): string {
  switch (cost.kind) {
    case 'gaussian':
    case 'cross-entropy':
      return 'nats per image';
    case 'squared-l2':
      return `${times(cost.scale)}squared error per image`;
    case 'l2':
      return `${times(cost.scale)}distance per image`;
    case 'l1':
      return `${times(cost.scale)}absolute error per image`;
    default:
      throw new TypeError(`curveWords: unknown cost ${JSON.stringify(cost satisfies never)}`);
  }
}

const times = (scale: number): string => (scale === 1 ? '' : `${scale} × `);

/**
 * The units of a model's training curves, and the values of a discriminator that tells nothing apart: log 4 of its own
 * loss, log 2 of the penalty, both where it says 1/2 everywhere.
 */
export function curveWords(model: ModelConfig): Required<Pick<CurveRun, 'units' | 'references'>> {
  const cost = unitOf(model.cost);
  const { penaltyUnit } = modelKinds[model.kind];
  const units = {
    loss: cost,
    reconstruction: cost,
    squaredError: 'pixel values² per image',
    ...(penaltyUnit === undefined ? {} : { penalty: penaltyUnit }),
  };
  if (!('discriminator' in model)) return { units, references: {} };
  return {
    units: { ...units, discriminator: 'nats' },
    references: {
      discriminator: { value: Math.log(4), words: 'log 4: codes and prior can not be told apart' },
      penalty: { value: Math.log(2), words: 'log 2: likewise, of the penalty' },
    },
  };
}
