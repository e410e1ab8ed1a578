import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import sharp from 'sharp';
import { temporaryFolder } from './temporary-folder.js';
import { zipBytes } from './zip-file.js';

/** A JPEG of 89 × 109 pixels in one colour. */
export function plainJpeg(red: number, green: number, blue: number, space = 'srgb'): Promise<Buffer> {
  return sharp({ create: { width: 89, height: 109, channels: 3, background: { r: red, g: green, b: blue } } })
    .toColourspace(space)
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

export const fileName = (i: number): string => `${String(i + 1).padStart(6, '0')}.jpg`;

/** The text of `list_attr_celeba.txt` for `count` pictures: picture i smiles where i is divisible by 3, is male where it is odd. */
export function attributeText(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, i) => `${fileName(i)} ${i % 2 === 1 ? ' 1' : '-1'} ${i % 3 === 0 ? ' 1' : '-1'} -1`,
  );
  return [String(count), 'Male Smiling Young ', ...rows, ''].join('\n');
}

export interface CelebaFolderOptions {
  readonly count?: number;
  /** Files in place of the plain pictures. */
  readonly replaced?: Readonly<Record<number, Buffer>>;
  readonly attributes?: string | undefined;
  readonly partition?: string;
  readonly layout?: 'zip' | 'deflated' | 'folder';
  /** Changes the zip's bytes. */
  readonly spoil?: (zip: Buffer) => Buffer;
}

/** A folder with a small CelebA, picture i of the grey 2·i unless replaced, and one for its cache. */
export async function celebaFolder(
  t: ExecutionContext,
  {
    count = 20,
    replaced = {},
    attributes = attributeText(count),
    partition,
    layout = 'zip',
    spoil = zip => zip,
  }: CelebaFolderOptions = {},
): Promise<{ directory: string; cache: string }> {
  const root = await temporaryFolder(t);
  const directory = join(root, 'celeba');
  await mkdir(directory);
  const file = async (i: number): Promise<Buffer> => replaced[i] ?? plainJpeg(2 * i, 2 * i, 2 * i);
  const files = await Promise.all(Array.from({ length: count }, (_, i) => file(i)));
  if (layout === 'folder') {
    await mkdir(join(directory, 'img_align_celeba'));
    await Promise.all(
      files.map((file, i) => writeFile(join(directory, 'img_align_celeba', fileName(i)), file)),
    );
  } else {
    const entries = files.map((bytes, i) => ({
      name: `img_align_celeba/${fileName(i)}`,
      bytes,
      deflated: layout === 'deflated',
    }));
    await writeFile(join(directory, 'img_align_celeba.zip'), spoil(zipBytes(entries)));
  }
  await writeFile(join(directory, 'list_attr_celeba.txt'), attributes);
  if (partition !== undefined) await writeFile(join(directory, 'list_eval_partition.txt'), partition);
  return { directory: root, cache: join(root, 'cache') };
}
