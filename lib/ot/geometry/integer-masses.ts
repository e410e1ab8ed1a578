import { total } from '../../base/index.js';

/** What the masses of a side sum to: below 2⁵³, so that sums and differences are exact. */
const UNITS = 2 ** 52;

/**
 * Positive weights in whole units, so that flows are exact and ties are ties: about weight · 2⁵² / Σ weights, at least
 * 1, and 2⁵² in all; what rounding leaves over goes to the heaviest.
 * @param weights [n], all > 0
 */
export function integerMasses(weights: Float64Array): Float64Array {
  const mass = total(weights);
  const units = weights.map(weight => Math.max(1, Math.round((weight / mass) * UNITS)));
  let heaviest = 0;
  for (let i = 1; i < units.length; i++) {
    if (units[i]! > units[heaviest]!) heaviest = i;
  }
  units[heaviest]! += UNITS - total(units);
  return units;
}
