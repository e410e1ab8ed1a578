/**
 * Checks a number that has to be finite and > 0.
 * @throws RangeError where it is not
 */
export function checkPositive(value: number, name: string, caller: string): void {
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(`${caller}: expected \`${name}\` to be finite and > 0, got ${value}`);
  }
}

/**
 * Checks a number that counts something.
 * @throws RangeError unless it is an integer ≥ `least`
 */
export function checkCount(value: number, name: string, least: number, caller: string): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${caller}: expected \`${name}\` to be an integer ≥ ${least}, got ${value}`);
  }
}

/**
 * How many codes of `dimension` coordinates there are.
 * @param codes [n, d]
 * @param least the smallest n that will do
 * @throws RangeError unless they are whole and at least `least`
 */
export function wholeCodes(
  codes: Float32Array | Float64Array,
  dimension: number,
  least: number,
  caller: string,
): number {
  const n = codes.length / dimension;
  if (!Number.isInteger(dimension) || dimension < 1 || !Number.isInteger(n) || n < least) {
    throw new RangeError(
      `${caller}: expected \`codes\` to hold at least ${least} whole codes of ${dimension} coordinates, got ${codes.length} numbers`,
    );
  }
  return n;
}
