import type { Rng } from '../random.js';
import { Rng as Generator } from '../random.js';
import type { Dataset, ImageSet } from './dataset.js';
import { centreByMass, drawStrokes, side } from './raster.js';
import { digitSkeletons, type Skeleton } from './skeletons.js';
import { smoothPath, type Stroke } from './strokes.js';

/** How a digit varies. Lengths are in units of the digit's height before it is scaled, angles in radians. */
const style = {
  /** Standard deviation of a skeleton's points. */
  jitter: 0.035,
  /** Slant: x += slant·(½ − y); mean and standard deviation. */
  slant: [0.12, 0.24],
  /** Standard deviation of the rotation. */
  rotation: 0.1,
  /** Standard deviation of the logarithm of width to height. */
  aspect: 0.2,
  /** Standard deviation of each of the elastic warp's waves. */
  warp: 0.03,
  /** Half width of the pen in pixels: median, standard deviation of its logarithm, least and most. */
  radius: [1.2, 0.3, 0.6, 2.4],
  /** Standard deviation of the logarithm of the pen's pressure along a stroke. */
  pressure: 0.12,
  /** Width of the grey edge in pixels, least and most. */
  softness: [1, 1.6],
  /** Side of the box that holds the ink, in pixels. */
  box: 20,
} as const;

export interface MakeDigitsOptions {
  readonly count: number;
  /** Image i is drawn from `rng.split('image', i)`, its class from `rng.split('order', ⌊i/10⌋)`. */
  readonly rng: Rng;
  /** Index of the first image. */
  readonly first?: number;
}

/**
 * Handwritten-looking digits drawn from stroke skeletons, in MNIST's form: 28 × 28, white on black, the ink in a
 * 20 × 20 box, centred by its centre of mass.
 *
 * Image i depends on the generator's seed and i alone, so a larger set begins with the smaller one. Every ten images
 * from a multiple of ten hold the ten classes once.
 *
 * @returns images [count, 28, 28, 1] as bytes and their classes 0 … 9
 * @throws RangeError when `count` or `first` is not an integer ≥ 0
 */
export function makeDigits({ count, rng, first = 0 }: MakeDigitsOptions): ImageSet {
  for (const [name, value] of Object.entries({ count, first })) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`makeDigits: expected \`${name}\` to be an integer >= 0, got ${value}`);
    }
  }
  const images = new Uint8Array(count * side * side);
  const labels = new Uint8Array(count);
  let order: Uint32Array = new Uint32Array(0);
  for (let k = 0; k < count; k++) {
    const i = first + k;
    if (k === 0 || i % 10 === 0) order = rng.split('order', Math.floor(i / 10)).permutation(10);
    const digit = order[i % 10] as number;
    labels[k] = digit;
    images.set(drawDigit(digit, rng.split('image', i)), k * side * side);
  }
  return { images, labels, count, shape: [side, side, 1] };
}

export interface LoadDigitsOptions {
  /** Number of images to train on. */
  readonly train?: number;
  /** Number of images held out. */
  readonly test?: number;
  readonly seed?: number;
}

/**
 * A data set of procedural digits, the one that needs no files.
 *
 * The splits come from the streams `digits/train` and `digits/test` of the seed: other digits, the same pens.
 */
export function loadDigits({ train = 10_000, test = 2_000, seed = 0 }: LoadDigitsOptions = {}): Dataset {
  const root = Generator.fromSeed(seed).split('digits');
  return {
    name: 'digits',
    train: makeDigits({ count: train, rng: root.split('train') }),
    test: makeDigits({ count: test, rng: root.split('test') }),
    classes: 10,
    sources: { digits: `procedural seed=${seed} train=${train} test=${test}` },
  };
}

/** One picture of `digit`, 28 × 28 bytes. */
function drawDigit(digit: number, rng: Rng): Uint8Array {
  const skeleton = choose(digitSkeletons[digit] as readonly Skeleton[], rng);
  const sloppiness = Math.exp(0.4 * rng.normal());
  const paths = skeleton.strokes.map(stroke => smoothPath(jitter(stroke, sloppiness * style.jitter, rng)));
  warp(paths, rng);
  shear(paths, rng);
  const [median, spread, least, most] = style.radius;
  const radius = Math.min(most, Math.max(least, median * Math.exp(spread * rng.normal())));
  fit(paths, radius);
  const strokes = paths.map(points => ({ points, radii: penRadii(points.length / 2, radius, rng) }));
  return paint(strokes, rng.between(...style.softness));
}

