import type { Rng } from '../base/index.js';
import type { Kernel } from '../penalties/index.js';
import type { AutoEncoderConfig, Model } from './auto-encoder.js';
import { makeWae } from './wae.js';

/** A WAE-MMD: an auto-encoder and the kernel that compares codes. */
export interface WaeMmdConfig extends AutoEncoderConfig {
  readonly kernel: Kernel;
}

/**
 * WAE-MMD: E c(x, G(z)) + λ · MMD²(Q_Z, P_Z), estimated without bias on each batch.
 * @see tolstikhin:18, Algorithm 2
 */
export function makeWaeMmd(config: WaeMmdConfig, rng: Rng): Model {
  return makeWae(config, { kind: 'mmd', kernel: config.kernel }, rng);
}
