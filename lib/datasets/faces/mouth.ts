import { area, edge, paint, type Scene, smooth } from './canvas.js';
import { type Colour, mixColours, scaleColour } from './colour.js';

const gleamColour: Colour = [1, 0.95, 0.95];
const throatColour: Colour = [0.2, 0.07, 0.07];
const toothColour: Colour = [0.95, 0.92, 0.88];

/** Lips, and teeth where they part. */
export function paintMouth(scene: Scene): void {
  const { traits, surface, pixels } = scene;
  const { mouth, skin } = traits;
  const dark = mixColours(scaleColour(mouth.colour, 0.4), [0.15, 0.05, 0.05], 0.4);
  const pit = scaleColour(skin.colour, 0.5);
  const lift = 1.9 * mouth.smile;
  for (let i = 0; i < area; i++) {
    const cover = surface.cover[i]!;
    const u = surface.u[i]!;
    const y = surface.v[i]! - mouth.y;
    const t = u / mouth.width;
    if (cover <= 0 || Math.abs(t) > 1.25 || y < -8 || y > 10) continue;
    const full = Math.max(0, 1 - t * t);
    const line = lift * (0.35 - t * t);
    const [upperEdge, lowerEdge] = [line - 0.4 * mouth.open * full, line + 0.6 * mouth.open * full];
    const dip = 1 - 0.3 * Math.max(0, 1 - Math.abs(t) * 5);
    const top = upperEdge - mouth.lips[0] * dip * full ** 0.8;
    const bottom = lowerEdge + mouth.lips[1] * full ** 0.8;
    const ends = (1 - Math.abs(t)) * mouth.width;
    const light = surface.light[i]!;
    const lips = edge(Math.min(y - top, bottom - y), 1.1) * edge(ends + 0.3);
    const bright = y < line ? 0.86 : 1.04;
    paint(pixels, i, mouth.colour, cover * lips, light * bright);
    const gleam = Math.max(0, 1 - Math.abs(y - (lowerEdge + 0.45 * (bottom - lowerEdge))) / 0.7);
    paint(pixels, i, gleamColour, cover * lips * 0.22 * gleam * full * traits.light.strength);
    const gap = edge(Math.min(y - upperEdge, lowerEdge - y), 0.9) * Math.min(1, mouth.open);
    if (gap > 0 && ends > 0) paintGap(scene, i, y - upperEdge, lowerEdge - upperEdge, full, cover * gap);
    const seam = Math.max(0, 1 - Math.abs(y - line) / 0.75) * edge(ends + 0.2) * edge(0.9 - mouth.open, 0.8);
    paint(pixels, i, dark, cover * 0.8 * seam, light);
    const corner = Math.max(0, 1 - Math.sqrt(ends * ends + (y - line) ** 2) / 1.4);
    paint(pixels, i, pit, cover * 0.5 * corner, light);
  }
}

/** Teeth above, the dark below. */
function paintGap(
  { traits, surface, pixels }: Scene,
  i: number,
  depth: number,
  height: number,
  full: number,
  alpha: number,
): void {
  const light = surface.light[i]!;
  paint(pixels, i, throatColour, alpha, light);
  const reach = traits.mouth.smile > 0.4 ? Math.min(0.95 * height, 2.6) : 0.45 * height;
  if (!traits.mouth.teeth) return;
  const teeth = edge(reach - depth, 1) * smooth(0.02, 0.4, full);
  paint(pixels, i, toothColour, alpha * teeth, Math.min(1.05, 0.35 + 0.65 * light));
}
