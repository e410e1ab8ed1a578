export type { AutoEncoder, AutoEncoderConfig, Batch, Model, Player } from './auto-encoder.js';
export { type Cost, reconstructionCost, RELEASED_SCALE, squaredError } from './costs.js';
export { makeDecoder } from './decoder.js';
export { makeEncoder, RELEASED_PIXEL_NOISE } from './encoder.js';
export {
  decodeCodes,
  encodeBalls,
  type EncodedBalls,
  encodeImages,
  inChunks,
  reconstructImages,
  toBytes,
} from './inference.js';
export {
  activation,
  batchNormalization,
  convolution,
  dense,
  evaluation,
  type Layer,
  type Pass,
  rectifier,
  RELEASED_INITIAL_STD,
  sequence,
} from './layers.js';
export { makeModel, type ModelConfig } from './model.js';
export { type Architecture, discriminatorNetwork, type ImageShape, variablesOf } from './networks.js';
export { squaredErrors } from './squared-errors.js';
export { makeVae } from './vae.js';
export { makeWaeGan, type WaeGanConfig } from './wae-gan.js';
export { makeWaeMmd } from './wae-mmd.js';
export { type LatentPenalty, makeWae } from './wae.js';
