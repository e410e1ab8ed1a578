import { locateCelebA } from '../../../lib/datasets/celeba/celeba-files.js';
import { loadCelebA } from '../../../lib/datasets/celeba/celeba.js';
import type { ImageSet } from '../../../lib/datasets/dataset.js';
import { locateMnist } from '../../../lib/datasets/mnist/mnist-files.js';
import { loadMnist } from '../../../lib/datasets/mnist/mnist.js';
import { accuraciesOf } from '../../../lib/metrics/networks/accuracy.js';
import { type FeatureNetwork, loadFeatureNetwork } from '../../../lib/metrics/networks/feature-network.js';
import { shareRight } from '../../support/share-right.js';
import { slow as test } from '../../support/slow.js';

// The real images are looked for in WAE_DATA, data/ and ../shared/data.
const ifCelebA = (await locateCelebA())?.missing.length === 0 ? test.serial : test.serial.skip;
const ifMnist = (await locateMnist())?.missing.length === 0 ? test.serial : test.serial.skip;

ifMnist(
  'the digit classifier reads at least 99 % of the real MNIST test digits, as its card says',
  async t => {
    const network = await loadFeatureNetwork('mnist');
    const { test: held } = await loadMnist();
    const share = shareRight(network, held);
    t.true(share >= 0.99, String(share));
    t.true(Math.abs(share - network.card.accuracy) <= 2e-4);
    network.dispose();
  },
);

/** Mean over the attributes of the balanced accuracy. */
function balancedAccuracy(network: FeatureNetwork, { images, count, attributes }: ImageSet): number {
  const { data } = network.classify(images, count);
  return accuraciesOf('attributes', data, attributes?.values ?? new Uint8Array(), network.card.outputs)
    .accuracy;
}

ifCelebA(
  'the attribute classifier has the balanced accuracy on real held-out faces that its card says',
  async t => {
    const network = await loadFeatureNetwork('celeba');
    const { test: held } = await loadCelebA();
    const accuracy = balancedAccuracy(network, held);
    t.true(accuracy > 0.75, String(accuracy));
    if (held.count === network.card.testImages) t.true(Math.abs(accuracy - network.card.accuracy) < 2e-3);
    network.dispose();
  },
);
