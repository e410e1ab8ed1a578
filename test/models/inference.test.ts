import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/index.js';
import { makeModel } from '../../lib/models/kinds.js';
import { Rng } from '../../lib/base/random.js';
import { gather } from '../../lib/training/batch.js';
import {
  decodeCodes,
  encodeBalls,
  encodeImages,
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
    t.is(codes.length, 260 * 3);
    const whole = reconstructImages(model, images, 260);
    t.is(whole.length, 260 * 64);
    t.true(whole.every(p => p >= 0 && p <= 1));
    allClose(t, decodeCodes(model, codes, 260), whole, { atol: 1e-6 });
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

test.serial('encodeBalls gives the means and log-variances that encodeImages draws with', t => {
  const model = makeModel(tinyModel('vae'), Rng.fromSeed(1));
  const { images } = tinyImages(4, 3);
  const { means, logVariances } = encodeBalls(model, images, 4);
  allClose(t, means, encodeImages(model, images, 4), { atol: 1e-6 });
  const noise = Rng.fromSeed(5).fillNormal(new Float32Array(12));
  const drawn = means.map((mean, i) => mean + Math.exp(logVariances![i]! / 2) * noise[i]!);
  allClose(t, encodeImages(model, images, 4, Rng.fromSeed(5)), drawn, { atol: 1e-5 });
  disposeAll(model);
  const sure = makeModel(tinyModel('wae-gan'), Rng.fromSeed(1));
  t.deepEqual(encodeBalls(sure, images, 4), { means: encodeImages(sure, images, 4) });
  disposeAll(sure);
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

test('gather(images, indices) copies images in the order asked for', t => {
  const set = { ...tinyImages(3, 1, 2), images: Uint8Array.from({ length: 12 }, (_, i) => i) };
  t.deepEqual([...gather(set, [2, 0, 2])], [8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]);
  const copy = gather(set, [1]);
  copy[0] = 99;
  t.is(set.images[4], 4);
  t.is(gather(set, []).length, 0);
});

test('toBytes(pixels) rounds to 0 … 255 and clips', t => {
  t.deepEqual([...toBytes(Float32Array.of(-1, 0, 0.5, 1, 2, 1 / 255))], [0, 0, 128, 255, 255, 1]);
});
