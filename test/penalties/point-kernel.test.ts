import test from 'ava';
import { pointKernel } from '../../lib/penalties/point-kernel.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { points } from '../support/plain-mmd.js';

test('pointKernel keeps numbers, and takes a median bandwidth from the ((n² − n)/2)-th largest distances', t => {
  const rng = Rng.fromSeed(1);
  for (const [n, d] of [
    [2, 1],
    [5, 2],
    [40, 300],
  ] as const) {
    const draw = (): number[] => Array.from({ length: n * d }, () => rng.normal());
    const [codes, draws] = [draw(), draw()];
    const largest = (other: readonly number[]): number => {
      const squared = Array.from({ length: n * n }, (_, p) => {
        const [i, j] = [Math.floor(p / n), p % n];
        let sum = 0;
        for (let k = 0; k < d; k++) {
          sum += (codes[i * d + k]! - other[j * d + k]!) ** 2;
        }
        return sum;
      });
      return squared.sort((p, q) => q - p)[(n * n - n) / 2 - 1]!;
    };
    const [x, y] = [points(codes, d), points(draws, d)];
    const kernel = pointKernel({ kind: 'rbf', bandwidth: 'median' }, x, y);
    const bandwidth = Math.sqrt(largest(draws) + largest(codes));
    t.is(kernel.kind, 'rbf');
    allClose(t, kernel.kind === 'rbf' ? (kernel.bandwidth as number) : NaN, bandwidth, { rtol: 1e-14 });
    t.deepEqual(pointKernel({ kind: 'rbf', bandwidth: 2 }, x, y), { kind: 'rbf', bandwidth: 2 });
    const imq = { kind: 'imq', scales: [1], base: 3 } as const;
    t.deepEqual(pointKernel(imq, x, y), imq);
  }
});

test('pointKernel refuses a median of unequal sizes', t => {
  t.throws(() => pointKernel({ kind: 'rbf', bandwidth: 'median' }, points([1, 2], 1), points([1], 1)), {
    instanceOf: RangeError,
    message: /^pointKernel: expected/,
  });
});
