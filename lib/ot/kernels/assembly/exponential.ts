/** exp of two numbers at a time. */

/** 1.5 · 2⁵²: x + MAGIC holds the whole number nearest to x in its last bits. */
const MAGIC: f64 = 6755399441055744.0;
const LOG2_E: f64 = 1.4426950408889634;
/** log 2 in two parts; the first has 32 bits, so that whole multiples of it are exact. */
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
/** Below this exp is taken for 0, as the plain loops do; above HIGHEST for about the largest double. */
const LOWEST: f64 = -600.0;
const HIGHEST: f64 = 709.4;

/**
 * exp(x) to 5 · 10⁻¹⁶ of its value for −600 ≤ x ≤ 709.4; 0 below, and if x is NaN.
 *
 * x = k log 2 + r with |r| ≤ ½ log 2; exp(r) by a polynomial of degree 11 whose error is 3 · 10⁻¹⁸ (exp interpolated
 * at Chebyshev's points), then 2ᵏ by the exponent's bits.
 */
@inline
export function exponential(x: v128): v128 {
  const bounded = f64x2.pmin(x, f64x2.splat(HIGHEST));
  const shifted = f64x2.add(f64x2.mul(bounded, f64x2.splat(LOG2_E)), f64x2.splat(MAGIC));
  const k = f64x2.sub(shifted, f64x2.splat(MAGIC));
  const r = f64x2.sub(
    f64x2.sub(bounded, f64x2.mul(k, f64x2.splat(LN2_HIGH))),
    f64x2.mul(k, f64x2.splat(LN2_LOW)),
  );
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  // By pairs of coefficients, so that the processor need not wait for one product after the other.
  const p01 = f64x2.add(f64x2.splat(1.0), r);
  const p23 = f64x2.add(f64x2.splat(0.5000000000000019), f64x2.mul(f64x2.splat(0.1666666666666668), r));
  const p45 = f64x2.add(
    f64x2.splat(0.04166666666648795),
    f64x2.mul(f64x2.splat(0.008333333333319589), r),
  );
  const p67 = f64x2.add(
    f64x2.splat(0.0013888888952352863),
    f64x2.mul(f64x2.splat(0.00019841269890076403), r),
  );
  const p89 = f64x2.add(
    f64x2.splat(2.4801485441561313e-5),
    f64x2.mul(f64x2.splat(2.755724088722987e-6), r),
  );
  const pab = f64x2.add(
    f64x2.splat(2.763265472252779e-7),
    f64x2.mul(f64x2.splat(2.5110049204818658e-8), r),
  );
  const high = f64x2.add(f64x2.add(p45, f64x2.mul(p67, r2)), f64x2.mul(f64x2.add(p89, f64x2.mul(pab, r2)), r4));
  const p = f64x2.add(f64x2.add(p01, f64x2.mul(p23, r2)), f64x2.mul(high, r4));
  const power = i64x2.add(i64x2.shl(shifted, 52), i64x2.splat(1023 << 52));
  return v128.and(f64x2.mul(p, power), f64x2.ge(x, f64x2.splat(LOWEST)));
}
