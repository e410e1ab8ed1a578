import { area, edge, paint, side, smooth } from './canvas.js';
import type { Scene } from './scene.js';
import type { Blob } from './traits.js';

/** The background: a gradient, soft patches and a little unevenness; fills every pixel. */
export function paintBackdrop({ traits, pixels, noise }: Scene): void {
  const { colours, angle, blobs, texture } = traits.backdrop;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  for (let i = 0; i < area; i++) {
    const x = (i % side) + 0.5;
    const y = Math.floor(i / side) + 0.5;
    const along = 0.5 + (cos * (x - side / 2) + sin * (y - side / 2)) / (1.2 * side);
    const uneven = texture > 0.02 ? texture * noise.over(0.12 * x + 200, 0.12 * y + 7) : 0;
    paint(pixels, i, colours[0], 1, 1 + uneven);
    paint(pixels, i, colours[1], smooth(0, 1, along), 1 + uneven);
  }
  for (const blob of blobs) paintBlob(pixels, blob);
}

function paintBlob(pixels: Float32Array, { at, radii, colour, softness }: Blob): void {
  const least = Math.min(radii[0], radii[1]);
  for (let i = 0; i < area; i++) {
    const dx = ((i % side) + 0.5 - at[0]) / radii[0];
    const dy = (Math.floor(i / side) + 0.5 - at[1]) / radii[1];
    const alpha = edge((1 - Math.sqrt(dx * dx + dy * dy)) * least, softness);
    if (alpha > 0) paint(pixels, i, colour, 0.8 * alpha);
  }
}
