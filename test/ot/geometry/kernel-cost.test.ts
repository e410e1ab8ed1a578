import test from 'ava';
import { pointCost } from '../../../lib/ot/geometry/cost.js';
import { kernelCost } from '../../../lib/ot/geometry/kernel-cost.js';
import type { PointKernel } from '../../../lib/ot/mmd/kernels.js';
import { mmdBiased } from '../../../lib/ot/mmd/mmd.js';
import { sinkhornDivergence } from '../../../lib/ot/entropic/sinkhorn-divergence.js';
import { allClose } from '../../support/all-close.js';

const x = [
  [0, 0],
  [3, 4],
  [1, -1],
];
const y = [
  [0.5, 2],
  [-1, 1],
];
const kernels: readonly PointKernel[] = [
  { kind: 'energy' },
  { kind: 'laplace', bandwidth: 2 },
  { kind: 'rbf', bandwidth: 1.5 },
  { kind: 'imq', scales: [0.5, 2], base: 3 },
];

test('kernelCost(energy) is the Euclidean distance', t => {
  const [ours, plain] = [
    pointCost(x, y, kernelCost({ kind: 'energy' })),
    pointCost(x, y, { kind: 'euclidean' }),
  ];
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 2; j++) allClose(t, ours.at(i, j), plain.at(i, j), { rtol: 1e-14 });
});

test('kernelCost(kernel) at distance 5 is k(0) − k(5), and 0 at distance 0', t => {
  const [, laplace, rbf, imq] = kernels.map(kernel => pointCost(x, x, kernelCost(kernel)));
  allClose(t, laplace?.at(0, 1) ?? NaN, 1 - Math.exp(-2.5), { rtol: 1e-14 });
  allClose(t, rbf?.at(0, 1) ?? NaN, 1 - Math.exp(-25 / 4.5), { rtol: 1e-14 });
  allClose(t, imq?.at(0, 1) ?? NaN, 2 - 1.5 / 26.5 - 6 / 31, { rtol: 1e-14 });
  for (const cost of [laplace, rbf, imq]) t.is(cost?.at(1, 1), 0);
});

test('the Sinkhorn divergence of kernelCost(kernel) tends to MMD²/2', t => {
  for (const kernel of kernels) {
    const { value } = sinkhornDivergence(x, y, { epsilon: 1e7, cost: kernelCost(kernel) });
    allClose(t, value, mmdBiased(x, y, kernel) / 2, { rtol: 1e-5 });
  }
});

test('kernelCost refuses a kernel that depends on the points, and a bad one', t => {
  t.throws(() => kernelCost({ kind: 'rbf', bandwidth: 'median-distance' }), {
    instanceOf: RangeError,
    message: /`bandwidth` to be a number/,
  });
  t.throws(() => kernelCost({ kind: 'rbf', bandwidth: 0 }), {
    instanceOf: RangeError,
    message: /kernelCost/,
  });
});
