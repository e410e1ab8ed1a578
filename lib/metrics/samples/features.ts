import { checkOneSpace, checkPoints, type Points } from '../../base/index.js';

/** What a feature network says of images: one row of `d` numbers an image. */
export type Features = Points<Float32Array>;

/**
 * Checks two sets of features of the same network.
 * @throws RangeError like `checkPoints`, and if the rows differ in length
 */
export function checkBothFeatures(real: Points, generated: Points, least: number): void {
  checkPoints(real, 'real', least);
  checkPoints(generated, 'generated', least);
  checkOneSpace(real, 'real', generated, 'generated');
}
