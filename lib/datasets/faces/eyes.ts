import { area, bump, edge, paint, type Scene, smooth } from './canvas.js';
import { type Colour, mixColours, scaleColour } from './colour.js';

/** Both eyes and eyebrows. */
export function paintEyes(scene: Scene): void {
  const { surface, traits } = scene;
  const { eyes, brows } = traits;
  for (let i = 0; i < area; i++) {
    const cover = surface.cover[i]!;
    const v = surface.v[i]!;
    if (cover <= 0 || v < -12 || v > 6) continue;
    const u = surface.u[i]!;
    const hand = u < 0 ? -1 : 1;
    const x = hand * u - eyes.apart;
    if (x < -8 || x > 9) continue;
    const y = v + eyes.slant * x;
    if (y > -5) paintEye(scene, i, x, y, hand, cover);
    if (y < brows.height * -0.3) paintBrow(scene, i, hand * u, v, cover);
  }
}

/** @param x outwards from the middle of the eye */
function paintEye(scene: Scene, i: number, x: number, y: number, hand: number, cover: number): void {
  const { surface, traits, pixels } = scene;
  const { eyes, skin } = traits;
  const t = x / eyes.width;
  const arch = Math.max(0, 1 - Math.abs(t + 0.08) ** 2.3);
  const [upper, lower] = [-eyes.open * arch, (0.35 + 0.4 * eyes.open) * Math.max(0, 1 - t * t)];
  const ends = (1 - Math.abs(t)) * eyes.width;
  const light = surface.light[i]!;
  const dark: Colour = scaleColour(skin.colour, 0.42);
  if (eyes.shadow.strength > 0) {
    const lid = bump(x, y + 2.4, eyes.width + 2, 3) * smooth(0.5, -0.5, y - upper);
    paint(pixels, i, eyes.shadow.colour, cover * eyes.shadow.strength * lid, light);
  }
  const crease = bump(x + 0.2, y - upper + 1.5, eyes.width + 1.2, 0.9);
  paint(pixels, i, dark, cover * eyes.crease * crease, light);
  const open = edge(Math.min(y - upper, lower - y), 0.9) * edge(ends + 0.4);
  if (open > 0) paintBall(scene, i, x, y, hand, cover * open, upper);
  const wing = edge(eyes.width + 0.5 + eyes.lashes * 0.7 - Math.abs(x));
  const lash = Math.max(0, 1 - Math.abs(y - upper + 0.25) / (0.55 + 0.65 * eyes.lashes)) * wing;
  paint(pixels, i, [0.07, 0.05, 0.05], cover * Math.min(1, (0.4 + 0.6 * eyes.lashes) * lash), 1);
  const under = Math.max(0, 1 - Math.abs(y - lower - 0.2) / 0.8) * edge(ends);
  paint(pixels, i, dark, cover * (0.25 + 0.3 * eyes.lashes) * under, light);
}

/** White, iris, pupil and the lamp's reflection. */
function paintBall(
  { surface, traits, pixels }: Scene,
  i: number,
  x: number,
  y: number,
  hand: number,
  alpha: number,
  upper: number,
): void {
  const { eyes, light } = traits;
  const lit = 0.35 + 0.6 * surface.light[i]!;
  const shadow = 0.6 + 0.4 * smooth(-0.2, 1.6, y - upper);
  paint(pixels, i, [0.93, 0.9, 0.89], alpha, Math.min(1.1, lit) * shadow);
  const [ix, iy] = [x - hand * eyes.gaze[0], y - eyes.gaze[1] + 0.25];
  const r = Math.sqrt(ix * ix + iy * iy);
  const rim = mixColours(eyes.iris, [0.05, 0.04, 0.04], smooth(0.9, 1.9, r));
  paint(pixels, i, rim, alpha * edge(1.85 - r), lit * shadow * 1.05);
  paint(pixels, i, [0.03, 0.02, 0.02], alpha * edge(0.8 - r, 0.9), 1);
  const [gx, gy] = [ix - hand * 0.6 * Math.sign(light.direction[0]), iy + 0.65];
  paint(pixels, i, [1, 1, 1], alpha * 0.85 * edge(0.5 - Math.sqrt(gx * gx + gy * gy), 0.9), 1);
}

/** @param x outwards from the nose's line */
function paintBrow(
  { surface, traits, pixels, noise }: Scene,
  i: number,
  x: number,
  v: number,
  cover: number,
): void {
  const { brows, hair, eyes, skin } = traits;
  const [from, to] = [eyes.apart - 4.7, eyes.apart + 5.6];
  const t = (x - from) / (to - from);
  if (t < -0.15 || t > 1.15) return;
  const rise = brows.arch * (1 - ((t - 0.62) / 0.62) ** 2) + brows.inner * (1 - t) ** 2;
  const line = -brows.height + 0.6 - rise + 0.5 * t;
  const thick = brows.thickness * (1.1 - 0.75 * t) + 0.15;
  const hairs = 1 - 0.3 * (noise.over(1.4 * x + 3, 0.9 * v + 77) + 1) * 0.5;
  const alpha = edge(thick - Math.abs(v - line), 1.1) * edge((t + 0.04) * 10) * edge((1 - t) * 10, 3);
  const dark = mixColours(scaleColour(hair.colour, 0.55), scaleColour(skin.colour, 0.35), 0.35);
  paint(pixels, i, dark, cover * brows.strength * alpha * hairs, 0.3 + 0.7 * surface.light[i]!);
}
