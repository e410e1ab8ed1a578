import { area, edge, side, smooth } from './canvas.js';
import { headOutline, type Outline, outlineAt } from './outline.js';
import type { FaceTraits, Light, Pose } from './traits.js';

/** Column and row of the point between the eyes, where CelebA's crop has it. */
export const origin = [32, 32.5] as const;

/** How far the eyes are before the head's axis, relative to its depth. */
const eyeDepth = 0.88;

/** What each pixel of the picture sees of the head; all arrays but `normals` are [64 · 64]. */
export interface Surface {
  /** Place in the upright frame of the picture: right of the head's axis, and down from the eyes. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Where the line of sight meets the face, seen from its front: right of and down from the point between the eyes. */
  readonly u: Float64Array;
  readonly v: Float64Array;
  /** Share of the pixel that the head covers, and the depth in pixels inside its outline. */
  readonly cover: Float64Array;
  readonly inside: Float64Array;
  /** Light that falls on the skin, and what of it is mirrored. */
  readonly light: Float64Array;
  readonly mirrored: Float64Array;
  /** Outward normals before the viewer, of any length, [64 · 64 · 3]. */
  readonly normals: Float64Array;
  /** Half width of the whole head's outline as it is turned. */
  readonly silhouette: Outline;
  /** Where the head's axis is in the picture's upright frame, right of the point between the eyes. */
  readonly axis: number;
}

const array = (): Float64Array => new Float64Array(area);

/** The arrays of the one face that is being drawn. */
const scratch = {
  x: array(),
  y: array(),
  u: array(),
  v: array(),
  cover: array(),
  inside: array(),
  light: array(),
  mirrored: array(),
  normals: new Float64Array(3 * area),
};

interface Forms {
  readonly width: Outline;
  readonly depth: Outline;
  readonly silhouette: Outline;
  readonly relief: Relief;
}

function makeForms(traits: FaceTraits): Forms {
  const { head, pose } = traits;
  const width = headOutline(head, head.width, head.jaw);
  const depth = headOutline(head, head.depth, 3);
  const [cos, sin] = [Math.cos(pose.yaw), Math.sin(pose.yaw)];
  const silhouette = width.map((w, i) => (w <= 0 ? w : Math.sqrt((w * cos) ** 2 + (depth[i]! * sin) ** 2)));
  return { width, depth, silhouette, relief: faceRelief(traits) };
}

/**
 * Traces the head: at each height its cross-section is the ellipse x²/w² + z²/d² = 1, turned by the yaw; the pitch
 * moves what is nearer up or down; the relief lies on that, seen with its parallax.
 *
 * The arrays of the result are overwritten by the next call.
 */
export function traceHead(traits: FaceTraits): Surface {
  const forms = makeForms(traits);
  const { pose, head } = traits;
  const surface: Surface = {
    ...scratch,
    silhouette: forms.silhouette,
    axis: -head.depth * eyeDepth * Math.sin(pose.yaw),
  };
  placePixels(pose, surface);
  const tracer: Tracer = {
    forms,
    surface,
    cos: Math.cos(pose.yaw),
    sin: Math.sin(pose.yaw),
    tilt: Math.tan(pose.pitch),
    near: head.depth * eyeDepth,
    widest: forms.silhouette.reduce((most, w) => Math.max(most, w), 0),
    slopes: new Float64Array(3),
  };
  for (let i = 0; i < area; i++) tracePixel(tracer, i);
  shade(traits.light, surface);
  return surface;
}

/** Undoes shift, scale and roll. */
function placePixels({ roll, scale, shift, yaw }: Pose, { x, y, axis }: Surface): void {
  const [cos, sin] = [Math.cos(roll), Math.sin(roll)];
  // Aligned by eyes and mouth, a turned face is enlarged.
  const size = scale * Math.cos(yaw) ** -0.4;
  for (let i = 0; i < area; i++) {
    const dx = ((i % side) + 0.5 - origin[0] - shift[0]) / size;
    const dy = (Math.floor(i / side) + 0.5 - origin[1] - shift[1]) / size;
    x[i] = cos * dx + sin * dy - axis;
    y[i] = cos * dy - sin * dx;
  }
}

