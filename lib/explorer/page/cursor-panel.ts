import { coordinateName, type Prior } from '../../latent/index.js';
import { button, make, numberField, section } from './dom.js';
import type { Explorer } from './explorer.js';
import { drawFromPrior, originWords, pinCursor, setCoordinate } from './moves.js';
import type { PageModel } from './page-model.js';

/** How far a slider reaches on each side of 0: where nearly all of the prior's mass is. */
export function sliderReach({ kind, sigma }: Prior): number {
  return kind === 'normal' ? 4 * sigma : sigma;
}

/** The cursor's code: where it came from, a draw from the prior, and a slider for each coordinate. */
export function cursorPanel(explorer: Explorer): HTMLElement {
  const { store } = explorer;
  const about = make('p', { class: 'hint' });
  const seed = numberField('Seed', store.state.seed, { min: 0, max: 2 ** 31, step: 1, id: 'seed' }, value =>
    store.change({ seed: value, draws: 0 }),
  );
  const list = make('div', { class: 'sliders' });
  let shownFor = -1;
  let rows: readonly Slider[] = [];
  const show = (): void => {
    const { active, cursor, coordinate } = store.state;
    const model = explorer.models[active]!;
    if (shownFor !== active) {
      rows = Array.from({ length: model.dimension }, (_, k) => makeSlider(explorer, model, k));
      list.replaceChildren(...rows.map(row => row.element));
      shownFor = active;
    }
    const code = cursor.codes[active]!;
    rows.forEach((row, k) => row.show(code[k]!, k === coordinate));
    about.textContent = `${model.header.title}: ${originWords(explorer, cursor.origin)}`;
    seed.input.value = `${store.state.seed}`;
  };
  store.listen(changed => {
    if (['active', 'cursor', 'coordinate', 'seed'].some(key => changed.has(key as 'seed'))) show();
  });
  show();
  return section(
    'Probe',
    true,
    about,
    make(
      'div',
      { class: 'row' },
      button('Draw from prior', () => drawFromPrior(explorer), { id: 'draw', title: 'Key r' }),
      button('Pin', () => void pinCursor(explorer), { id: 'pin', title: 'Key p' }),
      seed.element,
    ),
    list,
  );
}

interface Slider {
  readonly element: HTMLElement;
  show(value: number, chosen: boolean): void;
}

function makeSlider(explorer: Explorer, model: PageModel, coordinate: number): Slider {
  const reach = sliderReach(model.header.config.prior);
  const name = coordinateName(coordinate);
  const input = make('input', {
    type: 'range',
    min: -reach,
    max: reach,
    step: reach / 400,
    'aria-label': `Coordinate ${coordinate + 1}`,
  });
  const output = make('output');
  const element = make('label', { class: 'slider' }, make('span', {}, name), input, output);
  input.addEventListener('input', () => setCoordinate(explorer, coordinate, input.valueAsNumber));
  return {
    element,
    show(value, chosen) {
      // While it is held, its own value is the more exact one.
      if (document.activeElement !== input || Math.abs(input.valueAsNumber - value) > reach / 400) {
        input.value = `${value}`;
      }
      output.value = value.toFixed(2);
      if (chosen && !element.classList.contains('chosen')) {
        element.parentElement?.scrollTo({ top: element.offsetTop - 60 });
      }
      element.classList.toggle('chosen', chosen);
    },
  };
}
