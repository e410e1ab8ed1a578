import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../../lib/engine/index.js';
import type { Batch, Model } from '../../lib/models/auto-encoder.js';
import { discriminatorSlope } from '../../lib/models/discriminator.js';
import { type ModelConfig, makeModel } from '../../lib/models/kinds.js';
import { RELEASED_SCALES } from '../../lib/penalties/kernels.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { plainMmd } from '../support/plain-mmd.js';
import { disposeAll, tinyMlp, tinyModel } from '../support/tiny-models.js';
import { slow as test } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

const [n, d, lambda] = [6, 3, 7];
const prior = { kind: 'normal', dimension: d, sigma: 1.5 } as const;
const training = (): { kind: 'training'; updates: [] } => ({ kind: 'training', updates: [] });

function makeBatch(): Batch {
  const rng = Rng.fromSeed(3);
  const normal = (shape: number[], sigma: number): tf.Tensor =>
    tf.tensor(rng.fillNormal(new Float32Array(shape.reduce((a, b) => a * b)), sigma), shape);
  return {
    x: tf.sigmoid(normal([n, 8, 8, 1], 2)) as tf.Tensor4D,
    zPrior: normal([n, d], 1) as tf.Tensor2D,
    codeNoise: normal([n, d], 1) as tf.Tensor2D,
    pixelNoise: normal([n, 8, 8, 1], 0.1) as tf.Tensor4D,
    lambda: tf.scalar(lambda),
  };
}

/** Runs `body` with a tiny model and batch, freed afterwards. */
function withModel(config: ModelConfig, body: (model: Model, batch: Batch) => void): void {
  const model = makeModel(config, Rng.fromSeed(1));
  tf.tidy(() => body(model, makeBatch()));
  disposeAll(model);
}

const numbers = (tensor: tf.Tensor | undefined): Float32Array => tensor!.dataSync<'float32'>().slice();
const softplus = (value: number): number => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
const mean = (values: Float32Array, f: (value: number) => number): number =>
  values.reduce((sum, value) => sum + f(value), 0) / values.length;

/** 0.05 · mean over images of Σ (x − y)². */
function squaredCost(x: Float32Array, y: Float32Array): number {
  return (0.05 * x.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0)) / n;
}

test.serial('RAE descends reconstruction + λ · ½ mean ‖z‖² + γ · the decoder’s squared kernels', t => {
  const config = { ...tinyModel('rae', { architecture: tinyMlp }), prior };
  withModel(config, (model, batch) => {
    const { loss, terms } = model.players[0]!.objective(batch);
    const { z } = model.encoder.encode(batch.x, training(), batch);
    const squares = (values: Float32Array): number => values.reduce((sum, value) => sum + value ** 2, 0);
    const penalty = squares(numbers(z)) / 2 / n;
    const kernels = model.decoder.network.parameters.filter(({ name }) => name.includes('/kernel'));
    t.is(kernels.length, 2);
    const weights = kernels.reduce((sum, kernel) => sum + squares(numbers(kernel)), 0);
    const reconstruction = squaredCost(numbers(batch.x), numbers(model.decoder.decode(z, training())));
    allClose(t, numbers(terms['penalty']), [penalty], { rtol: 1e-5 });
    allClose(t, numbers(terms['weights']), [weights], { rtol: 1e-5 });
    allClose(t, numbers(loss), [reconstruction + lambda * penalty + 1e-3 * weights], { rtol: 1e-5 });
  });
  t.throws(() => makeModel({ ...config, encoder: { kind: 'gaussian' } }, Rng.fromSeed(1)), {
    instanceOf: RangeError,
    message: 'makeRae: expected a deterministic encoder, got gaussian',
  });
});

test.serial('WAE-MMD and WAE-GAN with a Gaussian encoder compare its draws with the prior', t => {
  for (const kind of ['wae-mmd', 'wae-gan'] as const) {
    const model = { ...tinyModel(kind, { architecture: tinyMlp, encoder: { kind: 'gaussian' } }), prior };
    withModel(model, ({ players, encoder }, batch) => {
      const { penalty } = players.at(-1)!.objective(batch).terms;
      const mean = players.at(-1)!.objective({ ...batch, codeNoise: tf.zerosLike(batch.codeNoise!) }).terms;
      t.not(numbers(penalty)[0], numbers(mean['penalty'])[0]);
      t.notDeepEqual(
        numbers(encoder.encode(batch.x, training(), batch).z),
        numbers(encoder.encode(batch.x, training(), batch).mean),
      );
    });
  }
});

