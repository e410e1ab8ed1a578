import type * as tf from '@tensorflow/tfjs';
import type { Rng } from '../base/index.js';
import {
  batchNormalization,
  convolution,
  dense,
  type Layer,
  type LayerOptions,
  type Normalization,
  rectifier,
  reshape,
  sequence,
  transposedConvolution,
} from './layers.js';

/** The layout of an encoder–decoder pair. */
export type Architecture =
  | {
      /** Convolutions after DCGAN (radford:16), as `dcgan` and `dcgan_mod` of the released code. */
      readonly kind: 'dcgan';
      /** Filters of the encoder's convolutions, each of stride 2. */
      readonly encoderFilters: readonly number[];
      /** Filters of the decoder's first feature map and of its up-convolutions, each of stride 2. */
      readonly decoderFilters: readonly number[];
      /** Pixels a side of every kernel. */
      readonly kernelSize: number;
      /** How the encoder normalises; `batch`. */
      readonly encoderNormalization?: Normalization;
    }
  | {
      /** Fully connected layers, as `mlp` of the released code. */
      readonly kind: 'mlp';
      /** Units of the encoder's hidden layers. */
      readonly encoderUnits: readonly number[];
      /** Units of the decoder's hidden layers. */
      readonly decoderUnits: readonly number[];
      /** How the encoder normalises; `batch`. */
      readonly encoderNormalization?: Normalization;
    };

/** Height, width and channels of an image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** Where the initial weights of a network come from, and how wide they are. */
export interface NetworkOptions {
  readonly rng: Rng;
  readonly initialStd: number;
}

/** Inputs and outputs of each layer of a chain. */
export const sizes = (inputs: number, rest: readonly number[]): (readonly [number, number])[] =>
  rest.map((size, i) => [i === 0 ? inputs : rest[i - 1]!, size]);

/**
 * The network before a code: images [n, h, w, c] ↦ [n, outputs].
 *
 * `dcgan`: (convolution stride 2, batch-norm, ReLU) × k, dense. `mlp`: (dense, batch-norm, ReLU) × k, dense.
 *
 * Differs from the released code: a convolution before a batch-norm has no bias, which the batch-norm would cancel.
 */
export function encoderNetwork(
  architecture: Architecture,
  [height, width, channels]: ImageShape,
  outputs: number,
  options: NetworkOptions,
): Layer {
  const named = (name: string): LayerOptions => ({ ...options, name: `encoder/${name}` });
  switch (architecture.kind) {
    case 'dcgan': {
      const { encoderFilters, kernelSize, encoderNormalization } = architecture;
      const blocks = sizes(channels, encoderFilters).map(([inputs, filters], i) =>
        sequence([
          convolution(inputs, filters, { kernelSize, stride: 2 }, named(`conv${i}`)),
          batchNormalization(filters, `encoder/norm${i}`, encoderNormalization),
          rectifier,
        ]),
      );
      const shrink = (size: number): number => encoderFilters.reduce(s => Math.ceil(s / 2), size);
      const features = shrink(height) * shrink(width) * (encoderFilters.at(-1) ?? channels);
      return sequence([...blocks, dense(features, outputs, named('code'))]);
    }
    case 'mlp': {
      const { encoderUnits, encoderNormalization } = architecture;
      const blocks = sizes(height * width * channels, encoderUnits).map(([inputs, units], i) =>
        sequence([
          dense(inputs, units, named(`dense${i}`)),
          batchNormalization(units, `encoder/norm${i}`, encoderNormalization),
          rectifier,
        ]),
      );
      const features = encoderUnits.at(-1) ?? height * width * channels;
      return sequence([...blocks, dense(features, outputs, named('code'))]);
    }
    default:
      throw new TypeError(
        `encoderNetwork: unknown architecture ${JSON.stringify(architecture satisfies never)}`,
      );
  }
}

/**
 * The decoder: codes [n, d] ↦ logits of images [n, h, w, c].
 *
 * `dcgan`: dense, ReLU, (up-convolution stride 2, batch-norm, ReLU) × (k − 1), up-convolution stride 1 (the
 * released code's `dcgan_mod`). `mlp`: (dense, ReLU, batch-norm) × k, dense.
 * @throws RangeError if the image's sides are not multiples of 2^(k − 1)
 */
export function decoderNetwork(
  architecture: Architecture,
  shape: ImageShape,
  latent: number,
  options: NetworkOptions,
): Layer {
  switch (architecture.kind) {
    case 'dcgan':
      return dcganDecoder(architecture, shape, latent, options);
    case 'mlp': {
      const { decoderUnits } = architecture;
      const blocks = sizes(latent, decoderUnits).map(([inputs, units], i) =>
        sequence([
          dense(inputs, units, { ...options, name: `decoder/dense${i}` }),
          rectifier,
          batchNormalization(units, `decoder/norm${i}`),
        ]),
      );
      const pixels = shape[0] * shape[1] * shape[2];
      const image = dense(decoderUnits.at(-1) ?? latent, pixels, { ...options, name: 'decoder/image' });
      return sequence([...blocks, image, reshape(shape)]);
    }
    default:
      throw new TypeError(
        `decoderNetwork: unknown architecture ${JSON.stringify(architecture satisfies never)}`,
      );
  }
}

function dcganDecoder(
  { decoderFilters, kernelSize }: Extract<Architecture, { kind: 'dcgan' }>,
  [height, width, channels]: ImageShape,
  latent: number,
  options: NetworkOptions,
): Layer {
  const named = (name: string): LayerOptions => ({ ...options, name: `decoder/${name}` });
  const [first = channels, ...rest] = decoderFilters;
  const scale = 2 ** rest.length;
  if (height % scale !== 0 || width % scale !== 0) {
    throw new RangeError(
      `decoderNetwork: expected image sides to be multiples of ${scale} for ${decoderFilters.length} decoder filters, got ${height}x${width}`,
    );
  }
  const start: [number, number, number] = [height / scale, width / scale, first];
  const blocks = sizes(first, rest).map(([inputs, filters], i) =>
    sequence([
      transposedConvolution(inputs, filters, { kernelSize, stride: 2, bias: false }, named(`up${i}`)),
      batchNormalization(filters, `decoder/norm${i}`),
      rectifier,
    ]),
  );
  return sequence([
    dense(latent, start[0] * start[1] * start[2], named('features')),
    rectifier,
    reshape(start),
    ...blocks,
    transposedConvolution(
      rest.at(-1) ?? first,
      channels,
      { kernelSize, stride: 1, bias: true },
      named('image'),
    ),
  ]);
}

/** Every variable of some networks, trained or not, in a fixed order: what a checkpoint holds of them. */
export function variablesOf(networks: readonly Layer[]): tf.Variable[] {
  return networks.flatMap(network => [...network.parameters, ...network.statistics]);
}
