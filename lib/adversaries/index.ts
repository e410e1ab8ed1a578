export type { LipschitzConstraint } from './critic-step.js';
export type { CriticRecord } from './critic-training.js';
export { type Critic, type CriticOptions, trainCritic } from './critic.js';
export {
  type DiscriminatorBatch,
  type DiscriminatorOptions,
  trainDiscriminator,
  type TrainedDiscriminator,
} from './discriminator-training.js';
