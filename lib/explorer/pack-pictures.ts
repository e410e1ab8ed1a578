import type { ImageSet } from '../datasets/index.js';
import { loadSharp } from '../node/index.js';
import type { PictureStore } from './explorer-data.js';

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
