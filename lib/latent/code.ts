import { type Numbers, rangeError } from '../base/index.js';

/** One code, [d], latent units. */
export type Code = Numbers;

/**
 * How many coordinates a code has.
 * @throws RangeError for none, or one that is not finite
 */
export function checkCode(code: Code, name: string): number {
  if (code.length === 0) throw rangeError(`\`${name}\` to have coordinates, got none`);
  for (let k = 0; k < code.length; k++) {
    if (!Number.isFinite(code[k])) throw rangeError(`\`${name}\` to be finite, got ${code[k]} at ${k}`);
  }
  return code.length;
}

/**
 * Checks that a code has as many coordinates as something else.
 * @throws RangeError if it has not, or one is not finite
 */
export function checkCodeOf(code: Code, name: string, d: number, like: string): void {
  const length = checkCode(code, name);
  if (length !== d) throw rangeError(`\`${name}\` to have ${d} coordinates like ${like}, got ${length}`);
}
