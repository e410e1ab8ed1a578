import type { ClassifierArchitecture } from './classifier.js';

/** How well a classifier names images. */
export interface Accuracies {
  /** `classes`: the share of the images named right. `attributes`: the mean of `accuracies`. */
  readonly accuracy: number;
  /**
   * `classes`: the share of the class's images named right, null if there are none. `attributes`: the balanced
   * accuracy, ½ (share of the images with the attribute whose probability is > ½ + share of those without it whose
   * probability is ≤ ½), null if there are none with it or none without.
   */
  readonly accuracies: Readonly<Record<string, number | null>>;
}

/**
 * Accuracy of probabilities against targets.
 * @param probabilities [n, k]
 * @param targets [n, k], 0 or 1; for `classes` one 1 a row
 * @param names of the outputs, [k]
 * @throws RangeError if the lengths differ or are not whole rows
 */
export function accuraciesOf(
  kind: ClassifierArchitecture['kind'],
  probabilities: Float32Array,
  targets: Uint8Array,
  names: readonly string[],
): Accuracies {
  const k = names.length;
  const n = targets.length / k;
  if (probabilities.length !== targets.length || !Number.isInteger(n) || n < 1) {
    throw new RangeError(
      `accuraciesOf: expected \`probabilities\` and \`targets\` to be rows of ${k}, got ${probabilities.length} and ${targets.length} numbers`,
    );
  }
  // By output: images with target 0 and 1, and how many of them are right.
  const counts = names.map(() => ({ of: [0, 0], right: [0, 0] }) as Counts);
  for (let i = 0; i < n; i++) {
    const row = probabilities.subarray(i * k, (i + 1) * k);
    const named = kind === 'classes' ? row.indexOf(Math.max(...row)) : undefined;
    for (const [j, { of, right }] of counts.entries()) {
      const target = targets[i * k + j] as 0 | 1;
      const guess = named === undefined ? row[j]! > 0.5 : named === j;
      of[target]++;
      if (guess === (target === 1)) right[target]++;
    }
  }
  const all = counts.map(({ of, right }) => {
    const [without, withIt] = [right[0] / of[0], right[1] / of[1]];
    const value = kind === 'classes' ? withIt : (without + withIt) / 2;
    return Number.isNaN(value) ? null : value;
  });
  const known = all.filter(value => value !== null);
  const accuracy =
    kind === 'classes'
      ? counts.reduce((sum, { right }) => sum + right[1], 0) / n
      : known.reduce((sum, value) => sum + value, 0) / known.length;
  return { accuracy, accuracies: Object.fromEntries(names.map((name, j) => [name, all[j] ?? null])) };
}

interface Counts {
  readonly of: [without: number, withIt: number];
  readonly right: [without: number, withIt: number];
}
