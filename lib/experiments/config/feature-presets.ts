import type { Augmentation } from '../../training/index.js';
import type { ClassifierArchitecture, FeatureNetworkName } from '../../metrics/index.js';

/** How a feature network is trained: Adam (β₁ = 0.9, β₂ = 0.999) at a rate that falls linearly to 0. */
export interface FeatureTraining {
  readonly epochs: number;
  readonly batchSize: number;
  /** Adam's α at the first step. */
  readonly learningRate: number;
  readonly augmentation: Augmentation;
}

/** Architecture and training of each feature network; chosen here, for accuracy in a few minutes on two cores. */
export const featurePresets: Readonly<
  Record<
    FeatureNetworkName,
    { readonly architecture: ClassifierArchitecture; readonly training: FeatureTraining }
  >
> = {
  mnist: {
    architecture: {
      image: [28, 28, 1],
      convolutions: [
        { filters: 24, kernelSize: 5, stride: 2 },
        { filters: 48, kernelSize: 3, stride: 1 },
        { filters: 96, kernelSize: 3, stride: 2 },
        { filters: 128, kernelSize: 3, stride: 1 },
      ],
      kind: 'classes',
      outputs: 10,
    },
    training: {
      epochs: 4,
      batchSize: 100,
      learningRate: 2e-3,
      augmentation: { shift: 2, mirror: false },
    },
  },
  celeba: {
    architecture: {
      image: [64, 64, 3],
      convolutions: [
        { filters: 32, kernelSize: 5, stride: 2 },
        { filters: 64, kernelSize: 3, stride: 2 },
        { filters: 128, kernelSize: 3, stride: 2 },
        { filters: 160, kernelSize: 3, stride: 1 },
      ],
      kind: 'attributes',
      outputs: 40,
    },
    training: {
      epochs: 10,
      batchSize: 100,
      learningRate: 2e-3,
      augmentation: { shift: 3, mirror: true },
    },
  },
};
