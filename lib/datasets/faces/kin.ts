import type { Rng } from '../../base/index.js';

/** What the traits of a face are drawn from, so that they go together as they do on people. */
export interface Kin {
  /** 0 … 1; strong jaws, beards and short hair towards 1, long hair and make-up towards 0. */
  readonly build: number;
  /** 0 a young adult, 1 old. */
  readonly age: number;
  /** 0 the palest skin, 1 the darkest. */
  readonly melanin: number;
}

/** Draws what the traits of one face have in common. */
export function drawKin(rng: Rng): Kin {
  const build = chance(rng, 0.43) ? rng.between(0.6, 1) : rng.between(0, 0.4);
  return { build, age: rng.uniform() ** 1.7, melanin: rng.uniform() ** 2 };
}

/** True with probability `p`. */
export function chance(rng: Rng, p: number): boolean {
  return rng.uniform() < p;
}
