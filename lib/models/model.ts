import type { Rng } from '../random.js';
import type { AutoEncoderConfig, Model } from './auto-encoder.js';
import { makeVae } from './vae.js';
import { makeWaeGan, type WaeGanConfig } from './wae-gan.js';
import { makeWaeMmd, type WaeMmdConfig } from './wae-mmd.js';

/** A model's configuration, tagged by its name on the command line. */
export type ModelConfig =
  | ({ readonly kind: 'vae' } & AutoEncoderConfig)
  | ({ readonly kind: 'wae-mmd' } & WaeMmdConfig)
  | ({ readonly kind: 'wae-gan' } & WaeGanConfig);

/** Makes the model that a configuration names, with weights drawn from `rng`. */
export function makeModel(config: ModelConfig, rng: Rng): Model {
  switch (config.kind) {
    case 'vae':
      return makeVae(config, rng);
    case 'wae-mmd':
      return makeWaeMmd(config, rng);
    case 'wae-gan':
      return makeWaeGan(config, rng);
    default:
      throw new TypeError(`makeModel: unknown model ${JSON.stringify(config satisfies never)}`);
  }
}
