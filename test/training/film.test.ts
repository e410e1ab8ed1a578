import { readFileSync, writeFileSync } from 'node:fs';
import { pointsOf, rowsBetween } from '../../lib/base/index.js';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../../lib/engine/index.js';
import { UserError } from '../../lib/base/errors.js';
import { makeModel } from '../../lib/models/kinds.js';
import { Rng } from '../../lib/base/random.js';
import { readCheckpoint } from '../../lib/engine/checkpoint.js';
import { readFilm, writeFilm } from '../../lib/experiments/run/film-file.js';
import { filmFrame } from '../../lib/training/film.js';
import { encodeImages, reconstructImages, toBytes } from '../../lib/models/inference.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { disposeAll, tinyImages, tinyModel } from '../support/tiny-models.js';
import { slow as test } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

test.serial('filmFrame has the mean codes of the first images and their reconstructions', t => {
  const model = makeModel(tinyModel('vae'), Rng.fromSeed(1));
  const before = tf.memory().numTensors;
  const images = tinyImages(20, 3);
  const codes = encodeImages(model, images.images, 20);
  const frame = filmFrame(model, codes, 7);
  t.is(frame.step, 7);
  t.deepEqual(frame.codes, codes);
  t.deepEqual(frame.pictures, toBytes(reconstructImages(model, images.images, 12)));
  t.deepEqual(filmFrame(model, codes, 7), frame, 'no chance enters');
  t.is(tf.memory().numTensors, before);
  t.is(filmFrame(model, rowsBetween(codes, 0, 5), 0).pictures.length, 5 * 64);
  t.deepEqual(filmFrame(model, pointsOf(new Float32Array(3 * 600), 3), 0).codes.shape, [500, 3]);
  disposeAll(model);
});

const film = {
  shape: [1, 2, 1],
  frames: [0, 4, 8].map(step => ({
    step,
    codes: pointsOf(Float32Array.of(step, 0.1, -step, 1e-9), 2),
    pictures: Uint8Array.of(step, 255),
  })),
} as const;

test('readFilm gives back what writeFilm wrote, bit for bit', async t => {
  const path = join(await temporaryFolder(t), 'film.safetensors');
  writeFilm(path, film);
  t.deepEqual(readFilm(path), film);
  t.throws(() => writeFilm(path, { ...film, frames: [] }), { instanceOf: RangeError });
  t.throws(() => readCheckpoint(path), { instanceOf: UserError, message: /pictures is not float32/ });
});

test('readFilm refuses what is missing or damaged, in a sentence that says what to do', async t => {
  const path = join(await temporaryFolder(t), 'film.safetensors');
  t.throws(() => readFilm(path), { instanceOf: UserError, message: /^there is no film of the training/ });
  writeFilm(path, film);
  const whole = readFileSync(path);
  for (const at of [20, whole.length - 1]) {
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(whole[at]! ^ 1, at);
    writeFileSync(path, flipped);
    t.throws(() => readFilm(path), {
      instanceOf: UserError,
      message: /^the film of the training \S+ is damaged \(.+\); delete it to go on without it$/,
    });
  }
});
