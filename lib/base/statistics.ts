/** A mean with its standard error. */
export interface Estimate {
  readonly value: number;
  /** Standard deviation over n − 1, divided by √n; the unit of `value`. */
  readonly standardError: number;
  readonly n: number;
}

/**
 * Mean of independent values, and its standard error sd/√n with sd² = Σ (v − mean)²/(n − 1), in double precision.
 * @throws RangeError for fewer than two values
 */
export function meanWithStandardError(values: ArrayLike<number>): Estimate {
  const n = values.length;
  if (n < 2) throw new RangeError(`meanWithStandardError: expected at least 2 values, got ${n}`);
  let total = 0;
  for (let i = 0; i < n; i++) total += values[i]!;
  const value = total / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - value) ** 2;
  return { value, standardError: Math.sqrt(squares / (n - 1) / n), n };
}

/** The p-quantile of ascending values, linearly interpolated between ranks 0 and n − 1. */
export function quantile(sorted: Float64Array, p: number): number {
  const place = p * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return below + (place - Math.floor(place)) * (above - below);
}
