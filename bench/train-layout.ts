import { presetConfig } from '../lib/experiments/config/preset-config.js';
import { imqBase } from '../lib/penalties/kernels.js';
import type { ImageShape } from '../lib/models/networks.js';
import type { ModelConfig } from '../lib/models/kinds.js';

/** The experiments whose step is raced, by their procedural data, which needs no files. */
export type Raced = 'digits' | 'faces';

/** The shapes and settings of a raced step; every system is told these, those in other languages as JSON. */
export interface Layout {
  readonly experiment: Raced;
  /** W: filters of the first convolution. */
  readonly width: number;
  /** Images of a batch. */
  readonly batch: number;
  readonly image: ImageShape;
  /** Pixels a side of every kernel. */
  readonly kernelSize: number;
  readonly encoderFilters: readonly number[];
  readonly decoderFilters: readonly number[];
  /** Coordinates of a code, and the standard deviation of each under the prior. */
  readonly latent: number;
  readonly sigma: number;
  /** Standard deviation of the noise on the encoder's pixels. */
  readonly pixelNoise: number;
  /** The factor before the squared errors. */
  readonly costScale: number;
  /** C of each term C/(C + ‖x − y‖²) of the kernel, latent unit². */
  readonly kernelConstants: readonly number[];
  readonly lambda: number;
  /** Adam's α and moments. */
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
}

/** The model of the `standard` WAE-MMD at a width. */
export function standardModel(experiment: Raced, width: number): ModelConfig {
  return presetConfig(experiment, 'standard', 'wae-mmd', { width }).model;
}

/**
 * The layout of the `standard` WAE-MMD at a width.
 * @throws TypeError where the preset is none that the rivals know how to build
 */
export function standardLayout(experiment: Raced, width: number): Layout {
  const { model, training } = presetConfig(experiment, 'standard', 'wae-mmd', { width });
  const { image, prior } = model;
  if (
    model.kind !== 'wae-mmd' ||
    model.architecture.kind !== 'dcgan' ||
    model.encoder.kind !== 'additive-noise' ||
    model.cost.kind !== 'squared-l2' ||
    model.kernel.kind !== 'imq' ||
    prior.kind !== 'normal'
  ) {
    throw new TypeError(`standardLayout: the rivals of the bench can't build ${JSON.stringify(model)}`);
  }
  const { encoderFilters, decoderFilters, kernelSize } = model.architecture;
  const base = model.kernel.base ?? imqBase(prior);
  const { batchSize, lambda, learningRate, beta1, beta2 } = training;
  return {
    experiment,
    width,
    batch: batchSize,
    image,
    kernelSize,
    encoderFilters,
    decoderFilters,
    latent: prior.dimension,
    sigma: prior.sigma,
    pixelNoise: model.encoder.std,
    costScale: model.cost.scale,
    kernelConstants: model.kernel.scales.map(scale => base * scale),
    lambda,
    learningRate,
    beta1,
    beta2,
  };
}
