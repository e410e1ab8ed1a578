import test from 'ava';
import { takePicture } from '../../../lib/datasets/faces/camera.js';
import { area, bump, edge, paint, smooth } from '../../../lib/datasets/faces/canvas.js';
import { colourAlong, hueColour, mixColours } from '../../../lib/datasets/faces/colour.js';
import { drawTraits } from '../../../lib/datasets/faces/draw-traits.js';
import { makeNoise } from '../../../lib/datasets/faces/noise.js';
import { headOutline, outlineAt, widest } from '../../../lib/datasets/faces/outline.js';
import { faceRelief, origin, reliefAt, traceHead } from '../../../lib/datasets/faces/surface.js';
import { drawFace } from '../../../lib/datasets/faces/render.js';
import type { FaceTraits } from '../../../lib/datasets/faces/traits.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';

const faces = Array.from({ length: 60 }, (_, i) => drawTraits(Rng.fromSeed(8).split('face', i)));
const some = faces[0]!;
const still: FaceTraits = {
  ...some,
  pose: { yaw: 0, pitch: 0, roll: 0, shift: [0, 0], scale: 1 },
  hair: { ...some.hair, cut: 'bald' },
  beard: { moustache: 0, goatee: 0, cheeks: 0, sideburns: 0, stubble: 0 },
  glasses: undefined,
  hat: undefined,
  earrings: undefined,
  camera: { exposure: 1, contrast: 1, saturation: 1, blur: 0.2, noise: 0 },
};

/** Mean change of a pixel's three bytes where `inside` says so and elsewhere, from one face to another. */
function change(
  before: FaceTraits,
  after: FaceTraits,
  inside: (column: number, row: number) => boolean,
): { there: number; elsewhere: number } {
  const [a, b] = [drawFace(before, Rng.fromSeed(1)), drawFace(after, Rng.fromSeed(1))];
  const sums = { there: 0, elsewhere: 0 };
  const counts = { there: 0, elsewhere: 0 };
  for (let i = 0; i < area; i++) {
    const where = inside(i % 64, Math.floor(i / 64)) ? 'there' : 'elsewhere';
    counts[where] += 3;
    for (let k = 0; k < 3; k++) sums[where] += b[3 * i + k]! - a[3 * i + k]!;
  }
  return { there: sums.there / counts.there, elsewhere: sums.elsewhere / counts.elsewhere };
}

test('edge, smooth and bump have their closed forms', t => {
  t.deepEqual([edge(-0.5), edge(0), edge(0.25), edge(0.5), edge(1, 4)], [0, 0.5, 0.75, 1, 0.75]);
  t.deepEqual(
    [smooth(2, 4, 1), smooth(2, 4, 2.5), smooth(2, 4, 3), smooth(4, 2, 3.5)],
    [0, 0.15625, 0.5, 0.15625],
  );
  t.deepEqual([bump(0, 0, 2, 3), bump(1, 0, 2, 3), bump(0, 3, 2, 3), bump(9, 9, 2, 3)], [1, 0.5625, 0, 0]);
});

test('paint mixes (1 − alpha)·before + alpha·light·colour into one pixel', t => {
  const pixels = new Float32Array(9).fill(0.5);
  paint(pixels, 1, [1, 0.5, 0], 0.25, 2);
  allClose(t, [...pixels], [0.5, 0.5, 0.5, 0.875, 0.625, 0.375, 0.5, 0.5, 0.5], { atol: 1e-7 });
});

test('hueColour goes round from red; colourAlong and mixColours are straight', t => {
  t.deepEqual(hueColour(0, 1, 1), [1, 0, 0]);
  t.deepEqual(hueColour(1 / 3, 1, 0.5), [0, 0.5, 0]);
  t.deepEqual(hueColour(2 / 3, 0.5, 1), [0.5, 0.5, 1]);
  t.deepEqual(mixColours([0, 1, 2], [4, 5, 6], 0.25), [1, 2, 3]);
  const stops = [
    [0, 0, 0],
    [1, 2, 3],
    [3, 2, 1],
  ] as const;
  t.deepEqual(colourAlong(stops, 0.25), [0.5, 1, 1.5]);
  t.deepEqual(colourAlong(stops, 7), [3, 2, 1]);
});

