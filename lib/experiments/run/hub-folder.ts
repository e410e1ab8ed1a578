import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { titleOf } from '../../models/index.js';
import { makeFolder, writeFileWhole } from '../../node/index.js';
import { dataTitle, type ExperimentName } from '../config/config.js';
import { readMetrics } from '../measure/metrics-file.js';
import { exportRun } from './export-run.js';
import { modelCard } from './model-card.js';
import type { RunFolder } from './run-folder.js';
import { writeWeights } from './save-weights.js';
import { checkFinished } from './train-runs.js';

/** Files of the run that go along where they are there. */
const companions = ['config.json', 'manifest.json', 'metrics.json', join('figures', 'figure.png')];

/** What the hub's fields say of what a model was trained on: the licence of its weights, and the data's name there. */
const fieldsOf: Readonly<Record<ExperimentName, Readonly<Record<string, unknown>>>> = {
  mnist: { license: 'mit', datasets: ['ylecun/mnist'] },
  digits: { license: 'mit' },
  celeba: {
    license: 'other',
    license_name: 'celeba-non-commercial',
    license_link: 'https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html',
  },
  faces: { license: 'mit' },
  // The images are a stranger's, and so is the choice of a licence.
  images: { license: 'unknown' },
};

/**
 * Lays out a folder that can be pushed to the Hugging Face hub as a model: weights, ONNX files, configuration, metrics, the
 * paper's figure, and a model card whose first lines are the hub's fields.
 * @param out the folder, made if it is not there
 * @returns its path
 * @throws UserError unless the run is finished, or if a file can't be written
 */
export function saveHubFolder(folder: RunFolder, out: string): string {
  checkFinished(folder);
  makeFolder(join(out, 'figures'));
  for (const name of companions) {
    if (existsSync(folder.file(name))) copyFileSync(folder.file(name), join(out, name));
  }
  exportRun(folder, { format: 'onnx', out });
  const weights = join(out, 'weights.safetensors');
  writeWeights(folder, weights, 'float32');
  const card = modelCard(folder, { weights, precision: 'float32' });
  writeFileWhole(join(out, 'README.md'), `${frontMatter(folder)}\n${card}`);
  return out;
}

/** The hub's fields, each a line of YAML with a value in JSON, which YAML reads. */
function frontMatter(folder: RunFolder): string {
  const { data, model } = folder.config;
  const task = { type: 'unconditional-image-generation' };
  const metrics = readMetrics(folder);
  const results =
    metrics === undefined
      ? []
      : [
          {
            task,
            dataset: { type: data.name, name: dataTitle(data) },
            metrics: [
              {
                type: 'squared-error',
                name: 'squared error of test images',
                value: metrics.testSquaredError,
              },
              { type: 'frechet-distance', name: metrics.frechet.protocol, value: metrics.frechet.value },
            ],
          },
        ];
  const fields = {
    ...fieldsOf[data.name],
    library_name: 'onnx',
    pipeline_tag: task.type,
    tags: ['wasserstein-autoencoder', 'optimal-transport', model.kind],
    ...(results.length === 0
      ? {}
      : { 'model-index': [{ name: `${titleOf(model)} of ${dataTitle(data)}`, results }] }),
  };
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  return `---\n${lines.join('')}---\n`;
}
