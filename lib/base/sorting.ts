/** Bits of a key that one pass looks at, and the values they take. */
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const MASK = DIGITS - 1;
/** Passes over the high 32 bits of a number. */
const PASSES = 3;
/** Up to this many numbers, comparing them is faster than counting digits. */
const FEW = 128;

/**
 * The order that sorts `x`: x[order[0]] ≤ x[order[1]] ≤ …; equal numbers keep their order.
 *
 * Radix sort by the high 32 bits of the numbers, three digits of 11 bits, then by comparison among those that share
 * these bits; O(n) if few do but for equal numbers, O(n log n) at most. None may be NaN.
 * @param x [n]
 * @returns [n], indices into `x`
 */
export function argsort(x: Float64Array): Uint32Array {
  const n = x.length;
  let order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  if (n <= FEW) return order.sort(comparing(x));
  let keys = highKeys(x);
  const counts = countDigits(keys);
  let [nextOrder, nextKeys] = [new Uint32Array(n), new Uint32Array(n)];
  for (let pass = 0; pass < PASSES; pass++) {
    const places = counts.subarray(pass * DIGITS, (pass + 1) * DIGITS);
    if (!countsToPlaces(places, n)) continue;
    distribute(keys, order, pass * DIGIT_BITS, places, nextKeys, nextOrder);
    [keys, nextKeys, order, nextOrder] = [nextKeys, keys, nextOrder, order];
  }
  sortRuns(x, keys, order);
  return order;
}

/**
 * The numbers of `x` from the least to the greatest, in a new array; none may be NaN.
 * @param x [n]
 */
export function sorted(x: Float64Array): Float64Array {
  return x.length <= FEW ? Float64Array.from(x).sort() : gather(x, argsort(x));
}

/** The numbers of `x` at the places that `order` lists. */
export function gather(x: Float64Array, order: Uint32Array): Float64Array {
  const out = new Float64Array(order.length);
  for (let k = 0; k < order.length; k++) out[k] = x[order[k]!]!;
  return out;
}

function comparing(x: Float64Array): (i: number, j: number) => number {
  return (i, j) => x[i]! - x[j]!;
}

/** High words that, unsigned, have the order of the numbers: of positive ones with the sign bit set, of negative ones flipped. */
function highKeys(x: Float64Array): Uint32Array<ArrayBuffer> {
  const keys = new Uint32Array(x.length);
  const number = new Float64Array(1);
  const words = new Int32Array(number.buffer);
  for (let i = 0; i < x.length; i++) {
    // −0 + 0 is 0.
    number[0] = x[i]! + 0;
    const word = words[1]!;
    keys[i] = word ^ ((word >> 31) | 0x80000000);
  }
  return keys;
}

/** How often each digit occurs in each place, [passes · digits]. */
function countDigits(keys: Uint32Array): Uint32Array {
  const counts = new Uint32Array(PASSES * DIGITS);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const [first, second] = [key & MASK, DIGITS + ((key >>> DIGIT_BITS) & MASK)];
    const third = 2 * DIGITS + (key >>> (2 * DIGIT_BITS));
    counts[first]! += 1;
    counts[second]! += 1;
    counts[third]! += 1;
  }
  return counts;
}

/** Turns counts into the place where each digit's block begins; false if all keys share the digit. */
function countsToPlaces(counts: Uint32Array, n: number): boolean {
  let place = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = counts[digit]!;
    if (count === n) return false;
    counts[digit] = place;
    place += count;
  }
  return true;
}

/** One pass: each key and its index to the next free place of its digit. */
function distribute(
  keys: Uint32Array,
  order: Uint32Array,
  shift: number,
  places: Uint32Array,
  nextKeys: Uint32Array,
  nextOrder: Uint32Array,
): void {
  for (let k = 0; k < keys.length; k++) {
    const key = keys[k]!;
    const digit = (key >>> shift) & MASK;
    const place = places[digit]!;
    places[digit] = place + 1;
    nextKeys[place] = key;
    nextOrder[place] = order[k]!;
  }
}

/** Sorts each run of equal keys by the numbers themselves. */
function sortRuns(x: Float64Array, keys: Uint32Array, order: Uint32Array): void {
  for (let start = 0, end = 1; start < keys.length; start = end++) {
    const key = keys[start]!;
    let ordered = true;
    while (end < keys.length && keys[end] === key) {
      if (x[order[end - 1]!]! > x[order[end]!]!) ordered = false;
      end++;
    }
    if (!ordered) order.subarray(start, end).sort(comparing(x));
  }
}
