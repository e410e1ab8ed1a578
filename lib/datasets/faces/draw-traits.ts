import type { Rng } from '../../base/index.js';
import {
  type Colour,
  colourAlong,
  filterColour,
  hueColour,
  irisColours,
  mixColours,
  scaleColour,
  skinTones,
} from './colour.js';
import { drawBackdrop, drawCamera, drawClothes, drawHat, drawLight } from './draw-scene.js';
import { drawHair } from './draw-hair.js';
import { chance, drawKin, type Kin } from './kin.js';
import type { Beard, Brows, Eyes, FaceTraits, Glasses, Head, Mouth, Nose, Pose, Skin } from './traits.js';

/** The traits of one face, drawn at random; each group has its own stream, so that one can change without the others. */
export function drawTraits(rng: Rng): FaceTraits {
  const kin = drawKin(rng.split('kin'));
  const skin = drawSkin(kin, rng.split('skin'));
  const hair = drawHair(kin, rng.split('hair'));
  const mouth = drawMouth(kin, skin.colour, rng.split('mouth'));
  const extras = rng.split('extras');
  return {
    pose: drawPose(rng.split('pose')),
    head: drawHead(kin, rng.split('head')),
    skin,
    eyes: drawEyes(kin, mouth.smile, rng.split('eyes')),
    brows: drawBrows(kin, rng.split('brows')),
    nose: drawNose(kin, rng.split('nose')),
    mouth,
    hair,
    beard: drawBeard(kin, rng.split('beard')),
    glasses: chance(extras, 0.1 + 0.06 * kin.age) ? drawGlasses(rng.split('glasses')) : undefined,
    hat: chance(extras, 0.06) ? drawHat(rng.split('hat')) : undefined,
    earrings: kin.build < 0.5 && chance(extras, 0.35) ? earring(extras) : undefined,
    clothes: drawClothes(kin, rng.split('clothes')),
    light: drawLight(rng.split('light')),
    backdrop: drawBackdrop(rng.split('backdrop')),
    camera: drawCamera(rng.split('camera')),
  };
}

function drawPose(rng: Rng): Pose {
  return {
    yaw: Math.min(0.55, Math.max(-0.55, 0.21 * rng.normal())),
    pitch: 0.09 * rng.normal(),
    roll: 0.055 * rng.normal(),
    shift: [0.6 * rng.normal(), 0.6 * rng.normal()],
    scale: Math.exp(0.045 * rng.normal()),
  };
}

function drawHead({ build, age }: Kin, rng: Rng): Head {
  const fullness = rng.normal();
  return {
    width: 18.7 + 0.7 * build + 0.75 * fullness,
    depth: rng.between(19, 22),
    crown: 28.5 + 1.2 * rng.normal(),
    chin: 30.6 + 1.3 * build + 1.1 * rng.normal(),
    jaw: Math.min(3.6, Math.max(1.8, 2.5 + 0.5 * build + 0.25 * fullness + 0.2 * rng.normal())),
    cheeks: Math.min(1, Math.max(0, 0.5 + 0.25 * fullness - 0.2 * age)),
  };
}

function drawSkin({ melanin, age, build }: Kin, rng: Rng): Skin {
  const warmth = 0.025 * rng.normal();
  const tone = colourAlong(skinTones, melanin);
  return {
    melanin,
    colour: [tone[0] + warmth, tone[1], tone[2] - warmth + 0.015 * rng.normal()],
    shine: rng.uniform(),
    blush: chance(rng, build < 0.5 ? 0.3 : 0.08) ? rng.between(0.5, 1) : rng.between(0, 0.25),
    freckles: melanin < 0.3 && chance(rng, 0.12) ? rng.between(0.4, 1) : 0,
    wrinkles: Math.min(1, Math.max(0, 1.3 * age - 0.3 + 0.1 * rng.normal())),
  };
}

function drawEyes({ build, age, melanin }: Kin, smile: number, rng: Rng): Eyes {
  const dark = Math.min(1, 0.15 + 2 * melanin);
  const iris = chance(rng, dark) ? rng.integer(2) : 2 + rng.integer(irisColours.length - 2);
  const narrow = chance(rng, 0.14);
  const made = chance(rng, build < 0.5 ? 0.5 : 0.02);
  const shade = hueColour(rng.uniform(), rng.between(0.1, 0.5), rng.between(0.2, 0.5));
  return {
    apart: 8.9 + 0.35 * rng.normal(),
    width: 4.1 + 0.25 * rng.normal(),
    open: (narrow ? rng.between(0.7, 0.95) : rng.between(1.5, 2.2)) * (1 - 0.15 * Math.max(0, smile)),
    slant: 0.05 + 0.06 * rng.normal(),
    gaze: [0.45 * rng.normal(), 0.25 * rng.normal()],
    iris: irisColours[iris]!,
    crease: rng.between(0.1, 0.5),
    lashes: build < 0.5 ? rng.between(0.6, 1) : rng.between(0.3, 0.6),
    shadow: { colour: shade, strength: made ? rng.between(0.3, 0.7) : 0 },
    bags: chance(rng, 0.12 + 0.3 * age) ? rng.between(0.5, 1) : rng.between(0, 0.2),
  };
}

