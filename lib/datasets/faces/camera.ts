import { Rng } from '../../base/index.js';
import { area, side } from './canvas.js';
import type { Colour } from './colour.js';
import type { Camera } from './traits.js';

const grainMask = 2 ** 14 - 1;

/** Standard normal numbers: the grain of every picture, each taken from its own start in its own order. */
const grain: Float32Array = Rng.fromSeed(0)
  .split('grain')
  .fillNormal(new Float32Array(grainMask + 1));

/**
 * Takes the picture: blurs it by a Gaussian, tints it, changes exposure, contrast (about 0.45) and saturation (about
 * the grey of weights 0.3, 0.59, 0.11), adds N(0, noise²) to each number and rounds 255 times it, clipped to 0 … 255.
 *
 * @param pixels [64, 64, 3]; overwritten
 * @returns bytes [64, 64, 3]
 */
export function takePicture(pixels: Float32Array, camera: Camera, tint: Colour, rng: Rng): Uint8Array {
  blur(pixels, camera.blur);
  const bytes = new Uint8Array(3 * area);
  const { exposure, contrast, saturation, noise } = camera;
  const start = rng.integer(grainMask + 1);
  const stride = 1 + 2 * rng.integer((grainMask + 1) / 2);
  for (let i = 0; i < area; i++) {
    const at = 3 * i;
    const red = pixels[at]! * tint[0];
    const green = pixels[at + 1]! * tint[1];
    const blue = pixels[at + 2]! * tint[2];
    const grey = 0.3 * red + 0.59 * green + 0.11 * blue;
    for (let k = 0; k < 3; k++) {
      const value = k === 0 ? red : k === 1 ? green : blue;
      const seen = exposure * (grey + saturation * (value - grey));
      bytes[at + k] = toByte(
        shoulder(0.45 + contrast * (seen - 0.45)) + noise * grain[(start + stride * (at + k)) & grainMask]!,
      );
    }
  }
  return bytes;
}

/** Bends what is brighter than 0.75 so that it nears 1: 0.75 + 0.25·s/(1 + s), s = (value − 0.75)/0.25. */
function shoulder(value: number): number {
  if (value <= 0.75) return value;
  const over = (value - 0.75) / 0.25;
  return 0.75 + (0.25 * over * (1 + 0.35 * over)) / (1 + 0.35 * over + over * 0.65);
}

function toByte(value: number): number {
  return Math.round(255 * Math.min(1, Math.max(0, value)));
}

/** Blurs along rows, then along columns; the border pixels are repeated outside. */
function blur(pixels: Float32Array, sigma: number): void {
  const radius = sigma < 0.6 ? 1 : 4;
  const weights = Float64Array.from({ length: radius + 1 }, (_, k) => Math.exp((-0.5 * k * k) / sigma ** 2));
  const total = 2 * weights.reduce((sum, weight) => sum + weight, 0) - weights[0]!;
  const scaled = weights.map(weight => weight / total);
  for (let k = 0; k < side; k++) {
    for (let channel = 0; channel < 3; channel++) {
      blurLine(pixels, 3 * side * k + channel, 3, scaled);
    }
  }
  for (let start = 0; start < 3 * side; start++) blurLine(pixels, start, 3 * side, scaled);
}

const line = new Float64Array(side + 8);

/** Blurs the 64 numbers from `start` on, `step` apart. */
function blurLine(pixels: Float32Array, start: number, step: number, weights: Float64Array): void {
  const radius = weights.length - 1;
  for (let k = 0; k < side; k++) line[k + 4] = pixels[start + k * step]!;
  line.fill(line[4]!, 0, 4).fill(line[side + 3]!, side + 4);
  for (let k = 0; k < side; k++) {
    let sum = weights[0]! * line[k + 4]!;
    for (let d = 1; d <= radius; d++) {
      sum += weights[d]! * (line[k + 4 - d]! + line[k + 4 + d]!);
    }
    pixels[start + k * step] = sum;
  }
}
