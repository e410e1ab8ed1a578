import { basename, dirname, resolve } from 'node:path';
import type { Dataset, ImageSet } from '../datasets/index.js';
import { nextTurn, type Points, Rng, rowsBetween, UserError } from '../base/index.js';
import {
  checkSameImages,
  disposeModel,
  firstDifference,
  modelOfRun,
  type RunFolder,
} from '../experiments/index.js';
import {
  holes,
  leastGaussianProjection,
  principalPlane,
  type Prior,
  type Projection,
  samplePrior,
} from '../latent/index.js';
import { decodeCodes, encodeSet, type Model, titleOf, variablesOf } from '../models/index.js';
import { gatherImages } from '../training/index.js';
import { packCodes, packFloats, packPixels, unpackCodes } from './codec.js';
import {
  type ExplorerHeader,
  type ExplorerModel,
  type PackedHoles,
  type PackedPlane,
  type PictureStore,
  priorDrawsOf,
  sectionNames,
} from './explorer-data.js';
import { umapPlaces } from './umap.js';
import { loadSharp } from '../node/index.js';

/** Data sets as they are printed. */
const datasetTitles: Readonly<Record<string, string>> = {
  mnist: 'MNIST',
  celeba: 'CelebA',
  digits: 'procedural digits',
  faces: 'procedural faces',
};

/** What the page is given beside the runs. */
export interface ExplorerOptions {
  /** Test images, and so codes of each model, at most; by default as many as the pictures leave room for. */
  readonly images?: number;
  /** Bits of the weights' mantissa that are kept, of float32's 23. */
  readonly weightBits?: number;
  /** Ends the packing before the next model. */
  readonly signal?: AbortSignal | undefined;
}

/** Everything a page shows, before it is deflated. */
export interface PackedExplorer {
  readonly header: ExplorerHeader;
  /** Bytes by {@link sectionNames}. */
  readonly sections: ReadonlyMap<string, Uint8Array>;
}

/** Bytes of originals that a page may hold before fewer are taken, and images at most. */
const pictureBytes = 4000 * 64 * 64 * 3;
const mostImages = 10_000;

/**
 * Refuses runs that can't be shown side by side.
 * @throws UserError if they are of different data, or there is none
 */
export function checkExplorable(folders: readonly RunFolder[]): void {
  const [first, ...others] = folders;
  if (first === undefined) throw new UserError('there is no run to explore; name the folder of at least one');
  for (const { path, config } of folders) {
    const parts = config.model.own?.replaces ?? [];
    if (!parts.includes('encoder') && !parts.includes('decoder')) continue;
    throw new UserError(
      `${path} has a network of your own, which the explorer's page can't run; explore runs with the library's networks`,
    );
  }
  for (const other of others) {
    const field = firstDifference(first.config.data, other.config.data);
    if (field === undefined) continue;
    const words = ({ config: { data } }: RunFolder): string =>
      field === 'name' ? data.name : JSON.stringify(data);
    throw new UserError(
      `${first.path} is of ${words(first)} and ${other.path} of ${words(other)}; explore runs of one data set side by side`,
    );
  }
}

/**
 * Runs of one data set with their weights, the codes of test images, and the images, as a page needs them.
 * @throws UserError if the runs are of different data, or one was trained on other images or lacks its checkpoint
 * @throws the signal's reason
 */
export async function packExplorer(
  folders: readonly RunFolder[],
  data: Dataset,
  { images = Infinity, weightBits = 14, signal }: ExplorerOptions = {},
): Promise<PackedExplorer> {
  checkExplorable(folders);
  for (const folder of folders) checkSameImages(folder, data);
  const test = firstImages(data.test, images);
  const { store, bytes } = await packPictures(test);
  const sections = new Map<string, Uint8Array>([
    [sectionNames.labels, test.labels],
    [sectionNames.pictures, bytes],
  ]);
  if (test.attributes !== undefined) sections.set(sectionNames.attributes, test.attributes.values);
  const titles = titlesOf(folders);
  const models: ExplorerModel[] = [];
  for (const [i, folder] of folders.entries()) {
    await nextTurn(signal);
    const { model, step } = modelOfRun(folder);
    try {
      const title = titles[i]!;
      models.push(
        await packModel(model, test, i, {
          weightBits,
          sections,
          title,
          about: aboutOf(folder, step),
          seed: folder.config.seed,
        }),
      );
    } finally {
      disposeModel(model);
    }
  }
  const header: ExplorerHeader = {
    dataset: datasetTitles[data.name] ?? data.name,
    image: test.shape,
    count: test.count,
    classes: classNames(data, test),
    attributes: test.attributes?.names ?? [],
    pictures: store,
    models,
  };
  sections.set(sectionNames.header, new TextEncoder().encode(JSON.stringify(header)));
  return { header, sections };
}

/** The first test images, as many as a page has room for. */
function firstImages(test: ImageSet, wanted: number): ImageSet {
  const size = test.shape.reduce((a, b) => a * b, 1);
  const room = Number.isFinite(wanted) ? wanted : Math.floor(pictureBytes / size);
  const count = Math.min(test.count, mostImages, room);
  const indices = Uint32Array.from({ length: count }, (_, i) => i);
  const { attributes } = test;
  return {
    images: gatherImages(test, indices),
    labels: test.labels.slice(0, count),
    count,
    shape: test.shape,
    ...(attributes === undefined
      ? {}
      : {
          attributes: {
            names: attributes.names,
            values: attributes.values.slice(0, count * attributes.names.length),
          },
        }),
  };
}

