import { z } from 'zod';
import { featureFile } from '../../node/index.js';
import { type Schema, UserError, type Values } from '../../base/index.js';
import { type Checkpoint, readCheckpoint, saveCheckpoint } from '../../engine/index.js';
import type { Classifier } from './classifier.js';

/** The feature networks of the project. */
export const featureNetworkNames = ['mnist', 'celeba'] as const;

/** The digit classifier, or the attribute classifier of faces. */
export type FeatureNetworkName = (typeof featureNetworkNames)[number];

const count = z.number().int().min(1);
const share = z.number().min(0).max(1);

const architecture: z.ZodType<Classifier['architecture']> = z.strictObject({
  image: z.tuple([count, count, count]),
  convolutions: z.array(z.strictObject({ filters: count, kernelSize: count, stride: count })).min(1),
  kind: z.enum(['classes', 'attributes']),
  outputs: count,
});

const cardFields = {
  name: z.enum(featureNetworkNames) as Schema<FeatureNetworkName>,
  architecture: architecture as Schema<Classifier['architecture']>,
  /** What each output stands for, in order. */
  outputs: z.array(z.string()) as Schema<readonly string[]>,
  /** The command that trained it. */
  command: z.string() as Schema<string>,
  seed: z.number().int().min(0) as Schema<number>,
  epochs: count as Schema<number>,
  /** Images it was trained on. */
  trainImages: count as Schema<number>,
  /** Images of the held-out set that `accuracy` is of. */
  testImages: count as Schema<number>,
  /** For classes the share named right; for attributes the mean of the balanced accuracies. */
  accuracy: share as Schema<number>,
  /**
   * Accuracy of each output: for classes the share of the class's images that is named right; for attributes the
   * balanced accuracy, ½ (share of the images with it that are right + share of those without); null if the test
   * images lack one of the two.
   */
  accuracies: z.record(z.string(), share.nullable()) as Schema<Readonly<Record<string, number | null>>>,
  /** What the data can be checked by, as `Dataset.sources`. */
  sources: z.record(z.string(), z.string()) as Schema<Readonly<Record<string, string>>>,
};

/** What a file of weights says of itself: where they come from, and how good they are. */
export interface FeatureNetworkCard extends Values<typeof cardFields> {}

const card = z.strictObject(cardFields as unknown as z.ZodRawShape) as unknown as Schema<FeatureNetworkCard>;

/** What a file of weights holds. */
export interface FeatureFile {
  readonly card: FeatureNetworkCard;
  /** sha256 of the weights, 64 hexadecimal digits. */
  readonly checksum: string;
  readonly checkpoint: Checkpoint;
}

/** Where the weights of a feature network lie: `<name>.safetensors` in `directory`, by default `data/features`. */
export function featureFilePath(name: FeatureNetworkName, directory?: string): string {
  return featureFile(`${name}.safetensors`, directory);
}

const remedy = (name: FeatureNetworkName): string =>
  `put back the project's own file or train it with \`wae features ${name}\``;

/**
 * Reads a file of weights and checks what can be checked without making the network: checksums, that they are those
 * of the network asked for, and that every weight is finite.
 * @throws UserError, in one sentence, if the file is missing, damaged, of another network, or holds NaN or ∞
 */
export function readFeatureFile(name: FeatureNetworkName, path: string): FeatureFile {
  const checkpoint = readCheckpoint(path, {
    noun: 'feature network',
    ifMissing: remedy(name),
    ifDamaged: remedy(name),
  });
  const { card: text = '', sha256: checksum = '' } = checkpoint.metadata;
  const found = parseCard(text);
  if (found === undefined)
    throw new UserError(`${path} holds weights, but not those of a feature network; ${remedy(name)}`);
  if (found.name !== name)
    throw new UserError(`${path} holds the feature network ${found.name}, not ${name}; ${remedy(name)}`);
  for (const [tensor, { values }] of checkpoint.tensors) {
    const bad = values.find(value => !Number.isFinite(value));
    if (bad !== undefined)
      throw new UserError(
        `the feature network ${path} holds ${bad} among its weights (${tensor}); ${remedy(name)}`,
      );
  }
  return { card: found, checksum, checkpoint };
}

function parseCard(text: string): FeatureNetworkCard | undefined {
  try {
    return card.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * Writes a feature network's weights with what they are; nothing in the file depends on when or where it was written.
 * @throws UserError if the file can't be written
 */
export function writeFeatureFile(path: string, { variables }: Classifier, about: FeatureNetworkCard): void {
  saveCheckpoint(path, variables, { card: JSON.stringify(about) });
}
