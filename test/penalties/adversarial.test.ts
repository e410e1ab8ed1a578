import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import { addLogPrior, adversarialPenalty, discriminatorLoss } from '../../lib/penalties/adversarial.js';
import { allClose } from '../support/all-close.js';
import { finiteDifferences, read, valueAndGradients } from '../support/gradients.js';
import { oracle } from '../support/oracle.js';

test.before(async () => {
  await loadBackend();
});

const logistic = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** The definitions of algorithm 1, with D and its logarithm. */
const plainPenalty = (logits: ArrayLike<number>): number =>
  -Array.from(logits).reduce((sum, l) => sum + Math.log(logistic(l)), 0) / logits.length;
const plainLoss = (prior: ArrayLike<number>, code: ArrayLike<number>): number =>
  plainPenalty(prior) - Array.from(code).reduce((sum, l) => sum + Math.log(1 - logistic(l)), 0) / code.length;

test('discriminatorLoss at logits 0 is log 4, adversarialPenalty log 2', t => {
  const zeros = tf.zeros([5, 1]);
  allClose(t, read(discriminatorLoss(zeros, zeros)), Math.log(4), { rtol: 1e-6 });
  allClose(t, read(adversarialPenalty(zeros)), Math.log(2), { rtol: 1e-6 });
});

test('discriminatorLoss and adversarialPenalty equal PyTorch, values and gradients', t => {
  const { n, logitsPrior, logitsCode } = oracle;
  const loss = valueAndGradients(
    (a, b) => discriminatorLoss(a as tf.Tensor, b as tf.Tensor),
    [n, 1],
    logitsPrior,
    logitsCode,
  );
  allClose(t, loss.value, oracle.discriminator.value, { rtol: 1e-6 });
  for (const i of [0, 1]) {
    allClose(t, loss.gradients[i]!, oracle.discriminator.gradients[i] ?? [], {
      rtol: 1e-5,
      atol: 1e-7,
    });
  }
  const penalty = valueAndGradients(a => adversarialPenalty(a as tf.Tensor), [n, 1], logitsCode);
  allClose(t, penalty.value, oracle.adversarial.value, { rtol: 1e-6 });
  allClose(t, penalty.gradients[0]!, oracle.adversarial.gradients[0] ?? [], {
    rtol: 1e-5,
    atol: 1e-7,
  });
});

test('discriminatorLoss and adversarialPenalty equal −log D and −log(1 − D) and their finite differences', t => {
  const [prior, code] = [
    [2, -1, 0.5],
    [-3, 0.25, 1.5],
  ];
  const loss = valueAndGradients(
    (a, b) => discriminatorLoss(a as tf.Tensor, b as tf.Tensor),
    [3],
    prior,
    code,
  );
  allClose(t, loss.value, plainLoss(prior, code), { rtol: 1e-6 });
  allClose(
    t,
    loss.gradients[0]!,
    finiteDifferences(l => plainLoss(l, code), prior),
    { rtol: 1e-5 },
  );
  allClose(
    t,
    loss.gradients[1]!,
    finiteDifferences(l => plainLoss(prior, l), code),
    { rtol: 1e-5 },
  );
  const penalty = valueAndGradients(a => adversarialPenalty(a as tf.Tensor), [3], code);
  allClose(t, penalty.value, plainPenalty(code), { rtol: 1e-6 });
  allClose(t, penalty.gradients[0]!, finiteDifferences(plainPenalty, code), { rtol: 1e-5 });
});

test('discriminatorLoss is the sum of two penalties, the codes with their sign turned', t => {
  const [prior, code] = [tf.tensor1d([1, -2, 3]), tf.tensor1d([0.5, 4])];
  const expected = read(adversarialPenalty(prior)) + read(adversarialPenalty(tf.neg(code)));
  allClose(t, read(discriminatorLoss(prior, code)), expected, { rtol: 1e-6 });
});

test('logits of ±1000 give finite losses and gradients: 1000 where wrong, 0 where right', t => {
  const wrong = valueAndGradients(a => adversarialPenalty(a as tf.Tensor), [1], [-1000]);
  allClose(t, wrong.value, 1000, { rtol: 1e-6 });
  allClose(t, wrong.gradients[0]!, -1, { rtol: 1e-6 });
  const right = valueAndGradients(a => adversarialPenalty(a as tf.Tensor), [1], [1000]);
  allClose(t, right.value, 0, { atol: 1e-30 });
  allClose(t, read(discriminatorLoss(tf.tensor1d([-1000]), tf.tensor1d([1000]))), 2000, { rtol: 1e-6 });
});

test('addLogPrior adds log p_Z(z) to each logit, of shape [n, 1] or [n]', t => {
  const prior = { kind: 'normal', dimension: 2, sigma: 0.5 } as const;
  const z = tf.tensor2d([0, 0, 0.3, -0.4], [2, 2]);
  const atOrigin = -Math.log(2 * Math.PI * 0.25);
  for (const shape of [[2, 1], [2]]) {
    const sum = addLogPrior(tf.tensor([1, -1], shape), z, prior);
    t.deepEqual(sum.shape, shape);
    allClose(t, sum.dataSync(), [1 + atOrigin, -1 + atOrigin - 0.25 / (2 * 0.25)], { rtol: 1e-6 });
    sum.dispose();
  }
});

test('addLogPrior makes 0 the logit of codes that follow the prior when the network says −log q', t => {
  const prior = { kind: 'normal', dimension: 1, sigma: 1 } as const;
  const points = [-1.5, 0, 2];
  const minusLogQ = points.map(z => z ** 2 / 2 + Math.log(2 * Math.PI) / 2);
  const sum = addLogPrior(tf.tensor2d(minusLogQ, [3, 1]), tf.tensor2d(points, [3, 1]), prior);
  allClose(t, sum.dataSync(), [0, 0, 0], { atol: 1e-6 });
});

test('addLogPrior refuses uniform priors and shapes that would spread; the losses refuse empty batches', t => {
  const z = tf.zeros([2, 3]) as tf.Tensor2D;
  const logits = tf.zeros([2, 1]);
  const normal = { kind: 'normal', dimension: 3, sigma: 1 } as const;
  for (const kind of ['uniform-cube', 'uniform-sphere'] as const) {
    t.throws(() => addLogPrior(logits, z, { ...normal, kind }), {
      instanceOf: RangeError,
      message: /got uniform-/,
    });
  }
  t.throws(() => addLogPrior(tf.zeros([1, 2]), z, normal), { instanceOf: RangeError });
  t.throws(() => addLogPrior(tf.zeros([3, 1]), z, normal), { instanceOf: RangeError });
  t.throws(() => addLogPrior(logits, z, { ...normal, dimension: 2 }), { instanceOf: RangeError });
  const none = tf.zeros([0, 1]);
  t.throws(() => adversarialPenalty(none), { instanceOf: RangeError });
  t.throws(() => discriminatorLoss(none, logits), { instanceOf: RangeError });
  t.throws(() => discriminatorLoss(logits, none), { instanceOf: RangeError });
});

test('discriminatorLoss, adversarialPenalty and addLogPrior leave one tensor behind', t => {
  const [logits, z] = [tf.zeros([4, 1]), tf.zeros([4, 2]) as tf.Tensor2D];
  const before = tf.memory().numTensors;
  discriminatorLoss(logits, logits);
  adversarialPenalty(logits);
  addLogPrior(logits, z, { kind: 'normal', dimension: 2, sigma: 1 });
  t.is(tf.memory().numTensors, before + 3);
});
