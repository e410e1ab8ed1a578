import { describeImages, type ImageFit } from '../datasets/index.js';
import { UserError } from '../base/index.js';
import {
  type ExperimentName,
  type ImagesConfig,
  type PresetName,
  quickImages,
} from '../experiments/index.js';

/** What may be said of images of one's own. */
export interface ImageFlags {
  readonly data?: string;
  readonly size?: number;
  readonly fit?: ImageFit;
  readonly channels?: 1 | 3;
  readonly title?: string;
}

/**
 * What a run of images of one's own is decided by, from a look at their folder; nothing for other data sets.
 * @throws UserError if no folder is named, there are no images, or another data set is given one of these flags
 */
export async function ownImages(
  experiment: ExperimentName,
  preset: PresetName,
  { data: directory, size, fit, channels, title }: ImageFlags,
): Promise<{ readonly images?: ImagesConfig }> {
  const given = { size, fit, channels, title };
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  if (experiment !== 'images') {
    const [first] = named;
    if (first === undefined) return {};
    throw new UserError(
      `--${first[0]} is for images of your own; name images in place of ${experiment}, or leave it out`,
    );
  }
  if (directory === undefined) {
    throw new UserError(
      'images of your own are looked for nowhere by themselves; name their folder: wae train images --data DIR --model wae-mmd',
    );
  }
  const spec = await describeImages(directory, {
    ...Object.fromEntries(named),
    ...(preset === 'quick' && { most: quickImages }),
  });
  return { images: { name: 'images', ...spec } };
}
