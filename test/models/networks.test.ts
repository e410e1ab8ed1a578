import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend, nameOf, type StatisticsUpdate } from '../../lib/engine/index.js';
import { presetConfig } from '../../lib/experiments/config/preset-config.js';
import { type Pass } from '../../lib/models/layers.js';
import { makeModel, type ModelConfig } from '../../lib/models/kinds.js';
import {
  type Architecture,
  decoderNetwork,
  encoderNetwork,
  type ImageShape,
  variablesOf,
} from '../../lib/models/networks.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { disposeAll, tinyMlp, tinyModel } from '../support/tiny-models.js';

test.before(async () => {
  await loadBackend();
});

const options = { rng: Rng.fromSeed(1), initialStd: 0.1 };
const dcgan = (encoderFilters: number[], decoderFilters: number[], kernelSize = 4): Architecture => ({
  kind: 'dcgan',
  encoderFilters,
  decoderFilters,
  kernelSize,
});

test.serial(
  'encoderNetwork and decoderNetwork map [n, h, w, c] to [n, d] and back, at any width and size',
  t => {
    const cases: readonly (readonly [Architecture, ImageShape])[] = [
      [dcgan([2, 4, 8], [8, 4, 2]), [28, 28, 1]],
      [dcgan([4, 8, 16, 32], [32, 16, 8]), [28, 28, 1]],
      [dcgan([3], [5]), [7, 5, 2]],
      [dcgan([2, 2], [2, 2, 2, 2], 5), [16, 24, 3]],
      [tinyMlp, [7, 5, 2]],
      [{ kind: 'mlp', encoderUnits: [], decoderUnits: [] }, [4, 4, 1]],
    ];
    for (const [architecture, image] of cases) {
      const networks = [
        encoderNetwork(architecture, image, 3, options),
        decoderNetwork(architecture, image, 3, options),
      ] as const;
      tf.tidy(() => {
        for (const pass of [{ kind: 'evaluation' }, { kind: 'training', updates: [] }] satisfies Pass[]) {
          const codes = networks[0].apply(tf.ones([2, ...image]), pass);
          t.deepEqual(codes.shape, [2, 3]);
          t.deepEqual(networks[1].apply(codes, pass).shape, [2, ...image]);
        }
      });
      tf.dispose(variablesOf(networks));
    }
  },
);

test.serial('decoderNetwork refuses images whose sides are no multiples of its strides', t => {
  t.throws(() => decoderNetwork(dcgan([2], [8, 4, 2, 1]), [28, 28, 1], 3, options), {
    instanceOf: RangeError,
    message: 'decoderNetwork: expected image sides to be multiples of 8 for 4 decoder filters, got 28x28',
  });
});

test.serial('the networks refuse an unknown architecture', t => {
  const unknown = { kind: 'transformer' } as unknown as Architecture;
  for (const make of [encoderNetwork, decoderNetwork]) {
    t.throws(() => make(unknown, [8, 8, 1], 3, options), {
      instanceOf: TypeError,
      message: /unknown architecture/,
    });
  }
});

test.serial(
  'initial weights are truncated normal draws from the stream of their own name, biases 0, gains 1',
  t => {
    const [a, b, c] = [1, 1, 2].map(seed => makeModel(tinyModel('wae-gan'), Rng.fromSeed(seed)));
    const values = (model = a): Float32Array[] =>
      variablesOf(model?.networks ?? []).map(v => v.dataSync<'float32'>().slice());
    t.deepEqual(values(a), values(b));
    t.notDeepEqual(values(a), values(c));
    const rng = Rng.fromSeed(1);
    const names = variablesOf(a?.networks ?? []).map(nameOf);
    t.is(new Set(names).size, names.length);
    values(a).forEach((v, i) => {
      const name = names[i]!;
      if (name.endsWith('kernel')) {
        t.deepEqual(v, rng.split(name).fillTruncatedNormal(new Float32Array(v.length), 0.1), name);
      } else {
        t.true(
          v.every(value => value === (/(gamma|variance)$/.test(name) ? 1 : 0)),
          name,
        );
      }
    });
    for (const model of [a, b, c]) if (model !== undefined) disposeAll(model);
  },
);