/** Classes are called by their names, digits by their label; a label that is an attribute is left to the attributes. */
function classNames(data: Dataset, test: ImageSet): string[] {
  if (test.attributes !== undefined) return [];
  return Array.from({ length: data.classes }, (_, k) => data.classNames?.[k] ?? `${k}`);
}

/** The models' names, and the folders' if two runs are of one model. */
function titlesOf(folders: readonly RunFolder[]): string[] {
  const titles = folders.map(({ config }) => titleOf(config.model));
  return titles.map((title, i) =>
    titles.filter(other => other === title).length === 1
      ? title
      : `${title} (${folderName(folders[i]!.path)})`,
  );
}

function folderName(path: string): string {
  const whole = resolve(path);
  return `${basename(dirname(whole))}/${basename(whole)}`;
}

function aboutOf({ config }: RunFolder, step: number): string {
  return `${config.preset}, ${step.toLocaleString('en')} steps, seed ${config.seed}`;
}

interface ModelPacking {
  readonly weightBits: number;
  readonly sections: Map<string, Uint8Array>;
  readonly title: string;
  readonly about: string;
  readonly seed: number;
}

async function packModel(
  model: Model,
  test: ImageSet,
  index: number,
  { weightBits, sections, title, about, seed }: ModelPacking,
): Promise<ExplorerModel> {
  const { image, architecture, prior, encoder, initialStd } = model.config;
  // The streams of the run's evaluation: the page's holes are those of its figures.
  const evaluation = Rng.fromSeed(seed).split('evaluation');
  const { means, draws } = encodeSet(model, test, evaluation.split('metrics').split('codes'));
  const { bytes, scale } = packCodes(means);
  const codes = unpackCodes(bytes, scale);
  const probe = samplePrior(prior, 1, Rng.fromSeed(0).split('probe'));
  sections.set(sectionNames.codes(index), bytes);
  sections.set(sectionNames.weights(index), packFloats(weightsOf(model), weightBits));
  sections.set(sectionNames.probe(index), packPixels(decodeCodes(model, probe)));
  const places = await umapPlaces(codes, Rng.fromSeed(0).split('umap'));
  const umap = places === undefined ? undefined : packCodes(places);
  if (umap !== undefined) sections.set(sectionNames.umap(index), umap.bytes);
  return {
    title,
    about,
    config: { image, architecture, prior, encoder, initialStd },
    scale,
    planes: planesOf(codes, prior.sigma),
    holes: packHoles(prior, draws, seed),
    ...(umap !== undefined && { umap: { count: places!.shape[0], scale: umap.scale } }),
    probe: [...probe.data],
  };
}

function planesOf(codes: Points, sigma: number): ExplorerModel['planes'] {
  const principal = packPlane(principalPlane(codes));
  const leastGaussian = leastGaussianProjection(codes, Rng.fromSeed(0).split('plane'), { sigma });
  return { principal, leastGaussian: packPlane(leastGaussian) };
}

function packPlane({ mean, axes, explained }: Projection): PackedPlane {
  return { mean: [...mean], axes: [...axes], ...(explained === undefined ? {} : { explained }) };
}

/** Encoder's and decoder's variables one after another. */
function weightsOf({ encoder, decoder }: Model): Float32Array {
  const parts = variablesOf([encoder.network, decoder.network]).map(variable =>
    variable.dataSync<'float32'>(),
  );
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Codes that prior draws are compared with at most, as in the figures of a run; as many draws are judged. */
const judged = 2000;

/**
 * The prior draws that lie far from every code; the page makes the draws again from the seed.
 * @param codes [n, d], draws from Q_Z
 * @param seed the run's
 */
export function packHoles(prior: Prior, codes: Points, seed: number): PackedHoles {
  const seen = rowsBetween(codes, 0, Math.min(judged, codes.shape[0]));
  const count = seen.shape[0];
  const { isHole, share, expectedShare, coverage, expectedCoverage, radius } = holes(
    priorDrawsOf(prior, seed, count),
    seen,
    { k: Math.min(5, count - 1) },
  );
  const indices = [...isHole.keys()].filter(i => isHole[i] === 1);
  return { seed, draws: count, indices, radius, share, expectedShare, coverage, expectedCoverage };
}

/** Quality of WebP, 0 to 100. */
const quality = 55;

/** Originals for the page: greys as they are, coloured pictures as tiles of one WebP. */
export async function packPictures({
  images,
  count,
  shape: [height, width, channels],
}: ImageSet): Promise<{ readonly store: PictureStore; readonly bytes: Uint8Array }> {
  if (channels === 1) return { store: { kind: 'grey' }, bytes: images };
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const side = width;
  const sheet = new Uint8Array(columns * width * rows * height * channels);
  for (let i = 0; i < count; i++) {
    const [left, top] = [(i % columns) * width, Math.floor(i / columns) * height];
    for (let y = 0; y < height; y++) {
      const from = (i * height + y) * width * channels;
      sheet.set(
        images.subarray(from, from + width * channels),
        ((top + y) * columns * width + left) * channels,
      );
    }
  }
  const raw = { width: columns * width, height: rows * height, channels: channels as 3 };
  const sharp = await loadSharp();
  const bytes = await sharp(sheet, { raw }).webp({ quality, effort: 3 }).toBuffer();
  return { store: { kind: 'webp', columns, side }, bytes: Uint8Array.from(bytes) };
}
