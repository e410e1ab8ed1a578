import { checkCount, rangeError, wholeCodes } from '../base/index.js';

/**
 * Checks the codes that something is fitted to.
 * @param codes [n, d]
 * @param dimension d
 * @param least the smallest n that will do
 * @returns n
 * @throws RangeError where they are not at least `least` whole codes, or not finite
 */
export function checkCodes(codes: Float32Array, dimension: number, least: number): number {
  checkCount(dimension, 'dimension', 1);
  const n = wholeCodes(codes, dimension, least);
  const bad = codes.findIndex(value => !Number.isFinite(value));
  if (bad >= 0) {
    throw rangeError(
      `\`codes\` to be finite, got ${codes[bad]} in code ${Math.floor(bad / dimension)}, coordinate ${bad % dimension}`,
    );
  }
  return n;
}
