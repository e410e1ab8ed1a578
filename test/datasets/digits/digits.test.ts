import type { ImageSet } from '../../../lib/datasets/dataset.js';
import { loadDigits, makeDigits } from '../../../lib/datasets/digits/digits.js';
import { locateMnist } from '../../../lib/datasets/mnist/mnist-files.js';
import { loadMnist } from '../../../lib/datasets/mnist/mnist.js';
import { Rng } from '../../../lib/base/random.js';
import { slow as test } from '../../support/slow.js';

const ifHere = (await locateMnist()) === undefined ? test.skip : test;

const digits = makeDigits({ count: 3000, rng: Rng.fromSeed(11) });
const others = makeDigits({ count: 300, rng: Rng.fromSeed(12) });

/** Sum over the pixels of their variance over the first `count` pictures; pixels are in [0, 1]. */
function totalVariance({ images }: ImageSet, count: number): number {
  let total = 0;
  for (let p = 0; p < 784; p++) {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < count; i++) {
      const value = images[i * 784 + p]! / 255;
      sum += value;
      squares += value * value;
    }
    total += squares / count - (sum / count) ** 2;
  }
  return total;
}

/** Share of `asked`'s first pictures whose nearest picture of `known` (Euclidean) has the same class. */
function nearestNeighbourShare(known: ImageSet, asked: ImageSet, count: number): number {
  let right = 0;
  for (let i = 0; i < count; i++) {
    let [best, answer] = [Infinity, -1];
    for (let k = 0; k < known.count; k++) {
      let distance = 0;
      for (let p = 0; p < 784 && distance < best; p++) {
        distance += (known.images[k * 784 + p]! - asked.images[i * 784 + p]!) ** 2;
      }
      if (distance < best) [best, answer] = [distance, known.labels[k]!];
    }
    if (answer === asked.labels[i]) right += 1;
  }
  return right / count;
}

test('makeDigits gives the same bytes for the same seed and other bytes for another', t => {
  const again = makeDigits({ count: 300, rng: Rng.fromSeed(12) });
  t.deepEqual(again, others);
  t.notDeepEqual(again.images, digits.images.subarray(0, 300 * 784));
});

test('makeDigits(more) begins with makeDigits(fewer), and first skips', t => {
  const part = makeDigits({ count: 26, first: 17, rng: Rng.fromSeed(12) });
  t.deepEqual(part.images, others.images.slice(17 * 784, 43 * 784));
  t.deepEqual(part.labels, others.labels.slice(17, 43));
});

test('makeDigits does not depend on what was drawn from the generator before', t => {
  const rng = Rng.fromSeed(12);
  rng.normal();
  t.deepEqual(makeDigits({ count: 20, rng }).images, others.images.slice(0, 20 * 784));
});

test('makeDigits has each class once in every ten, in no fixed order', t => {
  const orders = new Set<string>();
  for (let i = 0; i < 300; i += 10) {
    const ten = [...others.labels.subarray(i, i + 10)];
    orders.add(ten.join());
    t.deepEqual(
      [...ten].sort((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
  }
  t.true(orders.size > 25);
});

test("makeDigits follows MNIST's form: centred by mass, the ink within 20 pixels and the grey edge", t => {
  for (let i = 0; i < others.count; i++) {
    const picture = others.images.subarray(i * 784, (i + 1) * 784);
    let [mass, x, y] = [0, 0, 0];
    const [columns, rows] = [new Set<number>(), new Set<number>()];
    picture.forEach((value, at) => {
      mass += value;
      x += value * ((at % 28) + 0.5);
      y += value * (Math.floor(at / 28) + 0.5);
      if (value > 128) {
        columns.add(at % 28);
        rows.add(Math.floor(at / 28));
      }
    });
    t.true(
      Math.abs(x / mass - 14) <= 0.5 && Math.abs(y / mass - 14) <= 0.5,
      `picture ${i} is off its centre`,
    );
    t.true(columns.size <= 22 && rows.size <= 22, `picture ${i} is ${columns.size} × ${rows.size}`);
    t.true(columns.size >= 17 || rows.size >= 17, `picture ${i} is ${columns.size} × ${rows.size}`);
  }
});

test('makeDigits has MNIST-like brightness (mean 0.13) and variety (pixel variances add up to 52)', t => {
  const mean = digits.images.reduce((sum, value) => sum + value, 0) / digits.images.length / 255;
  t.true(Math.abs(mean - 0.131) < 0.006, `mean ${mean}`);
  const variance = totalVariance(digits, digits.count);
  t.true(variance > 51 && variance < 56, `variance ${variance}`);
});

test('makeDigits draws what the label says: the nearest of 3,000 others has the same class 4 times in 5', t => {
  const share = nearestNeighbourShare(digits, others, 300);
  t.true(share >= 0.78, `share ${share}`);
});

ifHere('makeDigits is as varied as MNIST, and its nearest neighbours read real digits', async t => {
  const { test: real } = await loadMnist();
  const [ours, theirs] = [totalVariance(digits, 3000), totalVariance(real, 3000)];
  t.true(ours > 0.98 * theirs, `variances ${ours} and ${theirs}`);
  const share = nearestNeighbourShare(digits, real, 300);
  t.true(share >= 0.75, `share ${share}`);
});

test('makeDigits(0) is empty, and a count or first that is no natural number throws', t => {
  t.is(makeDigits({ count: 0, rng: Rng.fromSeed(1) }).images.length, 0);
  for (const count of [-1, 1.5, NaN, Infinity]) {
    t.throws(() => makeDigits({ count, rng: Rng.fromSeed(1) }), {
      instanceOf: RangeError,
      message: /^makeDigits: expected `count` to be an integer ≥ 0, got /,
    });
  }
  t.throws(() => makeDigits({ count: 1, first: -1, rng: Rng.fromSeed(1) }), { message: /`first`/ });
});

test('loadDigits extends each split without touching the other, and the splits differ', t => {
  const small = loadDigits({ train: 30, test: 20, seed: 3 });
  const large = loadDigits({ train: 50, test: 20, seed: 3 });
  t.deepEqual(large.train.images.subarray(0, 30 * 784), small.train.images);
  t.deepEqual(large.test, small.test);
  t.notDeepEqual(small.train.images.subarray(0, 20 * 784), small.test.images);
  t.deepEqual([small.name, small.classes, small.train.shape], ['digits', 10, [28, 28, 1]]);
  t.regex(small.sources['digits'] ?? '', /procedural seed=3/);
});