function paint(strokes: readonly Stroke[], softness: number): Uint8Array {
  const picture = new Uint8Array(side * side);
  drawStrokes(strokes, softness, picture);
  return centreByMass(picture);
}

function choose(skeletons: readonly Skeleton[], rng: Rng): Skeleton {
  let rest = rng.uniform() * skeletons.reduce((sum, { weight }) => sum + weight, 0);
  for (const skeleton of skeletons) {
    rest -= skeleton.weight;
    if (rest < 0) return skeleton;
  }
  return skeletons.at(-1) as Skeleton;
}

/** Moves every point by N(0, sigma²) in x and y; the two points of a corner stay together. */
function jitter(stroke: readonly number[], sigma: number, rng: Rng): Float64Array {
  const moved = Float64Array.from(stroke);
  for (let i = 0; i < stroke.length; i += 2) {
    const corner = i > 0 && stroke[i] === stroke[i - 2] && stroke[i + 1] === stroke[i - 1];
    for (const at of [i, i + 1]) {
      moved[at] = corner ? (moved[at - 2] as number) : (stroke[at] as number) + sigma * rng.normal();
    }
  }
  return moved;
}

/** Elastic warp: adds to x and y three plane waves each, of wavelength about 1 to 2.5 and random phase. */
function warp(paths: readonly Float64Array[], rng: Rng): void {
  const waves = Array.from({ length: 6 }, (_, k) => {
    const angle = rng.between(0, 2 * Math.PI);
    const frequency = 2 * Math.PI * rng.between(0.4, 1);
    return {
      axis: k % 2,
      kx: frequency * Math.cos(angle),
      ky: frequency * Math.sin(angle),
      phase: rng.between(0, 2 * Math.PI),
      height: style.warp * rng.normal(),
    };
  });
  for (const path of paths) {
    for (let i = 0; i < path.length; i += 2) {
      const [x, y] = [path[i] as number, path[i + 1] as number];
      for (const { axis, kx, ky, phase, height } of waves) {
        path[i + axis] = (path[i + axis] as number) + height * Math.sin(kx * x + ky * y + phase);
      }
    }
  }
}

/** Stretches, slants and turns by one random affine map. */
function shear(paths: readonly Float64Array[], rng: Rng): void {
  const stretch = Math.exp(style.aspect * rng.normal());
  const slant = style.slant[0] + style.slant[1] * rng.normal();
  const angle = style.rotation * rng.normal();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (const path of paths) {
    for (let i = 0; i < path.length; i += 2) {
      const y = (path[i + 1] as number) - 0.5;
      const x = stretch * (path[i] as number) - slant * y;
      path[i] = cos * x - sin * y;
      path[i + 1] = sin * x + cos * y;
    }
  }
}

/** Scales and moves the paths into the middle box so that with the pen's width their longer side fills it. */
function fit(paths: readonly Float64Array[], radius: number): void {
  const [left, right] = range(paths, 0);
  const [top, bottom] = range(paths, 1);
  const scale = (style.box - 2 * radius) / Math.max(right - left, bottom - top);
  for (const path of paths) {
    for (let i = 0; i < path.length; i += 2) {
      path[i] = side / 2 + scale * ((path[i] as number) - (left + right) / 2);
      path[i + 1] = side / 2 + scale * ((path[i + 1] as number) - (top + bottom) / 2);
    }
  }
}

function range(paths: readonly Float64Array[], axis: number): [least: number, most: number] {
  let [least, most] = [Infinity, -Infinity];
  for (const path of paths) {
    for (let i = axis; i < path.length; i += 2) {
      least = Math.min(least, path[i] as number);
      most = Math.max(most, path[i] as number);
    }
  }
  return [least, most];
}

/** The pen's half width along a stroke: `radius` times the exponential of a random slow wave. */
function penRadii(count: number, radius: number, rng: Rng): Float64Array {
  const height = style.pressure * rng.normal();
  const phase = rng.between(0, 2 * Math.PI);
  const pace = rng.between(2, 6) / count;
  return Float64Array.from(
    { length: count },
    (_, i) => radius * Math.exp(height * Math.sin(pace * i + phase)),
  );
}