interface Tracer {
  readonly forms: Forms;
  readonly surface: Surface;
  readonly cos: number;
  readonly sin: number;
  readonly tilt: number;
  /** Depth of the eyes before the axis. */
  readonly near: number;
  /** Half width of the silhouette where it is largest. */
  readonly widest: number;
  readonly slopes: Float64Array;
}

function tracePixel(tracer: Tracer, i: number): void {
  const { forms, surface, cos, sin, tilt, near, slopes } = tracer;
  const x = surface.x[i]!;
  surface.inside[i] = -9;
  surface.cover[i] = 0;
  if (Math.abs(x) > tracer.widest + 1) return;
  const height = surface.y[i]!;
  let y = height - tilt * near;
  let w = 1;
  let d = 1;
  let z = 0;
  for (let turn = 0; turn < 2; turn++) {
    w = Math.max(outlineAt(forms.width, y), 0.5);
    d = Math.max(outlineAt(forms.depth, y), 0.5);
    z = nearest(x, w, d, cos, sin);
    if (turn === 0) y = height + tilt * (z - near);
  }
  const reach = outlineAt(forms.silhouette, y);
  const slope = Math.min(3, Math.abs(reach - outlineAt(forms.silhouette, y - 1)));
  const inside = reach < 0 ? reach - 0.4 * Math.abs(x) : (reach - Math.abs(x)) / Math.sqrt(1 + slope * slope);
  const headX = x * cos - z * sin;
  const headZ = x * sin + z * cos;
  surface.inside[i] = inside;
  surface.cover[i] = edge(inside);
  surface.u[i] = headX;
  surface.v[i] = y;
  if (inside < -1) return;
  reliefAt(forms.relief, headX, y, slopes);
  const u = headX - sin * slopes[0]!;
  const v = y + tilt * slopes[0]!;
  surface.u[i] = u;
  surface.v[i] = v;
  reliefAt(forms.relief, u, v, slopes);
  const taper = 2 * (w - Math.max(outlineAt(forms.width, y + 0.5), 0.5));
  const flat = 2 * (d - Math.max(outlineAt(forms.depth, y + 0.5), 0.5));
  const nx = headX / (w * w);
  const ny = (headX * headX * taper) / (w * w * w) + (headZ * headZ * flat) / (d * d * d);
  const nz = headZ / (d * d);
  const scale = 1 / (Math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-9);
  const px = nx * scale - slopes[1]!;
  const pz = nz * scale;
  surface.normals[3 * i] = px * cos + pz * sin;
  surface.normals[3 * i + 1] = ny * scale - slopes[2]! - tilt * 0.5;
  surface.normals[3 * i + 2] = pz * cos - px * sin;
}

/** z in the turned frame of the nearer point of x²/w² + z²/d² = 1 on the line of sight at x; at the rim if it misses. */
function nearest(x: number, w: number, d: number, cos: number, sin: number): number {
  const [perWidth, perDepth] = [1 / (w * w), 1 / (d * d)];
  const a = sin * sin * perWidth + cos * cos * perDepth;
  const b = x * sin * cos * (perDepth - perWidth);
  const c = x * x * (cos * cos * perWidth + sin * sin * perDepth) - 1;
  return (Math.sqrt(Math.max(0, b * b - a * c)) - b) / a;
}

/**
 * Light on skin: ambient + strength·max(0, (n·l + 0.2)/1.2), times 0.72 … 1 by how far the surface turns away; and the
 * mirrored part strength·(n·h)²⁴, h half way between lamp and viewer.
 */
