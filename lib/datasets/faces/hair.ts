import { area, edge, paint, type Scene, smooth } from './canvas.js';
import { type Colour, mixColours, scaleColour } from './colour.js';
import { makeOutline, type Outline, outlineAt, widest } from './outline.js';

const glossColour: Colour = [1, 0.96, 0.9];

/** Half width of the whole head of hair over the height y; negative beyond its top. */
function hairReach({ traits, surface }: Scene): Outline {
  const { hair, head } = traits;
  const [top, beside] = hair.volume;
  const width = outlineAt(surface.silhouette, widest) + beside;
  const height = head.crown + widest + top;
  return makeOutline(y => {
    const t = (widest - y) / height;
    if (t > 1) return -(t - 1) * height;
    if (t > 0) return width * Math.sqrt(1 - t ** 2.3);
    return hair.cut === 'long' ? width - 0.09 * beside * t * height : width - 0.02 * (t * height) ** 2;
  });
}

/** Hair that lies behind the face, in front of the background. */
export function paintHairBehind(scene: Scene): void {
  const { traits, surface, noise } = scene;
  const { hair } = traits;
  if (hair.cut === 'bald') return;
  const outline = hairReach(scene);
  for (let i = 0; i < area; i++) {
    const x = surface.x[i]!;
    const y = surface.y[i]!;
    const reach = outlineAt(outline, y);
    if (Math.abs(x) > Math.max(0, reach) + 8 || y > hair.end + 4) continue;
    const inside = hairInside(scene, x, y, reach);
    const alpha = edge(inside, 1.6) * edge(hair.end - y + 2 * hair.wave * noise.along(0.3 * x + 90), 3);
    if (alpha > 0) paintStrand(scene, i, x / Math.max(reach, 1), y, alpha, 0.8 + 0.2 * smooth(8, 0, inside));
  }
}

/** How far (x, y) is inside the hair's outline, with its waves and loose strands. */
function hairInside({ traits, noise }: Scene, x: number, y: number, reach: number): number {
  const rough = (0.25 + 1.6 * traits.hair.wave) * noise.over(0.28 * x + 5, 0.28 * y + 31);
  if (reach < 0) return reach + rough - 0.3 * Math.abs(x);
  const slope = y < widest ? 1 + 0.9 * smooth(-10, -30, y) : 1;
  return (reach - Math.abs(x)) / slope + rough;
}

/** Hair that hangs over the forehead and beside the face, or grows on the skull. */
export function paintHairInFront(scene: Scene): void {
  const { traits, surface, pixels } = scene;
  const { hair, skin } = traits;
  if (hair.cut === 'bald') return;
  const shadow = scaleColour(skin.colour, 0.45);
  const outline = hairReach(scene);
  const hairline = makeHairline(scene);
  for (let i = 0; i < area; i++) {
    const cover = surface.cover[i]!;
    if (cover <= 0) continue;
    const inside = frontInside(scene, hairline, i);
    if (inside <= -5) continue;
    const near = 0.3 * smooth(-5, 0, inside);
    paint(pixels, i, shadow, cover * near, surface.light[i]!);
    const alpha = edge(inside, 1.7);
    if (alpha <= 0) continue;
    const y = surface.y[i]!;
    const reach = Math.max(1, outlineAt(outline, Math.max(y, -22)));
    paintStrand(scene, i, surface.x[i]! / reach, y, alpha, 0.88 + 0.12 * smooth(0, 4, inside));
  }
}

/** Height of the hairline over u: it comes down from the parting to both temples, by `drop`·tˢʷᵉᵉᵖ. */
function makeHairline({ traits, noise }: Scene): Outline {
  const { hair, head } = traits;
  const jag = hair.bangs ? 1.1 : 0.5;
  return makeOutline(u => {
    const right = u > hair.parting ? 1 : 0;
    const span = head.width + (right ? -hair.parting : hair.parting);
    const t = Math.min(1.2, Math.abs(u - hair.parting) / span);
    const drop = (hair.drop[right] as number) * t ** (hair.sweep[right] as number);
    return hair.line + drop + jag * (noise.along(0.55 * u + 120) + 0.5 * noise.along(1.3 * u + 60));
  });
}

/** How far a point of the face is inside the hair over it: above the hairline, or beyond the curtains. */
function frontInside({ traits, surface, noise }: Scene, hairline: Outline, i: number): number {
  const { hair, head } = traits;
  const u = surface.u[i]!;
  const v = surface.v[i]!;
  const steep = Math.abs(u - hair.parting) > 0.6 * head.width ? 0.63 : 0.95;
  const rough = hair.wave > 0.3 ? 0.8 * hair.wave * noise.over(0.3 * u, 0.3 * v) : 0;
  const over = (outlineAt(hairline, u) - v) * steep + rough;
  if (hair.cut !== 'long' || v > hair.end) return over;
  const free = (hair.curtain[u > 0 ? 1 : 0] as number) * head.width;
  const curl = hair.wave * 1.5 * noise.along(0.16 * v + (u > 0 ? 20 : 60));
  const temple = smooth(hair.line, hair.line + 6, v) * smooth(hair.end, hair.end - 5, v);
  return Math.max(over, Math.abs(u) - free - curl + 0.05 * (v - 8) - 9 * (1 - temple));
}

