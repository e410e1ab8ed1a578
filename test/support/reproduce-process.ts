// Trains, measures and draws two models as small as they get, in the folder that is named, and goes on with what is there.
import { loadDigits } from '../../lib/datasets/digits/digits.js';
import { loadBackend } from '../../lib/engine/index.js';
import { reproduce } from '../../lib/experiments/reproduce.js';

await loadBackend();
const data = loadDigits({ train: 500, test: 100, seed: 3 });
await reproduce({
  experiment: 'digits',
  preset: 'quick',
  models: ['vae', 'wae-gan'],
  overrides: { epochs: 2, width: 2 },
  out: process.argv[2] ?? '',
  load: () => Promise.resolve(data),
  ownFigures: false,
  remeasure: false,
});
