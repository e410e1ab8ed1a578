import { make } from './dom.js';
import type { Explorer } from './explorer.js';

/** CSS pixels of a picture's longer side, and of the room that it has for itself. */
const [side, room] = [26, 30];

/**
 * Which points are drawn as pictures: in each square of a grid the first whose point lies in it, so that none covers
 * another.
 * @param screen [n, 2], pixels
 * @param cell side of a square, pixels
 */
export function spreadOut(
  screen: Float32Array,
  size: { readonly width: number; readonly height: number },
  cell: number,
): number[] {
  const taken = new Set<number>();
  const columns = Math.ceil(size.width / cell);
  const chosen: number[] = [];
  for (let i = 0; i < screen.length / 2; i++) {
    const [x, y] = [screen[2 * i]!, screen[2 * i + 1]!];
    if (!(x >= 0 && y >= 0 && x < size.width && y < size.height)) continue;
    const square = Math.floor(y / cell) * columns + Math.floor(x / cell);
    if (taken.has(square)) continue;
    taken.add(square);
    chosen.push(i);
  }
  return chosen;
}

/** Test images at their points, in the middle of squares of a grid: what lies there looks like them. */
export function drawThumbnails(
  context: CanvasRenderingContext2D,
  screen: Float32Array,
  { header, pictures }: Explorer,
  ratio: number,
): void {
  const [height, width] = header.image;
  const canvas = make('canvas', { width, height });
  const cell = room * ratio;
  const scale = (side * ratio) / Math.max(width, height);
  context.imageSmoothingEnabled = true;
  for (const i of spreadOut(screen, context.canvas, cell)) {
    pictures.draw(canvas, i);
    const left = (Math.floor(screen[2 * i]! / cell) + 0.5) * cell - (width * scale) / 2;
    const top = (Math.floor(screen[2 * i + 1]! / cell) + 0.5) * cell - (height * scale) / 2;
    context.drawImage(canvas, left, top, width * scale, height * scale);
  }
}
