import { rangeError } from '../base/index.js';
/** Codes, [n, d] row by row, latent units. */
export type CodesLike = Float32Array | Float64Array;

/**
 * How many numbers a single code has.
 * @throws RangeError for none, or one that is not finite
 */
export function checkCode(code: CodesLike, name: string): number {
  if (code.length === 0) throw rangeError(`\`${name}\` to have coordinates, got none`);
  checkFinite(code, name);
  return code.length;
}

/**
 * Checks that every number is finite.
 * @throws RangeError for the first that is not
 */
export function checkFinite(codes: CodesLike, name: string): void {
  for (let i = 0; i < codes.length; i++) {
    if (!Number.isFinite(codes[i])) {
      throw rangeError(`\`${name}\` to be finite, got ${codes[i]} at ${i}`);
    }
  }
}

/**
 * Checks that two arrays are as long.
 * @throws RangeError where they are not
 */
export function checkAsLong(array: ArrayLike<unknown>, length: number, name: string, other: string): void {
  if (array.length !== length) {
    throw rangeError(`\`${name}\` to have ${length} entries like \`${other}\`, got ${array.length}`);
  }
}
