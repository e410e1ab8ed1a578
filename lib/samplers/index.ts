export { type FlowOptions, flowSampler, type FlowSampler } from './flow-sampler.js';
export { gaussianSampler, type GaussianSampler } from './gaussian-sampler.js';
export { fitMixture, type FittedMixture, type MixtureFitOptions } from './mixture-fit.js';
export { type MixtureOptions, mixtureSampler, type MixtureSampler } from './mixture-sampler.js';
export { type MixtureStartOptions, startMixture } from './mixture-start.js';
export { type Mixture, type MixtureComponent, mixtureLogDensity } from './mixture.js';
export { priorSampler, type Sampler } from './sampler.js';
export {
  type SecondStageOptions,
  secondStageSampler,
  type SecondStageSampler,
} from './second-stage-sampler.js';
