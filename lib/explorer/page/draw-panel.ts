import { button, make, section } from './dom.js';
import type { Explorer } from './explorer.js';
import { encodePixels, preparePicture } from './files.js';

/** Pixels of the sheet, a side, and the width of a stroke as a share of it. */
const [sheet, stroke] = [168, 0.085];

/** A black sheet to draw a digit on in white; every stroke is encoded by every model. Pictures in colour have none. */
export function drawPanel(explorer: Explorer): HTMLElement | undefined {
  if (explorer.header.image[2] !== 1) return undefined;
  const canvas = make('canvas', {
    width: sheet,
    height: sheet,
    id: 'sheet',
    role: 'img',
    'aria-label': 'Sheet to draw a digit on with the mouse or a finger',
  });
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const clear = (): void => {
    context.fillStyle = '#000';
    context.fillRect(0, 0, sheet, sheet);
  };
  clear();
  let last: readonly [number, number] | undefined;
  const spot = (event: PointerEvent): readonly [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * sheet,
      ((event.clientY - box.top) / box.height) * sheet,
    ];
  };
  const line = (to: readonly [number, number]): void => {
    context.strokeStyle = '#fff';
    context.lineWidth = stroke * sheet;
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(...(last ?? to));
    context.lineTo(...to);
    context.stroke();
    last = to;
  };
  canvas.addEventListener('pointerdown', event => {
    canvas.setPointerCapture(event.pointerId);
    last = undefined;
    line(spot(event));
    event.preventDefault();
  });
  canvas.addEventListener('pointermove', event => {
    if (last !== undefined) line(spot(event));
  });
  canvas.addEventListener('pointerup', () => {
    last = undefined;
    void encode();
  });
  canvas.addEventListener('pointercancel', () => {
    last = undefined;
  });
  const encode = async (): Promise<void> => {
    const picture = await createImageBitmap(canvas);
    const { pixels } = preparePicture(picture, explorer.header.image);
    picture.close();
    await encodePixels(explorer, pixels, 'drawn by hand');
    explorer.say("Your drawing: each model's probe is at its code.");
  };
  return section(
    'Draw a digit',
    false,
    make('p', { class: 'hint' }, 'Draw with the mouse or a finger: every model encodes and decodes it.'),
    canvas,
    make('div', { class: 'row' }, button('Clear', clear, { id: 'clear-sheet' })),
  );
}
