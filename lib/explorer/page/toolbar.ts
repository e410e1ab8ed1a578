import type { Card } from './card.js';
import { button, make } from './dom.js';
import type { Explorer } from './explorer.js';
import { wholeViews } from './map-view.js';
import type { State, Tool } from './store.js';

const tools: readonly (readonly [Tool, string, string])[] = [
  ['move', 'Move', 'Drag to move the probe (key m)'],
  ['pan', 'Pan', 'Drag to pan (key h)'],
  ['scroll', 'Scroll', 'On a touch screen: a finger on a map scrolls the page, a tap moves the probe'],
  ['lasso', 'Lasso', 'Drag round points to select them (key l, or hold Shift)'],
];

const themes: readonly State['theme'][] = ['auto', 'light', 'dark'];

/** What dragging does, zoom, and light or dark. */
export function toolbar({ store }: Explorer, cards: readonly Card[]): HTMLElement {
  const pressed = tools.map(([tool, text, title]) =>
    button(text, () => store.change({ tool }), { title, id: `tool-${tool}` }),
  );
  const zoom = (factor: number) => () => cards[store.state.active]?.gestures.zoom(factor);
  const theme = button(
    'Theme: auto',
    () => {
      const next = themes[(themes.indexOf(store.state.theme) + 1) % themes.length]!;
      store.change({ theme: next });
    },
    { id: 'theme', title: 'Light, dark, or as the system is' },
  );
  const show = (): void => {
    pressed.forEach((element, k) =>
      element.setAttribute('aria-pressed', `${tools[k]?.[0] === store.state.tool}`),
    );
    const { theme: chosen } = store.state;
    theme.textContent = `Theme: ${chosen}`;
    document.documentElement.dataset['theme'] = chosen;
    for (const card of cards) card.map.element.dataset['tool'] = store.state.tool;
  };
  store.listen(changed => (changed.has('tool') || changed.has('theme')) && show());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
    store.change({ theme: store.state.theme }),
  );
  show();
  return make(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': 'Tools' },
    make('div', { class: 'segments' }, ...pressed),
    make(
      'div',
      { class: 'segments' },
      button('−', zoom(0.8), { title: 'Zoom out (key −)', 'aria-label': 'Zoom out' }),
      button('+', zoom(1.25), { title: 'Zoom in (key +)', 'aria-label': 'Zoom in' }),
      button('All', () => store.change({ views: wholeViews(cards.map(({ map }) => map)) }), {
        title: 'Show all points (key 0)',
      }),
    ),
    theme,
  );
}
