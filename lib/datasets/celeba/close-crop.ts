import type { Square } from '../folders/lanczos.js';

/**
 * The "closecrop" of the released WAE code in proportion: of 178 × 218 pixels the square of 140 in the middle,
 * side = round(140·min(width/178, height/218)), left = ⌊(width − side)/2⌋, top = ⌊(height − side)/2⌋.
 * @throws Error if no pixel is left
 */
export function closeCrop(width: number, height: number): Square {
  const side = Math.round(140 * Math.min(width / 178, height / 218));
  if (side < 1) throw new Error(`it has ${width} × ${height} pixels`);
  return { left: Math.floor((width - side) / 2), top: Math.floor((height - side) / 2), side };
}
