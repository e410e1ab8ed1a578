import type { ImageSet } from '../../datasets/index.js';
import type { PaperColumn } from '../../figures/index.js';
import { samplePrior } from '../../latent/index.js';
import { decodeCodes, type EncodedSet, type Model, toBytes } from '../../models/index.js';
import { type Rng, rowsAt } from '../../base/index.js';
import { gatherImages } from '../../training/index.js';

/** Rows and images a row of each cell of the paper's figure. */
const rows = 8;
const perRow = 10;
/** Test images that are reconstructed: half of a cell's. */
const pairs = (rows / 2) * perRow;

/** Test images that {@link paperColumn} takes: two for each row of interpolations, and those that are reconstructed. */
export const paperTestImages: number = 2 * rows + pairs;

/**
 * One model's column of the paper's figure: test interpolations (straight lines between the codes of two test
 * images), test reconstructions, random samples.
 *
 * The test images are the same for every model that is given the same `rng`, and so are the prior draws.
 * @param test {@link paperTestImages} or more
 * @param codes of the test images
 * @see tolstikhin:18, Figures 2 and 3
 */
export function paperColumn(
  model: Model,
  test: ImageSet,
  { means }: EncodedSet,
  title: string,
  rng: Rng,
): PaperColumn {
  const { prior } = model.config;
  const d = prior.dimension;
  const order = rng.split('test images').permutation(test.count);
  const ends = rowsAt(means, order.subarray(0, 2 * rows)).data;
  const path = new Float32Array(rows * perRow * d);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < perRow; i++) {
      const t = i / (perRow - 1);
      for (let k = 0; k < d; k++) {
        const [from, to] = [ends[2 * row * d + k]!, ends[(2 * row + 1) * d + k]!];
        path[(row * perRow + i) * d + k] = (1 - t) * from + t * to;
      }
    }
  }
  const rebuilt = order.subarray(2 * rows, paperTestImages);
  const draws = samplePrior(prior, rows * perRow, rng.split('samples'));
  return {
    title,
    shape: test.shape,
    interpolations: toBytes(decodeCodes(model, { data: path, shape: [rows * perRow, d] })),
    originals: gatherImages(test, rebuilt),
    reconstructions: toBytes(decodeCodes(model, rowsAt(means, rebuilt))),
    samples: toBytes(decodeCodes(model, draws)),
  };
}

/** Images in a row of the paper's figure, for {@link paperColumn}'s columns. */
export const paperImagesPerRow: number = perRow;
