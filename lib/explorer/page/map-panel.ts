import { classPalette } from '../../figures/index.js';
import { colourOf, pageColours, toHex } from './colours.js';
import { choice, make, section, tick } from './dom.js';
import type { Explorer } from './explorer.js';
import type { ExplorerModel } from '../explorer-data.js';
import { projectionControls } from './projection-panel.js';
import type { Colouring, LinkMode } from './store.js';

/** Controls of what the maps show. */
export function mapPanel(explorer: Explorer): HTMLElement {
  const { store, header, models } = explorer;
  const sentences = models.map(({ header: found }) => make('li', {}, holeSentence(found)));
  const thumbnails = tick('Points as their pictures', store.state.thumbnails, on =>
    store.change({ thumbnails: on }),
  );
  const contours = tick('Contours of the prior (50, 90, 99 %)', store.state.contours, on =>
    store.change({ contours: on }),
  );
  const holesTick = tick('Holes: crosses are draws from the prior in holes', store.state.holes, on =>
    store.change({ holes: on }),
  );
  const link = choice(
    'While one model is moved, the others show',
    [
      ['picture', 'the same picture, encoded by them'],
      ['code', 'the same numbers as code'],
      ['off', 'what they showed before'],
    ],
    value => store.change({ link: value as LinkMode }),
  );
  link.element.classList.add('wide');
  store.listen(changed => {
    if (!['contours', 'holes', 'link', 'thumbnails'].some(key => changed.has(key as 'holes'))) return;
    thumbnails.input.checked = store.state.thumbnails;
    contours.input.checked = store.state.contours;
    holesTick.input.checked = store.state.holes;
    link.select.value = store.state.link;
  });
  return section(
    'Map',
    true,
    projectionControls(explorer),
    colourControls(explorer),
    thumbnails.element,
    contours.element,
    holesTick.element,
    make(
      'p',
      { class: 'hint' },
      'A draw from the prior lies in a hole if no code is as near to it as codes are to each other, in all coordinates: on the map it may seem to lie among them. Click a cross to decode it.',
    ),
    make('ul', { class: 'hint', id: 'holes' }, ...sentences),
    ...(header.models.length > 1 ? [link.element] : []),
  );
}

/** One model's holes in one sentence, by the numbers of its figure `holes.png`. */
function holeSentence({ title, holes }: ExplorerModel): string {
  const [found, expected] = [holes.share, holes.expectedShare].map(share => Math.round(100 * share));
  return `${title}: ${found} of 100 draws lie in holes; if codes were spread like the prior, ${expected} would.`;
}

function colourControls(explorer: Explorer): HTMLElement {
  const { store, header } = explorer;
  const options: (readonly [string, string])[] = [
    ...(header.classes.length > 0 ? [['class', 'class'] as const] : []),
    ...header.attributes.map((name, k) => [`${k}`, name] as const),
    ['none', 'one colour'],
  ];
  const colour = choice(
    'Colour by',
    options,
    value => {
      const colouring: Colouring =
        value === 'class' || value === 'none' ? { kind: value } : { kind: 'attribute', index: Number(value) };
      store.change({ colouring });
    },
    { id: 'colouring' },
  );
  const legend = make('div', { class: 'legend' });
  const show = (): void => {
    const { colouring } = store.state;
    colour.select.value = colouring.kind === 'attribute' ? `${colouring.index}` : colouring.kind;
    legend.replaceChildren(...legendEntries(explorer));
  };
  store.listen(changed => (changed.has('colouring') || changed.has('theme')) && show());
  show();
  return make('div', {}, colour.element, legend);
}

/** Colour and name of each group of points; a press selects the group. */
function legendEntries(explorer: Explorer): HTMLElement[] {
  const { store, header, labels, attributes } = explorer;
  const { colouring } = store.state;
  const every = Array.from({ length: header.count }, (_, i) => i);
  const entry = (text: string, colour: number, test: (i: number) => boolean): HTMLElement => {
    const chip = make('button', { type: 'button', class: 'chip', title: `Select ${text}` }, make('i'), text);
    (chip.firstChild as HTMLElement).style.background = toHex(
      pageColours().colours[colour] as [number, number, number],
    );
    chip.addEventListener('click', () => store.change({ selection: every.filter(test) }));
    return chip;
  };
  switch (colouring.kind) {
    case 'none':
      return [];
    case 'class':
      return header.classes.map((name, k) => entry(name, k % classPalette.length, i => labels[i] === k));
    case 'attribute': {
      const { index } = colouring;
      const value = (i: number): number => attributes[i * header.attributes.length + index]!;
      const name = header.attributes[index]!;
      return [
        entry(name, colourOf.with, i => value(i) === 1),
        entry('without', colourOf.without, i => value(i) !== 1),
      ];
    }
    default:
      throw new TypeError(`legendEntries: unknown colouring ${JSON.stringify(colouring satisfies never)}`);
  }
}
