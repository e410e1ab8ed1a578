import type { ImageSet } from '../../datasets/index.js';
import type { ArithmeticRows, AttributeWalk } from '../../figures/index.js';
import { arithmetic, attributeVector } from '../../latent/index.js';
import { decodeCodes, firstCodes, type Model, toBytes } from '../../models/index.js';
import { pointAt, pointsOf, type Rng, rowsAt } from '../../base/index.js';
import type { DataCodes } from '../measure/measure.js';

/** The attributes that are shown, by their names in CelebA and in words. */
const shown: readonly (readonly [string, string])[] = [
  ['Smiling', 'smiling'],
  ['Eyeglasses', 'with glasses'],
];

/** Training images whose codes attributes' vectors are computed from, at most. */
export const attributeImages = 2000;

/** Faces moved along each vector; rows of arithmetic. */
const [faces, sums] = [4, 4];

/** Multiples of an attribute's vector that are added. */
export const attributeMultiples: readonly number[] = [-1, -0.5, 0, 0.5, 1, 1.5, 2];

/** Faces moved along attributes, and arithmetic on them. */
export interface AttributePictures {
  readonly walks: readonly AttributeWalk[];
  readonly sums: readonly ArithmeticRows[];
}

/**
 * Smiles and glasses put on: vectors from training images' codes, added to the codes of test images without them; and
 * a − b + c of test images, a with the attribute, b and c without.
 * @param codes of the images, {@link attributeImages} of those for training
 * @returns undefined if the images have no attributes
 */
export function attributePictures(
  model: Model,
  { train, test }: { readonly train: ImageSet; readonly test: ImageSet },
  codes: DataCodes,
  rng: Rng,
): AttributePictures | undefined {
  const [ofTrain, ofTest] = [train.attributes, test.attributes];
  if (ofTrain === undefined || ofTest === undefined) return undefined;
  const { means } = firstCodes(codes.train, attributeImages);
  const column = ({ names, values }: typeof ofTrain, name: string): Uint8Array =>
    values.filter((_, i) => names[i % names.length] === name);
  const encoded = (rows: readonly number[]): Float32Array[] => {
    const all = rowsAt(codes.test.means, rows);
    return rows.map((_, i) => pointAt(all, i));
  };
  const decoded = (list: readonly Float64Array[]): Uint8Array =>
    toBytes(
      decodeCodes(
        model,
        pointsOf(Float32Array.from(list.flatMap(code => [...code])), model.config.prior.dimension),
      ),
    );
  const walks: AttributeWalk[] = [];
  const blocks: ArithmeticRows[] = [];
  for (const [name, words] of shown) {
    const has = column(ofTrain, name).subarray(0, means.shape[0]);
    if (!has.includes(0) || !has.includes(1)) continue;
    const { vector, separation } = attributeVector(means, has);
    const order = [...rng.split(name).permutation(test.count)];
    const own = column(ofTest, name);
    const [withIt, without] = [1, 0].map(value => order.filter(i => own[i] === value)) as [
      number[],
      number[],
    ];
    const starts = encoded(without.slice(0, faces));
    const rows = starts.map(code =>
      decoded(attributeMultiples.map(t => Float64Array.from(code, (value, k) => value + t * vector[k]!))),
    );
    walks.push({ name: words, separation, rows });
    const most = Math.min(sums, withIt.length, Math.floor(without.length / 2));
    const [a, b, c] = [withIt.slice(0, most), without.slice(0, most), without.slice(most, 2 * most)].map(
      encoded,
    ) as [Float32Array[], Float32Array[], Float32Array[]];
    blocks.push({
      heading: `a ${words}, b and c not`,
      rows: a.map((code, i) => {
        const [second, third] = [b[i], c[i]] as [Float32Array, Float32Array];
        return decoded([
          ...[code, second, third].map(term => Float64Array.from(term)),
          arithmetic(code, second, third),
        ]);
      }),
    });
  }
  return { walks, sums: blocks };
}
