import { z } from 'zod';
import type { Rng, Schema } from '../base/index.js';
import type { Prior } from '../latent/index.js';
import { type LatentKernel, RELEASED_SCALES, type SinkhornPenaltyOptions } from '../penalties/index.js';
import type { Model } from './auto-encoder.js';
import { type AutoEncoderConfig, autoEncoderFields } from './config.js';
import type { ReconstructionCost } from './costs.js';
import { ownPenalty } from './own-model.js';
import { makeRae } from './rae.js';
import { makeVae } from './vae.js';
import { type CramerWoldConfig, makeWae, type MaxSlicedConfig, type SlicedConfig } from './wae.js';
import { type Discriminator, makeWaeGan } from './wae-gan.js';

// Sources of numbers: [P] the paper (tolstikhin:18, Section 4 and Appendix C), [C] its released code (`configs.py`),
// [K] knop:20, [O] ours.

/** What an experiment prescribes for all models, as far as their usual options are made from it. */
export interface Prescribed {
  readonly prior: Prior;
  /** Standard deviation of the noise on the pixels that a WAE's encoder sees. */
  readonly pixelNoise: number;
  /** c(x, y) of the VAE, and of every WAE. */
  readonly cost: { readonly vae: ReconstructionCost; readonly wae: ReconstructionCost };
  /** Units of each of the discriminator's four hidden layers, and the rest of it. */
  readonly discriminator: Omit<Discriminator, 'units'> & { readonly units: number };
}

/** All there is to say about a model: how it is called and drawn, what its configuration holds, and how it is made. */
export interface ModelKind<Options> {
  /** Its name as it is printed. */
  readonly title: string;
  /** Its colour in every figure, `#rrggbb`. */
  readonly colour: string;
  /** Schemas of the fields that its configuration has beside an auto-encoder's. */
  readonly fields: { readonly [K in keyof Options]: Schema<Options[K]> };
  /** Whether its encoder is trained alone, to the prior's moments, before the rest. */
  readonly pretrained: boolean;
  /** The unit of its penalty; absent where that has none. */
  readonly penaltyUnit?: string;
  /** Encoder, cost and the fields of its own in an experiment. */
  usual(prescribed: Prescribed): Pick<AutoEncoderConfig, 'encoder' | 'cost'> & Options;
  /** Makes it, with weights drawn from `rng`. */
  make(config: AutoEncoderConfig & Options, rng: Rng): Model;
}

/** The models by their names on the command line, with the fields that each has of its own. */
export interface ModelKinds {
  readonly vae: ModelKind<unknown>;
  readonly 'wae-mmd': ModelKind<{ readonly kernel: LatentKernel }>;
  readonly 'wae-gan': ModelKind<{ readonly discriminator: Discriminator }>;
  readonly 'wae-energy': ModelKind<unknown>;
  readonly 'wae-sliced': ModelKind<WithPenalty<SlicedConfig>>;
  readonly 'wae-max-sliced': ModelKind<WithPenalty<MaxSlicedConfig>>;
  readonly 'wae-sinkhorn': ModelKind<WithPenalty<SinkhornPenaltyOptions>>;
  readonly 'wae-cramer-wold': ModelKind<WithPenalty<CramerWoldConfig>>;
  readonly 'wae-sigreg': ModelKind<WithPenalty<SlicedConfig>>;
  readonly rae: ModelKind<{ readonly weightDecay: number }>;
}

/** The options of a penalty. */
export interface WithPenalty<Options> {
  readonly penalty: Options;
}

const count = z.number().int().min(1);
const positive = z.number().positive();

/** Encoder and cost of every WAE. */
const wae = ({ pixelNoise, cost }: Prescribed): Pick<AutoEncoderConfig, 'encoder' | 'cost'> => ({
  encoder: { kind: 'additive-noise', std: pixelNoise },
  cost: cost.wae,
});