test('makeNoise stays in [−1, 1], is smooth and repeats after 256', t => {
  const { along, over } = makeNoise(Rng.fromSeed(4));
  let steepest = 0;
  for (let k = 0; k < 5000; k++) {
    const [x, y] = [-20 + 0.013 * k, 3 - 0.017 * k];
    t.true(Math.abs(over(x, y)) <= 1);
    steepest = Math.max(steepest, Math.abs(over(x + 1e-4, y) - over(x, y)) / 1e-4);
  }
  t.true(steepest < 3.01, `${steepest}`);
  t.is(along(3), along(259));
  t.is(over(3, 2), along(3 + 114));
});

test('headOutline is widest over the eyes, falls as √(1 − tᵖ) and counts on below zero', t => {
  const head = { ...some.head, crown: 27, chin: 30 };
  const outline = headOutline(head, 18, 3);
  t.is(outlineAt(outline, widest), 18);
  allClose(
    t,
    [outlineAt(outline, 13.5), outlineAt(outline, -15)],
    [18 * Math.sqrt(7 / 8), 18 * Math.sqrt(3 / 4)],
    {
      rtol: 1e-3,
    },
  );
  allClose(t, [outlineAt(outline, 32), outlineAt(outline, -30)], [-2, -3], { atol: 1e-9 });
});

test('reliefAt gives the slopes of its heights, on both sides of the nose alike', t => {
  const relief = faceRelief(some);
  const at = (x: number, y: number): Float64Array => {
    const out = new Float64Array(3);
    reliefAt(relief, x, y, out);
    return out;
  };
  for (const [x, y] of [
    [2.3, 9.1],
    [-7.4, -1.2],
    [10.2, 8],
    [-3.1, 19.2],
  ] as const) {
    const slopes = [
      (at(x + 1e-6, y)[0]! - at(x - 1e-6, y)[0]!) / 2e-6,
      (at(x, y + 1e-6)[0]! - at(x, y - 1e-6)[0]!) / 2e-6,
    ];
    allClose(t, [...at(x, y).subarray(1)], slopes, { atol: 1e-6 });
    const [height, right, down] = at(-x, y);
    t.deepEqual([height, -right!, down], [...at(x, y)]);
  }
});

test('traceHead keeps every face in the frame, the point between the eyes where CelebA has it', t => {
  for (const traits of faces) {
    const { u, v, cover } = traceHead(traits);
    let [best, at] = [Infinity, 0];
    let mouth = Infinity;
    for (let i = 0; i < area; i++) {
      if (cover[i]! < 1) continue;
      const far = u[i]! ** 2 + v[i]! ** 2;
      if (far < best) [best, at] = [far, i];
      mouth = Math.min(mouth, u[i]! ** 2 + (v[i]! - traits.mouth.y) ** 2);
    }
    const { shift } = traits.pose;
    t.true(best < 2 && mouth < 2, `${best} ${mouth}`);
    t.true(Math.abs((at % 64) + 0.5 - origin[0] - shift[0]) < 3, `${at % 64} ${traits.pose.yaw}`);
    t.true(Math.abs(Math.floor(at / 64) + 0.5 - origin[1] - shift[1]) < 3);
    const corners = [0, 63, area - 64, area - 1].map(i => cover[i]);
    t.deepEqual(corners, [0, 0, 0, 0]);
    const covered = cover.reduce((sum, share) => sum + share, 0) / area;
    t.true(covered > 0.25 && covered < 0.75, `${covered}`);
  }
});

test('traceHead: a head that faces us is its own map, a turned one is foreshortened on the far side', t => {
  const { u, v, x, y, cover } = traceHead(still);
  for (let i = 0; i < area; i++) {
    if (cover[i]! < 1) continue;
    t.true(Math.abs(u[i]! - x[i]!) < 1e-9);
    t.true(Math.abs(v[i]! - y[i]!) < 1e-9);
  }
  const row = 32 * 64;
  const steep = (yaw: number): number => {
    const turned = traceHead({ ...still, pose: { ...still.pose, yaw } });
    return turned.u[row + 38]! - turned.u[row + 35]!;
  };
  t.true(steep(0.4) > steep(0) + 0.2, `${steep(0.4)} ${steep(0)}`);
  t.true(steep(-0.4) < steep(0) - 0.05, `${steep(-0.4)} ${steep(0)}`);
});

test('traceHead: a lamp on one side lights that side', t => {
  const sideLit = (x: number): number => {
    const { light, u, cover } = traceHead({ ...still, light: { ...still.light, direction: [x, 0, 0.6] } });
    let sum = 0;
    for (let i = 0; i < area; i++) if (cover[i] === 1) sum += Math.sign(u[i]!) * light[i]!;
    return sum / area;
  };
  t.true(sideLit(0.8) > 0.05);
  allClose(t, [sideLit(-0.8)], [-sideLit(0.8)], { rtol: 0.05 });
});

