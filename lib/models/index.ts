export type { AutoEncoder, Batch, Model, Player } from './auto-encoder.js';
export type { AutoEncoderConfig } from './config.js';
export {
  type ReconstructionCost,
  reconstructionCost,
  RELEASED_SCALE,
  squaredError,
  squaredErrors,
} from './costs.js';
export { makeDecoder } from './decoder.js';
export { makeEncoder, RELEASED_PIXEL_NOISE } from './encoder.js';
export { decoderOnnx, encoderOnnx } from './export/onnx.js';
export { autoEncoderSavedModel } from './export/saved-model.js';
export {
  codeErrors,
  decodeCodes,
  type EncodedSet,
  encodeImages,
  encodeSet,
  firstCodes,
  inChunks,
  reconstructImages,
  toBytes,
} from './inference.js';
export { kernelSize, type SizedModel } from './kernel-size.js';
export {
  makeModel,
  type ModelConfig,
  modelKinds,
  type ModelName,
  modelNames,
  modelSchema,
  modelTitles,
  ownBase,
  paperModelNames,
  type Prescribed,
  titleOf,
} from './kinds.js';
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
export type { Operation } from './operations.js';
export { type OwnCode, type OwnModel, ownParts, registerOwnModel } from './own-model.js';
export { discriminatorNetwork } from './discriminator.js';
export { type Architecture, type ImageShape, variablesOf } from './networks.js';
export { makeVae } from './vae.js';
export { makeWaeGan } from './wae-gan.js';
export { type LatentPenalty, makeWae, type OwnPenalty } from './wae.js';
