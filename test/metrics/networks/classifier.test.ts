import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../../lib/engine/index.js';
import {
  type ClassifierArchitecture,
  classifierLoss,
  logitOffsets,
  makeClassifier,
  probabilities,
} from '../../../lib/metrics/networks/classifier.js';
import { evaluation } from '../../../lib/models/layers.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { compilesToTheSame } from '../../support/compiled.js';
import { slow } from '../../support/slow.js';

test.before(async () => {
  await loadBackend();
});

const logits = [1, -2, 0.5, 3, 0, -1];
const targets = [1, 0, 0, 0, 0, 1];
const offsets = [0.5, -1, 2];

function lossOf(kind: ClassifierArchitecture['kind']): number {
  return tf.tidy(
    () =>
      classifierLoss(
        kind,
        tf.tensor2d(logits, [2, 3]),
        tf.tensor2d(targets, [2, 3]),
        tf.tensor1d(offsets),
      ).dataSync()[0]!,
  );
}

test.serial('classifierLoss(classes) is −mean log softmax(l + o) at the class', t => {
  const rows = [0, 1].map(i => [0, 1, 2].map(k => logits[3 * i + k]! + offsets[k]!));
  const logSoftmax = (row: number[], k: number): number =>
    row[k]! - Math.log(row.reduce((sum, l) => sum + Math.exp(l), 0));
  const expected = -(logSoftmax(rows[0]!, 0) + logSoftmax(rows[1]!, 2)) / 2;
  allClose(t, [lossOf('classes')], [expected], { rtol: 1e-6 });
});

test.serial('classifierLoss(attributes) is the mean of −log of the probability of what is', t => {
  const terms = logits.map((l, i) => {
    const p = 1 / (1 + Math.exp(-(l + offsets[i % 3]!)));
    return -Math.log(targets[i] === 1 ? p : 1 - p);
  });
  allClose(t, [lossOf('attributes')], [terms.reduce((a, b) => a + b, 0) / 6], { rtol: 1e-6 });
});

for (const kind of ['classes', 'attributes'] as const) {
  slow.serial(`classifierLoss(${kind}) and its gradient are the same compiled`, t => {
    const before = tf.memory().numTensors;
    compilesToTheSame(
      t,
      (l, q, o) => classifierLoss(kind, l, q, tf.reshape(o, [3])),
      [Float32Array.from(logits), 3],
      [Float32Array.from(targets), 3],
      [Float32Array.from(offsets), 3],
    );
    t.is(tf.memory().numTensors, before);
  });
}

test('logitOffsets are log p and log p/(1 − p) with p half an image away from 0 and 1', t => {
  const rows = Uint8Array.of(1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0);
  const p = [3.5 / 5, 1.5 / 5, 0.5 / 5];
  allClose(t, logitOffsets('classes', rows, 3), p.map(Math.log), { rtol: 1e-6 });
  allClose(
    t,
    logitOffsets('attributes', rows, 3),
    p.map(q => Math.log(q / (1 - q))),
    { rtol: 1e-6 },
  );
});

test.serial('probabilities are softmax or logistic', t => {
  const of = (kind: ClassifierArchitecture['kind']): Float32Array =>
    tf.tidy(() => probabilities(kind, tf.tensor2d(logits, [2, 3])).dataSync<'float32'>());
  const total = Math.exp(1) + Math.exp(-2) + Math.exp(0.5);
  allClose(
    t,
    of('classes').subarray(0, 3),
    [1, -2, 0.5].map(l => Math.exp(l) / total),
    { rtol: 1e-6 },
  );
  allClose(
    t,
    of('attributes'),
    logits.map(l => 1 / (1 + Math.exp(-l))),
    { rtol: 1e-6 },
  );
});

test.serial('makeClassifier: features are means of rectified maps, logits are affine in them', t => {
  const before = tf.memory().numTensors;
  const architecture: ClassifierArchitecture = {
    image: [6, 6, 1],
    convolutions: [{ filters: 4, kernelSize: 3, stride: 2 }],
    kind: 'classes',
    outputs: 2,
  };
  const classifier = makeClassifier(architecture, Rng.fromSeed(1));
  t.is(classifier.dimension, 4);
  tf.tidy(() => {
    const x = tf.tensor4d(
      Float32Array.from({ length: 72 }, (_, i) => (i % 11) / 11),
      [2, 6, 6, 1],
    );
    const features = classifier.trunk.apply(x, evaluation);
    t.deepEqual(features.shape, [2, 4]);
    const kernel = classifier.trunk.parameters[0]!;
    const maps = tf.relu(tf.conv2d(x, kernel as unknown as tf.Tensor4D, 2, 'same'));
    // Batch-norm at its start divides by √(1 + ε).
    const expected = tf.div(tf.mean(maps, [1, 2]), Math.sqrt(1 + 1e-5));
    allClose(t, features.dataSync(), expected.dataSync(), { rtol: 1e-5, atol: 1e-7 });
    const [weights, bias] = classifier.head.parameters as unknown as [tf.Tensor2D, tf.Tensor1D];
    allClose(
      t,
      classifier.logits(x).dataSync(),
      tf.add(tf.matMul(features as tf.Tensor2D, weights), bias).dataSync(),
      { rtol: 1e-5, atol: 1e-7 },
    );
  });
  classifier.dispose();
  t.is(tf.memory().numTensors, before);
});

test.serial('makeClassifier starts with weights of variance about 2/inputs, cut at two deviations', t => {
  const architecture: ClassifierArchitecture = {
    image: [8, 8, 3],
    convolutions: [
      { filters: 32, kernelSize: 3, stride: 2 },
      { filters: 64, kernelSize: 3, stride: 1 },
    ],
    kind: 'classes',
    outputs: 2,
  };
  const { trunk, dispose } = makeClassifier(architecture, Rng.fromSeed(1));
  for (const [variable, inputs] of [
    [trunk.parameters[0], 27],
    [trunk.parameters[3], 9 * 32],
  ] as const) {
    const values = variable!.dataSync<'float32'>();
    const std = Math.sqrt(2 / inputs);
    t.true(values.every(value => Math.abs(value) <= 2.0001 * std));
    const second = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    // The cut leaves a variance of 0.774 σ²; 864 values have it to 5 %.
    t.true(Math.abs(second / (0.774 * std ** 2) - 1) < 0.2, String(second / std ** 2));
  }
  dispose();
});

test.serial('makeClassifier throws without convolutions', t => {
  t.throws(
    () =>
      makeClassifier({ image: [8, 8, 1], convolutions: [], kind: 'classes', outputs: 2 }, Rng.fromSeed(1)),
    {
      instanceOf: RangeError,
      message: 'makeClassifier: expected `convolutions` to have at least 1 entry, got 0',
    },
  );
});
