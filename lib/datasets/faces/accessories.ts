import { area, edge, paint, type Scene, smooth } from './canvas.js';
import { scaleColour } from './colour.js';
import { outlineAt, widest } from './outline.js';
import type { Hat } from './traits.js';

/** Spectacles or sunglasses, on the nose. */
export function paintGlasses({ traits, surface, pixels }: Scene): void {
  const { glasses, eyes, pose, head } = traits;
  if (!glasses) return;
  const [halfWidth, halfHeight] = glasses.lens;
  const middle = Math.max(eyes.apart + 0.3, halfWidth + 1.5);
  for (let i = 0; i < area; i++) {
    const cover = surface.cover[i]!;
    if (cover <= 0) continue;
    // The lenses stand a little before the face.
    const u = surface.u[i]! - 2.2 * Math.tan(pose.yaw);
    const v = surface.v[i]! - 0.7;
    const x = Math.abs(u) - middle;
    const power = glasses.squareness;
    const r = (Math.abs(x / halfWidth) ** power + Math.abs(v / halfHeight) ** power) ** (1 / power);
    const inside = (1 - r) * Math.min(halfWidth, halfHeight);
    if (inside > -0.5) {
      const slant = 0.5 * edge(1.2 - Math.abs(x + v - 1.5), 1.5);
      paint(pixels, i, glasses.tint, cover * edge(inside) * glasses.tintStrength, 1);
      paint(pixels, i, [1, 1, 1], cover * edge(inside) * 0.25 * slant);
    }
    const rim = edge(glasses.rim - Math.abs(inside), 0.9);
    const bridge = edge(
      Math.min(0.5 - Math.abs(v + 1.2 - 0.08 * u * u), middle - halfWidth - Math.abs(u)),
      0.9,
    );
    const arm = edge(Math.min(0.6 - Math.abs(v + 1), x - halfWidth, head.width - Math.abs(u) + 3), 0.9);
    const alpha = Math.max(rim, bridge, arm);
    if (alpha > 0) paint(pixels, i, glasses.frame, cover * alpha, 0.6 + 0.5 * surface.light[i]!);
  }
}

/** A hat over the hair. */
export function paintHat(scene: Scene): void {
  const { hat } = scene.traits;
  if (!hat) return;
  for (let i = 0; i < area; i++) paintHatPixel(scene, hat, i);
}

function paintHatPixel({ traits, surface, pixels, noise }: Scene, hat: Hat, i: number): void {
  const { head, light, pose } = traits;
  const [x, y] = [surface.x[i]!, surface.y[i]!];
  if (y > hat.edge + 8) return;
  const width = outlineAt(surface.silhouette, widest) + 1.6;
  const tall = head.crown + (hat.kind === 'brimmed' ? 9 : 4);
  const t = (hat.edge - y) / (tall + hat.edge);
  const power = hat.kind === 'brimmed' ? 5 : 2.4;
  const reach = t < 1 ? width * (1 - Math.max(0, t) ** power) ** (1 / 2.2) : -5 * (t - 1);
  const low = hat.edge + 2.2 * (1 - (x / width) ** 2) * (hat.kind === 'brimmed' ? 0.2 : 0.6);
  const crown = edge(Math.min(reach - Math.abs(x), low - y), 1.2);
  const round = Math.sqrt(Math.max(0, 1 - Math.min(1, (x / width) ** 2)));
  const facing =
    (x / width) * light.direction[0] - 0.4 * light.direction[1] + 0.8 * round * light.direction[2];
  const lit = light.ambient * 0.85 + light.strength * Math.max(0, 0.2 + 0.7 * facing);
  const weave = hat.kind === 'beanie' ? 0.1 * Math.sin(2.6 * x) : 0.05 * noise.over(0.5 * x, 0.5 * y);
  if (crown > 0) paint(pixels, i, hat.colour, crown, lit * (1 + weave));
  const band = crown * edge(hat.kind === 'cap' ? -1 : y - low + 4.5);
  if (band > 0) paint(pixels, i, hat.band, band, lit * (1 + weave));
  if (hat.kind === 'beanie') return;
  const turned = hat.kind === 'cap' ? 10 * Math.sin(pose.yaw) : 0;
  const [rx, ry] = hat.kind === 'cap' ? [width * 0.92, 4.2] : [width * 1.5, 3.6];
  const bend = hat.kind === 'cap' ? -0.006 : 0.003;
  const r = Math.sqrt(((x - turned) / rx) ** 2 + ((y - hat.edge - 1 + bend * (x - turned) ** 2) / ry) ** 2);
  const brim = edge((1 - r) * ry, 1.1);
  const below = smooth(1.6, 0.7, r) * edge(y - hat.edge - 1, 3) * surface.cover[i]!;
  if (below > 0) paint(pixels, i, [0.05, 0.04, 0.04], 0.35 * below * (1 - brim));
  const colour = hat.kind === 'cap' ? hat.band : scaleColour(hat.colour, 0.85);
  if (brim > 0) paint(pixels, i, colour, brim, lit * (0.7 + 0.3 * smooth(1.5, -3, y - hat.edge)));
}
