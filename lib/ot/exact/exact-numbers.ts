const MANY = 2n ** 1000n;

/**
 * Doubles as whole numbers of one small unit, a power of 2: sums and comparisons of them have no rounding.
 *
 * A unit of 2⁻⁵⁴ of the smallest number divides all that are larger, since a double has 53 digits.
 */
export class ExactNumbers {
  /** The unit is 2 to this power. */
  readonly #exponent: number;
  readonly #view: DataView = new DataView(new ArrayBuffer(8));

  /** @param smallest of the numbers but 0, > 0 */
  constructor(smallest: number) {
    this.#exponent = Math.max(-1074, Math.floor(Math.log2(smallest)) - 54);
  }

  /** A double in units. */
  toUnits(value: number): bigint {
    this.#view.setFloat64(0, value);
    const bits = this.#view.getBigUint64(0);
    const exponent = Number((bits >> 52n) & 0x7ffn);
    const fraction = bits & 0xfffffffffffffn;
    const digits = exponent === 0 ? fraction : fraction | 0x10000000000000n;
    const shift = Math.max(exponent, 1) - 1075 - this.#exponent;
    const size = shift >= 0 ? digits << BigInt(shift) : digits >> BigInt(-shift);
    return value < 0 ? -size : size;
  }

  /** Units as a double, rounded but once or, above 2¹⁰⁰⁰ units, twice. */
  toDouble(units: bigint): number {
    let [rest, exponent] = [units, this.#exponent];
    // More digits than a double can count are cut off.
    for (; rest >= MANY || rest <= -MANY; exponent += 512) rest >>= 512n;
    return Number(rest) * 2 ** exponent;
  }
}
