import { checkPictures, pixelUnit, type Pictures } from './pictures.js';

/** The published window and constants, for pixels in [0, 1]. */
const WINDOW = { size: 11, sigma: 1.5, c1: 0.01 ** 2, c2: 0.03 ** 2 } as const;

/**
 * Structural similarity of each image and its reconstruction: the mean, over the positions at which an 11 × 11 window
 * fits and over channels, of
 *
 *     (2 μ_x μ_y + C₁)(2 σ_xy + C₂) / ((μ_x² + μ_y² + C₁)(σ_x² + σ_y² + C₂)),
 *
 * means, variances and covariance weighted by a Gaussian of σ = 1.5 pixels that sums to 1 over the window; pixels in
 * [0, 1], C₁ = 0.01², C₂ = 0.03².
 *
 * For a data set, collect these batch by batch and hand them to `bootstrapMean`.
 * @param images [n, height, width, channels], at least 11 × 11
 * @param reconstructions of the same shape
 * @returns [n], at most 1, which equal images have
 * @throws RangeError where shapes differ, images are too small or not finite
 * @see wang:04, equation 13. As scikit-image's with gaussian_weights=True, use_sample_covariance=False, data_range=1
 */
export function structuralSimilarity(images: Pictures, reconstructions: Pictures): Float64Array {
  const caller = 'structuralSimilarity';
  checkPictures(images, WINDOW.size, 'images', caller);
  checkPictures(reconstructions, WINDOW.size, 'reconstructions', caller);
  const [n, height, width, channels] = images.shape;
  if (images.shape.some((size, axis) => size !== reconstructions.shape[axis])) {
    throw new RangeError(
      `${caller}: expected \`images\` and \`reconstructions\` to have one shape, got [${images.shape.join(', ')}] and [${reconstructions.shape.join(', ')}]`,
    );
  }
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) {
      sum += planeSimilarity(plane(images, i, c), plane(reconstructions, i, c), height, width);
    }
    return sum / channels;
  });
}

/** One channel of one image in [0, 1], row by row. */
function plane(pictures: Pictures, index: number, channel: number): Float64Array {
  const [, height, width, channels] = pictures.shape;
  const unit = pixelUnit(pictures);
  const start = index * height * width * channels + channel;
  return Float64Array.from(
    { length: height * width },
    (_, p) => (pictures.data[start + p * channels] as number) * unit,
  );
}

function planeSimilarity(x: Float64Array, y: Float64Array, height: number, width: number): number {
  const average = (map: (p: number) => number): Float64Array =>
    windowMeans(
      Float64Array.from(x, (_, p) => map(p)),
      height,
      width,
    );
  const at = (values: Float64Array, p: number): number => values[p] as number;
  const [meanX, meanY] = [average(p => at(x, p)), average(p => at(y, p))];
  const [squaresX, squaresY] = [average(p => at(x, p) ** 2), average(p => at(y, p) ** 2)];
  const products = average(p => at(x, p) * at(y, p));
  let sum = 0;
  for (let p = 0; p < products.length; p++) {
    const [mx, my] = [at(meanX, p), at(meanY, p)];
    const [vx, vy] = [at(squaresX, p) - mx ** 2, at(squaresY, p) - my ** 2];
    const covariance = at(products, p) - mx * my;
    sum +=
      ((2 * mx * my + WINDOW.c1) * (2 * covariance + WINDOW.c2)) /
      ((mx ** 2 + my ** 2 + WINDOW.c1) * (vx + vy + WINDOW.c2));
  }
  return sum / products.length;
}

const weights: Float64Array = gaussianWeights();

function gaussianWeights(): Float64Array {
  const raw = Float64Array.from({ length: WINDOW.size }, (_, k) =>
    Math.exp(-((k - (WINDOW.size - 1) / 2) ** 2) / (2 * WINDOW.sigma ** 2)),
  );
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map(weight => weight / total);
}

/** Weighted means where the window fits: along rows, then along columns. [h, w] -> [h − 10, w − 10] */
function windowMeans(values: Float64Array, height: number, width: number): Float64Array {
  const narrow = width - WINDOW.size + 1;
  const alongRows = slide(values, height, narrow, (r, c, k) => r * width + c + k);
  return slide(alongRows, height - WINDOW.size + 1, narrow, (r, c, k) => (r + k) * narrow + c);
}

function slide(
  values: Float64Array,
  rows: number,
  columns: number,
  place: (r: number, c: number, k: number) => number,
): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let r = 0, p = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, p++) {
      let sum = 0;
      for (let k = 0; k < WINDOW.size; k++) {
        sum += (weights[k] as number) * (values[place(r, c, k)] as number);
      }
      out[p] = sum;
    }
  }
  return out;
}
