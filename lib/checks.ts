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
    throw new RangeError(`${caller}: expected \`${name}\` to be an integer >= ${least}, got ${value}`);
  }
}
