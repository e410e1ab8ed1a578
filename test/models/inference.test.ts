import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/index.js';
import { squaredErrors } from '../../lib/models/costs.js';
import { makeModel } from '../../lib/models/kinds.js';
import { Rng } from '../../lib/base/random.js';
import { gatherImages } from '../../lib/training/train-step.js';
import {
  codeErrors,
  decodeCodes,
  type EncodedSet,
  encodeImages,
  encodeSet,
  firstCodes,
  reconstructImages,
  toBytes,
} from '../../lib/models/inference.js';
import { allClose } from '../support/all-close.js';
import { disposeAll, tinyImages, tinyModel } from '../support/tiny-models.js';

test.before(async () => {
  await loadBackend();
});

test.serial(
  'encodeImages, decodeCodes and reconstructImages agree, item by item, also over several chunks',
  t => {
    const before = tf.memory().numTensors;
    const model = makeModel(tinyModel('vae'), Rng.fromSeed(1));
    const { images } = tinyImages(260, 3);
    const codes = encodeImages(model, images, 260);
    t.deepEqual(codes.shape, [260, 3]);
    const whole = reconstructImages(model, images, 260);
    t.is(whole.length, 260 * 64);
    t.true(whole.every(p => p >= 0 && p <= 1));
    allClose(t, decodeCodes(model, codes), whole, { atol: 1e-6 });
    // Of another space, and not whole: numbers that do not fill the shape.
    for (const [n, d] of [
      [390, 2],
      [260, 2],
      [259, 3],
    ] as const) {
      t.throws(() => decodeCodes(model, { data: codes.data, shape: [n, d] }), {
        instanceOf: RangeError,
        message: `decodeCodes: expected \`codes\` to be [n, 3], got 780 numbers as [${n}, ${d}]`,
      });
    }
    // Evaluation does not depend on what else is in the batch.
    const last = reconstructImages(model, images.subarray(259 * 64), 1);
    allClose(t, whole.subarray(259 * 64), last, { atol: 1e-6 });
    disposeAll(model);
    t.is(tf.memory().numTensors, before);
  },
);

test.serial('encodeImages(…, rng) draws from Q(Z|x) about the mean, the same for the same stream', t => {
  const model = makeModel(tinyModel('vae'), Rng.fromSeed(1));
  const { images } = tinyImages(4, 3);
  const mean = encodeImages(model, images, 4);
  const [a, b] = [1, 1].map(seed => encodeImages(model, images, 4, Rng.fromSeed(seed)));
  t.deepEqual(a, b);
  t.notDeepEqual(a, encodeImages(model, images, 4, Rng.fromSeed(2)));
  t.notDeepEqual(a, mean);
  disposeAll(model);
  const sure = makeModel(tinyModel('wae-mmd'), Rng.fromSeed(1));
  t.deepEqual(encodeImages(sure, images, 4, Rng.fromSeed(1)), encodeImages(sure, images, 4));
  disposeAll(sure);
});

test.serial(
  'encodeSet(model, set, rng) has in one pass what encodeImages gives, with the draws of its noise',
  t => {
    const before = tf.memory().numTensors;
    const model = makeModel(tinyModel('vae'), Rng.fromSeed(1));
    const images = { ...tinyImages(260, 3), labels: Uint8Array.from({ length: 260 }, (_, i) => i % 10) };
    const { means, logVariances, draws, ...about } = encodeSet(model, images, Rng.fromSeed(5));
    t.deepEqual(about, { labels: images.labels });
    t.deepEqual(
      [means.shape, logVariances!.shape],
      [
        [260, 3],
        [260, 3],
      ],
    );
    t.deepEqual(means, encodeImages(model, images.images, 260));
    t.deepEqual(draws, encodeImages(model, images.images, 260, Rng.fromSeed(5)));
    const noise = Rng.fromSeed(5).fillNormal(new Float32Array(750));
    const drawn = means.data
      .slice(0, 750)
      .map((m, i) => m + Math.exp(logVariances!.data[i]! / 2) * noise[i]!);
    allClose(t, draws.data.subarray(0, 750), drawn, { atol: 1e-5 });
    t.true(logVariances!.data.every((value, i) => Math.abs(value) < 50 && value !== means.data[i]));
    disposeAll(model);
    const sure = makeModel(tinyModel('wae-gan'), Rng.fromSeed(1));
    const plain = encodeSet(sure, images, Rng.fromSeed(5));
    t.is(plain.draws, plain.means, 'no draws, and no pass for them');
    t.deepEqual(plain.means, encodeImages(sure, images.images, 260));
    t.false('logVariances' in plain);
    disposeAll(sure);
    t.is(tf.memory().numTensors, before);
  },
);

test.serial('firstCodes(set, n) are those of the first images, whatever followed them', t => {
  const model = makeModel(tinyModel('vae'), Rng.fromSeed(1));
  const images = tinyImages(300, 3);
  const all = encodeSet(model, images, Rng.fromSeed(5));
  const encoded = (count: number): EncodedSet => encodeSet(model, { ...images, count }, Rng.fromSeed(5));
  t.deepEqual(firstCodes(all, 250), encoded(250));
  // In a batch of another size the exponentials may be rounded otherwise.
  const [first, few] = [firstCodes(all, 275), encoded(275)];
  t.deepEqual(first.means, few.means);
  allClose(t, first.draws.data, few.draws.data, { atol: 1e-6 });
  t.deepEqual(firstCodes(all, 999), all);
  disposeAll(model);
});

test.serial(
  'reconstructImages(model, images, count) of none is empty, of more than there are an error',
  t => {
    const model = makeModel(tinyModel('wae-mmd'), Rng.fromSeed(1));
    t.is(reconstructImages(model, new Uint8Array(0), 0).length, 0);
    t.throws(() => reconstructImages(model, new Uint8Array(64), 2), {
      instanceOf: RangeError,
      message: /expected 2 items of 8 × 8 × 1 values, got 64 values/,
    });
    disposeAll(model);
  },
);

test.serial(
  'codeErrors(model, images, codes) are the squared errors of the first images’ reconstructions',
  t => {
    const model = makeModel(tinyModel('vae'), Rng.fromSeed(1));
    const { images } = tinyImages(6, 3);
    const errors = codeErrors(model, images, encodeImages(model, images, 4));
    t.is(errors.length, 4);
    const first = images.subarray(0, 4 * 64);
    allClose(t, errors, squaredErrors(first, reconstructImages(model, first, 4), 4), { rtol: 1e-5 });
    t.throws(() => codeErrors(model, first, encodeImages(model, images, 6)), { instanceOf: RangeError });
    disposeAll(model);
  },
);

test('gatherImages(images, indices) copies images in the order asked for', t => {
  const set = { ...tinyImages(3, 1, 2), images: Uint8Array.from({ length: 12 }, (_, i) => i) };
  t.deepEqual([...gatherImages(set, [2, 0, 2])], [8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]);
  const copy = gatherImages(set, [1]);
  copy[0] = 99;
  t.is(set.images[4], 4);
  t.is(gatherImages(set, []).length, 0);
});

test('toBytes(pixels) rounds to 0 … 255 and clips', t => {
  t.deepEqual([...toBytes(Float32Array.of(-1, 0, 0.5, 1, 2, 1 / 255))], [0, 0, 128, 255, 255, 1]);
});