test.serial('a training pass reports the new statistics of every norm and assigns none', t => {
  const model = makeModel(tinyModel('wae-mmd'), Rng.fromSeed(1));
  const { network } = model.encoder;
  tf.tidy(() => {
    const x = tf.tensor(Rng.fromSeed(3).fillNormal(new Float32Array(4 * 64)), [4, 8, 8, 1]);
    const updates: StatisticsUpdate[] = [];
    const before = network.statistics.map(s => s.dataSync<'float32'>().slice());
    network.apply(x, { kind: 'training', updates });
    t.deepEqual(
      updates.map(([statistic]) => statistic),
      [...network.statistics],
    );
    updates.forEach(([statistic, value]) => t.deepEqual(value.shape, statistic.shape));
    t.deepEqual(
      network.statistics.map(s => s.dataSync<'float32'>().slice()),
      before,
    );
  });
  disposeAll(model);
});

test.serial(
  'decode is deterministic, the sigmoid of the logits, and in evaluation independent of the batch',
  t => {
    const model = makeModel(tinyModel('wae-mmd'), Rng.fromSeed(1));
    tf.tidy(() => {
      const z = tf.tensor2d(Rng.fromSeed(3).fillNormal(new Float32Array(12)), [4, 3]);
      const once = model.decoder.decode(z).dataSync<'float32'>().slice();
      t.deepEqual(model.decoder.decode(z).dataSync<'float32'>().slice(), once);
      const logits = model.decoder.logits(z).dataSync<'float32'>();
      allClose(
        t,
        once,
        logits.map(l => 1 / (1 + Math.exp(-l))),
        { atol: 1e-6 },
      );
      allClose(t, model.decoder.decode(z.slice([1, 0], [1, 3])).dataSync(), once.subarray(64, 128), {
        atol: 1e-6,
      });
    });
    disposeAll(model);
  },
);

test.serial('encode: z is the mean without noise, mean + exp(½ log σ²) ε with it, bounded log σ²', t => {
  const model = makeModel(tinyModel('vae'), Rng.fromSeed(1));
  tf.tidy(() => {
    const x = tf.tensor4d(Rng.fromSeed(3).fillNormal(new Float32Array(2 * 64), 100), [2, 8, 8, 1]);
    const plain = model.encoder.encode(x);
    t.deepEqual(plain.z.dataSync(), plain.mean.dataSync());
    const codeNoise = tf.tensor2d([1, -1, 2, 0.5, 0, -2], [2, 3]);
    const { z, mean, logVariance } = model.encoder.encode(x, { kind: 'evaluation' }, { codeNoise });
    const [m, lv, e] = [mean, logVariance!, codeNoise].map(v => v.dataSync<'float32'>());
    const expected = m?.map((mu, i) => mu + Math.exp(0.5 * (lv?.[i] ?? 0)) * (e?.[i] ?? 0)) ?? [];
    allClose(t, z.dataSync(), expected, { rtol: 1e-4 });
    const huge = model.encoder.encode(x.mul<tf.Tensor4D>(1e6)).logVariance?.dataSync<'float32'>() ?? [];
    t.true([...huge].every(v => Math.abs(v) <= 50) && [...huge].some(v => Math.abs(v) === 50));
  });
  disposeAll(model);
});

