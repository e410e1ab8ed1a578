import type { Card } from './card.js';
import type { Explorer } from './explorer.js';
import { drawFromPrior, moveTo, pinCursor, setCoordinate } from './moves.js';
import { sliderReach } from './cursor-panel.js';
import { wholeViews } from './map-view.js';

/** Keys and what they do, as the page lists them. */
export const keyHelp: readonly (readonly [string, string])[] = [
  ['← → ↑ ↓', 'move the probe (with Shift: less)'],
  ['+ − 0', 'zoom in, out, to all points'],
  ['m h l', 'drag to move, to pan, to draw a lasso'],
  ['p', 'pin the probe'],
  ['r', 'draw from the prior'],
  ['[ ]', 'choose a coordinate'],
  [', .', 'lower, raise it (with Shift: less)'],
  ['1 2 3', 'choose a model'],
  ['Esc', 'clear selection and path'],
];

/** CSS pixels that an arrow key moves the cursor by. */
const stride = 10;

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Whether a key belongs to the control that has the focus. */
function isControls(event: KeyboardEvent): boolean {
  const { target } = event;
  if (target instanceof HTMLInputElement && target.type === 'range') return event.key.startsWith('Arrow');
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

/** Moves by keys. */
export function listenToKeys(explorer: Explorer, cards: readonly Card[]): void {
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || isControls(event)) return;
    const card = cards[explorer.store.state.active];
    if (card === undefined) return;
    const step = arrows[event.key];
    const done =
      step === undefined ? act(explorer, cards, card, event) : push(explorer, card, step, event.shiftKey);
    if (done) event.preventDefault();
  });
}

function push(
  explorer: Explorer,
  { map, model }: Card,
  [dx, dy]: readonly [number, number],
  fine: boolean,
): boolean {
  const [x, y] = map.placeOf(explorer.store.state.cursor.codes[model.index]!);
  const length = (fine ? 0.2 : 1) * (stride / map.scale);
  moveTo(explorer, model.index, map.liftTo(x + dx * length, y + dy * length), {
    kind: 'words',
    text: `a place on the map of ${model.header.title}`,
  });
  return true;
}

function act(explorer: Explorer, cards: readonly Card[], card: Card, event: KeyboardEvent): boolean {
  const { store } = explorer;
  switch (event.key) {
    case '+':
    case '=':
      card.gestures.zoom(1.25);
      return true;
    case '-':
    case '−':
      card.gestures.zoom(0.8);
      return true;
    case '0':
      store.change({ views: wholeViews(cards.map(({ map }) => map)) });
      return true;
    case 'm':
      store.change({ tool: 'move' });
      return true;
    case 'h':
      store.change({ tool: 'pan' });
      return true;
    case 'l':
      store.change({ tool: 'lasso' });
      return true;
    case 'p':
      void pinCursor(explorer);
      return true;
    case 'r':
      drawFromPrior(explorer);
      return true;
    case 'Escape':
      card.gestures.stop();
      store.change({ selection: [], path: undefined, hover: undefined });
      return true;
    default:
      return changeCoordinate(explorer, event) || chooseModel(explorer, cards, event.key);
  }
}

function changeCoordinate(explorer: Explorer, { key, shiftKey }: KeyboardEvent): boolean {
  const { active, coordinate, cursor } = explorer.store.state;
  const { dimension, header } = explorer.models[active]!;
  if (key === '[' || key === ']') {
    const next = (coordinate + (key === ']' ? 1 : dimension - 1)) % dimension;
    explorer.store.change({ coordinate: next });
    return true;
  }
  const sign = { ',': -1, '<': -1, '.': 1, '>': 1 }[key];
  if (sign === undefined) return false;
  const step = sliderReach(header.config.prior) / (shiftKey ? 200 : 40);
  setCoordinate(explorer, coordinate, cursor.codes[active]![coordinate]! + sign * step);
  return true;
}

function chooseModel({ store }: Explorer, cards: readonly Card[], key: string): boolean {
  const index = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
  const card = cards[index];
  if (card === undefined) return false;
  store.change({ active: index });
  card.map.element.focus();
  return true;
}
