import test from 'ava';
import { squaredErrors } from '../../lib/models/squared-errors.js';
import { allClose } from '../support/all-close.js';

test('squaredErrors of bytes is Σ (x/255 − y)² of each image', t => {
  const errors = squaredErrors(Uint8Array.of(0, 255, 51, 102), Float32Array.of(0.5, 1, 0, 1), 2);
  allClose(t, errors, [0.25, 0.04 + 0.36], { rtol: 1e-7 });
});

test('squaredErrors of floats takes them as they are', t => {
  allClose(t, squaredErrors(Float32Array.of(-1, 1, 3), Float32Array.of(1, 1, 0), 3), [4, 0, 9], {
    rtol: 1e-14,
  });
});

test('squaredErrors of an image with itself is 0, of black with white the number of pixels', t => {
  const black = new Uint8Array(784);
  const white = new Uint8Array(784).fill(255);
  allClose(t, squaredErrors(white, new Float32Array(784).fill(1), 1), [0], { atol: 0 });
  allClose(t, squaredErrors(black, new Float32Array(784).fill(1), 1), [784], { rtol: 1e-14 });
});

test('squaredErrors refuses unequal lengths, no images and broken images', t => {
  const refused = { instanceOf: RangeError, message: /^squaredErrors: expected `/ };
  t.throws(() => squaredErrors(new Uint8Array(4), new Float32Array(3), 2), refused);
  t.throws(() => squaredErrors(new Uint8Array(4), new Float32Array(4), 3), refused);
  t.throws(() => squaredErrors(new Uint8Array(0), new Float32Array(0), 0), refused);
  t.throws(() => squaredErrors(new Uint8Array(0), new Float32Array(0), 2), refused);
});
