import test from 'ava';
import type { Pictures } from '../../../lib/metrics/images/pictures.js';
import { sharpness } from '../../../lib/metrics/images/sharpness.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { metricsFixture } from '../../support/metrics-fixture.js';

const rng = Rng.fromSeed(1);

test('sharpness is the variance of SciPy’s Laplacian of grey, and its mean and minimum', t => {
  const { shape, images, values } = metricsFixture.sharpness;
  const measured = sharpness({ data: Float32Array.from(images), shape }, { rng });
  allClose(t, measured.values, values, { rtol: 1e-10 });
  allClose(t, measured.mean.value, values.reduce((a, b) => a + b) / 3, { rtol: 1e-10 });
  t.is(measured.minimum, Math.min(...measured.values));
  t.is(measured.mean.n, 3);
  t.true(measured.mean.low < measured.mean.high);
});

test('sharpness of a checkerboard of 0 and 1 is 16, of bytes too, and of a slope and a constant 0', t => {
  const board = Uint8Array.from({ length: 64 }, (_, p) => (((p >> 3) + p) % 2) * 255);
  allClose(t, sharpness({ data: board, shape: [1, 8, 8, 1] }, { rng }).values, [16], { rtol: 1e-12 });
  const slope = Float32Array.from({ length: 64 }, (_, p) => (p >> 3) / 16 + (p % 8) / 16);
  allClose(t, sharpness({ data: slope, shape: [1, 8, 8, 1] }, { rng }).values, [0], { atol: 1e-20 });
  t.is(sharpness({ data: new Uint8Array(27).fill(9), shape: [1, 3, 3, 3] }, { rng }).mean.value, 0);
});

test('sharpness falls with blur, scales with the square of contrast, and does not mind brightness', t => {
  const noise = Float32Array.from({ length: 400 }, () => rng.uniform());
  const image = (map: (value: number, p: number) => number): Pictures => ({
    data: noise.map(map),
    shape: [1, 20, 20, 1],
  });
  const of = (picture: Pictures): number => sharpness(picture, { rng }).minimum;
  const value = of(image(v => v));
  allClose(t, of(image(v => v / 2 + 0.25)), value / 4, { rtol: 1e-5 });
  t.true(of(image((v, p) => (v + noise[(p + 1) % 400]!) / 2)) < 0.7 * value);
});

test('sharpness refuses images too small, of two channels, broken or not finite', t => {
  const refused = { instanceOf: RangeError, message: /^sharpness: expected `images`/ };
  for (const shape of [
    [1, 2, 4, 1],
    [1, 2, 2, 2],
    [0, 3, 3, 1],
    [2, 3, 3, 1],
  ] as const) {
    t.throws(() => sharpness({ data: new Uint8Array(8), shape }, { rng }), refused);
  }
  t.throws(() => sharpness({ data: new Uint8Array(18), shape: [1, 3, 3, 2] }, { rng }), refused);
  const broken = new Float32Array(18);
  broken[10] = NaN;
  t.throws(() => sharpness({ data: broken, shape: [2, 3, 3, 1] }, { rng }), {
    ...refused,
    message: /NaN in image 1/,
  });
});
