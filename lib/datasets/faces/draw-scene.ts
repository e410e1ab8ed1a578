import type { Rng } from '../../base/index.js';
import { type Colour, hueColour, mixColours } from './colour.js';
import { side } from './canvas.js';
import { chance, type Kin } from './kin.js';
import type { Backdrop, Blob, Camera, Clothes, Hat, Light } from './traits.js';

/** A hat drawn at random. */
export function drawHat(rng: Rng): Hat {
  const kinds = ['cap', 'beanie', 'brimmed'] as const;
  const colour = anyColour(rng);
  return {
    kind: kinds[rng.integer(3)]!,
    colour,
    band: chance(rng, 0.5) ? anyColour(rng) : mixColours(colour, [0, 0, 0], 0.4),
    edge: rng.between(-12, -8.5),
  };
}

/** Clothes and neck drawn at random. */
export function drawClothes({ build }: Kin, rng: Rng): Clothes {
  return {
    colour: anyColour(rng),
    collar: rng.between(26, 36),
    neck: 9.5 + 2.5 * build + 0.6 * rng.normal(),
  };
}

/** A lamp drawn at random: mostly from above and in front. */
export function drawLight(rng: Rng): Light {
  const azimuth = 0.6 * rng.normal();
  const height = rng.between(-0.1, 0.9);
  const warmth = 0.04 + 0.04 * rng.normal();
  const strength = rng.between(0.35, 0.8);
  return {
    direction: [
      Math.cos(height) * Math.sin(azimuth),
      -Math.sin(height),
      Math.cos(height) * Math.cos(azimuth),
    ],
    strength,
    ambient: 0.9 - 0.6 * strength + 0.06 * rng.normal(),
    tint: [1 + warmth, 1, 1 - 1.1 * warmth],
  };
}

/** A blurred background drawn at random: two colours and up to six soft patches. */
export function drawBackdrop(rng: Rng): Backdrop {
  const first = anyColour(rng);
  const second = mixColours(first, anyColour(rng), rng.between(0.1, 0.7));
  const blobs = chance(rng, 0.35) ? 0 : 1 + rng.integer(6);
  return {
    colours: [first, second],
    angle: rng.between(0, 2 * Math.PI),
    blobs: Array.from({ length: blobs }, () => drawBlob(rng)),
    texture: chance(rng, 0.5) ? 0 : rng.between(0.05, 0.35),
  };
}

function drawBlob(rng: Rng): Blob {
  const bar = chance(rng, 0.3);
  const radius = rng.between(3, 16);
  return {
    at: [rng.between(0, side), rng.between(0, side)],
    radii: bar ? (chance(rng, 0.6) ? [rng.between(2, 9), 80] : [80, rng.between(2, 9)]) : [radius, radius],
    colour: anyColour(rng),
    softness: rng.between(1.5, 8),
  };
}

/** The camera drawn at random; one picture in twenty is out of focus. */
export function drawCamera(rng: Rng): Camera {
  return {
    exposure: Math.exp(0.06 + 0.11 * rng.normal()),
    contrast: 1.06 + 0.09 * rng.normal(),
    saturation: Math.max(0.2, 1.06 + 0.13 * rng.normal()),
    blur: chance(rng, 0.05) ? rng.between(1.1, 1.7) : rng.between(0.38, 0.59),
    noise: rng.between(0.003, 0.01),
  };
}

/** Grey, white or black as often as a colour, as things that people wear and stand before are. */
function anyColour(rng: Rng): Colour {
  const value = 0.5 - 0.5 * Math.cos(Math.PI * rng.uniform());
  const saturation = chance(rng, 0.6) ? rng.between(0, 0.18) : rng.between(0.2, 0.65);
  return hueColour(rng.uniform(), saturation, 0.05 + 0.93 * value);
}
