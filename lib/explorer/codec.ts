import type { Points } from '../base/index.js';
import type { CodeScale } from './explorer-data.js';

/** Bytes of a number by their weight, the heaviest first: planes of equal bytes are what deflate finds. */
function toPlanes(words: Uint32Array, planes: number): Uint8Array {
  const n = words.length;
  const out = new Uint8Array(n * planes);
  for (let plane = 0; plane < planes; plane++) {
    const shift = 24 - 8 * plane;
    for (let i = 0; i < n; i++) out[plane * n + i] = words[i]! >>> shift;
  }
  return out;
}

function fromPlanes(bytes: Uint8Array, planes: number): Uint32Array {
  const n = bytes.length / planes;
  const out = new Uint32Array(n);
  for (let plane = 0; plane < planes; plane++) {
    const shift = 24 - 8 * plane;
    for (let i = 0; i < n; i++) out[i] = out[i]! | (bytes[plane * n + i]! << shift);
  }
  return out;
}

/**
 * Numbers with `bits` bits of mantissa, rounded to the nearest: relative error at most 2^−(bits + 1). Their bytes
 * are laid out in three planes.
 * @param bits 1 to 15 of float32's 23
 * @throws RangeError for other `bits`
 */
export function packFloats(values: Float32Array, bits: number): Uint8Array {
  if (!Number.isInteger(bits) || bits < 1 || bits > 15) {
    throw new RangeError(`packFloats: expected \`bits\` to be an integer from 1 to 15, got ${bits}`);
  }
  const drop = 23 - bits;
  const words = new Uint32Array(values.slice().buffer);
  const half = 2 ** (drop - 1);
  const mask = (0xffffffff << drop) >>> 0;
  return toPlanes(
    words.map(word => ((word + half) & mask) >>> 0),
    3,
  );
}

/** The inverse of {@link packFloats}, but for what it rounded. */
export function unpackFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(fromPlanes(bytes, 3).buffer);
}

/** Largest number of 16 bits. */
const largest = 65535;

/**
 * Codes [n, d] as whole numbers of 16 bits over each coordinate's range: an error of at most half a `step`.
 * @returns the numbers by coordinate, high bytes before low ones, [d, 2, n] bytes
 */
export function packCodes({ data, shape: [n, d] }: Points): {
  readonly bytes: Uint8Array;
  readonly scale: CodeScale;
} {
  const [low, step]: [number[], number[]] = [[], []];
  const bytes = new Uint8Array(data.length * 2);
  for (let k = 0; k < d; k++) {
    const column = Float64Array.from({ length: n }, (_, i) => data[i * d + k]!);
    const least = column.reduce((a, b) => Math.min(a, b), Infinity);
    const most = column.reduce((a, b) => Math.max(a, b), -Infinity);
    const size = (most - least) / largest || 1;
    low.push(least);
    step.push(size);
    column.forEach((value, i) => {
      const whole = Math.round((value - least) / size);
      bytes[2 * k * n + i] = whole >>> 8;
      bytes[(2 * k + 1) * n + i] = whole & 255;
    });
  }
  return { bytes, scale: { low, step } };
}

/** The inverse of {@link packCodes}: [n, d]. */
export function unpackCodes(bytes: Uint8Array, { low, step }: CodeScale): Points<Float32Array> {
  const d = low.length;
  const n = bytes.length / (2 * d);
  const data = new Float32Array(n * d);
  for (let k = 0; k < d; k++) {
    for (let i = 0; i < n; i++) {
      const whole = 256 * bytes[2 * k * n + i]! + bytes[(2 * k + 1) * n + i]!;
      data[i * d + k] = low[k]! + step[k]! * whole;
    }
  }
  return { data, shape: [n, d] };
}

/** Pixels in [0, 1] as whole numbers of 16 bits, high bytes before low ones. */
export function packPixels(pixels: Float32Array): Uint8Array {
  const n = pixels.length;
  const out = new Uint8Array(2 * n);
  pixels.forEach((value, i) => {
    const whole = Math.round(largest * Math.min(Math.max(value, 0), 1));
    out[i] = whole >>> 8;
    out[n + i] = whole & 255;
  });
  return out;
}

/** The inverse of {@link packPixels}. */
export function unpackPixels(bytes: Uint8Array): Float32Array {
  const n = bytes.length / 2;
  return Float32Array.from({ length: n }, (_, i) => (256 * bytes[i]! + bytes[n + i]!) / largest);
}
