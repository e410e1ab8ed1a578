import type { Head } from './traits.js';

const [top, bottom, perPixel] = [-48, 48, 4];

/** Half widths over the height y of a form that is symmetrical about a line, every quarter of a pixel. */
export type Outline = Float64Array;

/** The value of an outline at y, straight between the table's points. */
export function outlineAt(outline: Outline, y: number): number {
  const place = Math.min(Math.max((y - top) * perPixel, 0), outline.length - 2);
  const i = Math.floor(place);
  const from = outline[i]!;
  return from + (place - i) * (outline[i + 1]! - from);
}

/**
 * An outline from f(y); if f is negative it says how far y is beyond the end.
 */
export function makeOutline(f: (y: number) => number): Outline {
  const table = new Float64Array((bottom - top) * perPixel + 1);
  for (let i = 0; i < table.length; i++) table[i] = f(top + i / perPixel);
  return table;
}

/** Height of the widest place of a head, just over the eyes. */
export const widest = -3;

/**
 * Half width (or half depth) of a head at height y.
 *
 * size·√(1 − t²) over the widest place, t = (widest − y)/(crown + widest); below it size·√(1 − tᵖ),
 * t = (y − widest)/(chin − widest); beyond both ends −(t − 1)·height.
 *
 * @param power p: larger for a square jaw
 */
export function headOutline({ crown, chin }: Head, size: number, power: number): Outline {
  return makeOutline(y => {
    const height = y < widest ? crown + widest : chin - widest;
    const t = Math.abs(y - widest) / height;
    if (t > 1) return -(t - 1) * height;
    return size * Math.sqrt(1 - t ** (y < widest ? 2 : power));
  });
}
