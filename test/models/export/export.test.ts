import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import * as runtime from 'onnxruntime-node';
import { Rng } from '../../../lib/base/random.js';
import { loadBackend } from '../../../lib/engine/backend.js';
import { isNative, nativeBackend } from '../../../lib/engine/native.js';
import { assign, nameOf } from '../../../lib/engine/variables.js';
import type { Prior } from '../../../lib/latent/prior.js';
import { type AutoEncoder, makeAutoEncoder } from '../../../lib/models/auto-encoder.js';
import type { AutoEncoderConfig } from '../../../lib/models/config.js';
import { decoderOnnx, encoderOnnx } from '../../../lib/models/export/onnx.js';
import { autoEncoderSavedModel } from '../../../lib/models/export/saved-model.js';
import { transposedPadding } from '../../../lib/models/export/padding.js';
import { activation, sequence } from '../../../lib/models/layers.js';
import { variablesOf } from '../../../lib/models/networks.js';
import { slow } from '../../support/slow.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { tinyDcgan, tinyMlp } from '../../support/tiny-models.js';

test.before(async () => {
  await loadBackend();
});

/** What tfjs-node tells of a SavedModel. */
interface SavedModelReader {
  readonly node: { getMetaGraphsFromSavedModel(path: string): Promise<readonly MetaGraph[]> };
}

interface MetaGraph {
  readonly signatureDefs: Readonly<Record<string, Readonly<Record<'inputs' | 'outputs', Named>>>>;
}

type Named = Readonly<Record<string, { readonly name: string }>>;

const base = { cost: { kind: 'squared-l2', scale: 1 }, initialStd: 0.3 } as const;
const normal: Prior = { kind: 'normal', dimension: 3, sigma: 1 };

/** Odd kernels and sides, every prior, both encoders' outputs, both architectures. */
const configs: readonly (readonly [title: string, config: AutoEncoderConfig])[] = [
  [
    'dcgan',
    { ...base, image: [8, 8, 1], architecture: tinyDcgan, prior: normal, encoder: { kind: 'deterministic' } },
  ],
  [
    'dcgan of kernel 5 and colours, Gaussian, on a sphere',
    {
      ...base,
      image: [12, 8, 3],
      architecture: { kind: 'dcgan', encoderFilters: [4, 5, 6], decoderFilters: [5, 4, 3], kernelSize: 5 },
      prior: { kind: 'uniform-sphere', dimension: 4, sigma: 2 },
      encoder: { kind: 'gaussian' },
    },
  ],
  [
    'dcgan of kernel 3, in a cube',
    {
      ...base,
      image: [6, 10, 2],
      architecture: { kind: 'dcgan', encoderFilters: [4, 3], decoderFilters: [4, 3], kernelSize: 3 },
      prior: { kind: 'uniform-cube', dimension: 2, sigma: 1.5 },
      encoder: { kind: 'additive-noise', std: 0.01 },
    },
  ],
  ['mlp', { ...base, image: [5, 4, 1], architecture: tinyMlp, prior: normal, encoder: { kind: 'gaussian' } }],
];

/** An auto-encoder whose every variable, running statistics too, is drawn: none is 0 or 1 as at the beginning. */
function drawn(config: AutoEncoderConfig): AutoEncoder {
  const model = makeAutoEncoder(config, Rng.fromSeed(1));
  for (const variable of variablesOf([model.encoder.network, model.decoder.network])) {
    const rng = Rng.fromSeed(2).split(nameOf(variable));
    const values = new Float32Array(variable.size);
    const positive = nameOf(variable).endsWith('variance');
    for (let k = 0; k < values.length; k++)
      values[k] = positive ? rng.between(0.5, 2) : rng.between(-0.7, 0.7);
    tf.tidy(() => assign(variable, tf.tensor(values, variable.shape)));
  }
  return model;
}

const release = (model: AutoEncoder): void =>
  tf.dispose(variablesOf([model.encoder.network, model.decoder.network]));

function uniform(size: number, seed: number): Float32Array {
  const rng = Rng.fromSeed(seed);
  return Float32Array.from({ length: size }, () => rng.between(0, 1));
}

/** What the library makes of images and of codes. */
function ours(
  { config, encoder, decoder }: AutoEncoder,
  n: number,
): Readonly<Record<'images' | 'mean' | 'codes' | 'decoded', Float32Array>> & { logVariance?: Float32Array } {
  const [height, width, channels] = config.image;
  const images = uniform(n * height * width * channels, 3);
  const codes = uniform(n * config.prior.dimension, 4);
  return tf.tidy(() => {
    const { mean, logVariance } = encoder.encode(tf.tensor4d(images, [n, height, width, channels]));
    const decoded = decoder.decode(tf.tensor2d(codes, [n, config.prior.dimension]));
    return {
      images,
      codes,
      mean: mean.dataSync<'float32'>(),
      decoded: decoded.dataSync<'float32'>(),
      ...(logVariance === undefined ? {} : { logVariance: logVariance.dataSync<'float32'>() }),
    };
  });
}

