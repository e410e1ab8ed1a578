/** Radius of the circle about 0 that holds `mass` of N(0, σ²I) in a plane: σ √(−2 ln(1 − mass)). */
export function normalRadius(mass: number, sigma: number): number {
  return sigma * Math.sqrt(-2 * Math.log1p(-mass));
}
