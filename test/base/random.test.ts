import test from 'ava';
import { drawer, Rng, withoutDraws } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { chiSquared, kolmogorovSmirnov, normalCdf, rawMoment } from '../support/statistics.js';

const draw = (n: number, next: () => number): Float64Array => Float64Array.from({ length: n }, next);

test('Rng.fromSeed(seed) gives these numbers, on every machine and in every version', t => {
  const rng = Rng.fromSeed(1);
  t.deepEqual(
    [rng.uint32(), rng.uint32(), rng.uint32(), rng.uint32()],
    [1113443964, 92050374, 1877723815, 1931565079],
  );
  const noise = Rng.fromSeed(1).split('noise', 712);
  t.is(noise.uniform(), 0.9203997495878206);
  t.is(noise.normal(), 0.9175868886494221);
  t.is(noise.integer(1000), 223);
  t.deepEqual([...Rng.fromSeed(1).split('order').permutation(8)], [3, 5, 4, 2, 7, 6, 0, 1]);
  t.deepEqual(
    [...Rng.fromSeed(2 ** 40 + 3).fillTruncatedNormal(new Float32Array(3), 0.01)],
    [0.007997560314834118, 0.003119095927104354, 0.0034166029654443264],
  );
});

test('Rng.fromSeed(seed) differs from seed to seed, also above 2^32', t => {
  const seeds = [...Array(2000).keys(), 2 ** 32, 2 ** 32 + 1, 2 ** 40, 2 ** 53 - 1];
  t.is(new Set(seeds.map(seed => Rng.fromSeed(seed).uint32())).size, seeds.length);
});

test('Rng.fromSeed(seed) refuses what is not an integer from 0 to 2^53 − 1', t => {
  for (const seed of [-1, 0.5, 2 ** 53, NaN, Infinity]) {
    t.throws(() => Rng.fromSeed(seed), {
      instanceOf: RangeError,
      message: `Rng.fromSeed: expected \`seed\` to be an integer from 0 to 2^53 - 1, got ${seed}`,
    });
  }
});

test('split(name, index) does not depend on what was drawn before', t => {
  const fresh = Rng.fromSeed(7);
  const used = Rng.fromSeed(7);
  draw(1000, () => used.normal());
  used.split('other').permutation(50);
  t.deepEqual(
    draw(20, () => fresh.split('noise', 3).uint32()),
    draw(20, () => used.split('noise', 3).uint32()),
  );
  const child = fresh.split('child');
  const before = child.split('x').uint32();
  child.uniform();
  t.is(child.split('x').uint32(), before);
});

test('split(name, index) gives another stream for every name, index and path', t => {
  const rng = Rng.fromSeed(0);
  const streams = [
    rng,
    rng.split(''),
    rng.split('a'),
    rng.split('b'),
    rng.split('ab'),
    rng.split('ba'),
    rng.split('a').split('b'),
    rng.split('b').split('a'),
    rng.split('a', 1),
    rng.split('a', 2 ** 32),
    rng.split('a', 2 ** 40),
    rng.split('ā'),
    ...Array.from({ length: 3000 }, (_, i) => rng.split('noise', i)),
  ];
  t.is(new Set(streams.map(stream => stream.uint32())).size, streams.length);
  t.is(rng.split('a', 0).uint32(), rng.split('a').uint32());
});

test('split(name, index) refuses an index that is not an integer ≥ 0', t => {
  for (const index of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
    t.throws(() => Rng.fromSeed(0).split('a', index), {
      instanceOf: RangeError,
      message: `Rng.split: expected \`index\` to be an integer from 0 to 2^53 - 1, got ${index}`,
    });
  }
});

test('the first numbers of neighbouring streams are uniform and uncorrelated', t => {
  const n = 4000;
  const rng = Rng.fromSeed(5);
  const first = Float64Array.from({ length: n }, (_, i) => rng.split('noise', i).uniform());
  t.true(kolmogorovSmirnov(first, x => x) < 1.95);
  const seeds = Float64Array.from({ length: n }, (_, seed) => Rng.fromSeed(seed).uniform());
  t.true(kolmogorovSmirnov(seeds, x => x) < 1.95);
  for (const values of [first, seeds]) {
    const lagged = values.slice(1).map((v, i) => 12 * (v - 0.5) * (values[i]! - 0.5));
    // Each product has mean 0 and variance 1.
    allClose(t, rawMoment(lagged, 1), 0, { atol: 4 / Math.sqrt(n) });
  }
});

