import type { ModelName } from '../../models/index.js';
import { celebaPreset } from './celeba-presets.js';
import type { ImagesConfig, PresetName } from './config.js';
import { mnistPreset } from './mnist-presets.js';
import type { Preset } from './preset-config.js';

/** Pixels of a side below which images are taken for small ones, with the depth of MNIST's networks. */
const SMALL = 48;

/** Training and test images at the most that the preset `quick` takes, so that it is a matter of minutes. */
export const quickImages: { readonly train: number; readonly test: number } = { train: 15_000, test: 2_000 };

/**
 * The preset of a size for images of one's own [O]: MNIST's for small grey ones, CelebA's for all others, with a
 * convolution less for small ones and one more from 128 pixels on. λ goes with the number of values of an image, as its
 * squared error does; the VAE's stays 1.
 */
export function imagesPreset(name: PresetName, images: ImagesConfig): Preset {
  const { size, channels } = images;
  const base = size < SMALL && channels === 1 ? mnistPreset(name, images) : celebaPreset(name, images);
  const [height, width, depth] = base.image;
  const share = (size * size * channels) / (height * width * depth);
  return {
    ...base,
    ...(base.image[0] < SMALL ? {} : depths(size)),
    image: [size, size, channels],
    lambda: Object.fromEntries(
      Object.entries(base.lambda).map(([model, value]) => [
        model,
        model === 'vae' ? value : Number((value * share).toPrecision(3)),
      ]),
    ) as Record<ModelName, number>,
  };
}

/** Filters in units of the width, so that the smallest map has 4 to 8 pixels a side. */
function depths(size: number): Pick<Preset, 'encoder' | 'decoder'> {
  if (size < SMALL) return { encoder: [1, 2, 4], decoder: [4, 2, 1] };
  if (size < 128) return { encoder: [1, 2, 4, 8], decoder: [8, 4, 2, 1] };
  return { encoder: [1, 2, 4, 8, 8], decoder: [8, 8, 4, 2, 1] };
}
