/**
 * The project's one source of chance: a seeded generator that splits into independent streams by name.
 *
 * A stream is a pure function of the seed and the path of names that led to it, so that the noise of training
 * step 712 is `Rng.fromSeed(seed).split('noise', 712)` whatever was drawn before: to resume, nothing needs
 * saving but the step.
 */

type Key = readonly [number, number, number, number];

/** MurmurHash3's 32-bit finaliser: every input bit flips every output bit with probability near 1/2. */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function absorb([a, b, c, d]: Key, word: number): Key {
  const a1 = mix(a ^ Math.imul(word, 0x9e3779b1));
  const b1 = mix(b ^ a1 ^ 0x243f6a88);
  const c1 = mix(c ^ b1 ^ 0x85a308d3);
  const d1 = mix(d ^ c1 ^ 0x13198a2e);
  return [mix(a1 + d1), b1, c1, d1];
}

/** Layers of the ziggurat, where its tail begins, and the area of a layer (marsaglia-tsang:00, for 128 layers). */
const layers = 128;
const tailStart = 3.442619855899;
const layerArea = 9.91256303526217e-3;

/** Right edges of the layers under exp(−x²/2), widest first, and 0 (doornik:05). */
const edges: Float64Array = zigguratEdges();

function zigguratEdges(): Float64Array {
  const x = new Float64Array(layers + 1);
  let density = Math.exp(-0.5 * tailStart * tailStart);
  x[0] = layerArea / density;
  x[1] = tailStart;
  for (let i = 2; i < layers; i++) {
    x[i] = Math.sqrt(-2 * Math.log(layerArea / x[i - 1]! + density));
    density = Math.exp(-0.5 * x[i]! ** 2);
  }
  return x;
}

let refusal: string | undefined;

/**
 * Runs `body`; every draw from any generator meanwhile throws an `Error` with `reason`.
 *
 * The engine records a step under it: a number drawn while recording would be frozen into the graph.
 */
export function withoutDraws<T>(reason: string, body: () => T): T {
  const before = refusal;
  refusal = reason;
  try {
    return body();
  } finally {
    refusal = before;
  }
}

/** Pseudo-random numbers by sfc32 (Doty-Humphrey's small fast counting generator, period at least 2³²). */
export class Rng {
  readonly #key: Key;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  private constructor(key: Key) {
    this.#key = key;
    [this.#a, this.#b, this.#c] = [key[0] ^ key[3], key[1], key[2]];
    for (let i = 0; i < 12; i++) this.#next();
  }

  /**
   * The root stream of a seed.
   * @param seed an integer from 0 to 2⁵³ − 1
   * @throws RangeError for any other number
   */
  static fromSeed(seed: number): Rng {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(
        `Rng.fromSeed: expected \`seed\` to be an integer from 0 to 2^53 - 1, got ${seed}`,
      );
    }
    const start: Key = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a];
    return new Rng(absorb(absorb(start, seed >>> 0), Math.floor(seed / 2 ** 32)));
  }

  /**
   * The stream called `name`, `index` below this one: it depends on this stream's own path, not on what was
   * drawn from it.
   * @param index an integer from 0 to 2⁵³ − 1
   * @throws RangeError for any other index
   */
  split(name: string, index = 0): Rng {
    if (!Number.isSafeInteger(index) || index < 0) {
      throw new RangeError(`Rng.split: expected \`index\` to be an integer from 0 to 2^53 - 1, got ${index}`);
    }
    let key = absorb(this.#key, 0x73706c74 ^ name.length);
    for (let i = 0; i < name.length; i++) key = absorb(key, name.charCodeAt(i));
    return new Rng(absorb(absorb(key, index >>> 0), Math.floor(index / 2 ** 32)));
  }

  #next(): number {
    const t = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  #draw(): number {
    if (refusal !== undefined) throw new Error(refusal);
    return this.#next();
  }

  /** An integer, uniform on 0 … 2³² − 1. */
  uint32(): number {
    return this.#draw();
  }

  /** A number, uniform on [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number {
    return ((this.#draw() >>> 5) * 0x4000000 + (this.#draw() >>> 6)) / 2 ** 53;
  }

  /** A number, uniform on [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** An integer, uniform on 0 … n − 1 (without modulo bias). */
  integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) {
      throw new RangeError(`Rng.integer: expected \`n\` to be an integer from 1 to 2^32, got ${n}`);
    }
    const limit = 2 ** 32 - (2 ** 32 % n);
    let word = this.#draw();
    while (word >= limit) word = this.#draw();
    return word % n;
  }

  /** A standard normal number, by the ziggurat method. */
  normal(): number {
    for (;;) {
      // Disjoint bits choose the layer and the place in it.
      const word = this.#draw();
      const layer = word & (layers - 1);
      const u = ((word >>> 7) + 0.5) / 2 ** 24 - 1;
      const x = u * edges[layer]!;
      if (Math.abs(x) < edges[layer + 1]!) return x;
      if (layer === 0) return this.#tail(u < 0);
      const [outer, inner] = [edges[layer]!, edges[layer + 1]!];
      const low = Math.exp(-0.5 * (outer * outer - x * x));
      const high = Math.exp(-0.5 * (inner * inner - x * x));
      if (high + this.uniform() * (low - high) < 1) return x;
    }
  }

  /** A normal number beyond the base layer's edge (marsaglia:64). */
  #tail(negative: boolean): number {
    for (;;) {
      const x = -Math.log(1 - this.uniform()) / tailStart;
      if (-2 * Math.log(1 - this.uniform()) >= x * x) return negative ? -x - tailStart : x + tailStart;
    }
  }

  /** Fills `out` with independent N(0, σ²) numbers and returns it. */
  fillNormal(out: Float32Array, sigma = 1): Float32Array {
    for (let i = 0; i < out.length; i++) out[i] = sigma * this.normal();
    return out;
  }

  /** Fills `out` with N(0, σ²) numbers drawn again while beyond 2σ (TensorFlow's truncated normal) and returns it. */
  fillTruncatedNormal(out: Float32Array, sigma = 1): Float32Array {
    for (let i = 0; i < out.length; i++) {
      let value = this.normal();
      while (Math.abs(value) > 2) value = this.normal();
      out[i] = sigma * value;
    }
    return out;
  }

  /** A uniformly random order of 0 … n − 1 (Fisher and Yates's shuffle). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
    return order;
  }
}

/**
 * Draws indices in proportion to weights: i with probability w_i / Σ w; the last index if all are 0.
 * @param weights w ≥ 0, of which there is at least one
 */
export function drawer(weights: Float64Array): (rng: Rng) => number {
  let sum = 0;
  const cumulative = weights.map(weight => (sum += weight));
  return rng => {
    const u = rng.uniform() * sum;
    let [low, high] = [0, cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > u) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
