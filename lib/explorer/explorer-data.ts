import { type Points, Rng } from '../base/index.js';
import { type Prior, samplePrior } from '../latent/index.js';
import type { AutoEncoderConfig, ImageShape } from '../models/index.js';

/** What a model's networks are made from. */
export type NetworkConfig = Pick<
  AutoEncoderConfig,
  'image' | 'architecture' | 'prior' | 'encoder' | 'initialStd'
>;

/** A plane of the latent space as it stands in the page: `mean` [d], `axes` [d, 2], orthonormal columns. */
export interface PackedPlane {
  readonly mean: readonly number[];
  readonly axes: readonly number[];
  /** Shares of the codes' variance along the two axes. */
  readonly explained?: readonly [number, number];
}

/** How codes were made whole numbers of 16 bits: coordinate k of a code is low[k] + step[k] · number. */
export interface CodeScale {
  readonly low: readonly number[];
  readonly step: readonly number[];
}

/** Prior draws far from every code, and how it was judged. */
export interface PackedHoles {
  /** The run's seed; the draws are those of {@link priorDrawsOf}. */
  readonly seed: number;
  readonly draws: number;
  /** Which of the draws are holes: farther from every code than `radius`. */
  readonly indices: readonly number[];
  /** The 95 % quantile of the codes' distances to their nearest other code, latent units. */
  readonly radius: number;
  /** Share of the draws that are holes, and what it is if codes are spread like the prior. */
  readonly share: number;
  readonly expectedShare: number;
  /** Share of the codes near a draw, and what it is if codes are spread like the prior. */
  readonly coverage: number;
  readonly expectedCoverage: number;
}

/** The prior draws of a run's figure `holes.png`, and so the page's, from the run's seed: [count, d]. */
export function priorDrawsOf(prior: Prior, seed: number, count: number): Points<Float32Array> {
  return samplePrior(prior, count, Rng.fromSeed(seed).split('evaluation').split('geometry').split('holes'));
}

/** One model of the page; its weights, codes and probe are sections of their own. */
export interface ExplorerModel {
  readonly title: string;
  /** Its preset and steps, in words. */
  readonly about: string;
  readonly config: NetworkConfig;
  readonly scale: CodeScale;
  readonly planes: { readonly principal: PackedPlane; readonly leastGaussian: PackedPlane };
  readonly holes: PackedHoles;
  /** How the places of the first `count` images in the UMAP plane were packed, section `umap-i`; absent if there are too few. */
  readonly umap?: { readonly count: number; readonly scale: CodeScale };
  /** A code that Node decoded; the pixels, 16 bits each, are the section `probe-i`. */
  readonly probe: readonly number[];
}

/** How the original pictures are stored: bytes [count, h, w, 1], or one WebP of tiles in rows of `columns`. */
export type PictureStore =
  { readonly kind: 'grey' } | { readonly kind: 'webp'; readonly columns: number; readonly side: number };

/** What the page knows; arrays are in sections beside it. */
export interface ExplorerHeader {
  readonly dataset: string;
  readonly image: ImageShape;
  /** Test images, and so codes of each model. */
  readonly count: number;
  /** Names of the labels; none if images have attributes. */
  readonly classes: readonly string[];
  readonly attributes: readonly string[];
  readonly pictures: PictureStore;
  readonly models: readonly ExplorerModel[];
}

/** Names of the page's sections, each one's bytes deflated and in base64. */
export const sectionNames = {
  header: 'header',
  script: 'script',
  wasm: 'wasm',
  labels: 'labels',
  attributes: 'attributes',
  pictures: 'pictures',
  weights: (model: number): string => `weights-${model}`,
  codes: (model: number): string => `codes-${model}`,
  probe: (model: number): string => `probe-${model}`,
  umap: (model: number): string => `umap-${model}`,
} as const;
