import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../../../lib/engine/backend.js';
import { UserError } from '../../../lib/base/errors.js';
import {
  type Inception,
  type InceptionOptions,
  loadInception,
} from '../../../lib/metrics/networks/inception.js';
import { inceptionPixels } from '../../../lib/metrics/networks/inception-pixels.js';
import type { Pictures } from '../../../lib/metrics/images/pictures.js';
import { allClose } from '../../support/all-close.js';
import { readFixture } from '../../support/fixture.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { slow as test } from '../../support/slow.js';

interface Fixture {
  readonly cases: readonly {
    readonly height: number;
    readonly width: number;
    readonly k: number;
    readonly means: readonly number[];
    readonly squares: readonly number[];
    readonly diagonal: readonly number[];
    readonly corner: readonly number[];
  }[];
}

const { cases } = readFixture('inception') as Fixture;
const networks = fileURLToPath(new URL('../../../../test/fixtures/inception/', import.meta.url));
const file = (name: string): string => join(networks, `${name}.onnx`);

test.before(async () => {
  await loadBackend();
});

/** The pictures of the fixture's script. */
function pictures(height: number, width: number, ks: readonly number[]): Pictures {
  const data = new Uint8Array(ks.length * height * width * 3);
  let at = 0;
  for (const k of ks) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at += 3) {
        const red = (37 * x + 91 * y + 13 * x * y + 50 * k) % 256;
        data.set([red, x * x + 3 * y, (x + y) % 7 === 0 ? 255 : 0], at);
      }
    }
  }
  return { data, shape: [ks.length, height, width, 3] };
}

/** One channel of pictures. */
function grey({ data, shape: [n, height, width, channels] }: Pictures): Pictures {
  return {
    data: (data as Uint8Array).filter((_, at) => at % channels === 0),
    shape: [n, height, width, 1],
  };
}

function seenBy(images: Pictures): Float32Array {
  const pixels = inceptionPixels(images);
  const values = pixels.dataSync<'float32'>();
  pixels.dispose();
  return values;
}

for (const { height, width, k, means, squares, diagonal, corner } of cases) {
  test(`inceptionPixels of ${height} × ${width} pixels are TensorFlow 1's, as torch-fidelity has them`, t => {
    const seen = seenBy(pictures(height, width, [k]));
    const at = (x: number): number[] => [0, 1, 2].map(c => seen[(x * 299 + x) * 3 + c]!);
    const points = Array.from({ length: 13 }, (_, i) => 23 * i).filter(x => x < 299);
    allClose(t, points.flatMap(at), diagonal, { rtol: 0, atol: 2e-6 });
    allClose(t, at(298), corner, { rtol: 0, atol: 2e-6 });
    const channel = (c: number): Float32Array => seen.filter((_, place) => place % 3 === c);
    const mean = (values: Float32Array): number => values.reduce((sum, v) => sum + v, 0) / values.length;
    allClose(
      t,
      [0, 1, 2].map(c => mean(channel(c))),
      means,
      { rtol: 0, atol: 1e-6 },
    );
    allClose(
      t,
      [0, 1, 2].map(c => mean(channel(c).map(v => v * v))),
      squares,
      { rtol: 0, atol: 1e-6 },
    );
  });
}

test('inceptionPixels of 299 × 299 pixels are (x − 128)/128 of each', t => {
  const images = pictures(299, 299, [0, 1]);
  const expected = Float32Array.from(images.data, x => (x - 128) / 128);
  t.deepEqual(seenBy(images), expected);
});

test('inceptionPixels of grey pictures are those of the same grey in three channels', t => {
  const one = grey(pictures(28, 28, [0, 3]));
  const three: Pictures = {
    data: Uint8Array.from({ length: 3 * one.data.length }, (_, at) => one.data[Math.floor(at / 3)]!),
    shape: [2, 28, 28, 3],
  };
  t.deepEqual(seenBy(one), seenBy(three));
});

test('inceptionPixels refuses other channels, numbers that are not bytes, and pictures that are not whole', t => {
  const expected = { instanceOf: RangeError, message: /^inceptionPixels: expected `images`/ };
  t.throws(() => inceptionPixels({ data: new Uint8Array(8), shape: [1, 2, 2, 2] }), expected);
  t.throws(() => inceptionPixels({ data: new Float32Array(12), shape: [1, 2, 2, 3] }), expected);
  t.throws(() => inceptionPixels({ data: new Uint8Array(11), shape: [1, 2, 2, 3] }), expected);
  t.throws(() => inceptionPixels({ data: new Uint8Array(0), shape: [0, 2, 2, 3] }), expected);
});

