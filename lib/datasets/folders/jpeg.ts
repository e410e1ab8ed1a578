import type * as canvas from '@napi-rs/canvas';
import { SetUpError } from '../../base/index.js';
import { loadSharp, requirePackage } from '../../node/index.js';
import type { RgbImage } from './lanczos.js';

/** No picture of a face is larger; a header may promise anything. */
const MOST_PIXELS = 2 ** 24;

/** Decodes the bytes of a JPEG. */
export type JpegDecoder = (bytes: Uint8Array) => Promise<RgbImage>;

export interface JpegDecoderOptions {
  /**
   * Whether a checksum has vouched for the bytes. Then plain pictures are decoded by Skia if it is installed, which
   * gives the same pixels in a third of the time, and does not complain of damage; all others by libvips, which does.
   */
  readonly checked: boolean;
}

/**
 * A decoder of JPEGs; pictures in grey or CMYK, or with a colour profile, become sRGB.
 *
 * It throws an Error that says why, if the bytes are no JPEG, end early, or are damaged.
 *
 * @throws SetUpError if the image library is missing
 */
export async function jpegDecoder({ checked }: JpegDecoderOptions): Promise<JpegDecoder> {
  const sharp = await loadSharp();
  const skia = checked ? loadSkia() : undefined;
  return async bytes => {
    if (bytes[0] !== 0xff || bytes[1] !== 0xd8 || bytes[2] !== 0xff) throw new Error('it is not a JPEG');
    const quick = skia !== undefined && isPlain(bytes) ? await decodePlain(bytes, skia) : undefined;
    if (quick !== undefined) return quick;
    const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels !== 3) throw new Error(`it has ${channels} channels`);
    return { data, width, height, channels };
  };
}

/**
 * Whether a JPEG is whole, small, grey or in Y′CbCr, and has neither a colour profile nor a turn: nothing that
 * decoders might see differently.
 * @see ITU-T T.81, Annex B: markers
 */
export function isPlain(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(bytes.length - 2) !== 0xffd9) return false;
  let plain = false;
  for (let at = 2; at + 10 <= bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === 0xffda) return plain;
    // APP1 holds Exif's turn, APP2 a profile, APP14 says that it is CMYK or RGB.
    if (marker < 0xff00 || [0xffe1, 0xffe2, 0xffee].includes(marker)) return false;
    // Start of a baseline, extended or progressive frame: length, precision, height, width, components.
    if (marker >= 0xffc0 && marker <= 0xffc2) {
      const pixels = view.getUint16(at + 5) * view.getUint16(at + 7);
      plain = [1, 3].includes(bytes[at + 9]!) && pixels > 0 && pixels <= MOST_PIXELS;
    }
  }
  return false;
}

function loadSkia(): typeof canvas | undefined {
  try {
    return requirePackage(
      '@napi-rs/canvas',
      'quick decoding',
      require => require('@napi-rs/canvas') as typeof canvas,
    );
  } catch (error) {
    if (error instanceof SetUpError) return undefined;
    throw error;
  }
}

/** Undefined if a part of the picture is missing. */
async function decodePlain(
  bytes: Uint8Array,
  { createCanvas, Image }: typeof canvas,
): Promise<RgbImage | undefined> {
  const image = new Image();
  try {
    image.src = bytes;
    await image.decode();
  } catch {
    return undefined;
  }
  const { width, height } = image;
  if (width === 0 || height === 0) return undefined;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return undefined;
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), width, height, channels: 4 };
}
