import * as tf from '@tensorflow/tfjs';
import { checkCount, naming, type OnProgress } from '../../base/index.js';
import { loadBackend } from '../../engine/index.js';
import type { Features } from '../samples/features.js';
import { inceptionDimension, type InceptionNetwork, openInceptionNetwork } from './inception-network.js';
import { inceptionPixels } from './inception-pixels.js';
import { checkPictures, type Pictures } from '../images/pictures.js';

/** How pictures pass through Inception-v3. */
export interface InceptionOptions {
  /** Pictures at once, if the network leaves that open: changes nothing but rounding, speed and memory. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch. */
  readonly onProgress?: OnProgress | undefined;
}

/** Inception-v3 as the published FID uses it. */
export interface Inception {
  /** md5 of the file of weights, 32 hexadecimal digits. */
  readonly md5: string;
  /** How it is named in protocols. */
  readonly protocol: string;
  /**
   * The 2,048 features of pictures.
   * @param pictures bytes of [n, h, w, 1] or [n, h, w, 3]; see `inceptionPixels` for what the network sees of them
   * @returns [n, 2048]
   * @throws RangeError for pictures of another kind, and for a `batchSize` that is not an integer ≥ 1
   * @throws the signal's reason
   */
  features(pictures: Pictures, options?: InceptionOptions): Promise<Features>;
  /** Frees the network. */
  dispose(): Promise<void>;
}

/**
 * Loads Inception-v3 from an ONNX file that takes pixels (x − 128)/128 of [n, 3, 299, 299], or [n, 299, 299, 3], and
 * gives [n, 2048]; data/README.md tells where such a file comes from. Resizing is done here.
 *
 * That the weights are the published ones can't be seen from a file: their md5 is part of the protocol.
 * @throws UserError, in one sentence, if the file is missing, damaged or of another network, or ONNX Runtime can
 *   not be loaded
 * @see heusel:17
 */
export async function loadInception(path: string): Promise<Inception> {
  const network = await openInceptionNetwork(path);
  await loadBackend();
  return {
    md5: network.md5,
    protocol: `${inceptionDimension} features of Inception-v3, 299 × 299 by TensorFlow 1's bilinear resize, weights md5 ${network.md5}`,
    features: (pictures, options) => passPictures(network, pictures, options),
    dispose: () => network.close(),
  };
}

async function passPictures(
  network: InceptionNetwork,
  { data, shape }: Pictures,
  { batchSize = 16, signal, onProgress }: InceptionOptions = {},
): Promise<Features> {
  naming('features', () => {
    checkCount(batchSize, 'batchSize', 1);
    checkPictures({ data, shape }, 1, 'pictures');
  });
  const [n, height, width, channels] = shape;
  const size = height * width * channels;
  const batch = network.batch ?? batchSize;
  const features = new Float32Array(n * inceptionDimension);
  for (let from = 0; from < n; from += batch) {
    signal?.throwIfAborted();
    const count = Math.min(batch, n - from);
    // A network of one batch size only gets a last batch that is filled up with black.
    const passed = network.batch ?? count;
    const bytes = data.slice(from * size, (from + count) * size);
    const filled = passed === count ? bytes : padded(bytes, passed * size);
    const pixels = pixelsOf({ data: filled, shape: [passed, height, width, channels] }, network.channelsLast);
    const found = await network.run(pixels, passed);
    features.set(found.subarray(0, count * inceptionDimension), from * inceptionDimension);
    onProgress?.(from + count, n);
  }
  return { data: features, shape: [n, inceptionDimension] };
}

function padded(bytes: Pictures['data'], length: number): Uint8Array {
  const longer = new Uint8Array(length);
  longer.set(bytes);
  return longer;
}

/** The pixels in the network's order. */
function pixelsOf(pictures: Pictures, channelsLast: boolean): Float32Array {
  const pixels = inceptionPixels(pictures);
  // [n, 299, 299, 3] -> [n, 3, 299, 299]
  const ordered = channelsLast ? pixels : tf.transpose(pixels, [0, 3, 1, 2]);
  try {
    return ordered.dataSync<'float32'>();
  } finally {
    tf.dispose([pixels, ordered]);
  }
}
