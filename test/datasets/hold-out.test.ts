import test from 'ava';
import { holdOut } from '../../lib/datasets/hold-out.js';
import { watchedImages } from '../../lib/training/train.js';
import { tinyData } from '../support/tiny-models.js';

test('holdOut(data, count) takes the last training images, with labels and attributes', t => {
  const { train, ...rest } = tinyData();
  const values = Uint8Array.from({ length: 64 }, (_, i) => i);
  const labels = Uint8Array.from({ length: 32 }, (_, i) => i);
  const attributes = { names: ['young', 'smiling'], values };
  const held = holdOut({ ...rest, train: { ...train, labels, attributes } }, 5);
  t.is(held.train.count, 27);
  t.deepEqual(held.train.images, train.images.subarray(0, 27 * 64));
  t.deepEqual(held.train.attributes?.values, values.subarray(0, 54));
  t.deepEqual(held.validation, {
    images: train.images.subarray(27 * 64),
    labels: labels.subarray(27),
    count: 5,
    shape: [8, 8, 1],
    attributes: { names: attributes.names, values: values.subarray(54) },
  });
  t.is(held.test, rest.test);
  t.is(watchedImages(held), held.validation!);
  t.is(watchedImages(rest), rest.test);
});

test('holdOut(data, count) refuses to hold out none, or all', t => {
  for (const count of [0, 1.5, 32]) t.throws(() => holdOut(tinyData(), count), { instanceOf: RangeError });
  t.throws(() => holdOut(tinyData(), 32), {
    message: 'holdOut: expected `count` to be less than the 32 training images, got 32',
  });
});
