import * as tf from '@tensorflow/tfjs';
import {
  Adam,
  adamInputs,
  adamScalars,
  compile,
  eager,
  loadBackend,
  namedVariable,
  nameOf,
} from '../../lib/engine/index.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { slow as test } from '../support/slow.js';

await loadBackend();

const specs = { g: { shape: [4], dtype: 'float32' }, ...adamInputs() } as const;

/** Weights after each of the gradients, by the engine. */
function run(
  make: typeof eager,
  start: Float32Array,
  gradients: readonly Float32Array[],
  options: { beta1?: number; beta2?: number; epsilon?: number },
  rate: number,
): { readonly w: Float32Array; readonly m: Float32Array; readonly v: Float32Array } {
  const w = tf.tidy(() => namedVariable('w', tf.tensor1d(start)));
  const adam = new Adam([w], options);
  const runner = make(inputs => {
    adam.apply([inputs['g']!], adamScalars(inputs));
    return {};
  }, specs);
  gradients.forEach((g, i) => {
    runner.run({ g, ...adam.inputs(i + 1, { learningRate: rate }) });
  });
  runner.pull();
  runner.dispose();
  const read = (v: tf.Variable | undefined): Float32Array => v!.dataSync<'float32'>().slice();
  const values = { w: read(w), m: read(adam.firstMoments[0]), v: read(adam.secondMoments[0]) };
  adam.dispose();
  w.dispose();
  return values;
}

/** Kingma and Ba's algorithm in double precision, in the form before section 2.1. */
function byHand(
  start: ArrayLike<number>,
  gradients: readonly Float32Array[],
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 },
  rate: number,
): { readonly w: number[]; readonly m: number[]; readonly v: number[] } {
  const w = Array.from(start);
  const [m, v] = [w.map(() => 0), w.map(() => 0)];
  gradients.forEach((g, step) => {
    const alpha = (rate * Math.sqrt(1 - beta2 ** (step + 1))) / (1 - beta1 ** (step + 1));
    for (let i = 0; i < w.length; i++) {
      m[i] = beta1 * m[i]! + (1 - beta1) * g[i]!;
      v[i] = beta2 * v[i]! + (1 - beta2) * g[i]! ** 2;
      w[i]! -= (alpha * m[i]!) / (Math.sqrt(v[i]!) + epsilon);
    }
  });
  return { w, m, v };
}

const start = Float32Array.of(1, -2, 0.5, 0);

test.serial('Adam’s first step is −rate · g / (|g| + ε/√(1 − β₂)), whatever β₁', t => {
  const g = Float32Array.of(3, -0.01, 1e-4, 0);
  for (const make of [eager, compile]) {
    for (const beta1 of [0, 0.5, 0.9]) {
      const { w } = run(make, start, [g], { beta1 }, 0.1);
      const expected = start.map((value, i) => {
        const gradient = g[i]!;
        return value - (0.1 * gradient) / (Math.abs(gradient) + 1e-8 / Math.sqrt(0.001));
      });
      allClose(t, w, expected, { rtol: 2e-6 });
    }
  }
});

test.serial('Adam follows a loop in double precision over 30 steps, eager and compiled', t => {
  const rng = Rng.fromSeed(1);
  const gradients = Array.from({ length: 30 }, () => rng.fillNormal(new Float32Array(4)));
  for (const options of [{}, { beta1: 0.5 }, { beta1: 0, beta2: 0.9, epsilon: 0.1 }]) {
    const expected = byHand(start, gradients, options, 0.01);
    for (const make of [eager, compile]) {
      const actual = run(make, start, gradients, options, 0.01);
      // A unit in the last place of a float32 weight, once a step.
      for (const name of ['w', 'm', 'v'] as const)
        allClose(t, actual[name], expected[name], { rtol: 1e-5, atol: 3e-6 });
    }
  }
});

test.serial('Adam with constant gradients moves by the rate a step, and with none not at all', t => {
  const gradients = Array.from({ length: 20 }, () => Float32Array.of(5, -5, 1e3, 0));
  for (const make of [eager, compile]) {
    const { w } = run(make, start, gradients, {}, 0.01);
    allClose(t, w, [0.8, -1.8, 0.3, 0], { rtol: 1e-4 });
    t.is(w[3], 0);
  }
});

test.serial('Adam names its moments after the parameters, and frees them alone', t => {
  const w = tf.tidy(() => namedVariable('encoder/kernel', tf.ones([2, 3])));
  const before = tf.memory().numTensors;
  const adam = new Adam([w]);
  t.deepEqual([...adam.firstMoments, ...adam.secondMoments].map(nameOf), [
    'encoder/kernel/m',
    'encoder/kernel/v',
  ]);
  t.deepEqual(adam.firstMoments[0]?.shape, [2, 3]);
  t.false(adam.firstMoments[0]?.trainable);
  t.deepEqual(adam.powers(3), { beta1Power: 0.9 ** 3, beta2Power: 0.999 ** 3 });
  adam.dispose();
  t.is(tf.memory().numTensors, before);
  t.false(w.isDisposed);
  w.dispose();
});
