import { button, choice, make, numberField, section } from './dom.js';
import type { Explorer } from './explorer.js';
import { codesOfPin, goToCodes } from './moves.js';
import { pathNames } from './path-strip.js';
import { directionControls } from './directions.js';
import { arithmetic } from '../../latent/index.js';
import type { PathChoice, Pin } from './store.js';

/** Paths between pins, arithmetic with them, and moves along an attribute. */
export function pinsPanel(explorer: Explorer): HTMLElement {
  return section(
    'Paths and arithmetic',
    true,
    pathControls(explorer),
    arithmeticControls(explorer),
    directionControls(explorer),
  );
}

const nameOf = ({ name, place }: Pin): readonly [string, string] => [
  name,
  place.kind === 'group' ? `${name} (${place.indices.length})` : name,
];

function pathControls({ store }: Explorer): HTMLElement {
  const current = (): PathChoice => ({
    kind: kind.select.value as PathChoice['kind'],
    from: from.select.value,
    to: to.select.value,
    steps: steps.input.valueAsNumber || 11,
  });
  const update = (): void => {
    if (store.state.path !== undefined) store.change({ path: current() });
  };
  const from = choice('From', [], update, { id: 'from' });
  const to = choice('to', [], update, { id: 'to' });
  const kind = choice('by', Object.entries(pathNames), update, { id: 'way' });
  const steps = numberField('in', 11, { min: 2, max: 25, step: 1, 'aria-label': 'Steps' }, update);
  const go = button('Show', () => store.change({ path: current() }), { id: 'show-path' });
  const hide = button('Hide', () => store.change({ path: undefined }));
  const hint = make('p', { class: 'hint' }, 'Click points to pin them; two pins make a path.');
  const show = (): void => {
    const { pins, path } = store.state;
    const options = pins.map(nameOf);
    from.setOptions(options);
    to.setOptions(options);
    if (path !== undefined) {
      from.select.value = path.from;
      to.select.value = path.to;
      kind.select.value = path.kind;
      steps.input.value = `${path.steps}`;
    } else if (from.select.value === to.select.value && pins.length > 1) {
      to.select.value = pins.at(-1)!.name;
    }
    hint.hidden = pins.length > 1;
    go.disabled = pins.length < 2;
    hide.disabled = path === undefined;
  };
  store.listen(changed => (changed.has('pins') || changed.has('path')) && show());
  show();
  return make(
    'div',
    {},
    make('div', { class: 'row tight' }, from.element, to.element, kind.element),
    make('div', { class: 'row tight' }, steps.element, 'steps', go, hide),
    hint,
  );
}

function arithmeticControls(explorer: Explorer): HTMLElement {
  const { store } = explorer;
  const touched = new Set<number>();
  const selects = ['', '−', '+'].map((sign, k) =>
    choice(sign, [], () => touched.add(k), { id: `term-${k}`, 'aria-label': `Term ${k + 1}` }),
  );
  const go = button('Go', () => {
    const pins = selects.map(({ select }) => store.state.pins.find(({ name }) => name === select.value));
    const [a, b, c] = pins.map(pin => (pin === undefined ? undefined : codesOfPin(explorer, pin)));
    if (a === undefined || b === undefined || c === undefined) return;
    const codes = a.map((code, i) => arithmetic(code, b[i]!, c[i]!));
    const [first, second, third] = selects.map(({ select }) => select.value);
    goToCodes(explorer, codes, { kind: 'words', text: `${first} − ${second} + ${third}` });
  });
  go.id = 'arithmetic';
  const show = (): void => {
    const options = store.state.pins.map(nameOf);
    selects.forEach(({ setOptions, select }, k) => {
      setOptions(options);
      // Until they are chosen, the terms are the first three pins.
      if (!touched.has(k) && options[k] !== undefined) select.value = options[k][0];
    });
    go.disabled = options.length === 0;
  };
  store.listen(changed => changed.has('pins') && show());
  show();
  return make(
    'div',
    { class: 'row tight' },
    make('span', {}, 'Probe to'),
    ...selects.map(({ element }) => element),
    go,
  );
}
