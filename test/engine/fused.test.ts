import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { addBias, batchNorm, loadBackend, normalize, relu } from '../../lib/engine/index.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { finiteDifferences } from '../support/gradients.js';

await loadBackend();

const shape: [number, number, number, number] = [3, 2, 2, 2];
const size = 24;
const channels = 2;
const rng = Rng.fromSeed(1);
const draw = (n: number): Float32Array => rng.fillNormal(new Float32Array(n));

const x = draw(size);
/** Weights of a sum that makes a scalar of an output, so that every part of a gradient shows. */
const weights = draw(size);
const gamma = Float32Array.of(1.5, -0.5);
const beta = Float32Array.of(0.25, 2);
const mean = Float32Array.of(0.1, -0.2);
const variance = Float32Array.of(0.7, 1.3);

const four = (values: Float32Array): tf.Tensor4D => tf.tensor4d(values, shape);
const weighted = (y: tf.Tensor): tf.Scalar => y.mul(four(weights)).sum();
const read = (tensor: tf.Tensor): Float32Array => tensor.dataSync<'float32'>().slice();

/** Value and gradients of Σ weights · f(inputs). */
function grads(f: (...inputs: tf.Tensor[]) => tf.Tensor, ...inputs: tf.Tensor[]): Float32Array[] {
  return tf.tidy(() => {
    const { value, grads: all } = tf.valueAndGrads((...args: tf.Tensor[]) => weighted(f(...args)))(inputs);
    return [read(value), ...all.map(read)];
  });
}

function sameAsPlain(
  t: Parameters<typeof allClose>[0],
  fused: (...inputs: tf.Tensor[]) => tf.Tensor,
  plain: (...inputs: tf.Tensor[]) => tf.Tensor,
  ...inputs: tf.Tensor[]
): void {
  const [actual, expected] = [grads(fused, ...inputs), grads(plain, ...inputs)];
  expected.forEach((values, i) => allClose(t, actual[i] ?? [], values, { rtol: 1e-5, atol: 1e-5 }));
  allClose(
    t,
    tf.tidy(() => read(fused(...inputs))),
    tf.tidy(() => read(plain(...inputs))),
    {
      rtol: 1e-5,
      atol: 1e-6,
    },
  );
  tf.dispose(inputs);
}

/** γ (x − μ)/√(σ² + ε) + β with the batch's own μ and σ², in double precision, weighted and summed. */
function batchNormByHand(
  input: ArrayLike<number>,
  scale: ArrayLike<number>,
  offset: ArrayLike<number>,
  epsilon: number,
): number {
  let sum = 0;
  for (let c = 0; c < channels; c++) {
    const rows = Array.from({ length: size / channels }, (_, i) => input[i * channels + c]!);
    const mu = rows.reduce((a, b) => a + b, 0) / rows.length;
    const square = rows.reduce((a, b) => a + (b - mu) ** 2, 0) / rows.length;
    rows.forEach((value, i) => {
      const y = (scale[c]! * (value - mu)) / Math.sqrt(square + epsilon) + offset[c]!;
      sum += weights[i * channels + c]! * y;
    });
  }
  return sum;
}

test('relu(x) and its gradient are those of tf.relu, also at 0', t => {
  sameAsPlain(
    t,
    a => relu(a),
    a => tf.relu(a),
    four(x),
  );
  const atZero = tf.tidy(() => read(tf.grad(a => relu(a).sum())(tf.tensor1d([-1, 0, 2]))));
  t.deepEqual([...atZero], [0, 0, 1]);
});

test('addBias(x, b) and its gradients are those of tf.add, in two and four dimensions', t => {
  const add = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => addBias(a, b as tf.Tensor1D);
  sameAsPlain(t, add, (a, b) => tf.add(a, b), four(x), tf.tensor1d(beta));
  const flat = (f: typeof add) => (a: tf.Tensor, b: tf.Tensor) => f(a.reshape([12, 2]), b).reshape(shape);
  sameAsPlain(
    t,
    flat(add),
    flat((a, b) => tf.add(a, b)),
    four(x),
    tf.tensor1d(beta),
  );
});

