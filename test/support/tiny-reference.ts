import type { Dataset } from '../../lib/datasets/dataset.js';
import type { Reference } from '../../lib/experiments/measure/reference.js';
import type { FeatureNetwork } from '../../lib/metrics/networks/feature-network.js';
import { frechetFloor } from '../../lib/metrics/samples/frechet.js';
import { sharpness } from '../../lib/metrics/images/sharpness.js';
import type { ImageShape } from '../../lib/models/networks.js';
import { Rng } from '../../lib/base/random.js';

/** Features that need no weights: the mean byte of each quarter of an image, whose sides are even. */
function quarterNetwork([height, width, channels]: ImageShape): Pick<FeatureNetwork, 'features'> {
  const size = height * width * channels;
  return {
    features: (images, count) => {
      const data = new Float32Array(4 * count);
      for (let k = 0; k < count * size; k++) {
        const pixel = Math.floor((k % size) / channels);
        const [below, right] = [pixel >= size / channels / 2, pixel % width >= width / 2];
        const at = 4 * Math.floor(k / size) + 2 * Number(below) + Number(right);
        data[at]! += (4 * images[k]!) / size;
      }
      return { data, shape: [count, 4] };
    },
  };
}

/** A reference for images of any even size, in four features that need no file: the means of their quarters. */
export function tinyReference({ train, test }: Pick<Dataset, 'train' | 'test'>): Reference {
  const network = quarterNetwork(test.shape) as FeatureNetwork;
  const ofTest = network.features(test.images, test.count);
  const rng = Rng.fromSeed(0).split('tiny reference');
  return {
    network,
    protocol: 'quarters',
    test: ofTest,
    training: network.features(train.images, train.count),
    floor: frechetFloor(ofTest, { rng }),
    sharpness: sharpness({ data: test.images, shape: [test.count, ...test.shape] }, { rng }).mean,
  };
}