/**
 * One pixel of hair. Strands run along constant q, the place between the left and the right outline, and wave with
 * the height; the gloss lies across them where the skull turns to the lamp.
 */
function paintStrand(
  { traits, noise, pixels }: Scene,
  i: number,
  q: number,
  y: number,
  alpha: number,
  shade: number,
): void {
  const { hair, light } = traits;
  const wave = hair.wave > 0.3 ? hair.wave : 0;
  const bend =
    wave > 0 ? wave * (0.07 * Math.sin(0.4 * y + 4 * q) + 0.13 * noise.over(3 * q + 70, 0.25 * y)) : 0;
  const strand =
    noise.along(7 * (q + bend) + 0.05 * y + 170) + 0.7 * noise.along(26 * (q + bend) + 0.1 * y + 33);
  const round = Math.sqrt(Math.max(0, 1 - Math.min(1, q * q)));
  const up = smooth(4, -26, y);
  const facing = q * light.direction[0] - 0.75 * up * light.direction[1] + 0.8 * round * light.direction[2];
  const lit = light.ambient * 0.85 + light.strength * Math.max(0, 0.25 + 0.75 * facing);
  const tone = shade * lit * (1 + hair.strands * 0.4 * strand);
  paint(pixels, i, hair.colour, alpha, Math.max(0.2, tone));
  const band = 1 - Math.min(1, Math.abs(y + 17 + 6 * q * q - 5 * light.direction[1]) / 7);
  const shine = 0.24 * hair.gloss * light.strength * band * band * (0.6 + 0.4 * strand) * round;
  if (shine > 0) paint(pixels, i, glossColour, alpha * shine);
}

/** Moustache, goatee, beard of the cheeks, sideburns and stubble. */
export function paintBeard(scene: Scene): void {
  const { traits, surface, pixels, noise } = scene;
  const { beard, hair, skin, mouth, nose, head } = traits;
  const most = Math.max(beard.moustache, beard.goatee, beard.cheeks, beard.sideburns, beard.stubble);
  if (most <= 0) return;
  const thick = mixColours(scaleColour(hair.colour, 0.7), scaleColour(skin.colour, 0.3), 0.3);
  const grey: Colour = mixColours(scaleColour(skin.colour, 0.45), [0.24, 0.25, 0.28], 0.4);
  for (let i = 0; i < area; i++) {
    const cover = surface.cover[i]!;
    const [u, v] = [Math.abs(surface.u[i]!), surface.v[i]!];
    if (cover <= 0 || v < -4) continue;
    const fine = noise.over(0.9 * u + 11, 0.9 * v + 50);
    const rough = 0.6 * fine;
    const lip = mouth.y - 1.6 - mouth.lips[0] * 0.5;
    const upper = nose.base + 1.3 + 0.09 * u;
    const moustache = edge(Math.min(v - upper, lip + 1 + 0.14 * u - v, mouth.width + 0.8 - u) + rough, 1.6);
    const chin = edge(Math.min(6.2 - u, v - mouth.y - mouth.lips[1] - 0.6) + rough, 2);
    const ring = edge(Math.min(u - mouth.width * 0.85, mouth.width + 2 - u, v - mouth.y + 2) + rough, 1.8);
    const cheek = mouth.y + 1 - 12 * smooth(9, 16.5, u);
    const jaw = edge(Math.min(v - cheek, u + 0.8 * Math.max(0, v - mouth.y) - mouth.width + 1) + rough, 3);
    const burns = edge(Math.min(u - head.width * 0.86 + 0.05 * v, 12 - v) + rough, 1.6);
    const density = Math.max(
      beard.moustache * moustache,
      beard.goatee * Math.max(chin, 0.9 * ring * (beard.moustache > 0 ? 1 : 0)),
      beard.cheeks * Math.max(jaw, chin),
      beard.sideburns * burns,
    );
    const shadow = 0.42 * beard.stubble * Math.max(moustache, jaw, chin, 0.7 * burns) * (0.85 + 0.3 * fine);
    const light = surface.light[i]!;
    if (shadow > 0) paint(pixels, i, grey, cover * shadow, light);
    if (density > 0) paint(pixels, i, thick, cover * 0.92 * density, light * (1 + 0.35 * fine));
  }
}
