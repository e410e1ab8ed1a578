import { coordinatePlane, type Projection } from '../../latent/index.js';
import type { PackedPlane } from '../explorer-data.js';
import type { PageModel } from './page-model.js';
import type { ProjectionChoice } from './store.js';

function unpack(name: string, { mean, axes, explained }: PackedPlane): Projection {
  return {
    name,
    mean: Float64Array.from(mean),
    axes: Float64Array.from(axes),
    ...(explained === undefined ? {} : { explained }),
  };
}

/** The plane of a model's latent space that a choice means. */
export function planeOf({ header: { planes }, dimension }: PageModel, choice: ProjectionChoice): Projection {
  switch (choice.kind) {
    case 'principal':
      return unpack('principal components', planes.principal);
    case 'least-gaussian':
      return unpack('least Gaussian plane', planes.leastGaussian);
    case 'coordinates': {
      const second = choice.second === choice.first ? (choice.first + 1) % dimension : choice.second;
      return coordinatePlane(dimension, choice.first, second);
    }
    default:
      throw new TypeError(`planeOf: unknown projection ${JSON.stringify(choice satisfies never)}`);
  }
}
