import test from 'ava';
import { pointsOf } from '../../lib/base/index.js';
import { arithmetic, attributeVector } from '../../lib/latent/attributes.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { normalPoints } from '../support/points.js';
import { normalCdf } from '../support/statistics.js';

test('attributeVector is the difference of the two means', t => {
  const codes = Float32Array.of(1, 0, 3, 2, 0, 10, 0, 20, 0, 30);
  const { vector, countWith, countWithout } = attributeVector(
    pointsOf(codes, 2),
    Uint8Array.of(1, 1, 0, 0, 0),
  );
  allClose(t, vector, [2, 1 - 20], { rtol: 1e-12 });
  t.deepEqual([countWith, countWithout], [2, 3]);
});

test('attributeVector separates wholly where no place is shared', t => {
  const codes = Float64Array.of(5, 6, 1, 2, 3);
  t.is(attributeVector(pointsOf(codes, 1), Uint8Array.of(1, 1, 0, 0, 0)).separation, 1);
  // The vector points to the codes with the attribute wherever they are.
  t.is(attributeVector(pointsOf(codes, 1), Uint8Array.of(0, 0, 1, 1, 1)).separation, 1);
});

test('attributeVector counts pairs won, and equal places by half', t => {
  // with: 4, 2, 2; without: 2, 1, 1. Of the 9 pairs 7 are won and 2 equal.
  const codes = Float64Array.of(4, 2, 1, 2, 2, 1);
  const has = Uint8Array.of(1, 1, 0, 7, 0, 0);
  allClose(t, attributeVector(pointsOf(codes, 1), has).separation, (7 + 2 / 2) / 9, { rtol: 1e-12 });
});

test('attributeVector of equal codes says nothing', t => {
  const { vector, separation } = attributeVector(
    pointsOf(new Float32Array(8).fill(3), 2),
    Uint8Array.of(1, 0, 1, 0),
  );
  allClose(t, vector, [0, 0], { atol: 1e-12 });
  t.is(separation, 0.5);
});

test('attributeVector of two normals c apart separates Φ(c/√2)', t => {
  const [n, d, c] = [4000, 3, 1.5];
  const rng = Rng.fromSeed(1);
  const has = Uint8Array.from({ length: n }, () => rng.integer(2));
  const codes = normalPoints(n, d, 2).map(
    (v, i) => v + (i % d === 1 && has[Math.floor(i / d)] === 1 ? c : 0),
  );
  const { vector, separation } = attributeVector(pointsOf(codes, d), has);
  allClose(t, vector, [0, c, 0], { atol: 4 * Math.sqrt(4 / n) });
  allClose(t, separation, normalCdf(c / Math.SQRT2), { atol: 0.02 });
});

test('attributeVector does not change with the order of the codes, and scales with them', t => {
  const codes = normalPoints(40, 2, 3);
  const has = Uint8Array.from({ length: 40 }, (_, i) => Number(i % 3 === 0));
  const plain = attributeVector(pointsOf(codes, 2), has);
  const backwards = attributeVector(
    pointsOf(
      Float64Array.from(codes, (_, i) => codes[(39 - Math.floor(i / 2)) * 2 + (i % 2)]!),
      2,
    ),
    has.slice().reverse(),
  );
  allClose(t, backwards.vector, plain.vector, { atol: 1e-12 });
  t.is(backwards.separation, plain.separation);
  const scaled = attributeVector(
    pointsOf(
      Float64Array.from(codes, v => 1e6 * v),
      2,
    ),
    has,
  );
  allClose(
    t,
    scaled.vector,
    plain.vector.map(v => 1e6 * v),
    { rtol: 1e-9 },
  );
  t.is(scaled.separation, plain.separation);
});

test('arithmetic(a, b, c) is a − b + c', t => {
  t.deepEqual(
    [...arithmetic(Float32Array.of(1, 2), Float64Array.of(10, 30), Float32Array.of(100, 500))],
    [91, 472],
  );
});

test('attributeVector and arithmetic refuse what does not fit', t => {
  const codes = new Float32Array(4);
  t.throws(() => attributeVector(pointsOf(codes, 2), new Uint8Array(3)), {
    instanceOf: RangeError,
    message: /`has` to have one entry for each of 2 codes, got 3/,
  });
  t.throws(() => attributeVector(pointsOf(codes, 2), new Uint8Array(2)), {
    message: /with and without the attribute, got 0 of 2/,
  });
  t.throws(() => attributeVector(pointsOf(codes, 2), Uint8Array.of(1, 1)), { message: /got 2 of 2/ });
  t.throws(() => attributeVector(pointsOf(codes, 3), new Uint8Array(2)), { message: /whole points of 3/ });
  t.throws(() => attributeVector(pointsOf(Float32Array.of(1, NaN), 1), Uint8Array.of(1, 0)), {
    message: /finite, got NaN in row 1, column 0/,
  });
  t.throws(() => arithmetic(codes, codes, new Float32Array(3)), {
    message: /`c` to have 4 coordinates like `a`, got 3/,
  });
  t.throws(() => arithmetic(codes, Float32Array.of(0, 0, 0, Infinity), codes), {
    message: /`b` to be finite/,
  });
});
