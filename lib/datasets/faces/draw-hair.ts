import type { Rng } from '../../base/index.js';
import { type Colour, type HairColour, hairColours, mixColours, scaleColour } from './colour.js';
import { chance, type Kin } from './kin.js';
import type { Hair, HairCut } from './traits.js';

type Pair = readonly [left: number, right: number];

/** Hair drawn at random: cut by build and age, colour by age and skin. */
export function drawHair(kin: Kin, rng: Rng): Hair {
  const cut = drawCut(kin, rng);
  const name = drawName(kin, rng);
  const bangs = cut !== 'bald' && chance(rng, kin.build < 0.5 ? 0.22 : 0.08);
  const receding = kin.build > 0.5 && chance(rng, 0.08 + 0.25 * kin.age);
  const line = bangs ? rng.between(-8.5, -6) : rng.between(-19, -14.5) - (receding ? 4.5 : 0);
  const wavy = chance(rng, cut === 'short' ? 0.25 : 0.45);
  return {
    cut,
    name,
    colour: tinge(name, rng),
    line,
    ...drawFront(cut, line, bangs, rng),
    bangs,
    volume: drawVolume(cut, rng),
    end: cut === 'long' ? drawEnd(rng) : rng.between(-2, 6),
    wave: wavy ? rng.between(0.6, 1) : rng.between(0, 0.15),
    gloss: rng.between(0.1, 1),
    strands: rng.between(0.2, 0.6),
  };
}

function drawCut({ build, age }: Kin, rng: Rng): HairCut {
  const p = rng.uniform();
  if (build > 0.5) return p < 0.04 + 0.12 * age ? 'bald' : p < 0.88 ? 'short' : 'long';
  return p < 0.12 ? 'short' : p < 0.3 ? 'tied' : 'long';
}

function drawName({ age, melanin }: Kin, rng: Rng): HairColour {
  if (chance(rng, age > 0.55 ? 0.5 : 0.01)) return 'gray';
  const p = rng.uniform();
  if (melanin > 0.45) return p < 0.85 ? 'black' : p < 0.97 ? 'brown' : 'blond';
  return p < 0.24 ? 'black' : p < 0.62 ? 'brown' : p < 0.91 ? 'blond' : 'red';
}

function tinge(name: HairColour, rng: Rng): Colour {
  const base = hairColours[name];
  const reach = name === 'black' ? 0.15 : name === 'brown' ? 0.28 : 0.16;
  const light = scaleColour(base, 1 + reach * rng.between(-1, 1));
  return mixColours(light, [light[0] * 1.06, light[1], light[2] * 0.88], rng.uniform());
}

function drawFront(
  cut: HairCut,
  line: number,
  bangs: boolean,
  rng: Rng,
): { drop: Pair; sweep: Pair; parting: number; curtain: Pair } {
  const parting = rng.between(-8, 8);
  const far = (): number => (bangs ? rng.between(1, 5) : rng.between(0, 4)) - line;
  const bend = (): number => (bangs ? rng.between(4, 7) : rng.between(2, 5));
  const free = cut === 'long' ? (): number => rng.between(0.66, 1.05) : (): number => 2;
  return { drop: [far(), far()], sweep: [bend(), bend()], parting, curtain: [free(), free()] };
}

function drawVolume(cut: HairCut, rng: Rng): readonly [top: number, side: number] {
  switch (cut) {
    case 'bald':
      return [0, 0];
    case 'short':
      return [rng.between(2, 8), rng.between(0.6, 3.4)];
    case 'tied':
      return [rng.between(1, 3.5), rng.between(0.2, 1)];
    case 'long':
      return [rng.between(2, 6), rng.between(2, 8)];
    default:
      return cut satisfies never;
  }
}

/** Most long hair goes on below the picture. */
function drawEnd(rng: Rng): number {
  return chance(rng, 0.3) ? rng.between(12, 28) : 60;
}
