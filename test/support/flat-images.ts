import { PNG } from 'pngjs';

/** Height, width and channels of {@link flatImages}. */
export const flatShape = [4, 4, 1] as const;

/** Grey images of 4×4 pixels, each of one value: [n, 4, 4, 1]. */
export function flatImages(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap(value => Array<number>(16).fill(value)));
}

/** Left and top of the image of one value (a whole square of it), in a grey PNG. */
export function placeOf(bytes: Uint8Array, value: number): readonly [number, number] {
  const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
  const is = (p: number): boolean => data[4 * p] === value;
  for (let p = 0; p < width * height; p++) {
    if ([0, 3, 3 * width, 3 * width + 3, width + 1].every(step => is(p + step)))
      return [p % width, Math.floor(p / width)];
  }
  throw new Error(`no image of ${value}`);
}
