import test from 'ava';
import type { Pictures } from '../../../lib/metrics/images/pictures.js';
import { structuralSimilarity } from '../../../lib/metrics/images/ssim.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { metricsFixture } from '../../support/metrics-fixture.js';

test('structuralSimilarity is SciPy’s re-computation', t => {
  const { shape, x, y, values } = metricsFixture.ssim;
  const [images, reconstructions] = [x, y].map((data): Pictures => ({
    data: Float32Array.from(data),
    shape,
  })) as [Pictures, Pictures];
  allClose(t, structuralSimilarity(images, reconstructions), values, { rtol: 1e-9 });
  allClose(t, structuralSimilarity(reconstructions, images), values, { rtol: 1e-9 });
});

test('structuralSimilarity of an image with itself is 1, bytes and numbers alike', t => {
  const rng = Rng.fromSeed(1);
  const bytes = Uint8Array.from({ length: 2 * 12 * 13 }, () => rng.integer(256));
  const shape = [2, 12, 13, 1] as const;
  const numbers = Float32Array.from(bytes, value => value / 255);
  allClose(t, structuralSimilarity({ data: bytes, shape }, { data: numbers, shape }), [1, 1], { rtol: 1e-6 });
});

test('structuralSimilarity of constants u and v is (2uv + C₁)/(u² + v² + C₁)', t => {
  const shape = [1, 11, 11, 1] as const;
  const constant = (value: number): Pictures => ({ data: new Float32Array(121).fill(value), shape });
  const expected = (2 * 0.25 * 0.75 + 1e-4) / (0.25 ** 2 + 0.75 ** 2 + 1e-4);
  allClose(t, structuralSimilarity(constant(0.25), constant(0.75)), [expected], { rtol: 1e-9 });
  allClose(t, structuralSimilarity(constant(0), constant(1)), [1e-4 / 1.0001], { rtol: 1e-9 });
});

test('structuralSimilarity of an image and its negative is below 0', t => {
  const rng = Rng.fromSeed(2);
  const data = Float32Array.from({ length: 225 }, () => rng.uniform());
  const shape = [1, 15, 15, 1] as const;
  const [value] = structuralSimilarity({ data, shape }, { data: data.map(v => 1 - v), shape });
  t.true(value! < -0.5);
});

test('structuralSimilarity refuses small images, unequal shapes and NaN', t => {
  const of = (height: number, width: number): Pictures => ({
    data: new Float32Array(height * width),
    shape: [1, height, width, 1],
  });
  const refused = { instanceOf: RangeError, message: /^structuralSimilarity: expected `/ };
  t.throws(() => structuralSimilarity(of(10, 12), of(10, 12)), refused);
  t.throws(() => structuralSimilarity(of(12, 11), of(11, 12)), refused);
  const broken = of(11, 11);
  broken.data[3] = NaN;
  t.throws(() => structuralSimilarity(of(11, 11), broken), refused);
});
