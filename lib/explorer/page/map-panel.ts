import { classPalette } from '../../figures/index.js';
import { colourOf, pageColours, toHex } from './colours.js';
import { choice, make, section, tick } from './dom.js';
import type { Explorer } from './explorer.js';
import type { Colouring, LinkMode, ProjectionChoice } from './store.js';

/** Controls of what the maps show. */
export function mapPanel(explorer: Explorer): HTMLElement {
  const { store, header, models } = explorer;
  const holes = models.map(({ header: { title, holes: found } }) => `${title} ${percent(found.share)}`);
  const expected = 1 - (models[0]?.header.holes.level ?? 1);
  const contours = tick('Contours of the prior (50, 90, 99 %)', store.state.contours, on =>
    store.change({ contours: on }),
  );
  const holesTick = tick(`Holes: prior draws far from every code`, store.state.holes, on =>
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
    if (!changed.has('contours') && !changed.has('holes') && !changed.has('link')) return;
    contours.input.checked = store.state.contours;
    holesTick.input.checked = store.state.holes;
    link.select.value = store.state.link;
  });
  return section(
    'Map',
    true,
    projectionControls(explorer),
    colourControls(explorer),
    contours.element,
    holesTick.element,
    make(
      'p',
      { class: 'hint' },
      `Share of draws in holes: ${holes.join(', ')} (${percent(expected)} if codes were spread like the prior). Points are the encoders’ means; holes are judged by draws.`,
    ),
    ...(header.models.length > 1 ? [link.element] : []),
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function projectionControls({ store, models }: Explorer): HTMLElement {
  const least = Math.min(...models.map(model => model.dimension));
  const coordinates = Array.from({ length: least }, (_, k) => [`${k}`, `${k + 1}`] as const);
  const kinds = [
    ['least-gaussian', 'least Gaussian plane'],
    ['principal', 'principal components'],
    ['coordinates', 'two coordinates'],
  ] as const;
  const read = (): void => {
    const kind = plane.select.value as ProjectionChoice['kind'];
    const [first, second] = [Number(across.select.value), Number(up.select.value)];
    const projection: ProjectionChoice =
      kind !== 'coordinates'
        ? { kind }
        : { kind, first, second: second === first ? (first + 1) % least : second };
    store.change({ projection });
  };
  const plane = choice('Plane', kinds, read, { id: 'projection' });
  const across = choice('Across', coordinates, read, { id: 'across' });
  const up = choice('Up', coordinates, read, { id: 'up' });
  up.select.value = '1';
  const pair = make('div', { class: 'row' }, across.element, up.element);
  const show = (): void => {
    const { projection } = store.state;
    plane.select.value = projection.kind;
    pair.hidden = projection.kind !== 'coordinates';
    if (projection.kind !== 'coordinates') return;
    across.select.value = `${projection.first}`;
    up.select.value = `${projection.second}`;
  };
  store.listen(changed => changed.has('projection') && show());
  show();
  return make('div', {}, plane.element, pair);
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