/** Feature j of the fixture's networks: the mean of channel j mod 3, times (j + 1)/1024. */
function closedForm(images: Pictures): Float64Array {
  const n = images.shape[0];
  const seen = seenBy(images);
  const means = new Float64Array(3 * n);
  seen.forEach((value, place) => {
    const image = Math.floor(place / (3 * 299 * 299));
    const k = 3 * image + (place % 3);
    means[k]! += value / (299 * 299);
  });
  return Float64Array.from({ length: n * 2048 }, (_, at) => {
    const j = at % 2048;
    return (means[3 * Math.floor(at / 2048) + (j % 3)]! * (j + 1)) / 1024;
  });
}

async function opened(t: ExecutionContext, name: string): Promise<Inception> {
  const inception = await loadInception(file(name));
  t.teardown(() => inception.dispose());
  return inception;
}

for (const name of ['channels-first', 'channels-last', 'any-size', 'batch-of-2']) {
  test(`features of the network ${name} are what it computes of inceptionPixels`, async t => {
    const inception = await opened(t, name);
    const images = pictures(28, 20, [0, 1, 2, 3, 4]);
    const options: InceptionOptions = { batchSize: 3 };
    const { data, shape } = await inception.features(images, options);
    t.deepEqual(shape, [5, 2048]);
    allClose(t, data, closedForm(images), { rtol: 1e-4, atol: 1e-5 });
  });
}

test('features(grey pictures) are of three equal channels', async t => {
  const inception = await opened(t, 'channels-first');
  const images = grey(pictures(28, 28, [2, 3]));
  const { data } = await inception.features(images);
  allClose(t, data, closedForm(images), { rtol: 1e-4, atol: 1e-5 });
});

test('features() leaves no tensor behind and tells how far it is', async t => {
  const inception = await opened(t, 'channels-first');
  const before = tf.memory().numTensors;
  const told: [number, number][] = [];
  await inception.features(pictures(8, 8, [0, 1, 2, 3, 4]), {
    batchSize: 2,
    onProgress: (done, total) => told.push([done, total]),
  });
  t.deepEqual(told, [
    [2, 5],
    [4, 5],
    [5, 5],
  ]);
  t.is(tf.memory().numTensors, before);
});

test('features() stops between batches where the signal asks for it', async t => {
  const inception = await opened(t, 'channels-first');
  const controller = new AbortController();
  const reason = new Error('enough');
  let batches = 0;
  const onProgress = (): void => {
    batches++;
    controller.abort(reason);
  };
  const options = { batchSize: 1, signal: controller.signal, onProgress };
  await t.throwsAsync(inception.features(pictures(8, 8, [0, 1, 2]), options), { is: reason });
  t.is(batches, 1);
});

test('features() refuses other pictures and a batch of none', async t => {
  const inception = await opened(t, 'channels-first');
  const images = pictures(8, 8, [0]);
  await t.throwsAsync(inception.features(images, { batchSize: 0 }), { instanceOf: RangeError });
  await t.throwsAsync(inception.features({ data: images.data, shape: [2, 8, 8, 3] }), {
    instanceOf: RangeError,
    message: /^features: expected `pictures`/,
  });
});

test('loadInception names the md5 of its file in its protocol', async t => {
  const inception = await opened(t, 'channels-first');
  const md5 = createHash('md5')
    .update(readFileSync(file('channels-first')))
    .digest('hex');
  t.is(inception.md5, md5);
  t.true(inception.protocol.endsWith(`weights md5 ${md5}`));
});

async function refusal(t: ExecutionContext, path: string): Promise<string> {
  const error = await t.throwsAsync(loadInception(path), { instanceOf: UserError });
  const message = error?.message ?? '';
  t.true(message.includes(path), message);
  t.true(message.endsWith('make it as data/README.md says'), message);
  t.false(message.includes('\n'), message);
  return message;
}

test('loadInception refuses networks that take or give something else', async t => {
  t.regex(await refusal(t, file('small-pictures')), /takes \[n, 3, 224, 224\], not \[n, 3, 299, 299\]/);
  t.regex(await refusal(t, file('classes')), /gives \[n, 1000\], not one \[n, 2048\]/);
  t.regex(await refusal(t, file('not-finite')), /gives NaN for a plain grey picture/);
  t.regex(await refusal(t, file('bytes')), /takes uint8, not one float32/);
});

test('loadInception refuses a network whose weights lie elsewhere', async t => {
  t.regex(await refusal(t, file('weights-elsewhere')), /keeps its weights in another file/);
});

test('loadInception refuses a file cut short, something else, nothing, a folder and a missing file', async t => {
  const folder = await temporaryFolder(t);
  const whole = readFileSync(file('channels-first'));
  const path = join(folder, 'inception.onnx');
  for (const content of [whole.subarray(0, 400), whole.subarray(0, -1), '<html>not found</html>', '']) {
    await writeFile(path, content);
    t.regex(await refusal(t, path), /not an ONNX file that can be used/);
  }
  t.regex(await refusal(t, folder), /it is a folder/);
  t.regex(await refusal(t, join(folder, 'none.onnx')), /there is no such file/);
});
