import { button, make } from './dom.js';
import type { Explorer } from './explorer.js';
import { paintPixels } from './pictures.js';

/** On narrow screens: a button for each model with its picture at the probe, which stays in sight while one scrolls. */
export function glance(explorer: Explorer): HTMLElement {
  const { models, store, live, header } = explorer;
  const [height, width, channels] = header.image;
  const tabs = models.map(model => {
    const canvas = make('canvas', { width, height, 'aria-hidden': 'true' });
    const tab = button('', () => store.change({ active: model.index }), { id: `tab-${model.index}` });
    tab.append(canvas, make('span', {}, model.header.title));
    return { canvas, tab };
  });
  live.onPicture((index, pixels) => paintPixels(tabs[index]!.canvas, pixels, channels));
  const show = (): void =>
    tabs.forEach(({ tab }, k) => tab.setAttribute('aria-pressed', `${k === store.state.active}`));
  store.listen(changed => changed.has('active') && show());
  show();
  return make(
    'nav',
    { class: 'glance', 'aria-label': 'Models and their pictures at the probe' },
    ...tabs.map(({ tab }) => tab),
  );
}
