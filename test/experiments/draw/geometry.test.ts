import * as tf from '@tensorflow/tfjs';
import { pointsOf, rowsAt } from '../../../lib/base/index.js';
import { loadDigits } from '../../../lib/datasets/digits/digits.js';
import { makeFaces } from '../../../lib/datasets/faces/faces.js';
import { loadBackend } from '../../../lib/engine/backend.js';
import { attributeMultiples, attributePictures } from '../../../lib/experiments/draw/attributes.js';
import {
  ballsOf,
  holesOf,
  manifoldOf,
  matchingOf,
  planesOf,
  runCodes,
  traversalLevels,
  traversalsOf,
} from '../../../lib/experiments/draw/geometry.js';
import { interpolate } from '../../../lib/experiments/draw/interpolations.js';
import { codeNeighbours } from '../../../lib/experiments/draw/neighbours.js';
import { disposeModel } from '../../../lib/experiments/run/model-of-run.js';
import { presetConfig } from '../../../lib/experiments/config/preset-config.js';
import { encodeData } from '../../../lib/experiments/measure/measure.js';
import type { Reference } from '../../../lib/experiments/measure/reference.js';
import { nearestCodes } from '../../../lib/latent/neighbours.js';
import { attributeVector } from '../../../lib/latent/attributes.js';
import { coordinatePlane, project } from '../../../lib/latent/projection.js';
import { priorQuantile } from '../../../lib/latent/manifold.js';
import type { Model } from '../../../lib/models/auto-encoder.js';
import { makeModel } from '../../../lib/models/kinds.js';
import type { Features } from '../../../lib/metrics/samples/features.js';
import { relativeDistances } from '../../../lib/metrics/samples/interpolation.js';
import { Rng } from '../../../lib/base/random.js';
import {
  decodeCodes,
  type EncodedSet,
  encodeImages,
  encodeSet,
  reconstructImages,
  toBytes,
} from '../../../lib/models/inference.js';
import { slow as test } from '../../support/slow.js';

const data = loadDigits({ train: 120, test: 60, seed: 4 });
const size = 28 * 28;
/** Images as they are: pixels in place of a network's features. */
const pixels = (images: Uint8Array, count: number): Features => ({
  data: Float32Array.from(images),
  shape: [count, size],
});
const reference = {
  network: { features: pixels },
  training: pixels(data.train.images, 120),
  test: pixels(data.test.images, 60),
} as unknown as Reference;
let vae: Model;
/** The test images' codes. */
let encoded: EncodedSet;

test.before(async () => {
  await loadBackend();
  const { model } = presetConfig('digits', 'quick', 'vae', { width: 2 });
  // Weights wide enough that an untrained decoder tells codes apart.
  vae = makeModel({ ...model, initialStd: 0.3 }, Rng.fromSeed(1));
  encoded = encodeSet(vae, data.test, Rng.fromSeed(6));
});

const rng = Rng.fromSeed(6);
const image = (images: Uint8Array, i: number): Uint8Array => images.slice(i * size, (i + 1) * size);

test.serial('runCodes are the means, and a draw from each ball', t => {
  const codes = runCodes(vae, encoded, 'VAE');
  t.deepEqual(codes.means, encodeImages(vae, data.test.images, 60));
  t.notDeepEqual(codes.draws, codes.means);
  t.deepEqual(codes.draws.shape, codes.means.shape);
  const planes = planesOf(codes, coordinatePlane(8, 0, 1));
  t.deepEqual(
    planes.map(({ name }) => name.replace(/z. and z./u, 'z and z')),
    ['principal components', 'z and z', 'z and z'],
  );
  const spread = (plane: (typeof planes)[number]): number =>
    project(codes.means, plane).data.reduce((sum, value) => sum + value ** 2, 0);
  const pairs = Array.from({ length: 7 }, (_, k) => coordinatePlane(8, k, k + 1));
  const centred = (plane: (typeof planes)[number]): number => {
    const mean = Float64Array.from({ length: 8 }, (_, k) =>
      codes.means.data.reduce((sum, value, i) => (i % 8 === k ? sum + value / 60 : sum), 0),
    );
    return spread({ ...plane, mean });
  };
  const chosen = planes[2]!;
  t.true(pairs.every(pair => centred(pair) <= centred(chosen) * (1 + 1e-9)));
});

test.serial('traversalsOf moves one coordinate of the first code, the widest first', t => {
  const codes = runCodes(vae, encoded, 'VAE');
  const traversals = traversalsOf(codes);
  t.is(traversals.length, 8);
  t.is(new Set(traversals.map(({ coordinate }) => coordinate)).size, 8);
  const stds = traversals.map(({ note = '' }) => Number(/^std ([\d.]+) × prior’s$/.exec(note)?.[1]));
  t.deepEqual(
    stds,
    [...stds].sort((a, b) => b - a),
  );
  const [first] = traversals;
  const code = codes.means.data.slice(0, 8);
  code[first!.coordinate] = priorQuantile(vae.config.prior, traversalLevels[2]!);
  t.deepEqual(image(first!.images, 2), toBytes(decodeCodes(vae, pointsOf(code, 8))));
  t.is(manifoldOf(codes).images.length, 144 * size);
});

