import { naming, rangeError } from '../../base/index.js';
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
 * @throws RangeError if shapes differ, images are too small or not finite
 * @see wang:04, equation 13. As scikit-image's with gaussian_weights=True, use_sample_covariance=False, data_range=1
 */
export function structuralSimilarity(images: Pictures, reconstructions: Pictures): Float64Array {
  naming('structuralSimilarity', () => checkPair(images, reconstructions));
  const [n, height, width, channels] = images.shape;
  const units = [pixelUnit(images), pixelUnit(reconstructions)] as const;
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) {
      const [x, y] = [plane(images, units[0], i, c), plane(reconstructions, units[1], i, c)];
      sum += planeSimilarity(x, y, height, width);
    }
    return sum / channels;
  });
}

function checkPair(images: Pictures, reconstructions: Pictures): void {
  checkPictures(images, WINDOW.size, 'images');
  checkPictures(reconstructions, WINDOW.size, 'reconstructions');
  if (images.shape.some((size, axis) => size !== reconstructions.shape[axis])) {
    throw rangeError(
      `\`images\` and \`reconstructions\` to have one shape, got [${images.shape.join(', ')}] and [${reconstructions.shape.join(', ')}]`,
    );
  }
}

/** One channel of one image in [0, 1], row by row. */
function plane({ data, shape }: Pictures, unit: number, index: number, channel: number): Float64Array {
  const [, height, width, channels] = shape;
  const values = new Float64Array(height * width);
  for (let p = 0, at = index * values.length * channels + channel; p < values.length; p++, at += channels) {
    values[p] = data[at]! * unit;
  }
  return values;
}

function planeSimilarity(x: Float64Array, y: Float64Array, height: number, width: number): number {
  const means = (values: Float64Array): Float64Array => windowMeans(values, height, width);
  const [meanX, meanY] = [means(x), means(y)];
  const [squaresX, squaresY] = [means(productOf(x, x)), means(productOf(y, y))];
  const products = means(productOf(x, y));
  let sum = 0;
  for (let p = 0; p < products.length; p++) {
    const [mx, my] = [meanX[p]!, meanY[p]!];
    const variances = squaresX[p]! - mx * mx + squaresY[p]! - my * my;
    const covariance = products[p]! - mx * my;
    sum +=
      ((2 * mx * my + WINDOW.c1) * (2 * covariance + WINDOW.c2)) /
      ((mx * mx + my * my + WINDOW.c1) * (variances + WINDOW.c2));
  }
  return sum / products.length;
}

function productOf(x: Float64Array, y: Float64Array): Float64Array {
  const product = new Float64Array(x.length);
  for (let p = 0; p < product.length; p++) product[p] = x[p]! * y[p]!;
  return product;
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
  const alongRows = new Float64Array(height * narrow);
  for (let r = 0, p = 0; r < height; r++) {
    for (let c = 0; c < narrow; c++, p++) alongRows[p] = windowMean(values, r * width + c, 1);
  }
  const means = new Float64Array((height - WINDOW.size + 1) * narrow);
  for (let p = 0; p < means.length; p++) means[p] = windowMean(alongRows, p, narrow);
  return means;
}

/** The weighted mean of the window's 11 values from one on, `stride` apart. */
function windowMean(values: Float64Array, from: number, stride: number): number {
  let sum = 0;
  for (let k = 0, at = from; k < WINDOW.size; k++, at += stride) {
    sum += weights[k]! * values[at]!;
  }
  return sum;
}
