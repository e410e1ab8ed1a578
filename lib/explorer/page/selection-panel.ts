import { pictureFigure } from './card.js';
import { colourOf, pageColours, toHex } from './colours.js';
import { button, make, section } from './dom.js';
import type { Explorer } from './explorer.js';
import { Gallery } from './gallery.js';
import { addPin, goToCodes, meanCodes } from './moves.js';
import { paintPixels } from './pictures.js';

/** A bar of the histogram. */
interface Bar {
  readonly name: string;
  readonly count: number;
  readonly colour: string;
}

/** Members of a selection that are shown as pictures. */
const shown = 60;

/** Attributes that are listed. */
const listed = 8;

/** What a lasso caught: how many images, of which classes, and their mean code decoded by each model. */
export function selectionPanel(explorer: Explorer): HTMLElement {
  const { store, models, header } = explorer;
  const count = make('p', { id: 'selected' });
  const bars = make('div', { class: 'bars' });
  const figures = models.map(model => pictureFigure(explorer, model.header.title, 'small'));
  const gallery = new Gallery(explorer, 'Selected images');
  const rest = make('p', { class: 'hint' });
  const means = make('div', { class: 'row' }, ...figures.map(figure => figure.element));
  const buttons = make(
    'div',
    { class: 'row' },
    button('Probe to the mean', () => {
      const { selection } = store.state;
      goToCodes(explorer, meanCodes(explorer, selection), { kind: 'words', text: meanWords(selection) });
    }),
    button('Pin the group', () => addPin(explorer, { kind: 'group', indices: store.state.selection })),
    button('Clear', () => store.change({ selection: [] })),
  );
  const part = section('Selection', false, count, bars, means, buttons, gallery.element, rest);
  const show = (): void => {
    const { selection } = store.state;
    const some = selection.length > 0;
    for (const element of [bars, means, buttons, gallery.element, rest]) element.hidden = !some;
    count.textContent = some
      ? `${selection.length.toLocaleString('en')} of ${header.count.toLocaleString('en')} images; mean code decoded:`
      : 'Draw a lasso round points: choose Lasso above, or hold Shift and drag.';
    if (!some) return;
    part.open = true;
    gallery.show(selection.slice(0, shown));
    rest.textContent =
      selection.length > shown ? `The first ${shown} of ${selection.length.toLocaleString('en')}.` : '';
    showBars(bars, barsOf(explorer, selection));
    meanCodes(explorer, selection).forEach((code, i) => {
      const figure = figures[i];
      void models[i]?.decodeOne(code).then(pixels => {
        if (figure !== undefined && store.state.selection === selection)
          paintPixels(figure.canvas, pixels, header.image[2]);
      });
    });
  };
  store.listen(changed => (changed.has('selection') || changed.has('theme')) && show());
  show();
  return part;
}

function meanWords(selection: readonly number[]): string {
  return `mean of ${selection.length.toLocaleString('en')} codes`;
}

/** Classes with how many images of each; of attributes those that are most over- or under-represented. */
export function barsOf(
  { header, labels, attributes }: Pick<Explorer, 'header' | 'labels' | 'attributes'>,
  selection: readonly number[],
): Bar[] {
  const { colours } = pageColours();
  if (header.classes.length > 0) {
    const counts = header.classes.map(() => 0);
    for (const i of selection) counts[labels[i]!] = (counts[labels[i]!] ?? 0) + 1;
    return header.classes.map((name, k) => ({
      name,
      count: counts[k]!,
      colour: toHex(colours[k % colourOf.without] as [number, number, number]),
    }));
  }
  const size = header.attributes.length;
  const shareOf = (indices: readonly number[], k: number): number =>
    indices.reduce((sum, i) => sum + attributes[i * size + k]!, 0) / indices.length;
  const every = Array.from({ length: header.count }, (_, i) => i);
  return header.attributes
    .map((name, k) => {
      const share = shareOf(selection, k);
      return { name, share, excess: Math.abs(share - shareOf(every, k)) };
    })
    .sort((a, b) => b.excess - a.excess)
    .slice(0, listed)
    .map(({ name, share }) => ({
      name,
      count: Math.round(share * selection.length),
      colour: toHex(colours[colourOf.with] as [number, number, number]),
    }));
}

function showBars(into: HTMLElement, bars: readonly Bar[]): void {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  into.replaceChildren(
    ...bars.map(({ name, count, colour }) => {
      const bar = make('i');
      bar.style.width = `${(100 * count) / most}%`;
      bar.style.background = colour;
      return make(
        'div',
        { class: 'bar' },
        make('span', { title: name }, name),
        make('b', {}, bar),
        make('output', {}, count.toLocaleString('en')),
      );
    }),
  );
}
