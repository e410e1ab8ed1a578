import { naming, rangeError } from '../../base/index.js';
import * as tf from '@tensorflow/tfjs';
import { checkPictures, type Pictures } from '../images/pictures.js';

/** Height and width, in pixels, of what Inception-v3 sees. */
export const inceptionSize = 299;

/**
 * What the published FID shows Inception-v3 of images: grey repeated to three channels; resized to 299 × 299; then
 * (x − 128)/128 of x in [0, 255].
 *
 * The resize is the one inside the published graph (`inception-2015-12-05`), TensorFlow 1's `ResizeBilinear` with
 * its `align_corners` and `half_pixel_centers` off: output i is read at i · size/299, at most size − 1, the two
 * pixels beside that place weighted linearly, without antialiasing. The same kernel does it here. torch-fidelity does
 * it too; pytorch-fid does not (PyTorch reads at (i + ½) · size/299 − ½), and "clean-fid" antialiases: their distances
 * are of other pixels.
 * @param images bytes of [n, h, w, 1] or [n, h, w, 3]
 * @returns [n, 299, 299, 3]; the caller frees it
 * @throws RangeError for images of another kind
 * @see heusel:17, https://github.com/bioinf-jku/TTUR, `fid.py`
 */
export function inceptionPixels(images: Pictures): tf.Tensor4D {
  const channels = images.shape[3];
  naming('inceptionPixels', () => {
    checkPictures(images, 1, 'images');
    if (!(images.data instanceof Uint8Array) || (channels !== 1 && channels !== 3)) {
      throw rangeError(
        `\`images\` to be bytes of 1 or 3 channels, got ${images.data.constructor.name} of ${channels}`,
      );
    }
  });
  const bytes = Float32Array.from(images.data);
  return tf.tidy(() => {
    const pixels = tf.tensor4d(bytes, images.shape as [number, number, number, number]);
    // [n, h, w, c] -> [n, 299, 299, c]
    const resized = tf.image.resizeBilinear(pixels, [inceptionSize, inceptionSize], false, false);
    const scaled = tf.div<tf.Tensor4D>(tf.sub(resized, 128), 128);
    return channels === 1 ? tf.tile(scaled, [1, 1, 1, 3]) : scaled;
  });
}