/** Every model in one row. A new model is entered in {@link ModelKinds}, here, and in the presets' tables of λ. */
export const modelKinds: ModelKinds = {
  vae: {
    title: 'VAE',
    colour: '#0072B2',
    fields: {},
    // The penalty holds its codes to the prior point by point: nothing to prepare.
    pretrained: false,
    penaltyUnit: 'nats, KL divergence',
    usual: ({ cost }) => ({ encoder: { kind: 'gaussian' }, cost: cost.vae }),
    make: makeVae,
  },
  // E c(x, G(z)) + λ · MMD²(Q_Z, P_Z), estimated on each batch, without bias if its codes are independent (`mmdPenalty`
  // says when they are not): tolstikhin:18, Algorithm 2.
  'wae-mmd': {
    title: 'WAE-MMD',
    colour: '#D55E00',
    fields: {
      kernel: z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('imq'),
          scales: z.array(positive).min(1),
          base: positive.exactOptional(),
        }),
        z.strictObject({ kind: z.literal('rbf'), bandwidth: z.union([positive, z.literal('median')]) }),
      ]),
    },
    pretrained: true,
    usual: prescribed => ({ ...wae(prescribed), kernel: { kind: 'imq', scales: RELEASED_SCALES } }), // [P] [C] mmd_kernel
    make: (config, rng) => {
      const own = config.own && ownPenalty(config.own, config.prior);
      return makeWae(config, own ? { kind: 'own', of: own } : { kind: 'mmd', kernel: config.kernel }, rng);
    },
  },
  'wae-gan': {
    title: 'WAE-GAN',
    colour: '#009E73',
    fields: {
      discriminator: z.strictObject({
        units: z.array(count),
        logPrior: z.boolean(),
        initialStd: positive.optional(),
        slopePenalty: z.number().min(0).exactOptional(),
      }),
    },
    pretrained: true,
    penaltyUnit: 'nats',
    usual: prescribed => {
      const { units, ...rest } = prescribed.discriminator;
      return { ...wae(prescribed), discriminator: { units: [units, units, units, units], ...rest } }; // [P] [C] d_num_layers
    },
    make: makeWaeGan,
  },
  'wae-energy': {
    title: 'WAE-Energy',
    colour: '#CC79A7',
    fields: {},
    pretrained: true,
    usual: wae,
    make: (config, rng) => makeWae(config, { kind: 'energy' }, rng),
  },
  'wae-sliced': {
    title: 'WAE-Sliced',
    colour: '#E69F00',
    fields: { penalty: z.strictObject({ projections: count }) },
    pretrained: true,
    usual: prescribed => ({ ...wae(prescribed), penalty: { projections: 50 } }), // [O]
    make: (config, rng) => makeWae(config, { kind: 'sliced', ...config.penalty }, rng),
  },
  'wae-max-sliced': {
    title: 'WAE-Max-Sliced',
    colour: '#882255', // Tol's wine: Okabe and Ito's are used up
    fields: {
      penalty: z.strictObject({ starts: count, steps: z.number().int().min(0), stepLength: positive }),
    },
    pretrained: true,
    usual: prescribed => ({ ...wae(prescribed), penalty: { starts: 8, steps: 10, stepLength: 0.5 } }), // [O]
    make: (config, rng) => makeWae(config, { kind: 'max-sliced', ...config.penalty }, rng),
  },
  'wae-sinkhorn': {
    title: 'WAE-Sinkhorn',
    colour: '#56B4E9',
    fields: { penalty: z.strictObject({ epsilon: positive, iterations: count }) },
    pretrained: true,
    // [O] ε is the mean cost of two draws from the normal prior, 2dσ²: with one much smaller the divergence of a batch of
    // 100 from 100 draws is least for codes that are too narrow (for ε ≤ 4 those of 0.7 σ are ahead of the prior's own).
    usual: prescribed => {
      const { dimension, sigma } = prescribed.prior;
      return { ...wae(prescribed), penalty: { epsilon: 2 * dimension * sigma ** 2, iterations: 10 } };
    },
    make: (config, rng) => makeWae(config, { kind: 'sinkhorn', ...config.penalty }, rng),
  },
  'wae-cramer-wold': {
    title: 'WAE-Cramer-Wold',
    colour: '#000000',
    fields: {
      penalty: z.strictObject({ against: z.enum(['normal', 'draws']), gamma: positive.exactOptional() }),
    },
    pretrained: true,
    usual: prescribed => ({ ...wae(prescribed), penalty: { against: 'normal' } }), // [K] Silverman's γ
    make: (config, rng) => makeWae(config, { kind: 'cramer-wold', ...config.penalty }, rng),
  },
  'wae-sigreg': {
    title: 'WAE-SIGReg',
    colour: '#332288', // Tol's indigo
    fields: { penalty: z.strictObject({ projections: count }) },
    pretrained: true,
    usual: prescribed => ({ ...wae(prescribed), penalty: { projections: 256 } }), // [O]
    make: (config, rng) => makeWae(config, { kind: 'sigreg', ...config.penalty }, rng),
  },
  rae: {
    title: 'RAE',
    colour: '#999933', // Tol's olive
    fields: { weightDecay: positive },
    // There is no prior that its codes are to have.
    pretrained: false,
    usual: ({ cost }) => ({ encoder: { kind: 'deterministic' }, cost: cost.wae, weightDecay: 1e-4 }), // [O]
    make: makeRae,
  },
};