test.serial('WAE-MMD descends reconstruction + λ · MMD² of the codes to the prior, base 2dσ²', t => {
  withModel({ ...tinyModel('wae-mmd', { architecture: tinyMlp }), prior }, (model, batch) => {
    const [player, ...others] = model.players;
    t.is(others.length, 0);
    const { loss, terms } = player!.objective(batch);
    const { z } = model.encoder.encode(batch.x, training(), batch);
    const kernel = { kind: 'imq', scales: RELEASED_SCALES, base: 2 * d * 1.5 ** 2 } as const;
    const penalty = plainMmd(numbers(z), numbers(batch.zPrior), d, kernel);
    const reconstruction = squaredCost(numbers(batch.x), numbers(model.decoder.decode(z, training())));
    allClose(t, numbers(terms['penalty']), [penalty], { rtol: 1e-4 });
    allClose(t, numbers(terms['reconstruction']), [reconstruction], { rtol: 1e-5 });
    allClose(t, numbers(loss), [reconstruction + lambda * penalty], { rtol: 1e-4 });
  });
});

test.serial('VAE descends the cross-entropy of the logits + λ · KL of its codes to the prior', t => {
  withModel({ ...tinyModel('vae', { architecture: tinyMlp }), prior }, (model, batch) => {
    const { loss, terms } = model.players[0]!.objective(batch);
    const encoding = model.encoder.encode(batch.x, training(), batch);
    const [mu, logVariance] = [numbers(encoding.mean), numbers(encoding.logVariance)];
    const penalty =
      mu.reduce((sum, m, i) => {
        const lv = logVariance[i]!;
        return sum + ((Math.exp(lv) + m ** 2) / 1.5 ** 2 - 1 - lv + 2 * Math.log(1.5)) / 2;
      }, 0) / n;
    const [x, logits] = [numbers(batch.x), numbers(model.decoder.logits(encoding.z, training()))];
    const reconstruction = logits.reduce((sum, l, i) => sum + softplus(l) - x[i]! * l, 0) / n;
    allClose(t, numbers(terms['penalty']), [penalty], { rtol: 1e-4 });
    allClose(t, numbers(terms['reconstruction']), [reconstruction], { rtol: 1e-5 });
    allClose(t, numbers(loss), [reconstruction + lambda * penalty], { rtol: 1e-5 });
  });
});

for (const logPrior of [false, true]) {
  test.serial(
    `WAE-GAN plays −λ(log D(z) + log(1 − D(z̃))), then reconstruction − λ log D(z̃), log-prior form: ${logPrior}`,
    t => {
      const config = tinyModel('wae-gan', { architecture: tinyMlp }) as ModelConfig & { kind: 'wae-gan' };
      withModel({ ...config, prior, discriminator: { units: [16], logPrior } }, (model, batch) => {
        const [discriminator, autoEncoder] = model.players as [
          Model['players'][number],
          Model['players'][number],
        ];
        t.deepEqual([discriminator.name, autoEncoder.name], ['discriminator', 'autoencoder']);
        const { z } = model.encoder.encode(batch.x, training(), batch);
        const logits = (codes: tf.Tensor2D): Float32Array => {
          const rows = numbers(codes);
          return numbers(model.networks[2]?.apply(codes, { kind: 'evaluation' })).map((logit, i) => {
            const squares = rows.slice(d * i, d * (i + 1)).reduce((sum, c) => sum + c ** 2, 0);
            return logPrior
              ? logit - squares / (2 * 1.5 ** 2) - (d / 2) * Math.log(2 * Math.PI * 1.5 ** 2)
              : logit;
          });
        };
        const [atPrior, atCodes] = [logits(batch.zPrior), logits(z)];
        const expected = mean(atPrior, l => softplus(-l)) + mean(atCodes, softplus);
        const first = discriminator.objective(batch);
        allClose(t, numbers(first.terms['discriminator']), [expected], { rtol: 1e-5 });
        allClose(t, numbers(first.loss), [lambda * expected], { rtol: 1e-5 });
        const penalty = mean(atCodes, l => softplus(-l));
        const reconstruction = squaredCost(numbers(batch.x), numbers(model.decoder.decode(z, training())));
        const second = autoEncoder.objective(batch);
        allClose(t, numbers(second.terms['penalty']), [penalty], { rtol: 1e-5 });
        allClose(t, numbers(second.loss), [reconstruction + lambda * penalty], { rtol: 1e-5 });
      });
    },
  );
}

test.serial(
  'WAE-GAN’s discriminator descends γ/2 of its mean squared slopes at draws and at codes beside its loss',
  t => {
    const config = tinyModel('wae-gan') as ModelConfig & { kind: 'wae-gan' };
    const discriminator = { ...config.discriminator, slopePenalty: 3 };
    withModel({ ...config, prior, discriminator }, (model, batch) => {
      const { z } = model.encoder.encode(batch.x, training(), batch);
      const slope = (points: tf.Tensor2D): number =>
        numbers(discriminatorSlope(model.networks[2]!, points))[0]!;
      const expected = (3 / 2) * (slope(batch.zPrior) + slope(z));
      const { loss, terms } = model.players[0]!.objective(batch);
      allClose(t, numbers(terms['slope']), [expected], { rtol: 1e-5 });
      allClose(t, numbers(loss), [lambda * (numbers(terms['discriminator'])[0]! + expected)], { rtol: 1e-5 });
    });
  },
);