function close(
  t: ExecutionContext,
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
): void {
  t.is(found.length, expected.length, what);
  const worst = Math.max(...Array.from(expected, (value, k) => Math.abs(value - found[k]!)));
  t.true(worst <= 1e-5, `${what}: ${worst}`);
  const spread = Math.max(...Array.from(expected)) - Math.min(...Array.from(expected));
  t.true(spread > 0.05, `${what} hardly differ: ${spread}`);
}

for (const [title, config] of configs) {
  test(`encoderOnnx and decoderOnnx in ONNX Runtime are encoder and decoder: ${title}`, async t => {
    const model = drawn(config);
    const [encoder, decoder] = [encoderOnnx, decoderOnnx].map(write => write(model, { config: 'x' }));
    const sessions = await Promise.all(
      [encoder!, decoder!].map(bytes => runtime.InferenceSession.create(bytes)),
    );
    for (const n of [3, 1]) {
      const expected = ours(model, n);
      const tensor = (values: Float32Array, shape: readonly number[]): runtime.Tensor =>
        new runtime.Tensor('float32', values, [n, ...shape]);
      const encoded = await sessions[0]!.run({ images: tensor(expected.images, config.image) });
      close(t, encoded['mean']!.data as Float32Array, expected.mean, 'means');
      t.is(encoded['log_variance'] === undefined, expected.logVariance === undefined);
      if (expected.logVariance !== undefined)
        close(t, encoded['log_variance']!.data as Float32Array, expected.logVariance, 'log variances');
      const decoded = await sessions[1]!.run({ codes: tensor(expected.codes, [config.prior.dimension]) });
      t.deepEqual(decoded['images']!.dims, [n, ...config.image]);
      close(t, decoded['images']!.data as Float32Array, expected.decoded, 'images');
    }
    await Promise.all(sessions.map(session => session.release()));
    release(model);
  });

  slow(`autoEncoderSavedModel in a session of TensorFlow is encoder and decoder: ${title}`, async t => {
    if (!isNative()) {
      t.pass('no native TensorFlow');
      return;
    }
    const model = drawn(config);
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'saved_model.pb'), autoEncoderSavedModel(model));
    const { binding } = nativeBackend();
    const session = binding.loadSavedModel(folder, 'serve');
    const n = 3;
    const expected = ours(model, n);
    // tfjs's own reader of the file.
    const { node } = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu') as SavedModelReader;
    const [signature] = await node.getMetaGraphsFromSavedModel(folder);
    const run = (
      name: string,
      values: Float32Array,
      shape: readonly number[],
    ): Record<string, Float32Array> => {
      const { inputs, outputs } = signature!.signatureDefs[name]!;
      const id = binding.createTensor([n, ...shape], 1, values);
      const results = binding.runSavedModel(
        session,
        [id],
        Object.values(inputs)[0]!.name,
        Object.values(outputs)
          .map(output => output.name)
          .join(),
      );
      return Object.fromEntries(
        Object.keys(outputs).map((key, k) => [key, binding.tensorDataSync(results[k]!.id) as Float32Array]),
      );
    };
    const encoded = run('encode', expected.images, config.image);
    close(t, encoded['mean']!, expected.mean, 'means');
    t.is(encoded['log_variance'] === undefined, expected.logVariance === undefined);
    if (expected.logVariance !== undefined)
      close(t, encoded['log_variance']!, expected.logVariance, 'log variances');
    close(t, run('decode', expected.codes, [config.prior.dimension])['images']!, expected.decoded, 'images');
    binding.deleteSavedModel(session);
    release(model);
  });
}

test('transposedPadding(k, stride) is that of the convolution that it is the transpose of', t => {
  t.deepEqual(transposedPadding(4, 2), { before: 1, after: 1, grown: 0 });
  t.deepEqual(transposedPadding(5, 2), { before: 1, after: 2, grown: 0 });
  t.deepEqual(transposedPadding(3, 1), { before: 1, after: 1, grown: 0 });
  t.deepEqual(transposedPadding(1, 2), { before: 0, after: 0, grown: 1 });
});

test('encoderOnnx refuses a network that is said in code alone', t => {
  const model = drawn(configs[0]![1]);
  const { encoder } = model;
  const network = sequence([encoder.network, activation(x => x.abs())]);
  t.throws(() => encoderOnnx({ ...model, encoder: { ...encoder, network } }, {}), {
    instanceOf: TypeError,
    message: /^encoderOnnx: expected each layer to say its operations/,
  });
  release(model);
});
