import { locateCelebA, openJpegZip } from '../datasets/index.js';
import { dataFolders, installCommand, loadSharp } from '../node/index.js';
import type { Check } from './checks.js';

/** Where CelebA is, how many pictures its zip has, and whether the image library that decodes them loads. */
export async function checkCelebA(directory?: string): Promise<Check> {
  const name = 'data celeba';
  const location = await locateCelebA(directory);
  const sharp = await sharpVersion();
  if (location === undefined) {
    const looked = dataFolders('celeba', directory).map(folder => folder.directory);
    const says = `not found in ${looked.join(', ')}`;
    const fix = 'see data/README.md for where to get it, or go on with the procedural faces';
    return { name, state: 'warning', says, fix, details: { looked, sharp } };
  }
  const { origin, images, missing, partition } = location;
  const details = { directory: location.directory, origin, images, partition, missing, sharp };
  const where = `${location.directory} (${origin})`;
  if (missing.length > 0 || images === undefined) {
    const fix = 'see data/README.md for where to get it';
    return { name, state: 'broken', says: `${where} lacks ${missing.join(', ')}`, fix, details };
  }
  if (sharp === undefined) {
    const says = `${where}, but the image library sharp does not load`;
    return { name, state: 'broken', says, fix: `run \`${installCommand(['sharp'])}\``, details };
  }
  try {
    const pictures = images.kind === 'zip' ? `${await countEntries(images.path)} JPEGs` : 'a folder of JPEGs';
    const split = partition === undefined ? 'no official split' : 'the official split';
    return { name, state: 'ok', says: `${where}, ${pictures}, ${split}, sharp ${sharp}`, details };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return { name, state: 'broken', says, fix: 'fetch the zip again, see data/README.md', details };
  }
}

async function countEntries(path: string): Promise<number> {
  const zip = await openJpegZip(path);
  await zip.close();
  return zip.names.length;
}

async function sharpVersion(): Promise<string | undefined> {
  try {
    return (await loadSharp()).versions.sharp;
  } catch {
    return undefined;
  }
}
