import * as tf from '@tensorflow/tfjs';
import { type Rng, UserError } from '../base/index.js';
import type { Prior } from '../latent/index.js';
import { mmdOfKernel } from '../penalties/index.js';
import * as layers from './layers.js';
import type { ImageShape } from './networks.js';

/** What a model file may put in the place of WAE-MMD's own. */
export const ownParts = ['penalty', 'kernel', 'encoder', 'decoder'] as const;
export type OwnPart = (typeof ownParts)[number];

/** What a penalty or a kernel is given beside its tensors. */
export interface OwnTools {
  readonly tf: typeof tf;
  readonly prior: Prior;
}

/** What a network is made with: the library's layers, and `options(name)` with the stream of its initial weights. */
export interface OwnNetworkTools {
  readonly tf: typeof tf;
  readonly layers: typeof layers;
  readonly options: (name: string) => layers.LayerOptions;
}

/** What a model file exports: any of these. */
export interface OwnModel {
  /** Codes [n, d] and as many prior draws [n, d] ↦ a scalar with a gradient. It is compiled, so it may not read values. */
  readonly penalty?: (codes: tf.Tensor2D, draws: tf.Tensor2D, tools: OwnTools) => tf.Scalar;
  /** Squared distances, latent unit² ↦ k, of the same shape: the MMD's kernel as a function of the distance. */
  readonly kernel?: (squaredDistances: tf.Tensor, tools: OwnTools) => tf.Tensor;
  /** Images of a shape [h, w, c] ↦ codes [n, outputs]. */
  readonly encoder?: (image: ImageShape, outputs: number, tools: OwnNetworkTools) => layers.Layer;
  /** Codes [n, latent] ↦ logits of images [n, h, w, c]. */
  readonly decoder?: (latent: number, image: ImageShape, tools: OwnNetworkTools) => layers.Layer;
}

/** Which code, as `config.json` says it. */
export interface OwnCode {
  /** Name of the file. */
  readonly file: string;
  /** Of its bytes, 64 hexadecimal digits; files that it imports have no part in it. */
  readonly sha256: string;
  readonly replaces: readonly OwnPart[];
}

const known = new Map<string, OwnModel>();

/** Takes note of a model file that was loaded, so that configurations that name it can be made. */
export function registerOwnModel({ sha256 }: OwnCode, model: OwnModel): void {
  known.set(sha256, model);
}

function registered({ file, sha256 }: OwnCode): OwnModel {
  const model = known.get(sha256);
  if (model !== undefined) return model;
  throw new UserError(
    `this run needs the code of ${file} (sha256 ${sha256.slice(0, 8)}…), which is not loaded; name that file with --model`,
  );
}

/**
 * The penalty that a model file brings: its own, or the MMD with its kernel; undefined if it brings neither. The file has to
 * be loaded when a batch is penalised, not before: a trained model is measured without.
 */
export function ownPenalty(
  code: OwnCode,
  prior: Prior,
): ((codes: tf.Tensor2D, draws: tf.Tensor2D) => tf.Scalar) | undefined {
  const tools = { tf, prior };
  if (code.replaces.includes('penalty')) {
    return (codes, draws) => registered(code).penalty!(codes, draws, tools);
  }
  if (!code.replaces.includes('kernel')) return undefined;
  return (codes, draws) => mmdOfKernel(codes, draws, squared => registered(code).kernel!(squared, tools));
}

/** The encoder or decoder that a model file brings, made; undefined if it brings none. */
export function ownNetwork<Part extends 'encoder' | 'decoder'>(
  code: OwnCode | undefined,
  part: Part,
  make: (network: NonNullable<OwnModel[Part]>, tools: OwnNetworkTools) => layers.Layer,
  { rng, initialStd }: { readonly rng: Rng; readonly initialStd: number },
): layers.Layer | undefined {
  if (code?.replaces.includes(part) !== true) return undefined;
  const options = (name: string): layers.LayerOptions => ({ name, rng, initialStd });
  return make(registered(code)[part]!, { tf, layers, options });
}
