import { mersenne } from 'pure-rand/generator/mersenne';

/**
 * The order that numpy's legacy generator gives: `np.random.seed(seed); order = np.arange(n); np.random.shuffle(order)`.
 *
 * MT19937 seeded by Knuth's recurrence; for i = n − 1 … 1 an index j on 0 … i, drawn by masking 32 bits to the
 * smallest 2^k − 1 ≥ i and rejecting what exceeds i; then elements i and j change places. numpy promises not to
 * change this stream.
 *
 * @param n length of the order, at most 2³²
 * @param seed an integer from 0 to 2³² − 1
 * @returns a permutation of 0 … n − 1; element i is the index of the item that lands at place i
 * @see numpy/random/mtrand.pyx, `RandomState.shuffle`; numpy/random/src/distributions/distributions.c, `random_interval`
 */
export function numpyShuffle(n: number, seed: number): Uint32Array {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(`numpyShuffle: expected \`seed\` to be an integer from 0 to 2^32 - 1, got ${seed}`);
  }
  const generator = mersenne(seed);
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const mask = 0xffffffff >>> Math.clz32(i);
    let j = (generator.next() & mask) >>> 0;
    while (j > i) j = (generator.next() & mask) >>> 0;
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
