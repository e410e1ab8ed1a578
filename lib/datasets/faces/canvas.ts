import type { Colour } from './colour.js';
import type { Noise } from './noise.js';
import type { Surface } from './surface.js';
import type { FaceTraits } from './traits.js';

/** Side of a face's picture as it is drawn, in pixels. */
export const side = 64;

/** Pixels of a picture. */
export const area: number = side * side;

/** Share of a pixel inside an edge at signed distance `inside` (pixels, positive inside): clamp(½ + inside/softness, 0, 1). */
export function edge(inside: number, softness = 1): number {
  return Math.min(1, Math.max(0, 0.5 + inside / softness));
}

/** 3s² − 2s³ of s = clamp((t − from)/(to − from), 0, 1). */
export function smooth(from: number, to: number, t: number): number {
  const s = Math.min(1, Math.max(0, (t - from) / (to - from)));
  return s * s * (3 - 2 * s);
}

/** The bump (1 − q)² of q = (x/rx)² + (y/ry)², 0 if q ≥ 1. */
export function bump(x: number, y: number, rx: number, ry: number): number {
  const dx = x / rx;
  const dy = y / ry;
  const q = dx * dx + dy * dy;
  return q < 1 ? (1 - q) * (1 - q) : 0;
}

/** Paints pixel i: p ← (1 − alpha)·p + alpha·light·colour. `pixels` is [64, 64, 3], 0 … 1. */
export function paint(pixels: Float32Array, i: number, colour: Colour, alpha: number, light = 1): void {
  const at = 3 * i;
  const rest = 1 - alpha;
  const lit = alpha * light;
  pixels[at] = rest * pixels[at]! + lit * colour[0];
  pixels[at + 1] = rest * pixels[at + 1]! + lit * colour[1];
  pixels[at + 2] = rest * pixels[at + 2]! + lit * colour[2];
}

/** A picture being painted. */
export interface Scene {
  readonly traits: FaceTraits;
  readonly surface: Surface;
  readonly noise: Noise;
  /** [64, 64, 3], 0 … 1 */
  readonly pixels: Float32Array;
}