test('uniform() is uniform on [0, 1) in steps of 2^−53, between(a, b) on [a, b)', t => {
  const rng = Rng.fromSeed(11);
  const n = 20_000;
  const draws = draw(n, () => rng.uniform());
  t.true(draws.every(u => u >= 0 && u < 1 && Number.isInteger(u * 2 ** 53)));
  t.true(draws.some(u => (u * 2 ** 53) % 2 === 1));
  t.true(kolmogorovSmirnov(draws, x => x) < 1.95);
  allClose(t, rawMoment(draws, 1), 0.5, { atol: 4 / Math.sqrt(12 * n) });
  const scaled = draw(n, () => rng.between(-3, 5));
  t.true(scaled.every(v => v >= -3 && v < 5));
  t.true(kolmogorovSmirnov(scaled, x => (x + 3) / 8) < 1.95);
});

test('integer(n) is uniform on 0 … n − 1, without modulo bias', t => {
  const rng = Rng.fromSeed(3);
  for (const n of [2, 3, 7, 10]) {
    const counts = Array<number>(n).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const k = rng.integer(n);
      counts[k]! += 1;
    }
    // χ² with at most 9 degrees of freedom is above 27.9 one time in a thousand.
    t.true(chiSquared(counts) < 27.9, `${n}: ${counts.join()}`);
  }
  // A plain remainder would fall below 2^30 half of the time instead of a third.
  const low = draw(6000, () => rng.integer(3 * 2 ** 30)).filter(v => v < 2 ** 30).length;
  allClose(t, low / 6000, 1 / 3, { atol: 4 * Math.sqrt(2 / 9 / 6000) });
  t.is(rng.integer(1), 0);
  t.true(rng.integer(2 ** 32) < 2 ** 32);
});

test('integer(n) refuses what is not an integer from 1 to 2^32', t => {
  for (const n of [0, -1, 1.5, 2 ** 32 + 1, NaN]) {
    t.throws(() => Rng.fromSeed(0).integer(n), {
      instanceOf: RangeError,
      message: `Rng.integer: expected \`n\` to be an integer from 1 to 2^32, got ${n}`,
    });
  }
});

test('normal() has the moments, the distribution and the tails of N(0, 1)', t => {
  const rng = Rng.fromSeed(2);
  const n = 200_000;
  const draws = draw(n, () => rng.normal());
  t.true(kolmogorovSmirnov(draws, normalCdf) < 1.95);
  // Standard errors of the raw moments: √(E x^2k − (E x^k)²) / √n.
  for (const [power, moment, variance] of [
    [1, 0, 1],
    [2, 1, 2],
    [3, 0, 15],
    [4, 3, 96],
    [6, 15, 10_170],
  ] as const) {
    allClose(t, rawMoment(draws, power), moment, { atol: 4 * Math.sqrt(variance / n) });
  }
  // Beyond the ziggurat's last edge, where another algorithm draws.
  for (const edge of [2, 3, 3.442619855899, 4]) {
    for (const sign of [1, -1]) {
      const p = 1 - normalCdf(edge);
      const share = draws.filter(x => sign * x > edge).length / n;
      allClose(t, share, p, { atol: 4 * Math.sqrt((p * (1 - p)) / n) });
    }
  }
});

test('fillNormal(out, σ) fills out with σ times normal numbers and returns it', t => {
  const out = new Float32Array(8);
  t.is(Rng.fromSeed(4).fillNormal(out, 3), out);
  const rng = Rng.fromSeed(4);
  t.deepEqual(
    out,
    Float32Array.from({ length: 8 }, () => 3 * rng.normal()),
  );
  t.true(out.every(v => v !== 0));
});

