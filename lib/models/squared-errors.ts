/**
 * Squared error of each image, Σ over pixels and channels of (x − y)², in double precision.
 *
 * For a data set, collect these batch by batch and hand them to `meanWithStandardError`.
 * @param images [n, …]; a `Uint8Array` counts as 0 … 255 and is divided by 255
 * @param reconstructions [n, …], in the unit of the images so read: [0, 1] for a `Uint8Array`
 * @param count n ≥ 1
 * @returns [n], pixel values²
 * @throws RangeError when the lengths differ or are not `count` whole images
 */
export function squaredErrors(
  images: Uint8Array | Float32Array,
  reconstructions: Float32Array,
  count: number,
): Float64Array {
  const pixels = images.length / count;
  if (!Number.isInteger(count) || count < 1 || !Number.isInteger(pixels) || pixels < 1) {
    throw new RangeError(
      `squaredErrors: expected \`images\` to hold \`count\` whole images, got ${images.length} values for ${count}`,
    );
  }
  if (reconstructions.length !== images.length) {
    throw new RangeError(
      `squaredErrors: expected \`reconstructions\` to hold ${images.length} values like \`images\`, got ${reconstructions.length}`,
    );
  }
  const unit = images instanceof Uint8Array ? 255 : 1;
  const errors = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let total = 0;
    for (let p = i * pixels; p < (i + 1) * pixels; p++) {
      total += (images[p]! / unit - reconstructions[p]!) ** 2;
    }
    errors[i] = total;
  }
  return errors;
}
