import { type ExplorerHeader, sectionNames } from '../explorer-data.js';
import { readSection } from './sections.js';

/** Writes pixels in [0, 1], [h, w, c], into a canvas of that size. */
export function paintPixels(
  canvas: HTMLCanvasElement,
  pixels: ArrayLike<number>,
  channels: number,
  scale = 255,
): void {
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(canvas.width, canvas.height);
  const { data } = image;
  for (let p = 0; p < data.length / 4; p++) {
    for (let c = 0; c < 3; c++) {
      data[4 * p + c] = Math.round(scale * pixels[p * channels + (channels === 1 ? 0 : c)]!);
    }
    data[4 * p + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** The test images as the page has them. */
export class Pictures {
  readonly #header: ExplorerHeader;
  readonly #bytes: Uint8Array;
  #sheet: ImageBitmap | undefined;

  private constructor(header: ExplorerHeader, bytes: Uint8Array) {
    this.#header = header;
    this.#bytes = bytes;
  }

  static async read(header: ExplorerHeader): Promise<Pictures> {
    const bytes = await readSection(sectionNames.pictures);
    const pictures = new Pictures(header, bytes);
    if (header.pictures.kind === 'webp') {
      pictures.#sheet = await createImageBitmap(new Blob([bytes as BlobPart], { type: 'image/webp' }));
    }
    return pictures;
  }

  /** Draws a test image into a canvas of its size. */
  draw(canvas: HTMLCanvasElement, index: number): void {
    const { image, pictures } = this.#header;
    const [height, width, channels] = image;
    if (pictures.kind === 'grey') {
      const size = height * width;
      paintPixels(canvas, this.#bytes.subarray(index * size, (index + 1) * size), channels, 1);
      return;
    }
    const [column, row] = [index % pictures.columns, Math.floor(index / pictures.columns)];
    const context = canvas.getContext('2d')!;
    if (this.#sheet !== undefined) {
      context.drawImage(this.#sheet, column * width, row * height, width, height, 0, 0, width, height);
    }
  }
}