function drawBrows({ build }: Kin, rng: Rng): Brows {
  const bushy = chance(rng, build > 0.5 ? 0.28 : 0.05);
  const arched = chance(rng, build > 0.5 ? 0.06 : 0.42);
  return {
    height: 4.7 + 0.5 * rng.normal(),
    thickness: bushy ? rng.between(1.15, 1.5) : rng.between(0.5, 0.8) + 0.2 * build,
    arch: arched ? rng.between(1.3, 2.1) : rng.between(0.2, 0.9),
    strength: bushy ? rng.between(0.85, 1) : rng.between(0.5, 0.85),
    inner: 0.5 * rng.normal(),
  };
}

function drawNose({ build, melanin }: Kin, rng: Rng): Nose {
  const big = chance(rng, 0.12 + 0.2 * build);
  return {
    width: big ? rng.between(1.25, 1.5) : rng.between(0.9, 1.1) + 0.15 * melanin,
    base: 12.2 + 0.5 * rng.normal() + (big ? 0.5 : 0),
    height: rng.between(0.7, 1.1) + (big ? 0.2 : 0),
  };
}

function drawMouth({ build, melanin }: Kin, skin: Colour, rng: Rng): Mouth {
  const smiling = chance(rng, 0.48);
  const opened = chance(rng, smiling ? 0.68 : 0.28);
  const painted = chance(rng, build < 0.5 ? 0.72 : 0);
  const big = chance(rng, 0.22);
  const bare = mixColours(filterColour(skin, [0.93, 0.66, 0.64]), scaleColour(skin, 0.8), 0.3 * melanin);
  const paint = hueColour(rng.between(0.93, 1.02), rng.between(0.55, 0.9), rng.between(0.55, 0.85));
  const size = big ? rng.between(1.35, 1.7) : rng.between(0.65, 1.1);
  const thin = smiling ? 0.85 : 1;
  return {
    y: 18.9 + 0.5 * rng.normal() + 0.4 * build,
    width: 7 + 0.5 * rng.normal() + (smiling ? 1.7 : 0),
    smile: smiling ? rng.between(0.5, 1) : rng.between(-0.22, 0.2),
    open: opened ? (smiling ? rng.between(1.8, 3.8) : rng.between(1.4, 4.5)) : rng.between(0, 0.3),
    lips: [1.45 * size * thin, 1.95 * size * thin],
    colour: painted ? mixColours(bare, paint, rng.between(0.6, 0.95)) : bare,
    painted,
    teeth: smiling || chance(rng, 0.5),
  };
}

function drawBeard({ build }: Kin, rng: Rng): Beard {
  const none = { moustache: 0, goatee: 0, cheeks: 0, sideburns: 0, stubble: 0 };
  if (build < 0.5) return none;
  const kind = rng.uniform();
  const thick = rng.between(0.65, 1);
  const stubble = chance(rng, 0.4) ? rng.between(0.4, 1) : rng.between(0, 0.15);
  if (kind < 0.1) return { ...none, moustache: thick, goatee: thick, cheeks: thick, sideburns: thick };
  if (kind < 0.2) return { ...none, moustache: thick, goatee: thick, stubble };
  if (kind < 0.26) return { ...none, moustache: thick, stubble };
  if (kind < 0.31) return { ...none, goatee: thick, stubble };
  if (kind < 0.4) return { ...none, sideburns: thick, stubble };
  return { ...none, stubble };
}

function drawGlasses(rng: Rng): Glasses {
  const sun = chance(rng, 0.3);
  const size = rng.between(0.85, 1.15) * (sun ? 1.12 : 1);
  return {
    lens: [5.7 * size, rng.between(3.4, 4.6) * size],
    squareness: rng.between(2, 6),
    rim: rng.between(0.5, 1.05),
    frame: chance(rng, 0.75)
      ? scaleColour([1, 0.9, 0.85], rng.between(0.05, 0.2))
      : hueColour(rng.uniform(), 0.5, 0.35),
    tint: sun ? [0.06, 0.05, 0.06] : [0.8, 0.86, 0.9],
    tintStrength: sun ? rng.between(0.85, 0.98) : rng.between(0.05, 0.16),
  };
}

function earring(rng: Rng): Colour {
  return chance(rng, 0.5) ? [0.95, 0.82, 0.45] : hueColour(rng.uniform(), rng.between(0, 0.3), 0.95);
}
