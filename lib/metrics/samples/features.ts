import { rangeError } from '../../base/index.js';
/** What a feature network says of images: one row of `d` numbers an image. */
export interface Features {
  /** Row by row. */
  readonly data: Float32Array;
  readonly shape: readonly [n: number, d: number];
}

/**
 * Checks that features are whole rows of finite numbers.
 * @throws RangeError where there are fewer than `least` rows or no column, the numbers are not n × d, or one is not
 *   finite; the message names its row
 */
export function checkFeatures({ data, shape: [n, d] }: Features, least: number, name: string): void {
  if (!Number.isInteger(n) || n < least || !Number.isInteger(d) || d < 1 || data.length !== n * d) {
    throw rangeError(
      `\`${name}\` to hold at least ${least} whole rows of features, got ${data.length} numbers as [${n}, ${d}]`,
    );
  }
  for (let k = 0; k < data.length; k++) {
    if (!Number.isFinite(data[k])) {
      throw rangeError(
        `\`${name}\` to be finite, got ${data[k]} in row ${Math.floor(k / d)}, column ${k % d}`,
      );
    }
  }
}

/**
 * Checks two sets of features of the same network.
 * @throws RangeError like {@link checkFeatures}, and where the rows differ in length
 */
export function checkBothFeatures(real: Features, generated: Features, least: number): void {
  checkFeatures(real, least, 'real');
  checkFeatures(generated, least, 'generated');
  if (real.shape[1] !== generated.shape[1]) {
    throw rangeError(
      `\`real\` and \`generated\` to have as many features, got ${real.shape[1]} and ${generated.shape[1]}`,
    );
  }
}

/** The rows of the given numbers, in that order. */
export function featureRows({ data, shape: [, d] }: Features, rows: ArrayLike<number>): Features {
  const chosen = new Float32Array(rows.length * d);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    chosen.set(data.subarray(row * d, (row + 1) * d), i * d);
  }
  return { data: chosen, shape: [rows.length, d] };
}
