import { make } from './dom.js';
import type { Explorer } from './explorer.js';
import { Gestures } from './gestures.js';
import { MapView } from './map-view.js';
import type { PageModel } from './page-model.js';
import { paint } from './pictures.js';

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

/** One model: its map, and below it what the cursor and the mouse are at. */
export class Card {
  readonly element: HTMLElement;
  readonly map: MapView;
  readonly gestures: Gestures;
  /** The cursor's picture as it was decoded last, pixels in [0, 1]. */
  decoded: Float32Array | undefined;
  readonly decodedFigure: Figure;

  constructor(explorer: Explorer, model: PageModel) {
    const { header, store, live } = explorer;
    const channels = header.image[2];
    this.map = new MapView(explorer, model);
    this.gestures = new Gestures(explorer, this.map);
    this.map.element.tabIndex = 0;
    this.map.element.setAttribute('role', 'application');
    this.map.element.setAttribute('aria-label', `Map of the codes of ${model.header.title}`);
    this.map.element.addEventListener('focus', () => store.change({ active: model.index }));
    this.decodedFigure = pictureFigure(explorer, 'at the cursor', 'large');
    const original = pictureFigure(explorer, 'original');
    const rebuilt = pictureFigure(explorer, 'reconstruction');
    const row = make(
      'div',
      { class: 'pictures' },
      this.decodedFigure.element,
      original.element,
      rebuilt.element,
    );
    this.element = make(
      'section',
      { class: 'card', 'aria-label': model.header.title },
      make('h2', {}, model.header.title, make('small', {}, model.header.about)),
      this.map.element,
      row,
    );
    live.onPicture((index, pixels) => {
      if (index !== model.index) return;
      this.decoded = pixels;
      paint(this.decodedFigure.canvas, pixels, channels);
    });
    live.onHover((index, pixels) => {
      if (index !== model.index) return;
      paint(rebuilt.canvas, pixels, channels);
    });
    store.listen(changed => {
      if (changed.has('active')) this.element.classList.toggle('active', store.state.active === model.index);
      const { hover } = store.state;
      if (!changed.has('hover') || hover === undefined) return;
      explorer.pictures.draw(original.canvas, hover);
    });
    this.element.classList.toggle('active', store.state.active === model.index);
  }
}
