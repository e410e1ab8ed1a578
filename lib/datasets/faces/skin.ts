import { area, bump, edge, paint, type Scene, smooth } from './canvas.js';
import { type Colour, filterColour, mixColours, scaleColour } from './colour.js';

const shineColour: Colour = [1, 0.97, 0.92];

/** Neck, clothes and ears: what is behind the face and in front of the hair that hangs behind. */
export function paintNeck({ traits, surface, pixels }: Scene): void {
  const { clothes, head, skin, light } = traits;
  const bare = mixColours(skin.colour, scaleColour(skin.colour, 0.8), 0.5);
  for (let i = 0; i < area; i++) {
    const y = surface.y[i]!;
    if (y < head.chin - 18) continue;
    const x = surface.x[i]! - 0.3 * surface.axis;
    const across = Math.abs(x);
    const neck = edge(clothes.neck + 0.12 * Math.max(0, y - head.chin) - across, 1.4);
    const side = 0.5 + 0.5 * Math.max(-1, Math.min(1, x / clothes.neck)) * light.direction[0];
    const shadow = 0.55 + 0.3 * smooth(head.chin - 2, head.chin + 9, y);
    if (neck > 0) paint(pixels, i, bare, neck, shadow * (light.ambient + 0.8 * light.strength * side));
    const slope = clothes.collar - 0.1 * across + 0.35 * Math.max(0, across - clothes.neck);
    const cloth = edge(y - slope, 1.2);
    if (cloth > 0) paint(pixels, i, clothes.colour, cloth, 0.75 + 0.25 * side);
  }
}

/** The ears that short hair leaves free, and earrings. */
export function paintEars({ traits, surface, pixels }: Scene): void {
  const { head, skin, light, pose, earrings } = traits;
  const [cos, sin] = [Math.cos(pose.yaw), Math.sin(pose.yaw)];
  const red = filterColour(skin.colour, [1, 0.86, 0.84]);
  for (const hand of [-1, 1]) {
    const middle = hand * (head.width - 0.7) * cos - 3 * sin;
    for (let i = 0; i < area; i++) {
      const dx = (surface.x[i]! - middle) * hand;
      const dy = surface.y[i]! - 3.5 - 0.12 * dx;
      if (dx < -3 || dx > 4 || dy < -7 || dy > 10) continue;
      const r = Math.sqrt((dx / 2.5) ** 2 + (dy / 5.2) ** 2);
      const cover = edge((1 - r) * 2.7);
      const lit = light.ambient + 0.5 * light.strength * (1 + hand * light.direction[0]);
      if (cover > 0) {
        paint(pixels, i, red, cover, lit * (0.72 + 0.22 * smooth(0.3, 0.9, r)));
      }
      if (earrings) {
        const drop = edge(1.3 - Math.sqrt((dx - 0.3) ** 2 + (dy - 7) ** 2));
        if (drop > 0) paint(pixels, i, earrings, drop, 0.6 + 0.5 * light.strength);
      }
    }
  }
}

/** The skin of the face under the light, with what is dark, red or rough on it. */
export function paintSkin(scene: Scene): void {
  const { traits, surface, pixels, noise } = scene;
  const { skin, mouth } = traits;
  const red = filterColour(skin.colour, [1.02, 0.72, 0.72]);
  const brown = filterColour(skin.colour, [0.78, 0.66, 0.56]);
  const smile = Math.max(0, mouth.smile);
  for (let i = 0; i < area; i++) {
    const cover = surface.cover[i]!;
    if (cover <= 0) continue;
    const [u, v] = [surface.u[i]!, surface.v[i]!];
    const mottled = noise.over(0.35 * u + 9, 0.35 * v + 9);
    const blush = bump(Math.abs(u) - 10.5, v - 9.5, 7.5, 5.5) * (0.12 + 0.75 * skin.blush);
    const ruddy = 0.12 * bump(u, v - traits.nose.base + 1.5, 4.5, 4.5) + 0.04 * mottled;
    const light = surface.light[i]! * occlusion(scene, u, v, smile);
    paint(pixels, i, skin.colour, cover, light);
    paint(pixels, i, red, cover * Math.min(1, Math.max(0, blush + ruddy)), light);
    if (skin.freckles > 0 && v > 0 && v < 15) {
      const spots = smooth(0.35, 0.7, noise.over(0.9 * u + 40, 0.9 * v + 3));
      paint(pixels, i, brown, cover * 0.7 * skin.freckles * spots * bump(u, v - 7, 19, 10), light);
    }
    paint(pixels, i, shineColour, cover * 0.42 * skin.shine * surface.mirrored[i]!);
  }
}

/** What the hollows keep of the light: 1 in the open. */
function occlusion({ traits }: Scene, u: number, v: number, smile: number): number {
  const { nose, mouth, head, light, eyes, skin } = traits;
  const across = Math.abs(u);
  const [w, base] = [nose.width, nose.base];
  const cast = light.direction[0] * -3;
  let dark = 0.34 * bump(across - 5.2, v + 0.8, 4, 4.5);
  dark += 0.3 * bump(u - cast * 0.5, v - base - 1.4, 5 * w, 2.6);
  dark += 0.5 * light.strength * Math.abs(cast) * 0.4 * bump(u - cast * 1.5, v - base + 3, 3.4 * w, 7);
  dark += 0.55 * bump(across - 1.9 * w, v - base - 0.1, 1.35 * w, 1.05);
  dark += 0.22 * bump(across - 3.9 * w, v - base + 0.9, 1, 2.4);
  dark += 0.26 * bump(u, v - mouth.y - mouth.lips[1] - 1.6, 5, 1.9);
  dark += 0.3 * smooth(head.chin - 5, head.chin + 1, v);
  dark += 0.22 * eyes.bags * bump(across - eyes.apart, v - 3.6, 4.6, 1.6);
  dark +=
    foldDarkness(across, v, base, w, mouth.width, mouth.y) * (0.06 + 0.26 * smile + 0.28 * skin.wrinkles);
  if (skin.wrinkles > 0 && v < -8) {
    const wave = v + 0.004 * u * u;
    dark += 0.16 * skin.wrinkles * Math.max(0, Math.sin(2.1 * wave)) ** 2 * bump(u, v + 11, 13, 4.5);
  }
  return Math.max(0.25, 1 - dark);
}

/** The fold from the wing of the nose to the corner of the mouth. */
function foldDarkness(
  across: number,
  v: number,
  base: number,
  w: number,
  reach: number,
  mouthY: number,
): number {
  const t = (v - base + 1) / (mouthY - base + 1);
  if (t < 0 || t > 1.1) return 0;
  const place = 4.2 * w + (reach + 1.6 - 4.2 * w) * t * (1.3 - 0.3 * t);
  return Math.max(0, 1 - Math.abs(across - place) / 1.25) * smooth(0, 0.3, t) * smooth(1.1, 0.8, t);
}
