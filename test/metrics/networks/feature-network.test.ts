import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { ExecutionContext } from 'ava';
import { loadDigits } from '../../../lib/datasets/digits/digits.js';
import type { ImageSet } from '../../../lib/datasets/dataset.js';
import { loadFaces } from '../../../lib/datasets/faces/faces.js';
import { loadBackend, namedVariable } from '../../../lib/engine/index.js';
import { UserError } from '../../../lib/base/errors.js';
import { type ClassifierArchitecture, makeClassifier } from '../../../lib/metrics/networks/classifier.js';
import {
  featureFilePath,
  featureNetworkNames,
  readFeatureFile,
} from '../../../lib/metrics/networks/feature-file.js';
import { featureNetwork, loadFeatureNetwork } from '../../../lib/metrics/networks/feature-network.js';
import { evaluation } from '../../../lib/models/layers.js';
import { Rng } from '../../../lib/base/random.js';
import { saveCheckpoint } from '../../../lib/engine/checkpoint.js';
import { allClose } from '../../support/all-close.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { shareRight } from '../../support/share-right.js';
import { slow as test } from '../../support/slow.js';

test.before(async () => {
  await loadBackend();
});

const digits: ImageSet = loadDigits({ train: 1, test: 300, seed: 3 }).test;

test.serial('features of bytes are the trunk of bytes/255, classify the probabilities of its logits', t => {
  const { card } = readFeatureFile('mnist', featureFilePath('mnist'));
  for (const kind of ['classes', 'attributes'] as const) {
    const architecture: ClassifierArchitecture = {
      image: [8, 8, 1],
      convolutions: [{ filters: 6, kernelSize: 3, stride: 2 }],
      kind,
      outputs: 3,
    };
    const classifier = makeClassifier(architecture, Rng.fromSeed(4));
    const network = featureNetwork(classifier, card, '');
    const bytes = Uint8Array.from({ length: 5 * 64 }, (_, i) => (i * 29) % 256);
    tf.tidy(() => {
      const x = tf.tensor4d(
        Float32Array.from(bytes, value => value / 255),
        [5, 8, 8, 1],
      );
      const [features, p] = [network.features(bytes, 5), network.classify(bytes, 5, { batchSize: 2 })];
      t.deepEqual([...features.shape, ...p.shape], [5, 6, 5, 3]);
      const options = { rtol: 1e-5, atol: 1e-6 };
      allClose(t, features.data, classifier.trunk.apply(x, evaluation).dataSync(), options);
      const logits = classifier.logits(x);
      allClose(t, p.data, (kind === 'classes' ? tf.softmax(logits) : tf.sigmoid(logits)).dataSync(), options);
    });
    network.dispose();
  }
});

test.serial(
  'loadFeatureNetwork(mnist) reads the committed weights: 128 features, and probabilities',
  async t => {
    const before = tf.memory().numTensors;
    const network = await loadFeatureNetwork('mnist');
    t.is(network.dimension, 128);
    t.regex(network.checksum, /^[0-9a-f]{64}$/);
    const { data, shape } = network.features(digits.images, digits.count);
    t.deepEqual([...shape], [300, 128]);
    t.is(data.length, 300 * 128);
    t.true(data.every(value => Number.isFinite(value) && value >= 0));
    const p = network.classify(digits.images, digits.count);
    t.deepEqual([...p.shape], [300, 10]);
    for (let i = 0; i < 300; i++) {
      const total = p.data.subarray(10 * i, 10 * i + 10).reduce((a, b) => a + b, 0);
      t.true(Math.abs(total - 1) < 1e-5);
    }
    network.dispose();
    t.is(tf.memory().numTensors, before);
  },
);

test.serial(
  'the digit classifier, which saw real digits alone, reads more than 90 % of the procedural ones',
  async t => {
    const network = await loadFeatureNetwork('mnist');
    const share = shareRight(network, digits);
    t.true(share > 0.9, String(share));
    network.dispose();
  },
);

test.serial('loadFeatureNetwork(celeba) takes faces of 64 and of 32 pixels: 160 features', async t => {
  const before = tf.memory().numTensors;
  const network = await loadFeatureNetwork('celeba');
  for (const size of [64, 32] as const) {
    const { images, count } = (await loadFaces({ train: 1, test: 12, seed: 1, size })).test;
    const { data, shape } = network.features(images, count);
    t.deepEqual([...shape], [12, 160]);
    t.true(data.every(value => Number.isFinite(value) && value >= 0));
    const p = network.classify(images, count);
    t.deepEqual([...p.shape], [12, 40]);
    t.true(p.data.every(value => value >= 0 && value <= 1));
  }
  network.dispose();
  t.is(tf.memory().numTensors, before);
});

