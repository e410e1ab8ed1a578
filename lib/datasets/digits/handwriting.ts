import type { Rng } from '../../base/index.js';
import { centreByMass, drawStrokes, side, smoothPath, type Stroke } from './raster.js';
import { digitSkeletons, type Skeleton } from './skeletons.js';

/** How handwriting varies, fitted by eye and by moments to MNIST. Lengths are in units of the digit's height before it is scaled, angles in radians. */
const style = {
  /** Standard deviation of a skeleton's points. */
  jitter: 0.034,
  /** Slant: x += slant·(½ − y); mean and standard deviation. */
  slant: [0.15, 0.25],
  /** Standard deviation of the rotation. */
  rotation: 0.1,
  /** Logarithm of the widening: mean and standard deviation. */
  aspect: [0.06, 0.21],
  /** Standard deviation of each of the elastic warp's waves. */
  warp: 0.045,
  /** Standard deviation of how far the middle moves up or down: y += bulge·sin(πy). */
  bulge: 0.05,
  /** Standard deviation of the widening towards the foot: x −= 0.3, then x *= 1 + taper·(y − ½). */
  taper: 0.25,
  /** Standard deviation of the pen's trembling, in pixels. */
  tremor: 0.1,
  /** Half width of the pen in pixels: median, standard deviation of its logarithm, least and most. */
  radius: [1.1, 0.35, 0.6, 2.6],
  /** The pen's width for each digit, relative to the median; chosen so that the mean ink is near MNIST's. */
  pen: [1.13, 1.14, 1.05, 1.09, 0.97, 1, 1.05, 1.08, 0.96, 0.95],
  /** Standard deviation of the logarithm of the pen's pressure along a stroke. */
  pressure: 0.12,
  /** Width of the grey edge in pixels, least and most. */
  softness: [0.8, 1.4],
  /** Side of the box that holds the ink, in pixels. */
  box: 20,
} as const;

/**
 * One picture of a digit as a random hand writes it.
 *
 * A skeleton chosen by its weight; its points moved; drawn smoothly; warped, its proportions changed, slanted and
 * turned; scaled into the middle box; traced by a trembling pen of random width; and centred by its mass.
 *
 * @param digit 0 … 9
 * @returns 28 × 28 bytes, white on black
 */
export function drawDigit(digit: number, rng: Rng): Uint8Array {
  const skeleton = choose(digitSkeletons[digit]!, rng);
  const sloppiness = Math.exp(0.4 * rng.normal());
  const paths = skeleton.strokes.map(stroke => smoothPath(jitter(stroke, sloppiness * style.jitter, rng)));
  warp(paths, rng);
  proportion(paths, rng);
  shear(paths, rng);
  const [median, spread, least, most] = style.radius;
  const pen = median * (style.pen[digit] as number);
  const radius = Math.min(most, Math.max(least, pen * Math.exp(spread * rng.normal())));
  fit(paths, radius);
  tremble(paths, rng);
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
  return skeletons.at(-1)!;
}

/** Moves every point by N(0, sigma²) in x and y; the two points of a corner stay together. */
function jitter(stroke: readonly number[], sigma: number, rng: Rng): Float64Array {
  const moved = Float64Array.from(stroke);
  for (let i = 0; i < stroke.length; i += 2) {
    const corner = i > 0 && stroke[i] === stroke[i - 2] && stroke[i + 1] === stroke[i - 1];
    for (const at of [i, i + 1]) {
      moved[at] = corner ? moved[at - 2]! : stroke[at]! + sigma * rng.normal();
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
      const [x, y] = [path[i]!, path[i + 1]!];
      for (const { axis, kx, ky, phase, height } of waves) {
        path[i + axis]! += height * Math.sin(kx * x + ky * y + phase);
      }
    }
  }
}

/** Shares the height between the upper and the lower half, and the width between head and foot, anew. */
function proportion(paths: readonly Float64Array[], rng: Rng): void {
  const bulge = style.bulge * rng.normal();
  const taper = style.taper * rng.normal();
  for (const path of paths) {
    for (let i = 0; i < path.length; i += 2) {
      const [x, y] = [path[i]!, path[i + 1]!];
      path[i] = (x - 0.3) * (1 + taper * (y - 0.5));
      path[i + 1] = y + bulge * Math.sin(Math.PI * y);
    }
  }
}

/** Stretches, slants and turns by one random affine map. */
function shear(paths: readonly Float64Array[], rng: Rng): void {
  const stretch = Math.exp(style.aspect[0] + style.aspect[1] * rng.normal());
  const slant = style.slant[0] + style.slant[1] * rng.normal();
  const angle = style.rotation * rng.normal();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (const path of paths) {
    for (let i = 0; i < path.length; i += 2) {
      const y = path[i + 1]! - 0.5;
      const x = stretch * path[i]! - slant * y;
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
      path[i] = side / 2 + scale * (path[i]! - (left + right) / 2);
      path[i + 1] = side / 2 + scale * (path[i + 1]! - (top + bottom) / 2);
    }
  }
}

/** The small unsteadiness of a hand, independent at every point. */
function tremble(paths: readonly Float64Array[], rng: Rng): void {
  for (const path of paths) {
    for (let i = 0; i < path.length; i++) path[i]! += style.tremor * rng.normal();
  }
}

function range(paths: readonly Float64Array[], axis: number): [least: number, most: number] {
  let [least, most] = [Infinity, -Infinity];
  for (const path of paths) {
    for (let i = axis; i < path.length; i += 2) {
      least = Math.min(least, path[i]!);
      most = Math.max(most, path[i]!);
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
