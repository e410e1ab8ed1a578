import { checkCount, wholeCodes } from '../base/index.js';

/**
 * Checks the codes that something is fitted to.
 * @param codes [n, d]
 * @param dimension d
 * @param least the smallest n that will do
 * @returns n
 * @throws RangeError where they are not at least `least` whole codes, or not finite
 */
export function checkCodes(codes: Float32Array, dimension: number, least: number, caller: string): number {
  checkCount(dimension, 'dimension', 1, caller);
  const n = wholeCodes(codes, dimension, least, caller);
  const bad = codes.findIndex(value => !Number.isFinite(value));
  if (bad >= 0) {
    throw new RangeError(
      `${caller}: expected \`codes\` to be finite, got ${codes[bad]} in code ${Math.floor(bad / dimension)}, coordinate ${bad % dimension}`,
    );
  }
  return n;
}
