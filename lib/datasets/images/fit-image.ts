import type sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { FoundImage, ImagesSpec } from './spec.js';

/** No picture is larger, in pixels; a header may promise anything. */
const MOST_PIXELS = 2 ** 26;

/**
 * One image as a square of bytes, [size, size, channels]: turned as its Exif tag says, transparent parts white, fitted, and
 * resized by Lanczos' filter. Pixels that need none of it stay as they are.
 * @throws Error that says why, if the bytes are no picture or damaged
 */
export async function fitImage(
  image: FoundImage,
  { size, channels, fit, transpose = false }: ImagesSpec,
  sharpen: typeof sharp,
): Promise<Uint8Array> {
  if ('pixels' in image && !transpose) {
    const { pixels, height, width } = image;
    if (height === size && width === size && image.channels === channels) return pixels;
  }
  const { data, info } = await open(image, transpose, sharpen)
    .flatten({ background: 'white' })
    .resize(size, size, { fit, kernel: 'lanczos3', background: 'black' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) throw new Error(`it has ${info.channels} channels`);
  return new Uint8Array(data.buffer, data.byteOffset, data.length);
}

function open(image: FoundImage, transpose: boolean, sharpen: typeof sharp): Sharp {
  if ('file' in image) return sharpen(image.file, { limitInputPixels: MOST_PIXELS }).autoOrient();
  const { height, width, channels } = image;
  if (!transpose) return sharpen(image.pixels, { raw: { width, height, channels } });
  return sharpen(transposed(image), { raw: { width: height, height: width, channels } });
}

/** [height, width, channels] -> [width, height, channels] */
function transposed({
  pixels,
  height,
  width,
  channels,
}: Extract<FoundImage, { pixels: unknown }>): Uint8Array {
  const out = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        out[(x * height + y) * channels + c] = pixels[(y * width + x) * channels + c]!;
      }
    }
  }
  return out;
}