test('batchNorm(x, γ, β, …) and its gradients follow the formula in double precision', t => {
  for (const epsilon of [1e-5, 0.1]) {
    const [value, dx, dGamma, dBeta] = tf.tidy(() =>
      grads(
        (a, g, b) =>
          batchNorm(
            a as tf.Tensor4D,
            g as tf.Tensor1D,
            b as tf.Tensor1D,
            tf.tensor1d(mean),
            tf.tensor1d(variance),
            {
              decay: 0.9,
              epsilon,
            },
          ).y,
        four(x),
        tf.tensor1d(gamma),
        tf.tensor1d(beta),
      ),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const tolerance = { rtol: 1e-4, atol: 1e-5 };
    allClose(t, value, batchNormByHand(x, gamma, beta, epsilon), tolerance);
    allClose(
      t,
      dx,
      finiteDifferences(v => batchNormByHand(v, gamma, beta, epsilon), x),
      tolerance,
    );
    allClose(
      t,
      dGamma,
      finiteDifferences(v => batchNormByHand(x, v, beta, epsilon), gamma),
      tolerance,
    );
    allClose(
      t,
      dBeta,
      finiteDifferences(v => batchNormByHand(x, gamma, v, epsilon), beta),
      tolerance,
    );
  }
});

test('batchNorm(x, …) moves the running statistics by 1 − decay to the batch’s, the variance unbiased', t => {
  const [runningMean, runningVariance] = tf.tidy(() => {
    const result = batchNorm(
      four(x),
      tf.tensor1d(gamma),
      tf.tensor1d(beta),
      tf.tensor1d(mean),
      tf.tensor1d(variance),
      {
        decay: 0.9,
        epsilon: 1e-5,
      },
    );
    return [read(result.runningMean), read(result.runningVariance)];
  });
  for (let c = 0; c < channels; c++) {
    const rows = Array.from({ length: 12 }, (_, i) => x[i * channels + c]!);
    const mu = rows.reduce((a, b) => a + b, 0) / 12;
    const unbiased = rows.reduce((a, b) => a + (b - mu) ** 2, 0) / 11;
    allClose(t, runningMean![c]!, 0.9 * mean[c]! + 0.1 * mu, { rtol: 1e-5, atol: 1e-7 });
    allClose(t, runningVariance![c]!, 0.9 * variance[c]! + 0.1 * unbiased, {
      rtol: 1e-5,
    });
  }
});

test('batchNorm(x, …) does not see a shift of x, nor a scale but for ε; of equal rows it makes β', t => {
  const norm = (values: Float32Array): Float32Array =>
    tf.tidy(() =>
      read(
        batchNorm(
          four(values),
          tf.tensor1d(gamma),
          tf.tensor1d(beta),
          tf.tensor1d(mean),
          tf.tensor1d(variance),
          {
            decay: 0.9,
            epsilon: 1e-8,
          },
        ).y,
      ),
    );
  const y = norm(x);
  allClose(t, norm(x.map(v => v + 10)), y, { atol: 1e-4 });
  allClose(t, norm(x.map(v => 1e3 * v)), y, { atol: 1e-4 });
  allClose(
    t,
    norm(new Float32Array(size).fill(3)),
    Float32Array.from({ length: size }, (_, i) => beta[i % 2]!),
  );
});

test('normalize(x, …) is γ (x − mean)/√(variance + ε) + β, and its gradients tf.batchNorm’s', t => {
  sameAsPlain(
    t,
    (a, g, b, m, v) =>
      normalize(
        a as tf.Tensor4D,
        g as tf.Tensor1D,
        b as tf.Tensor1D,
        m as tf.Tensor1D,
        v as tf.Tensor1D,
        1e-3,
      ),
    (a, g, b, m, v) => a.sub(m).div(v.add(1e-3).sqrt()).mul(g).add(b),
    four(x),
    ...[gamma, beta, mean, variance].map(values => tf.tensor1d(values)),
  );
});

test('the fused kernels leave nothing behind but their results', t => {
  const [a, g, b, m, v] = [four(x), ...[gamma, beta, mean, variance].map(values => tf.tensor1d(values))] as [
    tf.Tensor4D,
    ...tf.Tensor1D[],
  ] as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
  const before = tf.memory().numTensors;
  relu(a).dispose();
  addBias(a, b).dispose();
  normalize(a, g, b, m, v, 1e-5).dispose();
  t.is(tf.memory().numTensors, before);
  tf.tidy(() => void batchNorm(a, g, b, m, v, { decay: 0.9, epsilon: 1e-5 }));
  tf.tidy(
    () =>
      void tf.grad(input => batchNorm(input as tf.Tensor4D, g, b, m, v, { decay: 0.9, epsilon: 1e-5 }).y)(a),
  );
  t.is(tf.memory().numTensors, before);
  tf.dispose([a, g, b, m, v]);
});
