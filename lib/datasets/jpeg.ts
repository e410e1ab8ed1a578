import type { Sharp } from 'sharp';
import { UserError } from '../errors.js';
import type { RgbImage } from './lanczos.js';

/** No picture of a face is larger; a header may promise anything. */
const MOST_PIXELS = 2 ** 24;

/** Decodes the bytes of a JPEG. */
export type JpegDecoder = (bytes: Uint8Array) => Promise<RgbImage>;

/**
 * A decoder of JPEGs that runs on all cores; pictures in grey or CMYK become sRGB.
 *
 * It throws an Error that says why, where the bytes are no JPEG, end early, or are damaged.
 *
 * @throws UserError where the image library is missing
 */
export async function jpegDecoder(): Promise<JpegDecoder> {
  const { default: sharp } = await import('sharp').catch((error: unknown) => {
    throw new UserError('the image library sharp does not load; run `npm ci` again, with optional packages', {
      cause: error,
    });
  });
  return async bytes => {
    if (bytes[0] !== 0xff || bytes[1] !== 0xd8 || bytes[2] !== 0xff) throw new Error('it is not a JPEG');
    const picture: Sharp = sharp(bytes, { limitInputPixels: MOST_PIXELS });
    const { data, info } = await picture
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels !== 3) throw new Error(`it has ${channels} channels`);
    return { data, width, height };
  };
}
