import { make } from './dom.js';
import type { Explorer } from './explorer.js';
import { goToCodes } from './moves.js';

/** A picture's pixels as a model takes them, and what was done to it. */
export interface PreparedPicture {
  readonly pixels: Float32Array;
  readonly words: string;
}

/** Brightness of a frame of greys above which light and dark are exchanged: digits are light on dark. */
const bright = 0.5;

/** The middle square of a picture in the data's size and channels. */
export function preparePicture(
  picture: ImageBitmap,
  [height, width, channels]: readonly [number, number, number],
): PreparedPicture {
  const side = Math.min(picture.width, picture.height);
  const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
  let [source, from]: [CanvasImageSource, readonly [number, number, number]] = [picture, [left, top, side]];
  // Halving again and again is what keeps thin strokes: a single large step would skip pixels.
  for (let size = side; size > 2 * Math.max(width, height);) {
    const half = Math.ceil(size / 2);
    const canvas = make('canvas', { width: half, height: half });
    context(canvas).drawImage(source, from[0], from[1], from[2], from[2], 0, 0, half, half);
    [source, from, size] = [canvas, [0, 0, half], half];
  }
  const canvas = make('canvas', { width, height });
  const target = context(canvas);
  target.fillStyle = channels === 1 ? '#000' : '#fff';
  target.fillRect(0, 0, width, height);
  target.drawImage(source, from[0], from[1], from[2], from[2], 0, 0, width, height);
  const { data } = target.getImageData(0, 0, width, height);
  const pixels = new Float32Array(width * height * channels);
  for (let p = 0; p < width * height; p++) {
    const [red, green, blue] = [0, 1, 2].map(c => data[4 * p + c]! / 255) as [number, number, number];
    if (channels === 1) pixels[p] = 0.299 * red + 0.587 * green + 0.114 * blue;
    else pixels.set([red, green, blue], p * 3);
  }
  const steps = [`${picture.width} × ${picture.height}`];
  if (picture.width !== picture.height) steps.push('cut to its middle square');
  if (side !== width) steps.push(`resized to ${width} × ${height}`);
  if (channels === 1 && borderMean(pixels, width, height) > bright) {
    pixels.forEach((value, i) => (pixels[i] = 1 - value));
    steps.push('light and dark exchanged');
  }
  return { pixels, words: steps.join(', ') };
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const made = canvas.getContext('2d', { willReadFrequently: true })!;
  made.imageSmoothingQuality = 'high';
  return made;
}

function borderMean(pixels: Float32Array, width: number, height: number): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (y > 0 && x > 0 && y < height - 1 && x < width - 1) continue;
      sum += pixels[y * width + x]!;
      count++;
    }
  }
  return sum / count;
}

/** Encodes a picture with every model and puts the probe at its codes. */
export async function openPicture(explorer: Explorer, file: Blob, name: string): Promise<void> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    explorer.say(
      `${name} is no picture that this browser can read: choose a PNG, JPEG or WebP file.`,
      'fault',
    );
    return;
  }
  const { pixels, words } = preparePicture(picture, explorer.header.image);
  picture.close();
  await encodePixels(explorer, pixels, name);
  explorer.say(`${name}: ${words}; each model's probe is at its code.`);
}

/** Encodes pixels in [0, 1], [h, w, c], with every model and puts each one's probe at its code. */
export async function encodePixels(explorer: Explorer, pixels: Float32Array, name: string): Promise<void> {
  const codes: Float64Array[] = [];
  for (const model of explorer.models) codes.push(await model.encodeOne(pixels));
  explorer.store.change({ hover: undefined });
  goToCodes(explorer, codes, { kind: 'picture', name, pixels });
}

/** Takes pictures that are dropped on the page or pasted into it. */
export function takeDrops(explorer: Explorer, root: HTMLElement): void {
  document.addEventListener('dragover', event => {
    event.preventDefault();
    root.classList.add('dropping');
  });
  document.addEventListener('dragleave', event => {
    if (event.relatedTarget === null) root.classList.remove('dropping');
  });
  document.addEventListener('drop', event => {
    event.preventDefault();
    root.classList.remove('dropping');
    const file = event.dataTransfer?.files[0];
    if (file === undefined) explorer.say('What was dropped is no file: drop a picture.', 'fault');
    else void openPicture(explorer, file, file.name);
  });
  document.addEventListener('paste', event => {
    const file = event.clipboardData?.files[0];
    if (file !== undefined) void openPicture(explorer, file, file.name);
  });
}
