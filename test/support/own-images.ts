import type { ImagesConfig } from '../../lib/experiments/config/config.js';

/** Images of one's own, as `describeImages` would say of a folder of pictures. */
export const ownImages: ImagesConfig = {
  name: 'images',
  title: 'flowers',
  format: 'pictures',
  size: 64,
  channels: 3,
  fit: 'cover',
  filter: 'lanczos3',
  split: { kind: 'drawn', test: 60, seed: 0 },
  classes: ['rose', 'tulip'],
};