test.serial(
  'encode: codes lie on the prior’s support, additive noise acts on pixels and in training only',
  t => {
    for (const kind of ['uniform-cube', 'uniform-sphere'] as const) {
      const config = tinyModel('wae-mmd');
      const model = makeModel(
        { ...config, prior: { kind, dimension: 3, sigma: 2 } } as ModelConfig,
        Rng.fromSeed(1),
      );
      tf.tidy(() => {
        const x = tf.tensor4d(Rng.fromSeed(3).fillNormal(new Float32Array(4 * 64), 5), [4, 8, 8, 1]);
        const codes = model.encoder.encode(x).z.arraySync();
        for (const z of codes) {
          if (kind === 'uniform-cube') t.true(z.every(v => Math.abs(v) <= 2));
          else allClose(t, Math.hypot(...z), 2, { rtol: 1e-5 });
        }
        const pixelNoise = tf.ones<tf.Rank.R4>([4, 8, 8, 1]);
        const [noisy, shifted] = [
          model.encoder.encode(x, { kind: 'evaluation' }, { pixelNoise }),
          model.encoder.encode(x.add(pixelNoise)),
        ];
        t.deepEqual(noisy.z.dataSync(), shifted.z.dataSync());
        t.is(noisy.logVariance, undefined);
      });
      disposeAll(model);
    }
  },
);

test.serial('the paper’s layout has as many parameters as its formula says', t => {
  const count = (variables: readonly tf.Variable[]): number => variables.reduce((sum, v) => sum + v.size, 0);
  const { model: config } = presetConfig('mnist', 'paper', 'wae-gan');
  const model = makeModel(config, Rng.fromSeed(1));
  const [encoder, decoder, discriminator] = model.networks.map(n => count(n.parameters));
  // Kernels 4 × 4; γ and β a channel; 28 → 14 → 7 → 4 → 2 pixels a side.
  const filters = [1, 128, 256, 512, 1024];
  const convolutions = filters.slice(1).reduce((sum, f, i) => sum + 16 * f * filters[i]! + 2 * f, 0);
  t.is(encoder, convolutions + 2 * 2 * 1024 * 8 + 8);
  const features = 7 * 7 * 1024;
  t.is(decoder, 9 * features + 16 * (1024 * 512 + 512 * 256) + 2 * (512 + 256) + 16 * 256 + 1);
  t.is(discriminator, 9 * 512 + 3 * 513 * 512 + 513);
  disposeAll(model);
});

test.serial('makeModel gives VAE and WAE-MMD one player, WAE-GAN two, D first', t => {
  for (const [kind, names] of [
    ['vae', ['autoencoder']],
    ['wae-mmd', ['autoencoder']],
    ['wae-gan', ['discriminator', 'autoencoder']],
  ] as const) {
    const before = tf.memory().numTensors;
    const model = makeModel(tinyModel(kind), Rng.fromSeed(1));
    t.deepEqual(
      model.players.map(p => p.name),
      [...names],
    );
    const trained = new Set(model.players.flatMap(p => p.parameters));
    t.is(trained.size, model.networks.flatMap(n => n.parameters).length, 'each parameter has a player');
    disposeAll(model);
    t.is(tf.memory().numTensors, before);
  }
});

test.serial('makeModel refuses unknown models, a VAE without Gaussians, bad priors and kernels', t => {
  const rng = Rng.fromSeed(1);
  const vae = tinyModel('vae');
  const mmd = tinyModel('wae-mmd');
  t.throws(() => makeModel({ ...vae, kind: 'wae-xyz' } as unknown as ModelConfig, rng), {
    instanceOf: TypeError,
    message: /unknown model/,
  });
  t.throws(() => makeModel({ ...vae, encoder: { kind: 'deterministic' } }, rng), {
    instanceOf: RangeError,
    message: 'makeVae: expected a gaussian encoder and a normal prior, got deterministic and normal',
  });
  t.throws(() => makeModel({ ...vae, prior: { ...vae.prior, kind: 'uniform-cube' } }, rng), {
    instanceOf: RangeError,
  });
  for (const prior of [
    { ...mmd.prior, dimension: 0 },
    { ...mmd.prior, sigma: -1 },
  ]) {
    t.throws(() => makeModel({ ...mmd, prior }, rng), { instanceOf: RangeError });
  }
  t.throws(() => makeModel({ ...mmd, kernel: { kind: 'rbf', bandwidth: -1 } } as ModelConfig, rng), {
    instanceOf: RangeError,
  });
});
