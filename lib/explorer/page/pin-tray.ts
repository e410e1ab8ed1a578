import { button, make } from './dom.js';
import type { Explorer } from './explorer.js';
import { codesOfPin, goToCodes, goToImage } from './moves.js';
import { paintPixels } from './pictures.js';
import type { Pin } from './store.js';

/** The pins in a row: a press goes there, × takes a pin away. */
export function pinTray(explorer: Explorer): HTMLElement {
  const { store } = explorer;
  const list = make('div', { class: 'pins' });
  const empty = make('p', { class: 'hint' }, 'Pins: click a point, or press p to pin the probe.');
  const show = (): void => {
    const { pins } = store.state;
    empty.hidden = pins.length > 0;
    list.replaceChildren(...pins.map(pin => pinElement(explorer, pin)));
  };
  store.listen(changed => changed.has('pins') && show());
  show();
  return make('section', { class: 'tray', 'aria-label': 'Pins' }, empty, list);
}

function pinElement(explorer: Explorer, pin: Pin): HTMLElement {
  const { store, header, models, pictures } = explorer;
  const { name, place } = pin;
  const [height, width, channels] = header.image;
  const canvas = make('canvas', { width, height });
  if (place.kind === 'image') pictures.draw(canvas, place.index);
  else {
    const model = models[store.state.active];
    const code = codesOfPin(explorer, pin)[store.state.active];
    if (model !== undefined && code !== undefined) {
      void model.decodeOne(code).then(pixels => paintPixels(canvas, pixels, channels));
    }
  }
  const about = aboutPin(explorer, pin);
  const go = make('button', {
    type: 'button',
    class: 'pin',
    title: about,
    'aria-label': `Pin ${name}: ${about}`,
  });
  go.append(canvas, make('b', {}, name), make('small', {}, about));
  go.addEventListener('click', () => {
    if (place.kind === 'image') goToImage(explorer, place.index);
    else goToCodes(explorer, codesOfPin(explorer, pin), { kind: 'pin', name });
    if (place.kind === 'group') store.change({ selection: place.indices });
  });
  const remove = button(
    '×',
    () => {
      const { pins, path } = store.state;
      const used = path !== undefined && (path.from === name || path.to === name);
      store.change({ pins: pins.filter(other => other.name !== name), ...(used ? { path: undefined } : {}) });
    },
    { class: 'remove', 'aria-label': `Take pin ${name} away` },
  );
  return make('div', { class: 'pin-box' }, go, remove);
}

/** What a pin is, in a few words. */
export function aboutPin({ header, labels }: Explorer, { place }: Pin): string {
  switch (place.kind) {
    case 'image': {
      const name = header.classes[labels[place.index]!];
      return `image ${place.index}${name === undefined ? '' : `, ${name}`}`;
    }
    case 'codes':
      return place.about;
    case 'group':
      return `${place.indices.length.toLocaleString('en')} images`;
    default:
      throw new TypeError(`aboutPin: unknown pin ${JSON.stringify(place satisfies never)}`);
  }
}
