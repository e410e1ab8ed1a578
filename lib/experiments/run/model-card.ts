import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { withInterval } from '../../metrics/index.js';
import { titleOf } from '../../models/index.js';
import { dataTitle, type ExperimentName } from '../config/config.js';
import { readMetrics } from '../measure/metrics-file.js';
import { findManifest } from './manifest.js';
import type { RunFolder } from './run-folder.js';

/** What was trained on, and what may be done with it. */
const dataNotes: Readonly<Record<ExperimentName, string>> = {
  images:
    'Images of your own; say here where they are from and what may be done with them, and so with these weights.',
  mnist:
    'MNIST, handwritten digits of American census workers and students, 28 × 28 grey pixels. The weights are under the repository’s licence.',
  digits: 'Digits that this project draws itself. The weights are under the repository’s licence.',
  celeba:
    'CelebA’s aligned faces, cropped and resized to 64 × 64. CelebA may be used for non-commercial research alone, and so may these weights. Its faces are of celebrities, most of them light-skinned and young, found on the web without asking them; its attributes are judgements of annotators. Samples are no people, but may resemble faces that were trained on. Not for recognising, judging or imitating anybody.',
  faces: 'Faces that this project paints itself. The weights are under the repository’s licence.',
};

/** How kernels are stored in a file of weights. */
export type WeightPrecision = 'float16' | 'float32';

/**
 * The model card of a run with weights: what the model is, of which data, with which settings, how it measured, and the
 * checksum of the file.
 * @param file the file of weights, and the precision of the kernels in it
 */
export function modelCard(
  folder: RunFolder,
  { weights, precision }: { readonly weights: string; readonly precision: WeightPrecision },
): string {
  const { config } = folder;
  const { model, training } = config;
  const metrics = readMetrics(folder);
  const commit = findManifest(folder)?.commit ?? null;
  const sha256 = createHash('sha256').update(readFileSync(weights)).digest('hex');
  const measured =
    metrics === undefined
      ? 'Not measured yet.'
      : `On ${metrics.n} test images: squared error ${metrics.testSquaredError.toFixed(2)} an image; Fréchet distance of as many samples from the prior ${withInterval(metrics.frechet, 2)} (${metrics.frechet.protocol}). All numbers: [metrics.json](metrics.json).`;
  return `# ${titleOf(model)} of ${dataTitle(config.data)}, preset \`${config.preset}\`, seed ${config.seed}

Encoder, decoder and running statistics in \`weights.safetensors\` (SHA-256 \`${sha256}\`), kernels in ${precision}; those that are measured, ${training.weightAverage === undefined ? 'after the last step' : 'averaged over the steps'}. Without the optimiser’s state, and without a discriminator, from which no training could go on.

- **Data**: ${dataNotes[config.data.name]}
- **Settings**: ${model.prior.dimension} latent coordinates, λ = ${training.lambda}, learning rate ${training.learningRate}, ${training.epochs} epochs of batches of ${training.batchSize}; all of them: [config.json](config.json).
- **Code**: ${commit === null ? 'of an unknown commit' : `commit ${commit}`}; the rest of how it was made: [manifest.json](manifest.json).
- **Numbers**: ${measured}

\`npx wae evaluate\` and \`npx wae explore\` take this folder for a finished run.
`;
}
