import type { AutoEncoderConfig } from './config.js';
import { type Architecture, type ImageShape, sizes } from './networks.js';

/** What {@link kernelSize} counts. */
export interface SizedModel extends Pick<AutoEncoderConfig, 'architecture' | 'image' | 'prior' | 'encoder'> {
  readonly discriminator?: { readonly units: readonly number[] };
}

/**
 * The numbers in the kernels of a model's networks, without making any: nearly all of its parameters. The rest, biases
 * and normalisation, grows with the layers' widths alone.
 */
export function kernelSize({ architecture, image, prior, encoder, discriminator }: SizedModel): number {
  const d = prior.dimension;
  const outputs = encoder.kind === 'gaussian' ? 2 * d : d;
  const adversary = discriminator === undefined ? 0 : chain(d, [...discriminator.units, 1]);
  return coders(architecture, image, d, outputs) + adversary;
}

/** The products of neighbouring widths, summed. */
function chain(inputs: number, rest: readonly number[]): number {
  return sizes(inputs, rest).reduce((sum, [from, to]) => sum + from * to, 0);
}

function coders(
  architecture: Architecture,
  [height, width, channels]: ImageShape,
  d: number,
  outputs: number,
): number {
  const pixels = height * width * channels;
  switch (architecture.kind) {
    case 'mlp': {
      const { encoderUnits, decoderUnits } = architecture;
      return chain(pixels, [...encoderUnits, outputs]) + chain(d, [...decoderUnits, pixels]);
    }
    case 'dcgan': {
      const { encoderFilters, decoderFilters, kernelSize: side } = architecture;
      const shrink = (size: number): number => encoderFilters.reduce(s => Math.ceil(s / 2), size);
      const features = shrink(height) * shrink(width) * (encoderFilters.at(-1) ?? channels);
      const [first = channels, ...rest] = decoderFilters;
      const start = (height * width * first) / 4 ** rest.length;
      const convolutions = chain(channels, encoderFilters) + chain(first, [...rest, channels]);
      return side ** 2 * convolutions + features * outputs + d * start;
    }
    default:
      throw new TypeError(`kernelSize: unknown architecture ${JSON.stringify(architecture satisfies never)}`);
  }
}
