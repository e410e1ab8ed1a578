import { make } from './dom.js';
import type { Explorer } from './explorer.js';
import { Gestures } from './gestures.js';
import { MapView } from './map-view.js';
import { originWords } from './moves.js';
import type { PageModel } from './page-model.js';
import { paintPixels } from './pictures.js';
import type { Origin } from './store.js';

/** A canvas of one image with words below it. */
export interface Figure {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly caption: HTMLElement;
}

/** A picture of the data's size with a caption. */
export function pictureFigure({ header: { image } }: Explorer, label: string, className = ''): Figure {
  const canvas = make('canvas', { width: image[1], height: image[0], role: 'img', 'aria-label': label });
  const caption = make('figcaption', {}, label);
  return { element: make('figure', { class: `picture ${className}` }, canvas, caption), canvas, caption };
}

/** One model: its map, and below it the pictures at the cursor and under the mouse. */
export class Card {
  readonly element: HTMLElement;
  readonly map: MapView;
  readonly gestures: Gestures;
  readonly model: PageModel;
  /** The cursor's picture, and the original and its reconstruction beside it. */
  readonly atCursor: Figure;
  readonly original: Figure;
  readonly rebuilt: Figure;
  readonly #explorer: Explorer;
  /** Whether the pair is of the point under the mouse or of the probe. */
  readonly #heading: HTMLElement = make('h3', {});
  readonly #about: HTMLElement = make('p', { class: 'about' });
  /** The cursor's picture as it was decoded last, pixels in [0, 1]. */
  decoded: Float32Array | undefined;

  constructor(explorer: Explorer, model: PageModel) {
    this.#explorer = explorer;
    this.model = model;
    const { header, store, live } = explorer;
    const { title, about } = model.header;
    this.map = new MapView(explorer, model);
    this.gestures = new Gestures(explorer, this.map);
    this.map.element.addEventListener('focus', () => store.change({ active: model.index }));
    this.atCursor = pictureFigure(explorer, 'decoded at the probe', 'large');
    this.original = pictureFigure(explorer, 'original');
    this.rebuilt = pictureFigure(explorer, 'decoded from its code');
    const pair = make('div', { class: 'pair' }, this.original.element, this.rebuilt.element);
    const beside = make('div', { class: 'beside' }, this.#heading, pair, this.#about);
    this.element = make(
      'section',
      { class: 'card', 'aria-label': title },
      make('h2', {}, title, ' ', make('small', {}, about)),
      this.map.element,
      make('div', { class: 'pictures' }, this.atCursor.element, beside),
    );
    const channels = header.image[2];
    live.onPicture((index, pixels) => {
      if (index !== model.index) return;
      this.decoded = pixels;
      paintPixels(this.atCursor.canvas, pixels, channels);
      if (store.state.hover === undefined) paintPixels(this.rebuilt.canvas, pixels, channels);
    });
    live.onHover((index, pixels) => {
      if (index === model.index) paintPixels(this.rebuilt.canvas, pixels, channels);
    });
    store.listen(changed => {
      if (changed.has('active')) this.#showActive();
      if (changed.has('hover') || changed.has('cursor')) this.#showOriginal();
    });
    this.#showActive();
  }

  #showActive(): void {
    this.element.classList.toggle('active', this.#explorer.store.state.active === this.model.index);
  }

  /** The original of the image under the mouse, or else of what the cursor stands for, if there is one. */
  #showOriginal(): void {
    const { hover, cursor } = this.#explorer.store.state;
    const { origin } = cursor;
    const shown: Origin = hover === undefined ? origin : { kind: 'image', index: hover };
    const { canvas, element } = this.original;
    element.classList.toggle('blank', shown.kind !== 'image' && shown.kind !== 'picture');
    if (shown.kind === 'image') this.#explorer.pictures.draw(canvas, shown.index);
    if (shown.kind === 'picture') paintPixels(canvas, shown.pixels, this.#explorer.header.image[2]);
    if (hover === undefined && this.decoded !== undefined) {
      paintPixels(this.rebuilt.canvas, this.decoded, this.#explorer.header.image[2]);
    }
    this.#heading.textContent = hover === undefined ? 'The probe' : 'Under the mouse';
    this.#about.textContent = originWords(this.#explorer, shown);
  }
}
