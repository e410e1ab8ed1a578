import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import { RELEASED_SCALE, reconstructionCost, squaredError, squaredErrors } from '../../lib/models/costs.js';
import type { ReconstructionCost } from '../../lib/models/costs.js';
import { allClose } from '../support/all-close.js';
import { finiteDifferences, read, valueAndGradients } from '../support/gradients.js';
import { oracle } from '../support/oracle.js';

test.before(async () => {
  await loadBackend();
});

const costs: readonly ReconstructionCost[] = [
  { kind: 'squared-l2', scale: 0.05 },
  { kind: 'l2', scale: 0.2 },
  { kind: 'l1', scale: 0.02 },
  { kind: 'cross-entropy' },
  { kind: 'gaussian' },
];

/** The definitions, image by image. */
function plainCost(cost: ReconstructionCost, x: ArrayLike<number>, y: ArrayLike<number>, n: number): number {
  let [total, allSquares] = [0, 0];
  const pixels = x.length / n;
  for (let i = 0; i < n; i++) {
    let [squares, absolutes, nats] = [0, 0, 0];
    for (let p = i * pixels; p < (i + 1) * pixels; p++) {
      const [a, b] = [x[p]!, y[p]!];
      squares += (a - b) ** 2;
      absolutes += Math.abs(a - b);
      const probability = 1 / (1 + Math.exp(-b));
      nats -= a * Math.log(probability) + (1 - a) * Math.log(1 - probability);
    }
    allSquares += squares;
    if (cost.kind === 'squared-l2') total += cost.scale * squares;
    else if (cost.kind === 'l2') total += cost.scale * Math.sqrt(1e-8 + squares);
    else if (cost.kind === 'l1') total += cost.scale * absolutes;
    else total += nats;
  }
  if (cost.kind === 'gaussian')
    return (pixels / 2) * (Math.log(2 * Math.PI * (1e-8 + allSquares / x.length)) + 1);
  return total / n;
}

test('RELEASED_SCALE is .05 for squared L2, .2 for L2, .02 for L1', t => {
  t.deepEqual({ ...RELEASED_SCALE }, { 'squared-l2': 0.05, l2: 0.2, l1: 0.02 });
});

test('reconstructionCost equals PyTorch, values and gradients', t => {
  const { imageShape, x, y, logits } = oracle;
  const images = tf.tensor([...x], [...imageShape]);
  for (const [cost, output, expected] of [
    [{ kind: 'squared-l2', scale: RELEASED_SCALE['squared-l2'] }, y, oracle.costSquaredL2],
    [{ kind: 'l2', scale: RELEASED_SCALE.l2 }, y, oracle.costL2],
    [{ kind: 'l1', scale: RELEASED_SCALE.l1 }, y, oracle.costL1],
    [{ kind: 'cross-entropy' }, logits, oracle.costCrossEntropy],
  ] as const) {
    const { value, gradients } = valueAndGradients(
      b => reconstructionCost(cost, images, b as tf.Tensor),
      imageShape,
      output,
    );
    allClose(t, value, expected.value, { rtol: 1e-6 });
    allClose(t, gradients[0]!, expected.gradients[0] ?? [], { rtol: 1e-5, atol: 1e-7 });
  }
});

test('reconstructionCost equals the sum over pixels and mean over images, with its finite differences', t => {
  const x = [0, 1, 0.25, 0.9, 0.4, 1];
  const y = [0.5, 0.75, -1, 2, 0.1, 0.6];
  for (const cost of costs) {
    const images = tf.tensor(x, [2, 3, 1]);
    const { value, gradients } = valueAndGradients(
      b => reconstructionCost(cost, images, b as tf.Tensor),
      [2, 3, 1],
      y,
    );
    allClose(t, value, plainCost(cost, x, y, 2), { rtol: 1e-6 });
    const expected = finiteDifferences(b => plainCost(cost, x, b, 2), y);
    allClose(t, gradients[0]!, expected, { rtol: 1e-4, atol: 1e-6 });
  }
});

test('reconstructionCost of a perfect reconstruction is 0 (L2: scale·1e-4), with a finite gradient', t => {
  for (const cost of costs) {
    if (cost.kind === 'cross-entropy' || cost.kind === 'gaussian') continue;
    const images = tf.tensor([0.5, 1, 0, 0.2], [2, 2]);
    const run = valueAndGradients(
      b => reconstructionCost(cost, images, b as tf.Tensor),
      [2, 2],
      [0.5, 1, 0, 0.2],
    );
    allClose(t, run.value, cost.kind === 'l2' ? 0.2 * 1e-4 : 0, { rtol: 1e-5 });
    t.true(run.gradients[0]?.every(Number.isFinite));
  }
});

test('gaussian is the least −log density over all σ, and has the gradient of squared-l2 at that σ', t => {
  const [x, y] = [Float32Array.of(0.5, 1, 0, 0.2), Float32Array.of(0.4, 0.7, 0.3, 0.1)];
  const run = (cost: ReconstructionCost): ReturnType<typeof valueAndGradients> =>
    valueAndGradients(b => reconstructionCost(cost, tf.tensor(x, [2, 2]), b as tf.Tensor), [2, 2], y);
  const found = run({ kind: 'gaussian' });
  const mean = x.reduce((sum, a, k) => sum + (a - y[k]!) ** 2, 0) / 4;
  const density = (variance: number): number => Math.log(2 * Math.PI * variance) + mean / variance;
  for (const factor of [0.5, 0.9, 1.1, 2]) t.true(density(factor * mean) > found.value);
  allClose(t, found.value, density(mean), { rtol: 1e-4 });
  const fixed = run({ kind: 'squared-l2', scale: 1 / (2 * mean) });
  allClose(t, found.gradients[0]!, fixed.gradients[0]!, { rtol: 1e-4 });
});

