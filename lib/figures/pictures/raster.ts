import { PNG } from 'pngjs';

/** A picture in memory: `data` is [height, width, channels], row by row, 0 … 255; one channel is grey, three are RGB. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** A raster of one grey value. */
export function blankRaster(width: number, height: number, channels: 1 | 3, value: number): Raster {
  return { width, height, channels, data: new Uint8Array(width * height * channels).fill(value) };
}

/**
 * Copies `source` into `target` with its top left corner at (left, top), in place; grey is repeated over RGB.
 * @throws RangeError when it does not lie wholly inside, or when colours would be pasted into grey
 */
export function pasteRaster(target: Raster, source: Raster, left: number, top: number): void {
  const { width, height, channels } = source;
  if (left < 0 || top < 0 || left + width > target.width || top + height > target.height) {
    throw new RangeError(
      `pasteRaster: expected \`source\` to lie inside ${target.width} x ${target.height}, ` +
        `got ${width} x ${height} at (${left}, ${top})`,
    );
  }
  if (channels > target.channels) {
    throw new RangeError('pasteRaster: expected `target` to have 3 channels like `source`, got 1');
  }
  for (let row = 0; row < height; row++) {
    const from = row * width * channels;
    const to = ((top + row) * target.width + left) * target.channels;
    if (channels === target.channels) {
      target.data.set(source.data.subarray(from, from + width * channels), to);
    } else {
      for (let i = 0; i < 3 * width; i++) {
        target.data[to + i] = source.data[from + Math.floor(i / 3)]!;
      }
    }
  }
}

/** The first channel of a raster that was drawn in black and white, as grey. */
export function firstChannel(raster: Raster): Raster {
  const { width, height, channels } = raster;
  const data = Uint8Array.from({ length: width * height }, (_, i) => raster.data[channels * i]!);
  return { width, height, channels: 1, data };
}

/** Encodes a raster as PNG, 8-bit grey or 8-bit RGB, every pixel as it is; the same raster gives the same bytes. */
export function encodePng(raster: Raster): Uint8Array {
  const colorType = raster.channels === 1 ? 0 : 2;
  const png = new PNG({ width: raster.width, height: raster.height });
  png.data = Buffer.from(raster.data.buffer, raster.data.byteOffset, raster.data.byteLength);
  const bytes = PNG.sync.write(png, {
    colorType,
    inputColorType: colorType,
    inputHasAlpha: false,
    bitDepth: 8,
    filterType: -1,
    deflateLevel: 9,
    deflateStrategy: 0,
  });
  return Uint8Array.from(bytes);
}