test.serial(
  "WAE-GAN's discriminator starts from weights of its own standard deviation where one is named",
  t => {
    const config = tinyModel('wae-gan') as ModelConfig & { kind: 'wae-gan' };
    // Of truncated normal weights: those of the hidden layer, [d, 512].
    const spread = (own: { initialStd?: number }): number => {
      let std = 0;
      withModel({ ...config, prior, discriminator: { units: [512], logPrior: false, ...own } }, model => {
        const weights = numbers(model.networks[2]?.parameters[0]);
        std = Math.sqrt(mean(weights, value => value ** 2));
      });
      return std;
    };
    t.is(config.initialStd, 0.1);
    allClose(t, [spread({ initialStd: 0.7 })], [7 * spread({})], { rtol: 1e-5 });
  },
);

test.serial(
  'players train their own networks and nothing else: D the discriminator, the other both coders',
  t => {
    for (const kind of ['vae', 'wae-mmd', 'wae-gan'] as const) {
      withModel(tinyModel(kind), model => {
        const [encoder, decoder, discriminator] = model.networks;
        t.is(encoder, model.encoder.network);
        t.is(decoder, model.decoder.network);
        const both = [...(encoder?.parameters ?? []), ...(decoder?.parameters ?? [])];
        for (const { name, parameters } of model.players) {
          t.deepEqual(
            new Set(parameters),
            new Set(name === 'discriminator' ? discriminator?.parameters : both),
          );
        }
      });
    }
  },
);

test.serial('a Gaussian encoder draws mean + e^(½ log variance) · noise, and without noise the mean', t => {
  withModel(tinyModel('vae', { architecture: tinyMlp }), ({ encoder }, batch) => {
    const { z, mean: mu, logVariance } = encoder.encode(batch.x, training(), batch);
    const [noise, lv] = [numbers(batch.codeNoise), numbers(logVariance)];
    const expected = numbers(mu).map((m, i) => m + Math.exp(lv[i]! / 2) * noise[i]!);
    allClose(t, numbers(z), expected, { rtol: 1e-5, atol: 1e-6 });
    allClose(t, numbers(encoder.encode(batch.x, training()).z), numbers(mu), { rtol: 1e-6 });
  });
});

test.serial('an additive-noise encoder encodes x + noise in training, and x without noise', t => {
  withModel(tinyModel('wae-mmd', { architecture: tinyMlp }), ({ encoder }, batch) => {
    const noisy = numbers(encoder.encode(batch.x, training(), batch).z);
    const sum = batch.x.add<tf.Tensor4D>(batch.pixelNoise!);
    allClose(t, noisy, numbers(encoder.encode(sum, training()).z), { rtol: 1e-6 });
    t.notDeepEqual(noisy, numbers(encoder.encode(batch.x, training()).z));
  });
});

test.serial('codes lie on the support of a uniform prior, Gaussian ones too', t => {
  for (const kind of ['uniform-cube', 'uniform-sphere'] as const) {
    for (const encoder of [{ kind: 'deterministic' }, { kind: 'gaussian' }] as const) {
      const config = tinyModel('wae-mmd', { architecture: tinyMlp, encoder });
      withModel({ ...config, prior: { kind, dimension: d, sigma: 0.3 } }, (model, batch) => {
        const codes = numbers(model.encoder.encode(batch.x, training(), batch).z);
        for (let i = 0; i < n; i++) {
          const code = codes.slice(d * i, d * (i + 1));
          if (kind === 'uniform-sphere') allClose(t, Math.hypot(...code), 0.3, { rtol: 1e-5 });
          else t.true(code.every(c => Math.abs(c) <= 0.3));
        }
      });
    }
  }
});

test('makeModel refuses a VAE without a Gaussian encoder or a normal prior, and an unknown kind', t => {
  const vae = tinyModel('vae');
  const rng = Rng.fromSeed(1);
  const uniform = { kind: 'uniform-cube', dimension: d, sigma: 1 } as const;
  t.throws(() => makeModel({ ...vae, encoder: { kind: 'deterministic' } }, rng), { instanceOf: RangeError });
  t.throws(() => makeModel({ ...vae, prior: uniform }, rng), { instanceOf: RangeError });
  t.throws(() => makeModel({ ...vae, kind: 'gan' } as never, rng), { instanceOf: TypeError });
});
