import type { Rng } from '../../base/index.js';
import { paintGlasses, paintHat } from './accessories.js';
import { paintBackdrop } from './backdrop.js';
import { paintBeard } from './beard.js';
import { takePicture } from './camera.js';
import { area } from './canvas.js';
import { paintEyes } from './eyes.js';
import { paintHairBehind, paintHairInFront } from './hair.js';
import { paintMouth } from './mouth.js';
import { makeNoise } from './noise.js';
import type { Scene } from './scene.js';
import { paintEars, paintNeck, paintSkin } from './skin.js';
import { traceHead } from './surface.js';
import type { FaceTraits } from './traits.js';

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
