/** How far below 0 the reduced cost of an arc may be by rounding: 2⁻⁴⁵ of the largest of these numbers. */
export function rounding(...costs: readonly Float64Array[]): number {
  let largest = 0;
  for (const values of costs) {
    for (let k = 0; k < values.length; k++) largest = Math.max(largest, Math.abs(values[k]!));
  }
  return largest * 2 ** -45;
}