test.serial(
  'features do not depend on what else is in the batch, nor on when they are asked for',
  async t => {
    const network = await loadFeatureNetwork('mnist');
    const [images, count] = [digits.images.subarray(0, 50 * 784), 50];
    const whole = network.features(images, count).data;
    t.deepEqual(network.features(images, count).data, whole);
    for (const batchSize of [1, 7, 50]) {
      allClose(t, network.features(images, count, { batchSize }).data, whole, { rtol: 1e-5, atol: 1e-5 });
    }
    const backwards = new Uint8Array(images.length);
    for (let i = 0; i < count; i++)
      backwards.set(images.subarray(i * 784, (i + 1) * 784), (count - 1 - i) * 784);
    const turned = network.features(backwards, count).data;
    for (let i = 0; i < count; i++) {
      const mirror = turned.subarray((count - 1 - i) * 128, (count - i) * 128);
      allClose(t, mirror, whole.subarray(i * 128, (i + 1) * 128), { rtol: 1e-5, atol: 1e-5 });
    }
    network.dispose();
  },
);

test.serial('features of images of half the size are those of the images enlarged bilinearly', async t => {
  const network = await loadFeatureNetwork('mnist');
  const side = 14;
  const half = Uint8Array.from({ length: 2 * side * side }, (_, i) => (i * 37) % 256);
  // Pixel centres of the large image lie a quarter of a small pixel to either side of the small one's; beyond the
  // border its pixels are repeated. Bytes would be rounded, so the comparison is of images that enlarge to bytes.
  const coarse = half.map(value => value - (value % 16));
  const at = (image: number, y: number, x: number): number => {
    const clamp = (v: number): number => Math.min(Math.max(v, 0), side - 1);
    return coarse[image * side * side + clamp(y) * side + clamp(x)]!;
  };
  const large = Uint8Array.from({ length: 2 * 784 }, (_, p) => {
    const [image, row, column] = [Math.floor(p / 784), Math.floor((p % 784) / 28), p % 28];
    const [y, x] = [(row + 0.5) / 2 - 0.5, (column + 0.5) / 2 - 0.5];
    const [y0, x0] = [Math.floor(y), Math.floor(x)];
    const mix = (a: number, b: number, w: number): number => a * (1 - w) + b * w;
    return mix(
      mix(at(image, y0, x0), at(image, y0, x0 + 1), x - x0),
      mix(at(image, y0 + 1, x0), at(image, y0 + 1, x0 + 1), x - x0),
      y - y0,
    );
  });
  allClose(t, network.features(coarse, 2).data, network.features(large, 2).data, { rtol: 1e-4, atol: 1e-5 });
  network.dispose();
});

test.serial('features and classify throw for images of another size, and for none', async t => {
  const network = await loadFeatureNetwork('mnist');
  for (const [length, count] of [
    [784 * 2, 3],
    [785, 1],
    [784 * 2, 1],
    [0, 0],
    [784, 0.5],
  ] as const) {
    for (const method of ['features', 'classify'] as const) {
      t.throws(() => network[method](new Uint8Array(length), count), {
        instanceOf: RangeError,
        message: `${method}: expected \`images\` to be \`count\` ≥ 1 images of 28x28x1 bytes or of half that height and width, got ${length} bytes for ${count}`,
      });
    }
  }
  for (const batchSize of [0, -1, 1.5, NaN]) {
    t.throws(() => network.features(new Uint8Array(784), 1, { batchSize }), {
      instanceOf: RangeError,
      message: /^features: expected `batchSize` to be an integer ≥ 1, got/,
    });
  }
  network.dispose();
});

/** One sentence on one line, and exit code 2. */
async function refused(t: ExecutionContext, directory: string, message: RegExp): Promise<void> {
  const before = tf.memory().numTensors;
  const error = await t.throwsAsync(loadFeatureNetwork('mnist', { directory }), {
    instanceOf: UserError,
    message,
  });
  t.false(error?.message.includes('\n'));
  t.is(error?.exitCode, 2);
  t.is(tf.memory().numTensors, before);
}

