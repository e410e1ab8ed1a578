/** Φ(x), the standard normal distribution function, by its power series (|x| below 6) to about 1e-12. */
export function normalCdf(x: number): number {
  // Φ(x) = ½ + φ(x) (x + x³/3 + x⁵/15 + …)
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-16; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
}

/** √n · sup |F_n − F|, Kolmogorov and Smirnov's statistic: above 1.95 one time in a thousand where F is right. */
export function kolmogorovSmirnov(draws: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(draws).sort();
  const n = sorted.length;
  let supremum = 0;
  sorted.forEach((x, i) => {
    const value = cdf(x);
    supremum = Math.max(supremum, value - i / n, (i + 1) / n - value);
  });
  return Math.sqrt(n) * supremum;
}

/** Pearson's Σ (seen − expected)² / expected for equal expectations. */
export function chiSquared(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  return counts.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
}

/** The mean of v^power. */
export function rawMoment(values: ArrayLike<number>, power: number): number {
  return Array.from(values).reduce((sum, v) => sum + v ** power, 0) / values.length;
}
