import type { Dataset } from '../../../lib/datasets/dataset.js';
import { loadDigits } from '../../../lib/datasets/digits/digits.js';
import { loadFaces } from '../../../lib/datasets/faces/faces.js';
import { loadBackend } from '../../../lib/engine/backend.js';
import { referenceOf } from '../../../lib/experiments/measure/reference.js';
import { type FeatureNetwork, loadFeatureNetwork } from '../../../lib/metrics/networks/feature-network.js';
import { frechetFloor } from '../../../lib/metrics/samples/frechet.js';
import { sharpness } from '../../../lib/metrics/images/sharpness.js';
import { Rng } from '../../../lib/base/random.js';
import { slow as test } from '../../support/slow.js';

test.before(loadBackend);

const digits = (): Dataset => loadDigits({ train: 9, test: 8, seed: 4 });
const faces = (): Promise<Dataset> => loadFaces({ train: 5, test: 4, size: 32 });

for (const [experiment, load, name] of [
  ['mnist', digits, 'mnist'],
  ['digits', digits, 'mnist'],
  ['celeba', faces, 'celeba'],
  ['faces', faces, 'celeba'],
] as const) {
  test.serial(`referenceOf('${experiment}') sees its images through the network ${name}`, async t => {
    const data = await load();
    const { train, test: held } = data;
    const reference = await referenceOf(experiment, data);
    const network = await loadFeatureNetwork(name);
    t.teardown(() => network.dispose());
    t.teardown(() => reference.network.dispose());
    t.is((reference.network as FeatureNetwork).checksum, network.checksum);
    t.is(reference.protocol, `${network.dimension} features of ${name} ${network.checksum.slice(0, 8)}`);
    const ofTest = network.features(held.images, held.count);
    t.deepEqual(reference.test, ofTest);
    t.deepEqual(reference.training, network.features(train.images, train.count));
    const rng = Rng.fromSeed(0).split('reference');
    t.deepEqual(
      reference.floor,
      frechetFloor(ofTest, {
        rng: rng.split('floor'),
        protocol: `Fréchet distance, ${reference.protocol}`,
      }),
    );
    const pictures = { data: held.images, shape: [held.count, ...held.shape] } as const;
    t.deepEqual(reference.sharpness, sharpness(pictures, { rng: rng.split('sharpness') }).mean);
  });
}
