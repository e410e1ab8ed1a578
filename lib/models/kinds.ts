import type { Rng } from '../base/index.js';
import type { AutoEncoderConfig, Model } from './auto-encoder.js';
import type { SinkhornOptions } from '../penalties/index.js';
import { makeVae } from './vae.js';
import { type CramerWoldConfig, makeWae, type MaxSlicedConfig, type SlicedConfig } from './wae.js';
import { makeWaeGan, type WaeGanConfig } from './wae-gan.js';
import { makeWaeMmd, type WaeMmdConfig } from './wae-mmd.js';

/** A model's configuration, tagged by its name on the command line. */
export type ModelConfig =
  | ({ readonly kind: 'vae' } & AutoEncoderConfig)
  | ({ readonly kind: 'wae-mmd' } & WaeMmdConfig)
  | ({ readonly kind: 'wae-gan' } & WaeGanConfig)
  | ({ readonly kind: 'wae-energy' } & AutoEncoderConfig)
  | ({ readonly kind: 'wae-sliced' } & WithPenalty<SlicedConfig>)
  | ({ readonly kind: 'wae-max-sliced' } & WithPenalty<MaxSlicedConfig>)
  | ({ readonly kind: 'wae-sinkhorn' } & WithPenalty<SinkhornOptions>)
  | ({ readonly kind: 'wae-cramer-wold' } & WithPenalty<CramerWoldConfig>);

/** An auto-encoder and the options of its penalty. */
export interface WithPenalty<Options> extends AutoEncoderConfig {
  readonly penalty: Options;
}

/** Makes the model that a configuration names, with weights drawn from `rng`. */
export function makeModel(config: ModelConfig, rng: Rng): Model {
  switch (config.kind) {
    case 'vae':
      return makeVae(config, rng);
    case 'wae-mmd':
      return makeWaeMmd(config, rng);
    case 'wae-gan':
      return makeWaeGan(config, rng);
    case 'wae-energy':
      return makeWae(config, { kind: 'energy' }, rng);
    case 'wae-sliced':
      return makeWae(config, { kind: 'sliced', ...config.penalty }, rng);
    case 'wae-max-sliced':
      return makeWae(config, { kind: 'max-sliced', ...config.penalty }, rng);
    case 'wae-sinkhorn':
      return makeWae(config, { kind: 'sinkhorn', ...config.penalty }, rng);
    case 'wae-cramer-wold':
      return makeWae(config, { kind: 'cramer-wold', ...config.penalty }, rng);
    default:
      throw new TypeError(`makeModel: unknown model ${JSON.stringify(config satisfies never)}`);
  }
}
