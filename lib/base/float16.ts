import { rangeError } from './arguments.js';

/** The largest float16 that is finite, and what lies half a step above it. */
const [LARGEST, TOO_LARGE] = [65504, 65520];

/**
 * Numbers as float16 (IEEE 754 binary16): 11 significant bits from 2^−14 up, steps of 2^−24 below, rounded to the nearest,
 * of two to the even one.
 * @throws RangeError for one that is not finite, or is rounded to more than 65504
 */
export function toFloat16(values: ArrayLike<number>): Uint16Array {
  const bits = new Uint16Array(values.length);
  for (let k = 0; k < bits.length; k++) {
    const value = values[k]!;
    const size = Math.abs(value);
    if (!(size < TOO_LARGE)) throw rangeError(`a number of at most ${LARGEST} in size, got ${value}`);
    const exponent = Math.max(-14, exponentOf(size));
    // In steps of 2^(exponent − 10): 1024 … 2048, or fewer below 2^−14. All of this is exact.
    const steps = size / 2 ** (exponent - 10);
    const down = Math.floor(steps);
    const rest = steps - down;
    const rounded = rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    // The first bit of a mantissa is not stored, so that one too large carries into the exponent.
    bits[k] = sign + (exponent + 14) * 1024 + rounded;
  }
  return bits;
}

/** Numbers that {@link toFloat16} wrote, in float32; infinities and NaN, too. */
export function fromFloat16(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, half => {
    const [sign, exponent, mantissa] = [half >> 15 === 0 ? 1 : -1, (half >> 10) & 31, half & 1023];
    if (exponent === 31) return mantissa === 0 ? sign * Infinity : NaN;
    return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25));
  });
}

/** ⌊log₂ of a number > 0⌋, exactly. */
function exponentOf(size: number): number {
  let exponent = Math.floor(Math.log2(size));
  if (2 ** exponent > size) exponent--;
  if (2 ** (exponent + 1) <= size) exponent++;
  return exponent;
}
