/** Pixels in red, green, blue, row by row from the top. */
export interface RgbImage {
  /** Bytes 0 … 255, [height, width, channels]; a fourth channel has no meaning. */
  readonly data: Uint8Array;
  readonly channels: 3 | 4;
  readonly width: number;
  readonly height: number;
}

/** A square of an image, in pixels. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** The weights by which a line of `from` pixels becomes one of `to` pixels. */
interface Weights {
  readonly from: number;
  readonly to: number;
  /** First pixel that output i is made of, [to]. */
  readonly starts: Int32Array;
  /** Number of pixels that output i is made of, [to]. */
  readonly lengths: Int32Array;
  /** Weights in units of 2⁻²², [to, width]. */
  readonly values: Int32Array;
  readonly width: number;
}

/** Pillow's `PRECISION_BITS` for 8-bit channels: 32 − 8 − 2. */
const PRECISION = 22;

/** L₃(x) = sinc(x)·sinc(x/3) for |x| < 3, else 0, with sinc(x) = sin(πx)/(πx). */
function lanczos3(x: number): number {
  if (Math.abs(x) >= 3) return 0;
  return sinc(x) * sinc(x / 3);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Output i takes input j by L₃((j + ½ − c)/s) over the sum of these, c = (i + ½)·from/to, s = max(1, from/to). */
function lanczosWeights(from: number, to: number): Weights {
  const scale = from / to;
  const stretch = Math.max(1, scale);
  const support = 3 * stretch;
  const width = 2 * Math.ceil(support) + 1;
  const [starts, lengths] = [new Int32Array(to), new Int32Array(to)];
  const values = new Int32Array(to * width);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const length = Math.min(from, Math.trunc(centre + support + 0.5)) - first;
    const taps = Array.from({ length }, (_, j) => lanczos3((first + j + 0.5 - centre) / stretch));
    const sum = taps.reduce((total, tap) => total + tap, 0);
    starts[i] = first;
    lengths[i] = length;
    taps.forEach((tap, j) => {
      const exact = (tap / sum) * 2 ** PRECISION;
      values[i * width + j] = Math.trunc(exact < 0 ? exact - 0.5 : exact + 0.5);
    });
  }
  return { from, to, starts, lengths, values, width };
}

/** A function that crops an image to a square and resizes that to `to` × `to` × 3 bytes, written to `out` at `at`. */
export type SquareResizer = (image: RgbImage, square: Square, out: Uint8Array, at: number) => void;

/**
 * A resizer of squares to `to` × `to` pixels by Lanczos' filter, widened if the square is larger ("antialiased"):
 * first every row, rounded to bytes, then every column.
 *
 * The arithmetic is that of Pillow's `Image.resize(…, Image.LANCZOS)` on 8-bit images, byte for byte; the released
 * WAE code prepares CelebA by it (there under its old name, `ANTIALIAS`). Pixels outside the square have no part.
 *
 * @see https://github.com/python-pillow/Pillow, `src/libImaging/Resample.c`
 */
export function squareResizer(to: number): SquareResizer {
  let weights = lanczosWeights(to, to);
  let rows = new Uint8Array(0);
  return (image, square, out, at) => {
    if (weights.from !== square.side) weights = lanczosWeights(square.side, to);
    if (rows.length < square.side * to * 3) rows = new Uint8Array(square.side * to * 3);
    const { data, channels } = image;
    const origin = channels * (square.top * image.width + square.left);
    for (let y = 0; y < square.side; y++) {
      // [side, channels] -> [to, 3]
      line(weights, data, origin + channels * y * image.width, channels, rows, 3 * y * to, 3);
    }
    for (let x = 0; x < to; x++) line(weights, rows, 3 * x, 3 * to, out, at + 3 * x, 3 * to);
  };
}

/** Resizes one line of pixels; steps are from one pixel to the next, in bytes. */
function line(
  { to, starts, lengths, values, width }: Weights,
  from: Uint8Array,
  fromAt: number,
  fromStep: number,
  out: Uint8Array,
  outAt: number,
  outStep: number,
): void {
  for (let i = 0; i < to; i++) {
    const length = lengths[i]!;
    let [red, green, blue] = [HALF, HALF, HALF];
    let k = i * width;
    let source = fromAt + starts[i]! * fromStep;
    for (let j = 0; j < length; j++, k++, source += fromStep) {
      const weight = values[k]!;
      red = (red + weight * from[source]!) | 0;
      green = (green + weight * from[source + 1]!) | 0;
      blue = (blue + weight * from[source + 2]!) | 0;
    }
    const place = outAt + i * outStep;
    out[place] = toByte(red);
    out[place + 1] = toByte(green);
    out[place + 2] = toByte(blue);
  }
}

const HALF = 1 << (PRECISION - 1);

function toByte(value: number): number {
  const byte = value >> PRECISION;
  return byte < 0 ? 0 : byte > 255 ? 255 : byte;
}
