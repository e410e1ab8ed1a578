import test from 'ava';
import { meanAndCovariance, meanOf } from '../../lib/base/index.js';
import { allClose } from '../support/all-close.js';

const points = { data: Float32Array.of(1, 2, 3, 6, 5, 1), shape: [3, 2] } as const;

test('meanOf(points) is the mean of each coordinate', t => {
  t.deepEqual([...meanOf(points)], [3, 3]);
});

test('meanAndCovariance(points) of three points is as by hand, over n − 1', t => {
  const { mean, covariance } = meanAndCovariance(points);
  allClose(t, mean, [3, 3], { rtol: 1e-15, atol: 0 });
  t.deepEqual(covariance.shape, [2, 2]);
  // Apart from the mean: (−2, −1), (0, 3), (2, −2).
  allClose(t, covariance.data, [4, -1, -1, 7], { rtol: 1e-15, atol: 0 });
});

test('meanAndCovariance(four corners of a square) has their mean and variance 4/3', t => {
  const corners = { data: Float32Array.of(1, 5, 3, 5, 1, 7, 3, 7), shape: [4, 2] } as const;
  const { mean, covariance } = meanAndCovariance(corners);
  allClose(t, mean, [2, 6]);
  allClose(t, covariance.data, [4 / 3, 0, 0, 4 / 3], { atol: 1e-15 });
});