test('fillTruncatedNormal(out, σ) is N(0, σ²) given that it lies within 2σ', t => {
  const [n, sigma] = [40_000, 0.01];
  const draws = Rng.fromSeed(6).fillTruncatedNormal(new Float32Array(n), sigma);
  t.true(draws.every(v => Math.abs(v) <= Math.fround(2 * sigma)));
  const [low, high] = [normalCdf(-2), normalCdf(2)];
  t.true(kolmogorovSmirnov(draws, x => (normalCdf(x / sigma) - low) / (high - low)) < 1.95);
  // Var = 1 − 2·2φ(2) / (2Φ(2) − 1), in units of σ².
  const density = Math.exp(-2) / Math.sqrt(2 * Math.PI);
  const variance = 1 - (4 * density) / (high - low);
  allClose(t, rawMoment(draws, 2) / sigma ** 2, variance, { atol: 4 * Math.sqrt(1 / n) });
});

test('permutation(n) is a uniformly random order of 0 … n − 1', t => {
  const rng = Rng.fromSeed(8);
  t.deepEqual(
    [...rng.permutation(1000)].sort((a, b) => a - b),
    [...Array(1000).keys()],
  );
  const orders = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = rng.permutation(3).join();
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  t.is(orders.size, 6);
  // χ² with 5 degrees of freedom is above 20.5 one time in a thousand.
  t.true(chiSquared([...orders.values()]) < 20.5);
  t.is(rng.permutation(0).length, 0);
  t.deepEqual([...rng.permutation(1)], [0]);
});

test('withoutDraws(reason, body) makes every draw throw the reason, in any stream, and only meanwhile', t => {
  const rng = Rng.fromSeed(9);
  const expected = Rng.fromSeed(9);
  const draws: (() => unknown)[] = [
    () => rng.uint32(),
    () => rng.uniform(),
    () => rng.between(0, 1),
    () => rng.integer(5),
    () => rng.normal(),
    () => rng.permutation(3),
    () => rng.fillNormal(new Float32Array(1)),
    () => rng.fillTruncatedNormal(new Float32Array(1)),
    () => rng.split('child').uniform(),
    () => Rng.fromSeed(1).uniform(),
  ];
  const result = withoutDraws('not now', () => {
    for (const body of draws) t.throws(body, { message: 'not now' });
    return 5;
  });
  t.is(result, 5);
  t.is(rng.uint32(), expected.uint32(), 'a refused draw leaves the stream where it was');
});

test('withoutDraws(reason, body) nests, and ends with a body that throws', t => {
  const rng = Rng.fromSeed(10);
  withoutDraws('outer', () => {
    t.throws(
      () =>
        withoutDraws('inner', () => {
          t.throws(() => rng.uniform(), { message: 'inner' });
          throw new Error('from the body');
        }),
      { message: 'from the body' },
    );
    t.throws(() => rng.uniform(), { message: 'outer' });
  });
  t.notThrows(() => rng.uniform());
});

test('drawer(weights) draws i in proportion to its weight, and never one of weight 0', t => {
  const weights = [0, 3, 1, 0, 2, 0];
  const draw = drawer(Float64Array.from(weights));
  const rng = Rng.fromSeed(1);
  const counts = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < 12_000; i++) {
    const at = draw(rng);
    counts[at]! += 1;
  }
  t.deepEqual(
    counts.map(count => count > 0),
    weights.map(weight => weight > 0),
  );
  // 13.8 is exceeded one time in a thousand.
  t.true(chiSquared([1, 2, 4].map(i => counts[i]! / weights[i]!)) < 13.8);
});

test('drawer(weights) does not depend on their scale, and takes the last where all are 0', t => {
  const draws = (scale: number): number[] => {
    const rng = Rng.fromSeed(2);
    const draw = drawer(Float64Array.of(scale, 2 * scale, scale));
    return Array.from({ length: 50 }, () => draw(rng));
  };
  t.deepEqual(draws(2 ** 300), draws(1));
  t.deepEqual(draws(2 ** -300), draws(1));
  t.is(drawer(new Float64Array(4))(Rng.fromSeed(3)), 3);
});
