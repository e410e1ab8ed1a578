import type { ImageSet } from '../../lib/datasets/dataset.js';
import type { FeatureNetwork } from '../../lib/metrics/networks/feature-network.js';

/** The share of images whose likeliest class is their label. */
export function shareRight(network: FeatureNetwork, { images, labels, count }: ImageSet): number {
  const { data, shape } = network.classify(images, count);
  let right = 0;
  for (let i = 0; i < count; i++) {
    const row = data.subarray(i * shape[1], (i + 1) * shape[1]);
    if (row.indexOf(Math.max(...row)) === labels[i]) right++;
  }
  return right / count;
}
