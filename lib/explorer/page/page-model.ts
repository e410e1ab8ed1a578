import * as tf from '@tensorflow/tfjs';
import { type AutoEncoder, makeDecoder, makeEncoder, variablesOf } from '../../models/index.js';
import { inSingle, pointAt, type Points, Rng, rowsAt } from '../../base/index.js';
import { unpackCodes, unpackFloats, unpackPixels } from '../codec.js';
import { type ExplorerModel, type NetworkConfig, priorDrawsOf, sectionNames } from '../explorer-data.js';
import { readSection } from './sections.js';

/** A model in the page: the library's own networks with the run's weights, and the codes of the test images. */
export class PageModel {
  readonly header: ExplorerModel;
  readonly index: number;
  readonly dimension: number;
  /** Mean codes of the test images, [n, d]. */
  readonly codes: Points<Float32Array>;
  /** Places of the first codes in the UMAP plane, [m, 2], if the page has it. */
  readonly packed: Points<Float32Array> | undefined;
  readonly #networks: Pick<AutoEncoder, 'encoder' | 'decoder'>;
  /** Pixels that Node decoded from the header's probe. */
  readonly #probe: Float32Array;

  private constructor(
    header: ExplorerModel,
    index: number,
    codes: Points<Float32Array>,
    weights: Float32Array,
    probe: Float32Array,
    packed: Points<Float32Array> | undefined,
  ) {
    this.header = header;
    this.index = index;
    this.dimension = header.config.prior.dimension;
    this.codes = codes;
    this.packed = packed;
    this.#probe = probe;
    this.#networks = makeNetworks(header.config, weights);
  }

  /** The page's model `index`; the backend has to be chosen before. */
  static async read(header: ExplorerModel, index: number): Promise<PageModel> {
    const [codes, weights, probe] = await Promise.all([
      readSection(sectionNames.codes(index)),
      readSection(sectionNames.weights(index)),
      readSection(sectionNames.probe(index)),
    ]);
    return new PageModel(
      header,
      index,
      unpackCodes(codes, header.scale),
      unpackFloats(weights),
      unpackPixels(probe),
      header.umap && unpackCodes(await readSection(sectionNames.umap(index)), header.umap.scale),
    );
  }

  /** The mean code of a test image, [d]. */
  codeOf(image: number): Float64Array {
    return Float64Array.from(pointAt(this.codes, image));
  }

  /** Prior draws that lie far from every code, [n, d]. */
  holeDraws(): Points {
    const { config, holes } = this.header;
    return rowsAt(priorDrawsOf(config.prior, holes.seed, holes.draws), holes.indices);
  }

  /** Codes [n, d] ↦ pixels in [0, 1], [n, h, w, c]. */
  async decode(codes: Points): Promise<Float32Array> {
    const { data, shape } = inSingle(codes);
    return finish(tf.tidy(() => this.#networks.decoder.decode(tf.tensor2d(data, [...shape]))));
  }

  /** One code [d] ↦ pixels in [0, 1], [h, w, c]. */
  decodeOne(code: ArrayLike<number>): Promise<Float32Array> {
    return this.decode({ data: Float32Array.from(code), shape: [1, this.dimension] });
  }

  /** Pixels of one picture in [0, 1], [h, w, c] ↦ its mean code, [d]. */
  async encodeOne(pixels: Float32Array): Promise<Float64Array> {
    const { image } = this.header.config;
    const { encoder } = this.#networks;
    const code = tf.tidy(() => encoder.encode(tf.tensor4d(pixels, [1, ...image])).mean.clone());
    return Float64Array.from(await finish(code));
  }

  /** Largest difference of a pixel between what is decoded here and what Node decoded. */
  async difference(): Promise<number> {
    const pixels = await this.decodeOne(this.header.probe);
    return this.#probe.reduce((most, value, i) => Math.max(most, Math.abs(value - pixels[i]!)), 0);
  }
}

async function finish(tensor: tf.Tensor): Promise<Float32Array> {
  // What lies in this process's memory is read at once: a turn of the event loop would cost more than it.
  const values = tf.getBackend() === 'webgl' ? await tensor.data<'float32'>() : tensor.dataSync<'float32'>();
  tensor.dispose();
  return values;
}

function makeNetworks(
  { image, architecture, prior, encoder, initialStd }: NetworkConfig,
  weights: Float32Array,
): Pick<AutoEncoder, 'encoder' | 'decoder'> {
  const options = { rng: Rng.fromSeed(0), initialStd };
  const networks = {
    encoder: makeEncoder(encoder, architecture, image, prior, options),
    decoder: makeDecoder(architecture, image, prior.dimension, options),
  };
  let at = 0;
  for (const variable of variablesOf([networks.encoder.network, networks.decoder.network])) {
    const values = weights.subarray(at, at + variable.size);
    at += variable.size;
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
  if (at !== weights.length) throw new Error('its weights do not fit its networks');
  return networks;
}
