import type { ImageShape } from './pictures/grid.js';
import { pictureRowsPng, type PictureRowsOptions } from './pictures/picture-rows.js';

/** Codes moved along an attribute's vector, decoded. */
export interface AttributeWalk {
  readonly name: string;
  /** Share of pairs, one with and one without, that the vector tells apart, see `attributeVector`. */
  readonly separation: number;
  /** [steps, h, w, c] of each code. */
  readonly rows: readonly Uint8Array[];
}

/** a − b + c, decoded with its terms. */
export interface ArithmeticRows {
  readonly heading: string;
  /** Each [4, h, w, c]: a, b, c and a − b + c. */
  readonly rows: readonly Uint8Array[];
}

/**
 * Movement along attributes' vectors: a block for each attribute, a row for each code, a column for each multiple of the
 * vector that was added.
 * @returns the bytes of a PNG file
 * @throws RangeError without an attribute, and for images that do not fit
 */
export function attributesPicture(
  walks: readonly AttributeWalk[],
  multiples: readonly number[],
  shape: ImageShape,
  options: PictureRowsOptions = {},
): Uint8Array {
  const columns = multiples.map(multiple => `${multiple < 0 ? '−' : '+'} ${Math.abs(multiple)}`);
  const blocks = walks.map(({ name, separation, rows }) => ({
    heading: `${name}: the vector tells ${(100 * separation).toFixed(0)} % of pairs apart (50 % by chance)`,
    columns: columns.map((words, i) => (multiples[i] === 0 ? 'as it is' : words)),
    rows: rows.map(images => ({ images })),
  }));
  return pictureRowsPng(blocks, shape, { across: Math.min(2, walks.length || 1), ...options });
}

/**
 * Arithmetic on codes: a block for each difference, in each row a, b, c and a − b + c.
 * @returns the bytes of a PNG file
 * @throws RangeError without a block, and for images that do not fit
 */
export function arithmeticPicture(
  blocks: readonly ArithmeticRows[],
  shape: ImageShape,
  options: PictureRowsOptions = {},
): Uint8Array {
  return pictureRowsPng(
    blocks.map(({ heading, rows }) => ({
      heading,
      columns: ['a', 'b', 'c', 'a − b + c'],
      rows: rows.map(images => ({ images })),
    })),
    shape,
    { across: Math.min(2, blocks.length || 1), apart: { columns: [2] }, ...options },
  );
}
