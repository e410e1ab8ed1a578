import * as tf from '@tensorflow/tfjs';
import { type ExplorerHeader, sectionNames } from '../explorer-data.js';
import { type BackendName, backendTitles, provideWasm, useBackend, whyNot } from './backend.js';
import { Card } from './card.js';
import { make } from './dom.js';
import type { Explorer } from './explorer.js';
import { Live } from './live.js';
import { PageModel } from './page-model.js';
import { Pictures } from './pictures.js';
import { hasSection, readSection } from './sections.js';
import { type State, Store } from './store.js';

/** The page's own state, for those who look at it from the console. */
export interface ExplorerHandle {
  readonly models: readonly PageModel[];
  readonly store: Store;
  readonly live: Live;
}

declare global {
  // eslint-disable-next-line no-var
  var explorer: ExplorerHandle | undefined;
}

function firstState(header: ExplorerHeader, models: readonly PageModel[]): State {
  return {
    active: 0,
    link: 'picture',
    projection: { kind: 'least-gaussian' },
    colouring: header.classes.length > 0 ? { kind: 'class' } : { kind: 'attribute', index: 0 },
    contours: true,
    holes: false,
    views: models.map(() => ({ x: 0, y: 0, span: 8 })),
    cursor: { codes: models.map(model => model.codeOf(0)), origin: { kind: 'image', index: 0 } },
    hover: undefined,
    selection: [],
    pins: [],
    path: undefined,
    seed: 1,
    draws: 0,
    coordinate: 0,
    tool: 'move',
    theme: 'auto',
  };
}

/** Builds the page from its sections. */
export async function start(root: HTMLElement, header: ExplorerHeader): Promise<void> {
  tf.enableProdMode();
  provideWasm(await readSection(sectionNames.wasm));
  const backend: BackendName = whyNot('wasm') === undefined && (await useBackend('wasm')) ? 'wasm' : 'cpu';
  if (backend === 'cpu') await useBackend('cpu');
  const models = await Promise.all(header.models.map((model, i) => PageModel.read(model, i)));
  const [labels, attributes, pictures] = await Promise.all([
    readSection(sectionNames.labels),
    hasSection(sectionNames.attributes) ? readSection(sectionNames.attributes) : new Uint8Array(0),
    Pictures.read(header),
  ]);
  const store = new Store(firstState(header, models));
  const live = new Live(models, store);
  const foot = make('p', { class: 'foot', role: 'status' });
  const explorer: Explorer = {
    header,
    models,
    labels,
    attributes,
    pictures,
    store,
    live,
    say: text => (foot.textContent = text),
  };
  const cards = models.map(model => new Card(explorer, model));
  store.change({ views: cards.map(({ map }) => map.wholeView()), hover: 0 });
  explorer.say(`Drawn by ${backendTitles[backend]}.`);
  root.replaceChildren(
    make('header', {}, make('h1', {}, `Latent space of ${header.dataset}`)),
    make('main', { class: 'cards' }, ...cards.map(card => card.element)),
    foot,
  );
  globalThis.explorer = { models, store, live };
  document.documentElement.dataset['ready'] = 'true';
}
