import { area, edge, paint, smooth } from './canvas.js';
import { type Colour, mixColours, scaleColour } from './colour.js';
import type { Scene } from './scene.js';

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
