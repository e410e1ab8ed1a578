import type { Rng } from '../../base/index.js';
import { paintGlasses, paintHat } from './accessories.js';
import { paintBeard, paintHairBehind, paintHairInFront } from './hair.js';
import { takePicture } from './camera.js';
import { area, edge, paint, type Scene, side, smooth } from './canvas.js';
import { paintEyes } from './eyes.js';
import { paintMouth } from './mouth.js';
import { makeNoise } from './noise.js';
import { paintEars, paintNeck, paintSkin } from './skin.js';
import { traceHead } from './surface.js';
import type { Blob, FaceTraits } from './traits.js';

/**
 * Paints one face, from the background to the hat, and takes its picture.
 *
 * @param rng for what no trait says: the pattern of strands and skin, the camera's noise
 * @returns bytes [64, 64, 3]
 */
export function drawFace(traits: FaceTraits, rng: Rng): Uint8Array {
  const scene: Scene = {
    traits,
    surface: traceHead(traits),
    noise: makeNoise(rng.split('pattern')),
    pixels: new Float32Array(3 * area),
  };
  for (const layer of layers) layer(scene);
  return takePicture(scene.pixels, traits.camera, traits.light.tint, rng.split('noise'));
}

const layers: readonly ((scene: Scene) => void)[] = [
  paintBackdrop,
  paintHairBehind,
  paintNeck,
  paintEars,
  paintSkin,
  paintBeard,
  paintMouth,
  paintEyes,
  paintHairInFront,
  paintGlasses,
  paintHat,
];

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
