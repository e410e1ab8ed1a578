import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import { densePlan } from '../../lib/ot/geometry/plan.js';
import { sinkhornDivergence } from '../../lib/ot/entropic/sinkhorn-divergence.js';
import { slicedWasserstein } from '../../lib/ot/line/sliced.js';
import { solve, solveSample } from '../../lib/ot/solve.js';
import { costLoss, type TransportLoss, transportLoss } from '../../lib/penalties/transport-loss.js';
import { sinkhornPenalty } from '../../lib/penalties/sinkhorn.js';
import { allClose } from '../support/all-close.js';
import { finiteDifferences, hasGradientsOf, read, valueAndGradients } from '../support/gradients.js';
import { matrix, normalPoints, rows } from '../support/points.js';

test.before(async () => {
  await loadBackend();
});

const directions = [
  [0.6, 0.8],
  [1, 0],
];
const [z, other] = [normalPoints(6, 2, 1), normalPoints(6, 2, 2)];
type Numbers = ArrayLike<number>;

const losses: readonly {
  readonly loss: TransportLoss;
  readonly plain: (x: Numbers, y: Numbers) => number;
}[] = [
  {
    loss: { kind: 'transport' },
    plain: (x, y) => solveSample(matrix(x, 2), matrix(y, 2)).value,
  },
  {
    loss: { kind: 'transport', cost: { kind: 'euclidean' }, method: { kind: 'sinkhorn', epsilon: 0.5 } },
    plain: (x, y) =>
      solveSample(matrix(x, 2), matrix(y, 2), {
        cost: { kind: 'euclidean' },
        method: { kind: 'sinkhorn', epsilon: 0.5 },
      }).value,
  },
  {
    loss: { kind: 'divergence', epsilon: 0.7 },
    plain: (x, y) => sinkhornDivergence(matrix(x, 2), matrix(y, 2), { epsilon: 0.7 }).value,
  },
  {
    loss: { kind: 'sliced', directions, p: 2 },
    plain: (x, y) => slicedWasserstein(matrix(x, 2), matrix(y, 2), { directions, p: 2 }).power,
  },
];

for (const { loss, plain } of losses) {
  const of = (x: tf.Tensor, y: tf.Tensor): tf.Tensor =>
    transportLoss(x as tf.Tensor2D, y as tf.Tensor2D, loss);

  test.serial(`transportLoss, ${JSON.stringify(loss)}, is the value of lib/ot, with its gradients`, t => {
    allClose(t, read(of(rows(z, 2), rows(other, 2))), plain(z, other), { rtol: 1e-6 });
    hasGradientsOf(t, of, plain, [z, other], [6, 2], { rtol: 1e-4, atol: 1e-6 });
  });
}

test.serial('transportLoss of a softmax of logits has the gradient of finite differences', t => {
  const [logits, others] = [normalPoints(6, 1, 3), normalPoints(6, 1, 4)];
  const softmax = (values: Numbers): Float64Array => {
    const raw = Float64Array.from(values, Math.exp);
    const sum = raw.reduce((one, two) => one + two);
    return raw.map(entry => entry / sum);
  };
  for (const loss of [losses[0]!.loss, losses[2]!.loss]) {
    const plain = (one: Numbers, two: Numbers): number => {
      const weights = { a: softmax(one), b: softmax(two) };
      return loss.kind === 'divergence'
        ? sinkhornDivergence(matrix(z, 2), matrix(other, 2), { ...loss, ...weights }).value
        : solveSample(matrix(z, 2), matrix(other, 2), weights).value;
    };
    const { value, gradients } = valueAndGradients(
      (one, two) =>
        transportLoss(rows(z, 2), rows(other, 2), loss, {
          a: tf.softmax(one as tf.Tensor1D),
          b: tf.softmax(two as tf.Tensor1D),
        }),
      [6],
      logits,
      others,
    );
    allClose(t, value, plain(logits, others), { rtol: 1e-5 });
    allClose(
      t,
      gradients[0]!,
      finiteDifferences(one => plain(one, others), logits),
      { rtol: 1e-3, atol: 1e-5 },
    );
    allClose(
      t,
      gradients[1]!,
      finiteDifferences(two => plain(logits, two), others),
      { rtol: 1e-3, atol: 1e-5 },
    );
  }
});

test.serial('costLoss is the value of solve, and its gradient by the cost is the plan', t => {
  const cost = normalPoints(12, 1, 5).map(Math.abs);
  const found = valueAndGradients(c => costLoss(tf.reshape(c, [3, 4])), [12], cost);
  const { value, plan } = solve(matrix(cost, 4));
  allClose(t, found.value, value, { rtol: 1e-6 });
  allClose(t, found.gradients[0]!, densePlan(plan).data, { rtol: 1e-6, atol: 1e-8 });
  const [a, b] = [tf.tensor1d([0.5, 0.25, 0.25]), tf.tensor1d([0.25, 0.25, 0.25, 0.25])];
  const method = { kind: 'sinkhorn', epsilon: 0.5 } as const;
  const weighted = solve(matrix(cost, 4), { a: [0.5, 0.25, 0.25], method });
  allClose(t, read(costLoss(tf.tensor2d(cost, [3, 4]), { method }, { a, b })), weighted.value, {
    rtol: 1e-5,
  });
  const byB = tf.grad(mass => costLoss(tf.tensor2d(cost, [3, 4]), { method }, { a, b: mass as tf.Tensor1D }))(
    b,
  );
  allClose(t, byB.dataSync(), weighted.g, { rtol: 1e-4, atol: 1e-5 });
});

test.serial('transportLoss of a divergence is where sinkhornPenalty goes after many iterations', t => {
  const [one, two] = [rows(z, 2), rows(other, 2)];
  const penalty = read(sinkhornPenalty(one, two, { epsilon: 1, iterations: 200 }));
  allClose(t, read(transportLoss(one, two, { kind: 'divergence', epsilon: 1 })), penalty, { rtol: 1e-4 });
});

test.serial('transportLoss scales its gradient with what follows, and leaves one tensor behind', t => {
  const [one, two] = [rows(z, 2), rows(other, 2)];
  const before = tf.memory().numTensors;
  const loss = transportLoss(one, two, { kind: 'transport' });
  t.is(tf.memory().numTensors, before + 1);
  loss.dispose();
  const gradientOf = (factor: number): Float32Array =>
    tf.tidy(() =>
      tf
        .grad(x => tf.mul(transportLoss(x as tf.Tensor2D, two, { kind: 'transport' }), factor))(one)
        .dataSync<'float32'>()
        .slice(),
    );
  allClose(
    t,
    gradientOf(3),
    gradientOf(1).map(entry => 3 * entry),
    { rtol: 1e-6 },
  );
  t.is(tf.memory().numTensors, before);
});

test.serial('transportLoss names itself when options or points will not do', t => {
  const x = rows(z, 2);
  t.throws(() => transportLoss(x, rows(other, 3), { kind: 'transport' }), {
    message: 'transportLoss: expected `x` and `y` to have as many coordinates, got 2 and 3',
  });
  t.throws(() => transportLoss(x, x, { kind: 'divergence', epsilon: 0 }), {
    message: 'transportLoss: expected `epsilon` to be finite and > 0, got 0',
  });
  t.throws(() => transportLoss(x, x, { kind: 'other' } as unknown as TransportLoss), {
    message:
      'transportLoss: expected `loss.kind` to be transport, divergence or sliced, got {"kind":"other"}',
  });
});
