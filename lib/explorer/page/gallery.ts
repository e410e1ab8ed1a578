import { make } from './dom.js';
import type { Explorer } from './explorer.js';
import { goToImage, originWords } from './moves.js';

/** Test images as pictures that can be pressed: a press puts the probe at their codes. */
export class Gallery {
  readonly element: HTMLElement;
  readonly #explorer: Explorer;

  constructor(explorer: Explorer, label: string) {
    this.#explorer = explorer;
    this.element = make('div', { class: 'gallery', role: 'group', 'aria-label': label });
  }

  /** @param notes what stands under each picture */
  show(indices: readonly number[], notes: readonly string[] = []): void {
    const { header, pictures } = this.#explorer;
    const [height, width] = header.image;
    this.element.replaceChildren(
      ...indices.map((index, k) => {
        const canvas = make('canvas', { width, height });
        pictures.draw(canvas, index);
        const note = notes[k];
        const words = originWords(this.#explorer, { kind: 'image', index });
        const label = note === undefined ? words : `${words}, ${note}`;
        const element = make(
          'button',
          { type: 'button', title: label, 'aria-label': label, 'data-image': index },
          canvas,
          ...(note === undefined ? [] : [make('small', {}, note)]),
        );
        element.addEventListener('click', () => goToImage(this.#explorer, index));
        return element;
      }),
    );
  }
}