/** A model's name on the command line. */
export type ModelName = keyof ModelKinds;

/** All models. */
export const modelNames: readonly ModelName[] = Object.keys(modelKinds) as ModelName[];

/** The paper's models, in the order of its columns: those that are reproduced. */
export const paperModelNames = ['vae', 'wae-mmd', 'wae-gan'] as const;

/** The model of which a file of one's own replaces parts. */
export const ownBase: ModelName = 'wae-mmd';

/** The models' names as they are printed. */
export const modelTitles: Readonly<Record<ModelName, string>> = Object.fromEntries(
  modelNames.map(name => [name, modelKinds[name].title]),
) as Record<ModelName, string>;

/** A model's name as it is printed: that of its kind, or of the file that it is of. */
export function titleOf({ kind, own }: Pick<ModelConfig, 'kind' | 'own'>): string {
  return own === undefined ? modelTitles[kind] : own.file.replace(/\.[cm]?js$/, '');
}

/** The configuration of one model. */
export type ConfigOf<Name extends ModelName> = { readonly kind: Name } & AutoEncoderConfig &
  (ModelKinds[Name] extends ModelKind<infer Options> ? Options : never);

/** A model's configuration, tagged by its name on the command line. */
export type ModelConfig = { readonly [Name in ModelName]: ConfigOf<Name> }[ModelName];

/** What `config.json` holds of a model. */
export const modelSchema: Schema<ModelConfig> = z.discriminatedUnion(
  'kind',
  modelNames.map(kind => {
    const fields: unknown = { kind: z.literal(kind), ...autoEncoderFields, ...modelKinds[kind].fields };
    return z.strictObject(fields as z.ZodRawShape);
  }) as unknown as [z.ZodObject],
) as unknown as Schema<ModelConfig>;

/**
 * Makes the model that a configuration names, with weights drawn from `rng`.
 * @throws TypeError for an unknown model
 */
export function makeModel(config: ModelConfig, rng: Rng): Model {
  if (!Object.hasOwn(modelKinds, config.kind)) {
    throw new TypeError(`makeModel: unknown model ${JSON.stringify(config)}`);
  }
  if (config.own !== undefined && config.kind !== ownBase) {
    throw new TypeError(`makeModel: expected \`own\` with ${ownBase} alone, got it with ${config.kind}`);
  }
  // A row takes the configurations of its own name; the compiler can't follow that through a name that varies.
  return (modelKinds[config.kind] as ModelKind<unknown>).make(config, rng);
}