test.serial('loadFeatureNetwork refuses a missing, a cut and a damaged file', async t => {
  const directory = await temporaryFolder(t);
  const path = join(directory, 'mnist.safetensors');
  await refused(
    t,
    directory,
    /^there is no feature network \S+mnist.safetensors; put back .* `wae features mnist`$/,
  );
  const whole = readFileSync(featureFilePath('mnist'));
  for (const length of [0, 5, 500, whole.length - 1]) {
    writeFileSync(path, whole.subarray(0, length));
    await refused(
      t,
      directory,
      /^the feature network \S+ is damaged \(.+\); put back .* `wae features mnist`$/,
    );
  }
  for (const at of [20, 300, whole.length - 100]) {
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(whole[at]! ^ 1, at);
    writeFileSync(path, flipped);
    await refused(t, directory, /^the feature network \S+ is damaged \(.+\)/);
  }
});

test.serial('loadFeatureNetwork refuses weights that are not those of a feature network', async t => {
  const directory = await temporaryFolder(t);
  const variable = tf.tidy(() => namedVariable('encoder/kernel', tf.ones([2])));
  for (const metadata of [{ state: '{}' }, { card: 'no JSON' }, { card: '{"name":"mnist"}' }]) {
    saveCheckpoint(join(directory, 'mnist.safetensors'), [variable], metadata as Record<string, string>);
    await refused(
      t,
      directory,
      /mnist.safetensors holds weights, but not those of a feature network; put back/,
    );
  }
  variable.dispose();
});

/** The committed file's variables under another card or with other values. */
function rewritten(
  path: string,
  change: {
    readonly card?: Readonly<Record<string, unknown>>;
    readonly values?: (name: string, values: Float32Array) => Float32Array;
  },
): void {
  const { card, checkpoint } = readFeatureFile('mnist', featureFilePath('mnist'));
  const variables = [...checkpoint.tensors].map(([name, { shape, values }]) =>
    tf.tidy(() => namedVariable(name, tf.tensor((change.values ?? ((_, v) => v))(name, values), [...shape]))),
  );
  saveCheckpoint(path, variables, { card: JSON.stringify({ ...card, ...change.card }) });
  tf.dispose(variables);
}

test.serial('loadFeatureNetwork refuses the weights of another network', async t => {
  const directory = await temporaryFolder(t);
  const path = join(directory, 'mnist.safetensors');
  rewritten(path, { card: { name: 'celeba' } });
  await refused(t, directory, /mnist.safetensors holds the feature network celeba, not mnist; put back/);
  const { card } = readFeatureFile('mnist', featureFilePath('mnist'));
  const convolutions = card.architecture.convolutions.map(layer => ({
    ...layer,
    filters: layer.filters + 1,
  }));
  rewritten(path, { card: { architecture: { ...card.architecture, convolutions } } });
  await refused(
    t,
    directory,
    /is of another configuration: classifier\/conv0\/kernel is \[5, 5, 1, \d+\], expected/,
  );
});

test.serial('loadFeatureNetwork refuses weights that are not finite', async t => {
  const directory = await temporaryFolder(t);
  for (const bad of [NaN, Infinity]) {
    rewritten(join(directory, 'mnist.safetensors'), {
      values: (name, values) =>
        name === 'classifier/norm1/gamma' ? Float32Array.from(values, (v, i) => (i === 3 ? bad : v)) : values,
    });
    await refused(
      t,
      directory,
      new RegExp(`holds ${bad} among its weights \\(classifier/norm1/gamma\\); put back`),
    );
  }
});

test.serial('loadFeatureNetwork reads from the folder that is named', async t => {
  const directory = await temporaryFolder(t);
  copyFileSync(featureFilePath('mnist'), join(directory, 'mnist.safetensors'));
  const network = await loadFeatureNetwork('mnist', { directory });
  t.is(network.card.name, 'mnist');
  network.dispose();
});

for (const name of featureNetworkNames) {
  test(`data/features/${name}.safetensors is the file that the model card describes, at most 1.5 MB`, t => {
    const path = featureFilePath(name);
    const bytes = readFileSync(path);
    t.true(bytes.length <= 1.5e6);
    const readme = readFileSync(join(path, '..', 'README.md'), 'utf8');
    t.true(readme.includes(createHash('md5').update(bytes).digest('hex')));
    t.true(readme.includes(readFeatureFile(name, path).checksum));
  });
}
