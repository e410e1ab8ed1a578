import { z } from 'zod';
import type { Schema, Values } from '../base/index.js';
import type { Prior } from '../latent/index.js';
import type { ReconstructionCost } from './costs.js';
import type { EncoderKind } from './encoder.js';
import { type OwnCode, ownParts } from './own-model.js';
import type { Architecture, ImageShape } from './networks.js';

const count = z.number().int().min(1);
const positive = z.number().positive();

const encoderNormalization = z.enum(['batch', 'batch-renorm']).exactOptional();

const architecture: z.ZodType<Architecture> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('dcgan'),
    encoderFilters: z.array(count).min(1),
    decoderFilters: z.array(count).min(1),
    kernelSize: count,
    encoderNormalization,
  }),
  z.strictObject({
    kind: z.literal('mlp'),
    encoderUnits: z.array(count),
    decoderUnits: z.array(count),
    encoderNormalization,
  }),
]);

const prior: z.ZodType<Prior> = z.strictObject({
  kind: z.enum(['normal', 'uniform-cube', 'uniform-sphere']),
  // A plane of codes is drawn.
  dimension: z.number().int().min(2),
  sigma: positive,
});

const encoder: z.ZodType<EncoderKind> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('deterministic') }),
  z.strictObject({ kind: z.literal('gaussian') }),
  z.strictObject({ kind: z.literal('additive-noise'), std: positive }),
]);

const own: z.ZodType<OwnCode> = z.strictObject({
  file: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  replaces: z.array(z.enum(ownParts)).min(1),
});

const cost: z.ZodType<ReconstructionCost> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('squared-l2'), scale: positive }),
  z.strictObject({ kind: z.literal('l2'), scale: positive }),
  z.strictObject({ kind: z.literal('l1'), scale: positive }),
  z.strictObject({ kind: z.literal('cross-entropy') }),
  z.strictObject({ kind: z.literal('gaussian') }),
]);

/** What the configurations of all models have in common. */
export const autoEncoderFields = {
  image: z.tuple([count, count, count]) as Schema<ImageShape>,
  architecture: architecture as Schema<Architecture>,
  prior: prior as Schema<Prior>,
  encoder: encoder as Schema<EncoderKind>,
  /** c(x, y); a cross-entropy compares with the decoder's logits, the other costs with its pixels. */
  cost: cost as Schema<ReconstructionCost>,
  /** Standard deviation of initial weights. */
  initialStd: positive as Schema<number>,
  /** A file of one's own that takes the place of a part of WAE-MMD; absent of the library's models. */
  own: own.exactOptional() as Schema<OwnCode | undefined>,
};

/** What all models have in common. */
export interface AutoEncoderConfig extends Values<typeof autoEncoderFields> {}
