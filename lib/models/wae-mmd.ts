import type { Rng } from '../random.js';
import { type Kernel, resolveKernel } from '../penalties/kernels.js';
import { mmdPenalty } from '../penalties/mmd.js';
import { type AutoEncoderConfig, makeAutoEncoder, type Model } from './auto-encoder.js';
import { autoEncoderPlayer } from './objective.js';

/** A WAE-MMD: an auto-encoder and the kernel that compares codes. */
export interface WaeMmdConfig extends AutoEncoderConfig {
  readonly kernel: Kernel;
}

/**
 * WAE-MMD: E c(x, G(z)) + λ · MMD²(Q_Z, P_Z), estimated without bias on each batch.
 * @see tolstikhin:18, Algorithm 2
 */
export function makeWaeMmd(config: WaeMmdConfig, rng: Rng): Model {
  const kernel = resolveKernel(config.kernel, config.prior);
  const autoEncoder = makeAutoEncoder(config, rng);
  const { encoder, decoder } = autoEncoder;
  const player = autoEncoderPlayer(autoEncoder, ({ z }, { zPrior }) => mmdPenalty(z, zPrior, kernel));
  return { ...autoEncoder, networks: [encoder.network, decoder.network], players: [player] };
}
