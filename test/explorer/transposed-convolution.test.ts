import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import test from 'ava';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { registerTransposedConvolution } from '../../lib/explorer/page/transposed-convolution.js';
import { Rng } from '../../lib/base/random.js';

/** Image side, channels in, filters, kernel side, stride, padding, images. */
const cases = [
  [7, 6, 5, 4, 2, 'same', 1],
  [5, 3, 4, 5, 2, 'same', 3],
  [6, 4, 1, 4, 1, 'same', 2],
  [4, 2, 3, 3, 3, 'same', 1],
  [4, 2, 3, 3, 2, 'valid', 2],
] as const;

test.before(async () => {
  const wasm = createRequire(import.meta.url).resolve(
    '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
  );
  setWasmPaths(`${dirname(wasm)}${sep}`);
  registerTransposedConvolution();
});

async function transposed(
  backend: 'cpu' | 'wasm',
  [side, inputs, filters, k, stride, pad, n]: (typeof cases)[number],
): Promise<number[]> {
  if (!(await tf.setBackend(backend))) throw new Error(`${backend} did not start`);
  const rng = Rng.fromSeed(side * k);
  const normal = (...shape: [number, number, number, number]): tf.Tensor4D =>
    tf.tensor4d(rng.fillNormal(new Float32Array(shape.reduce((a, b) => a * b, 1))), shape);
  const out = pad === 'same' ? side * stride : (side - 1) * stride + k;
  return tf.tidy(() => {
    const [x, kernel] = [normal(n, side, side, inputs), normal(k, k, filters, inputs)];
    // The second call takes the kernel's matrix from the first.
    tf.conv2dTranspose(x, kernel, [n, out, out, filters], stride, pad);
    return [...tf.conv2dTranspose(x, kernel, [n, out, out, filters], stride, pad).dataSync()];
  });
}

for (const what of cases) {
  test.serial(
    `conv2dTranspose(${what.join(', ')}) as a matrix product is that of the plain backend`,
    async t => {
      const [expected, actual] = [await transposed('cpu', what), await transposed('wasm', what)];
      t.is(actual.length, expected.length);
      const size = Math.max(...expected.map(Math.abs));
      expected.forEach((value, i) => t.true(Math.abs(actual[i]! - value) < 1e-5 * size));
    },
  );
}
