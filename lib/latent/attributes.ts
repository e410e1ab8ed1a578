import { checkPoints, dot, naming, pointAt, type Points, rangeError } from '../base/index.js';
import { checkCode, checkCodeOf, type Code } from './code.js';

/** The direction in which codes have an attribute, and how well it tells them apart. */
export interface AttributeVector {
  /** Mean of the codes with the attribute − mean of those without, [d], latent units. */
  readonly vector: Float64Array;
  /**
   * How likely a code with the attribute lies farther along the vector than one without, of the codes it was computed
   * from (so a little too high for new ones): ½ says nothing, 1 separates them all. Equal places count half.
   */
  readonly separation: number;
  readonly countWith: number;
  readonly countWithout: number;
}

/**
 * The attribute's vector v = z̄_with − z̄_without, and the area under the ROC curve of the codes' places zᵀv.
 * @param codes [n, d]
 * @param has [n], other than 0 for the codes with the attribute
 * @throws RangeError if sizes do not fit, codes are not finite, or all or none have the attribute
 * @see larsen:16, section 4.2
 */
export function attributeVector(codes: Points, has: Uint8Array): AttributeVector {
  return naming('attributeVector', () => {
    checkPoints(codes, 'codes', 2);
    const [n, d] = codes.shape;
    if (has.length !== n) {
      throw rangeError(`\`has\` to have one entry for each of ${n} codes, got ${has.length}`);
    }
    const countWith = has.reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
    if (countWith === 0 || countWith === n) {
      throw rangeError(`codes with and without the attribute, got ${countWith} of ${n}`);
    }
    const vector = new Float64Array(d);
    for (let i = 0; i < n; i++) {
      const weight = has[i] === 0 ? -1 / (n - countWith) : 1 / countWith;
      for (let k = 0; k < d; k++) vector[k]! += weight * codes.data[i * d + k]!;
    }
    const places = Float64Array.from({ length: n }, (_, i) =>
      dot(vector, Float64Array.from(pointAt(codes, i))),
    );
    return { vector, separation: areaUnderRoc(places, has), countWith, countWithout: n - countWith };
  });
}

/** Mann and Whitney's U/(n₁ n₀): the share of pairs in which the score with is larger, equal ones by half. */
function areaUnderRoc(scores: Float64Array, has: Uint8Array): number {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  let [won, withoutBelow, countWith] = [0, 0, 0];
  for (let start = 0; start < order.length;) {
    let [withHere, withoutHere] = [0, 0];
    const score = scores[order[start]!];
    for (; start < order.length && scores[order[start]!] === score; start++) {
      if (has[order[start]!] === 0) withoutHere++;
      else withHere++;
    }
    won += withHere * (withoutBelow + withoutHere / 2);
    withoutBelow += withoutHere;
    countWith += withHere;
  }
  return won / (countWith * withoutBelow);
}

/**
 * Arithmetic on codes: a − b + c.
 * @param a [d]
 * @param b [d]
 * @param c [d]
 * @returns [d], latent units
 * @throws RangeError if sizes differ or a code is not finite
 */
export function arithmetic(a: Code, b: Code, c: Code): Float64Array {
  return naming('arithmetic', () => {
    const d = checkCode(a, 'a');
    checkCodeOf(b, 'b', d, '`a`');
    checkCodeOf(c, 'c', d, '`a`');
    return Float64Array.from(a, (value, k) => value - b[k]! + c[k]!);
  });
}
