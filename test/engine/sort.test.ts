import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import { withoutGradient } from '../../lib/engine/gradients.js';
import { scatterRows, sortRows } from '../../lib/engine/sort.js';
import { compilesToTheSame, leavesOneScalar } from '../support/compiled.js';
import { valueAndGradients } from '../support/gradients.js';
import { normalPoints } from '../support/points.js';
import { slow } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

const weights = [1, 10, 100, 2, 20, 200];

/** Σ weights · sorted entries: its gradient shows where each entry went. */
const weighted = (x: tf.Tensor): tf.Tensor =>
  tf.mul(sortRows(x as tf.Tensor2D), tf.tensor2d(weights, [2, 3]));

test.serial('sortRows(x) sorts each row downwards, and its gradient goes back to each entry’s place', t => {
  const x = [3, -1, 7, 0, 5, 2];
  t.deepEqual([...sortRows(tf.tensor2d(x, [2, 3])).dataSync()], [7, 3, -1, 5, 2, 0]);
  const { gradients } = valueAndGradients(weighted, [2, 3], x);
  t.deepEqual([...gradients[0]!], [10, 100, 1, 200, 2, 20]);
});

test.serial('sortRows(x) of equal entries hands each weight of the gradient to one of them', t => {
  const { gradients } = valueAndGradients(weighted, [2, 3], [4, 4, 4, 1, 9, 1]);
  const [first, second] = [gradients[0]?.slice(0, 3), gradients[0]?.slice(3)] as [Float32Array, Float32Array];
  t.deepEqual(
    [...first].sort((a, b) => a - b),
    [1, 10, 100],
  );
  t.is(second[1], 2);
  t.deepEqual(
    [...second].sort((a, b) => a - b),
    [2, 20, 200],
  );
});

test.serial('scatterRows(topk(x)) is x', t => {
  const x = tf.tensor2d(normalPoints(4, 9, 1), [4, 9]);
  const { values, indices } = tf.topk(x, 9, true);
  t.deepEqual(scatterRows(values, indices).dataSync(), x.dataSync());
});

test.serial('withoutGradient(f) has the value of f and no gradient', t => {
  const f = (x: tf.Tensor): tf.Tensor =>
    tf.mul(
      x,
      withoutGradient(() => tf.square(x)),
    );
  const { value, gradients } = valueAndGradients(f, [1], [3]);
  t.deepEqual([value, [...gradients[0]!]], [27, [9]]);
});

slow.serial('sortRows and withoutGradient compile to the same, and leave nothing behind', t => {
  const points: readonly [Float32Array, number] = [normalPoints(6, 20, 2), 20];
  compilesToTheSame(
    t,
    x =>
      tf.mul(
        sortRows(x),
        withoutGradient(() => sortRows(tf.neg(x))),
      ),
    points,
  );
  const x = tf.tensor2d(points[0], [6, 20]);
  leavesOneScalar(t, () => tf.tidy(() => tf.sum(sortRows(x))));
  leavesOneScalar(t, () => withoutGradient(() => tf.sum(tf.square(x))));
});
