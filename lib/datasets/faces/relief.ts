import type { FaceTraits } from './traits.js';

/**
 * Heights over the smooth head, in pixels: hills and hollows height·(1 − q)² where q = ((x − x₀)/rx)² + ((y − y₀)/ry)² < 1,
 * five numbers each: x₀, y₀, 1/rx, 1/ry, height. Those beside the middle stand on both sides.
 */
export type Relief = Float64Array;

type Hill = readonly [x: number, y: number, rx: number, ry: number, height: number];

/** Nose, brows, sockets, cheeks, lips and chin of a face. */
export function faceRelief({ head, eyes, brows, nose, mouth }: FaceTraits): Relief {
  const [w, h, base] = [nose.width, nose.height, nose.base];
  const smile = Math.max(0, mouth.smile);
  const hills: readonly Hill[] = [
    [0, base - 7.5, 4.2 * w, 11.5, 1.7 * h],
    [0, base - 2, 4.6 * w, 5, 2.3 * h],
    [3 * w, base - 0.9, 2.5, 2.5, 0.9 * h],
    [eyes.apart - 0.4, -0.6, 6.4, 5, -1.9],
    [eyes.apart, 0.3, 4.2, 3, 0.9],
    [7.5, -brows.height - 1, 9, 3.6, 0.6],
    [11, 9.5 - 1.5 * smile, 7.5, 7, 0.6 + head.cheeks + 1.1 * smile],
    [0, mouth.y - 1.2, 10.5, 8.5, 1.3],
    [0, mouth.y - 1.4, 6, 2.2, 0.5],
    [0, mouth.y + 1.6, 5, 2.3, 0.8],
    [0, mouth.y + 4.4, 5, 2.6, -0.9],
    [0, head.chin - 3.6, 7, 5, 1.3],
  ];
  return Float64Array.from(hills.flatMap(([x, y, rx, ry, height]) => [x, y, 1 / rx, 1 / ry, height]));
}

/** Height and slope of the relief at (x, y), written to `out` as [h, ∂h/∂x, ∂h/∂y]. */
export function reliefAt(relief: Relief, x: number, y: number, out: Float64Array): void {
  const mirrored = Math.abs(x);
  const sign = x < 0 ? -1 : 1;
  let height = 0;
  let slopeX = 0;
  let slopeY = 0;
  for (let k = 0; k < relief.length; k += 5) {
    const dx = (mirrored - relief[k]!) * relief[k + 2]!;
    const dy = (y - relief[k + 1]!) * relief[k + 3]!;
    const rest = 1 - dx * dx - dy * dy;
    if (rest <= 0) continue;
    const peak = relief[k + 4]!;
    height += peak * rest * rest;
    slopeX -= 4 * peak * rest * dx * sign * relief[k + 2]!;
    slopeY -= 4 * peak * rest * dy * relief[k + 3]!;
  }
  out[0] = height;
  out[1] = slopeX;
  out[2] = slopeY;
}