test.serial('codeNeighbours shows images beside those of the nearest codes', t => {
  const codes = runCodes(vae, encoded, 'VAE');
  const { queries, nearest } = codeNeighbours(codes, data.test, rng);
  const { indices } = nearestCodes(codes.means, codes.means, 3);
  const query = Array.from({ length: 60 }, (_, i) => i).find(i =>
    Buffer.from(image(data.test.images, i)).equals(image(queries, 1)),
  )!;
  for (const k of [0, 1, 2])
    t.deepEqual(image(nearest, 3 + k), image(data.test.images, indices[3 * query + k]!));
});

test.serial('ballsOf, matchingOf and holesOf measure what their headings say', t => {
  const codes = runCodes(vae, encoded, 'VAE');
  const balls = ballsOf(codes, rng);
  t.regex(balls.heading, /^VAE\nBhattacharyya coefficient with the nearest ball [01]\.\d{3}$/);
  t.deepEqual(balls.logVariances?.shape, balls.means.shape);
  const { logVariances: _, ...points } = codes;
  t.is(ballsOf(points, rng).heading, 'VAE\npoints: no overlap');
  const matching = matchingOf(codes, rng, 20);
  t.deepEqual(
    [...matching.plan].sort((a, b) => a - b),
    [...Array(20).keys()],
  );
  const { panel, decoded } = holesOf(codes, rng);
  t.is(panel.holes.isHole.length, 60);
  t.deepEqual(panel.draws.shape, codes.draws.shape);
  const distances = nearestCodes(panel.draws, codes.draws, 1).distances;
  const farthest = distances.indexOf(Math.max(...distances));
  const farthestCode = rowsAt(panel.draws, [farthest]);
  t.deepEqual(image(decoded[0]!.queries, 0), toBytes(decodeCodes(vae, farthestCode)));
  t.is(decoded[0]?.nearest.length, decoded[0]?.queries.length);
});

test.serial('interpolate begins and ends at reconstructions, and all ways begin alike', t => {
  const tensors = tf.memory().numTensors;
  const { starts, distances, pairs } = interpolate(vae, encoded, reference, rng.split('pairs'), {
    pairs: 10,
    steps: 5,
    shown: 3,
  });
  t.is(tf.memory().numTensors, tensors);
  t.is(pairs, 10);
  t.is(starts.length, 3);
  const order = rng.split('pairs').permutation(60);
  const reconstruction = (i: number): Uint8Array =>
    toBytes(reconstructImages(vae, image(data.test.images, order[i]!), 1));
  const near = (a: Uint8Array, b: Uint8Array): boolean => a.every((v, i) => Math.abs(v - b[i]!) <= 1);
  for (const { images, name } of starts[1] ?? []) {
    t.true(near(image(images, 0), reconstruction(1)), name);
    if (name !== 'transport') t.true(near(image(images, 4), reconstruction(11)), name);
  }
  const [line, sphere, transport] = distances.map(({ means }) => means) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const end of [0, 4]) t.true(Math.abs(line[end]! - sphere[end]!) < 1e-6);
  t.false(near(reconstruction(1), reconstruction(11)), 'images differ');
  const beginnings = Uint8Array.from([...Array(10).keys()].flatMap(i => [...reconstruction(i)]));
  const relative = relativeDistances(pixels(beginnings, 10), reference.training, reference.test);
  const mean = relative.reduce((sum, value) => sum + value, 0) / 10;
  t.true(Math.abs(line[0]! - mean) < 1e-3 * mean);
  // Transport ends at the same images in another order.
  t.true(Math.abs(line[4]! - transport[4]!) < 1e-6);
});

test.serial('attributePictures add an attribute’s vector, and a − b + c', t => {
  const none = { test: encoded, train: encoded };
  t.is(attributePictures(vae, data, none, rng), undefined, 'digits have none');
  const { model } = presetConfig('faces', 'quick', 'wae-mmd', { width: 2 });
  const wae = makeModel(model, Rng.fromSeed(1));
  const options = { rng: Rng.fromSeed(2), size: model.image[0] as 64 | 32 };
  const [train, held] = [
    makeFaces({ count: 40, ...options }),
    makeFaces({ count: 40, first: 40, ...options }),
  ];
  const faces = { train, test: held };
  const pictures = attributePictures(wae, faces, encodeData(wae, faces, 40, rng), rng);
  t.deepEqual(
    pictures?.walks.map(({ name }) => name),
    ['smiling', 'with glasses'],
  );
  const bytes = 3 * (model.image[0] as number) ** 2;
  const [smile] = pictures?.walks ?? [];
  t.is(smile?.rows[0]?.length, attributeMultiples.length * bytes);
  const names = train.attributes?.names ?? [];
  const has = (train.attributes?.values ?? new Uint8Array()).filter(
    (_, i) => names[i % names.length] === 'Smiling',
  );
  const codes = encodeImages(wae, train.images, 40);
  t.is(smile?.separation, attributeVector(codes, has).separation);
  t.true(pictures?.sums.every(({ rows }) => rows.every(row => row.length === 4 * bytes)));
  disposeModel(wae);
});
