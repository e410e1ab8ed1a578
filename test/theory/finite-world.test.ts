import test from 'ava';
import {
  aggregatedPosterior,
  decoderOfMap,
  encodedCoupling,
  finiteWorld,
  generatedWeights,
  optimalCoupling,
  randomWorld,
  reconstructionCosts,
  withNoisyDecoder,
} from '../../lib/theory/finite-world.js';
import type { Matrix } from '../../lib/base/matrix.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';

const matrix = (rows: readonly (readonly number[])[]): Matrix => ({
  data: Float64Array.from(rows.flat()),
  shape: [rows.length, rows[0]?.length ?? 0],
});

/** Two data at 0 and 2, three codes, places at 0, 1 and 4. */
const world = finiteWorld({
  data: matrix([[0], [2]]),
  dataWeights: Float64Array.of(0.25, 0.75),
  priorWeights: Float64Array.of(0.5, 0.2, 0.3),
  places: matrix([[0], [1], [4]]),
  decoder: matrix([
    [1, 0, 0],
    [0.5, 0.5, 0],
    [0, 0.25, 0.75],
  ]),
});

/** An encoder whose rows are random. */
const randomEncoder = (rng: Rng, n: number, k: number): Matrix => {
  const rows = Array.from({ length: n }, () => Array.from({ length: k }, () => rng.uniform()));
  return matrix(rows.map(row => row.map(entry => entry / row.reduce((sum, other) => sum + other, 0))));
};

const sums = ({ data, shape: [n, m] }: Matrix): { rows: number[]; columns: number[] } => ({
  rows: Array.from({ length: n }, (_, i) => data.subarray(i * m, (i + 1) * m).reduce((s, e) => s + e, 0)),
  columns: Array.from({ length: m }, (_, j) =>
    data.filter((__, e) => e % m === j).reduce((s, e) => s + e, 0),
  ),
});

test('finiteWorld(parts) costs the squared distance', t => {
  allClose(t, world.cost.data, [0, 1, 16, 4, 1, 4]);
});

test('generatedWeights(world) and reconstructionCosts(world) are the sums by hand', t => {
  allClose(t, generatedWeights(world), [0.5 + 0.1, 0.1 + 0.075, 0.225]);
  allClose(t, reconstructionCosts(world).data, [0, 0.5, 12.25, 4, 2.5, 3.25]);
});

test('optimalCoupling(world) is the transport of p_X to p_G by hand', t => {
  // On the line in order: 0.25 from 0 to 0, 0.35 from 2 to 0, 0.175 from 2 to 1, 0.225 from 2 to 4.
  allClose(t, optimalCoupling(world).value, 0.35 * 4 + 0.175 + 0.225 * 4);
});

test('encodedCoupling(world, q) has the marginals p_X and that of q_Z decoded', t => {
  const encoder = matrix([
    [1, 0, 0],
    [0.2, 0.3, 0.5],
  ]);
  allClose(t, aggregatedPosterior(world, encoder), [0.4, 0.225, 0.375]);
  const gamma = encodedCoupling(world, encoder);
  allClose(t, gamma.data, [0.25, 0, 0, 0.75 * 0.35, 0.75 * 0.275, 0.75 * 0.375]);
  allClose(t, sums(gamma).rows, world.dataWeights);
});

test('encodedCoupling(world, q) has the marginal p_G where q_Z is p_Z, and not otherwise where the decoder tells codes apart', t => {
  const independent = matrix([
    [0.5, 0.2, 0.3],
    [0.5, 0.2, 0.3],
  ]);
  allClose(t, sums(encodedCoupling(world, independent)).columns, generatedWeights(world));
  const { columns } = sums(encodedCoupling(world, randomEncoder(Rng.fromSeed(3), 2, 3)));
  t.true(columns.some((mass, j) => Math.abs(mass - generatedWeights(world)[j]!) > 0.01));
});

test('encodedCoupling(world, q) cannot tell apart codes with one place', t => {
  const twins = { ...world, decoder: decoderOfMap([0, 0, 2], 3) };
  const encoder = matrix([
    [0.1, 0.6, 0.3],
    [0.1, 0.6, 0.3],
  ]);
  t.not(aggregatedPosterior(twins, encoder)[0], 0.5);
  allClose(t, sums(encodedCoupling(twins, encoder)).columns, generatedWeights(twins));
});

test('randomWorld(rng, …) has the decoder that was asked for', t => {
  for (const decoder of ['injective', 'deterministic', 'random'] as const) {
    const made = randomWorld(Rng.fromSeed(5), { data: 3, codes: 6, places: 7, decoder });
    t.deepEqual(made.cost.shape, [3, 7]);
    t.deepEqual(made.decoder.shape, [6, 7]);
    allClose(
      t,
      sums(made.decoder).rows,
      Array.from({ length: 6 }, () => 1),
    );
    allClose(
      t,
      made.priorWeights.reduce((sum, weight) => sum + weight, 0),
      1,
    );
    if (decoder === 'injective') t.true(sums(made.decoder).columns.every(count => count <= 1));
    if (decoder === 'random') t.true(made.decoder.data.every(share => share > 0));
    else t.true(made.decoder.data.every(share => share === 0 || share === 1));
  }
});

test('withNoisyDecoder(world, noise) goes from the decoder to the uniform one', t => {
  allClose(t, withNoisyDecoder(world, 0).decoder.data, world.decoder.data);
  allClose(
    t,
    withNoisyDecoder(world, 1).decoder.data,
    Array.from({ length: 9 }, () => 1 / 3),
  );
  allClose(t, withNoisyDecoder(world, 0.3).decoder.data.subarray(0, 3), [0.8, 0.1, 0.1]);
});

test('bad worlds are refused', t => {
  const rng = Rng.fromSeed(1);
  t.throws(() => randomWorld(rng, { codes: 0 }), {
    message: /expected `codes` to be an integer ≥ 1, got 0/,
  });
  t.throws(() => randomWorld(rng, { codes: 4, places: 3, decoder: 'injective' }), {
    message: /as many `places` as codes .* got 3 for 4/,
  });
  t.throws(() => finiteWorld({ ...world, dataWeights: Float64Array.of(1) }), {
    message: /expected 2 data weights and a decoder of \[3, 3\], got 1/,
  });
  t.throws(() => decoderOfMap([0, 3], 3), { message: /places from 0 to 2, got 3 for code 1/ });
  t.throws(() => withNoisyDecoder(world, 1.5), { message: /`noise` to be from 0 to 1, got 1.5/ });
});