test('cross-entropy with logits ±1000 is 0 where right, 1000 nats where wrong, and log 2 a pixel at 0', t => {
  const cost: ReconstructionCost = { kind: 'cross-entropy' };
  const x = tf.tensor2d([[1, 0]]);
  allClose(t, read(reconstructionCost(cost, x, tf.tensor2d([[1000, -1000]]))), 0, { atol: 1e-6 });
  allClose(t, read(reconstructionCost(cost, x, tf.tensor2d([[-1000, 1000]]))), 2000, { rtol: 1e-6 });
  allClose(t, read(reconstructionCost(cost, x, tf.zeros([1, 2]))), 2 * Math.log(2), { rtol: 1e-6 });
});

test('reconstructionCost is unchanged by the order of images, and a repeated batch costs the same', t => {
  const x = tf.tensor2d([
    [0, 1],
    [0.5, 0.2],
  ]);
  const y = tf.tensor2d([
    [0.1, 0.7],
    [0.9, 0.4],
  ]);
  for (const cost of costs) {
    const value = read(reconstructionCost(cost, x, y));
    allClose(t, read(reconstructionCost(cost, tf.reverse(x, 0), tf.reverse(y, 0))), value, { rtol: 1e-6 });
    allClose(t, read(reconstructionCost(cost, tf.tile(x, [3, 1]), tf.tile(y, [3, 1]))), value, {
      rtol: 1e-6,
    });
  }
});

test('squaredError is Σ (x − y)² of each image', t => {
  const errors = squaredError(tf.tensor3d([1, 2, 3, 4], [2, 2, 1]), tf.tensor3d([1, 0, 0, 8], [2, 2, 1]));
  t.deepEqual(errors.shape, [2]);
  t.deepEqual([...errors.dataSync()], [4, 25]);
});

test('reconstructionCost and squaredError leave one tensor behind', t => {
  const x = tf.ones([2, 3, 3, 1]);
  for (const cost of costs) {
    const before = tf.memory().numTensors;
    reconstructionCost(cost, x, x);
    t.is(tf.memory().numTensors, before + 1);
  }
  const before = tf.memory().numTensors;
  squaredError(x, x);
  t.is(tf.memory().numTensors, before + 1);
});

test('reconstructionCost and squaredError refuse unequal shapes, no images, a bad scale and an unknown kind', t => {
  const [two, three] = [tf.zeros([2, 4]), tf.zeros([3, 4])];
  const good: ReconstructionCost = { kind: 'l1', scale: 1 };
  t.throws(() => reconstructionCost(good, two, three), {
    instanceOf: RangeError,
    message: /got \[2, 4\] and \[3, 4\]/,
  });
  t.throws(() => reconstructionCost(good, two, tf.zeros([2, 4, 1])), { instanceOf: RangeError });
  t.throws(() => reconstructionCost(good, tf.zeros([0, 4]), tf.zeros([0, 4])), { instanceOf: RangeError });
  t.throws(() => squaredError(two, three), { instanceOf: RangeError });
  for (const scale of [0, -1, NaN, Infinity]) {
    t.throws(() => reconstructionCost({ kind: 'l2', scale }, two, two), {
      instanceOf: RangeError,
      message: /`scale`/,
    });
  }
  t.throws(() => reconstructionCost({ kind: 'l3', scale: 1 } as never, two, two), { instanceOf: TypeError });
});

test('squaredErrors of bytes is Σ (x/255 − y)² of each image', t => {
  const errors = squaredErrors(Uint8Array.of(0, 255, 51, 102), Float32Array.of(0.5, 1, 0, 1), 2);
  allClose(t, errors, [0.25, 0.04 + 0.36], { rtol: 1e-7 });
});

test('squaredErrors of floats takes them as they are', t => {
  allClose(t, squaredErrors(Float32Array.of(-1, 1, 3), Float32Array.of(1, 1, 0), 3), [4, 0, 9], {
    rtol: 1e-14,
  });
});

test('squaredErrors of an image with itself is 0, of black with white the number of pixels', t => {
  const black = new Uint8Array(784);
  const white = new Uint8Array(784).fill(255);
  allClose(t, squaredErrors(white, new Float32Array(784).fill(1), 1), [0], { atol: 0 });
  allClose(t, squaredErrors(black, new Float32Array(784).fill(1), 1), [784], { rtol: 1e-14 });
});

test('squaredErrors refuses unequal lengths, no images and broken images', t => {
  const refused = { instanceOf: RangeError, message: /^squaredErrors: expected `/ };
  t.throws(() => squaredErrors(new Uint8Array(4), new Float32Array(3), 2), refused);
  t.throws(() => squaredErrors(new Uint8Array(4), new Float32Array(4), 3), refused);
  t.throws(() => squaredErrors(new Uint8Array(0), new Float32Array(0), 0), refused);
  t.throws(() => squaredErrors(new Uint8Array(0), new Float32Array(0), 2), refused);
});
