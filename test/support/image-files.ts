import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** A picture of one colour. */
export interface PlainPicture {
  readonly width?: number;
  readonly height?: number;
  readonly colour?: readonly [red: number, green: number, blue: number];
  /** Of a coloured picture by default. */
  readonly grey?: boolean;
  readonly format?: 'png' | 'jpeg' | 'webp';
}

/** The bytes of a picture of one colour; WebP without loss. */
export async function plainPicture({
  width = 40,
  height = 40,
  colour: [r, g, b] = [200, 100, 50],
  grey = false,
  format = 'png',
}: PlainPicture = {}): Promise<Buffer> {
  const picture = sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
  const coloured = grey ? picture.toColourspace('b-w') : picture;
  return coloured
    .toFormat(format, {
      ...(format === 'webp' && { lossless: true }),
      ...(format === 'jpeg' && { quality: 100 }),
    })
    .toBuffer();
}

/** Writes files below a folder, and the folders that they lie in. */
export function writeTree(folder: string, files: Readonly<Record<string, Uint8Array | string>>): void {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}
