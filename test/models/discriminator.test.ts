import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { Rng } from '../../lib/base/random.js';
import { loadBackend, valueAndGradients } from '../../lib/engine/index.js';
import { discriminatorNetwork, discriminatorSlope } from '../../lib/models/discriminator.js';
import { evaluation } from '../../lib/models/layers.js';
import { allClose } from '../support/all-close.js';

test.before(async () => {
  await loadBackend();
});

const rng = Rng.fromSeed(3);
const points = (n: number, d: number): tf.Tensor2D =>
  tf.tensor2d(rng.split('points').fillNormal(new Float32Array(n * d)), [n, d]);

test('discriminatorSlope is the mean squared norm of the gradient by autograd', t => {
  const network = discriminatorNetwork(3, [7, 5], { rng, initialStd: 0.7 });
  // Biases of their own: with none of them, a bias left out of the masks would not be seen.
  network.parameters
    .filter(({ rank }) => rank === 1)
    .forEach((bias, i) =>
      bias.assign(tf.tensor1d(rng.split('bias', i).fillNormal(new Float32Array(bias.size)))),
    );
  const z = points(40, 3);
  const gradient = tf.grad((at: tf.Tensor) => tf.sum(network.apply(at, evaluation)))(z);
  const expected = gradient.square().sum(1).mean().dataSync()[0]!;
  const actual = discriminatorSlope(network, z).dataSync()[0]!;
  t.true(expected > 0.01);
  allClose(t, [actual], [expected], { rtol: 1e-5 });
});

test('discriminatorSlope is differentiated by the kernels as finite differences say', t => {
  const network = discriminatorNetwork(2, [6, 4], { rng: rng.split('other'), initialStd: 0.8 });
  const z = points(5, 2);
  const kernels = network.parameters.filter(({ rank }) => rank === 2);
  const { gradients } = valueAndGradients(
    () => ({ loss: discriminatorSlope(network, z), aside: {} }),
    kernels,
  );
  const step = 3e-4;
  kernels.forEach((kernel, l) => {
    const values = kernel.dataSync<'float32'>().slice();
    const at = (k: number, change: number): number => {
      const moved = values.slice();
      moved[k]! += change;
      kernel.assign(tf.tensor(moved, kernel.shape));
      return discriminatorSlope(network, z).dataSync()[0]!;
    };
    const differences = Array.from(values, (_, k) => (at(k, step) - at(k, -step)) / (2 * step));
    kernel.assign(tf.tensor(values, kernel.shape));
    // Few points and a short step: where a ReLU opens or closes within it, the slope jumps.
    allClose(t, gradients[l]!.dataSync(), differences, { rtol: 1e-2, atol: 2e-3 });
  });
});