function shade({ direction, ambient, strength }: Light, surface: Surface): void {
  const [lx, ly, lz] = direction;
  const half = 1 / Math.sqrt(lx * lx + ly * ly + (lz + 1) * (lz + 1));
  for (let i = 0; i < area; i++) {
    if (surface.cover[i]! <= 0) continue;
    const x = surface.normals[3 * i]!;
    const y = surface.normals[3 * i + 1]!;
    const z = surface.normals[3 * i + 2]!;
    const scale = 1 / (Math.sqrt(x * x + y * y + z * z) + 1e-9);
    const facing = scale * (x * lx + y * ly + z * lz);
    const rim = 0.72 + 0.28 * smooth(0, 0.75, z * scale);
    surface.light[i] = rim * (ambient + strength * Math.max(0, (facing + 0.2) / 1.2));
    const mirror = Math.max(0, scale * half * (x * lx + y * ly + z * (lz + 1)));
    const squared = mirror * mirror;
    const eighth = squared * squared * squared * squared;
    surface.mirrored[i] = strength * eighth * eighth * eighth;
  }
}

/**
 * Heights over the smooth head, in pixels: hills and hollows height·(1 − q)² where q = ((x − x₀)/rx)² + ((y − y₀)/ry)² < 1,
 * five numbers each: x₀, y₀, 1/rx, 1/ry, height. Those beside the middle stand on both sides.
 */
export type Relief = Float64Array;

type Hill = readonly [x: number, y: number, rx: number, ry: number, height: number];

/** Nose, brows, sockets, cheeks, lips and chin of a face. */
export function faceRelief({ head, eyes, brows, nose, mouth }: FaceTraits): Relief {
  const [w, h, base] = [nose.width, nose.height, nose.base];
  const smile = Math.max(0, mouth.smile);
  const hills: readonly Hill[] = [
    [0, base - 7.5, 4.2 * w, 11.5, 1.7 * h],
    [0, base - 2, 4.6 * w, 5, 2.3 * h],
    [3 * w, base - 0.9, 2.5, 2.5, 0.9 * h],
    [eyes.apart - 0.4, -0.6, 6.4, 5, -1.9],
    [eyes.apart, 0.3, 4.2, 3, 0.9],
    [7.5, -brows.height - 1, 9, 3.6, 0.6],
    [11, 9.5 - 1.5 * smile, 7.5, 7, 0.6 + head.cheeks + 1.1 * smile],
    [0, mouth.y - 1.2, 10.5, 8.5, 1.3],
    [0, mouth.y - 1.4, 6, 2.2, 0.5],
    [0, mouth.y + 1.6, 5, 2.3, 0.8],
    [0, mouth.y + 4.4, 5, 2.6, -0.9],
    [0, head.chin - 3.6, 7, 5, 1.3],
  ];
  return Float64Array.from(hills.flatMap(([x, y, rx, ry, height]) => [x, y, 1 / rx, 1 / ry, height]));
}

/** Height and slope of the relief at (x, y), written to `out` as [h, ∂h/∂x, ∂h/∂y]. */
export function reliefAt(relief: Relief, x: number, y: number, out: Float64Array): void {
  const mirrored = Math.abs(x);
  const sign = x < 0 ? -1 : 1;
  let height = 0;
  let slopeX = 0;
  let slopeY = 0;
  for (let k = 0; k < relief.length; k += 5) {
    const dx = (mirrored - relief[k]!) * relief[k + 2]!;
    const dy = (y - relief[k + 1]!) * relief[k + 3]!;
    const rest = 1 - dx * dx - dy * dy;
    if (rest <= 0) continue;
    const peak = relief[k + 4]!;
    height += peak * rest * rest;
    slopeX -= 4 * peak * rest * dx * sign * relief[k + 2]!;
    slopeY -= 4 * peak * rest * dy * relief[k + 3]!;
  }
  out[0] = height;
  out[1] = slopeX;
  out[2] = slopeY;
}
