import type { Card } from './card.js';
import { pageColours, toHex } from './colours.js';
import { button, make } from './dom.js';
import type { Explorer } from './explorer.js';
import { saveView } from './saved-view.js';
import { codesOfPin, originWords } from './moves.js';
import { aboutPin } from './pin-tray.js';

/** Whether the page is in a frame that may not save files: it shows them instead. */
const framed = (): boolean => window.parent !== window && location.origin === 'null';

/** Pixels a side of a picture, and between them, in the exported PNG. */
const [side, gap] = [196, 16];

/** The cursor's pictures side by side, with the original if there is one. */
export async function picturePng(explorer: Explorer, cards: readonly Card[]): Promise<Blob> {
  const { origin } = explorer.store.state.cursor;
  const columns: readonly (readonly [string, HTMLCanvasElement])[] = [
    ...(origin.kind === 'image' || origin.kind === 'picture'
      ? [['original', originalOf(explorer, cards)] as const]
      : []),
    ...cards.map(card => [card.model.header.title, card.atCursor.canvas] as const),
  ];
  const canvas = make('canvas', { width: gap + columns.length * (side + gap), height: side + 2 * gap + 40 });
  const context = canvas.getContext('2d')!;
  const { background, ink, faint } = pageColours();
  context.fillStyle = toHex(background);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = false;
  context.textAlign = 'center';
  columns.forEach(([title, picture], k) => {
    const left = gap + k * (side + gap);
    context.drawImage(picture, left, gap, side, side);
    context.fillStyle = ink;
    context.font = '14px "DejaVu Sans", system-ui, sans-serif';
    context.fillText(title, left + side / 2, side + gap + 20, side);
  });
  context.fillStyle = faint;
  context.font = '11px "DejaVu Sans", system-ui, sans-serif';
  context.fillText(originWords(explorer, origin), canvas.width / 2, side + gap + 40, canvas.width - 2 * gap);
  return new Promise((resolve, reject) => {
    canvas.toBlob(blob => (blob === null ? reject(new Error('the picture is too large')) : resolve(blob)));
  });
}

function originalOf({ store, pictures, header }: Explorer, cards: readonly Card[]): HTMLCanvasElement {
  const { origin } = store.state.cursor;
  const [height, width] = header.image;
  const canvas = make('canvas', { width, height });
  if (origin.kind === 'image') pictures.draw(canvas, origin.index);
  else canvas.getContext('2d')?.drawImage(cards[0]!.original.canvas, 0, 0);
  return canvas;
}

/** The state in numbers: codes of the cursor and of the pins in every model, the selected images, and the link. */
export function stateJson(explorer: Explorer): string {
  const { store, models, header } = explorer;
  const { cursor, pins, selection, projection, seed } = store.state;
  const named = (codes: readonly Float64Array[]): Record<string, number[]> =>
    Object.fromEntries(models.map((model, i) => [model.header.title, [...codes[i]!]]));
  const value = {
    dataset: header.dataset,
    models: models.map(model => ({ title: model.header.title, about: model.header.about })),
    projection,
    seed,
    cursor: { about: originWords(explorer, cursor.origin), codes: named(cursor.codes) },
    pins: pins.map(pin => ({
      name: pin.name,
      about: aboutPin(explorer, pin),
      ...(pin.place.kind === 'image' ? { image: pin.place.index } : {}),
      ...(pin.place.kind === 'group' ? { images: pin.place.indices } : {}),
      codes: named(codesOfPin(explorer, pin)),
    })),
    selection,
    link: `#${saveView(explorer)}`,
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Saves a file; in a frame that may not, shows it to be saved by hand. */
export function saveFile(blob: Blob, name: string): void {
  if (framed()) {
    void showFile(blob, name);
    return;
  }
  const url = URL.createObjectURL(blob);
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

async function showFile(blob: Blob, name: string): Promise<void> {
  const dialog = make('dialog', { 'aria-label': name });
  const isPicture = blob.type.startsWith('image/');
  const content = isPicture
    ? make('img', { src: URL.createObjectURL(blob), alt: name })
    : make('textarea', { readonly: true, rows: 16, cols: 60 }, await blob.text());
  const words = isPicture ? 'save the picture from its menu' : 'copy the text';
  dialog.append(
    make('p', {}, `This frame may not save files; ${words}.`),
    content,
    button('Close', () => dialog.remove()),
  );
  document.body.append(dialog);
  dialog.showModal();
}