test('takePicture without blur, grain or tint is 255 times the pixel, rounded; contrast turns about 0.45', t => {
  const pixels = Float32Array.from({ length: 3 * area }, (_, i) => (0.75 * i) / (3 * area));
  const camera = { exposure: 1, contrast: 1, saturation: 1, blur: 0.1, noise: 0 };
  const plain = takePicture(pixels.slice(), camera, [1, 1, 1], Rng.fromSeed(1));
  t.true(plain.every((byte, i) => Math.abs(byte - 255 * pixels[i]!) <= 0.51));
  const grey = new Float32Array(3 * area).fill(0.65);
  const hard = takePicture(grey.slice(), { ...camera, contrast: 1.5 }, [1, 1, 1], Rng.fromSeed(1));
  t.is(hard[99], Math.round(255 * 0.75));
  const red = takePicture(grey.slice(), { ...camera, saturation: 0 }, [1, 0.5, 0.5], Rng.fromSeed(1));
  t.is(red[0], Math.round(255 * 0.65 * 0.65));
  t.is(red[2], red[0]);
  const white = takePicture(new Float32Array(3 * area).fill(5), camera, [1, 1, 1], Rng.fromSeed(1));
  t.true(white[0]! > 240);
  const noisy = takePicture(grey.slice(), { ...camera, noise: 0.02 }, [1, 1, 1], Rng.fromSeed(1));
  const spread = Math.sqrt(noisy.reduce((sum, byte) => sum + (byte / 255 - 0.65) ** 2, 0) / noisy.length);
  t.true(Math.abs(spread - 0.02) < 0.001, `${spread}`);
});

test('takePicture spreads a dot by a Gaussian of the given standard deviation', t => {
  const pixels = new Float32Array(3 * area);
  for (let k = 0; k < 3; k++) pixels[3 * (32 * 64 + 32) + k] = 0.7;
  const camera = { exposure: 1, contrast: 1, saturation: 1, blur: 1.2, noise: 0 };
  takePicture(pixels, camera, [1, 1, 1], Rng.fromSeed(1));
  let [sum, moment] = [0, 0];
  for (let i = 0; i < area; i++) {
    sum += pixels[3 * i]!;
    moment += pixels[3 * i]! * ((i % 64) - 32) ** 2;
  }
  allClose(t, [sum, moment / sum], [0.7, 1.44], { rtol: 0.01 });
});

test('drawFace: glasses darken the eyes, a hat covers the top, a beard the chin, and nothing else changes', t => {
  const glasses = {
    lens: [6, 4.4],
    squareness: 3,
    rim: 0.8,
    frame: [0.05, 0.05, 0.05],
    tint: [0.05, 0.05, 0.05],
    tintStrength: 0.9,
  } as const;
  const worn = change(still, { ...still, glasses }, (_, row) => row >= 26 && row < 40);
  t.true(worn.there < -15, `${worn.there}`);
  t.is(worn.elsewhere, 0);
  const hat = { kind: 'beanie', colour: [0, 0, 0], band: [0, 0, 0], edge: -10 } as const;
  const covered = change(still, { ...still, hat }, (_, row) => row < 27);
  t.true(covered.there < -40, `${covered.there}`);
  t.is(covered.elsewhere, 0);
  const beard = { ...still.beard, cheeks: 1, goatee: 1, moustache: 1 };
  const dark = { ...still.hair, colour: [0.05, 0.05, 0.05] as const };
  const bearded = change({ ...still, hair: dark }, { ...still, hair: dark, beard }, (_, row) => row >= 44);
  t.true(bearded.there < -25, `${bearded.there}`);
  t.true(Math.abs(bearded.elsewhere) < 2, `${bearded.elsewhere}`);
});

test('drawFace: a smile and an open mouth are seen at the mouth, teeth white in it', t => {
  const shut = { ...still, mouth: { ...still.mouth, smile: 0, open: 0, teeth: false } };
  const around = (column: number, row: number): boolean =>
    column >= 20 && column < 44 && row >= 46 && row < 58;
  const open = { ...shut, mouth: { ...shut.mouth, open: 4 } };
  const teeth = { ...shut, mouth: { ...shut.mouth, open: 4, smile: 0.8, teeth: true } };
  t.true(change(shut, open, around).there < -3);
  t.true(change(open, teeth, around).there > 3);
});
