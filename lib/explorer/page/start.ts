import * as tf from '@tensorflow/tfjs';
import { type ExplorerHeader, sectionNames } from '../explorer-data.js';
import { type BackendName, provideWasm, useBackend, whyNot } from './backend.js';
import { Card } from './card.js';
import { cursorPanel } from './cursor-panel.js';
import { make } from './dom.js';
import { drawPanel } from './draw-panel.js';
import { Engine } from './engine-panel.js';
import type { Explorer } from './explorer.js';
import { filePanel, followAddress, openLink } from './file-panel.js';
import { takeDrops } from './files.js';
import { glance } from './glance.js';
import { helpPanel } from './help-panel.js';
import { listenToKeys } from './keyboard.js';
import { Live } from './live.js';
import { wholeViews } from './map-view.js';
import { mapPanel } from './map-panel.js';
import { nearPanel } from './near-panel.js';
import { PageModel } from './page-model.js';
import { Paths } from './path.js';
import { pathStrip } from './path-strip.js';
import { Pictures } from './pictures.js';
import { pinTray } from './pin-tray.js';
import { pinsPanel } from './pins-panel.js';
import { hasSection, readSection } from './sections.js';
import { selectionPanel } from './selection-panel.js';
import { type State, Store } from './store.js';
import { toolbar } from './toolbar.js';

declare global {
  /** The page's parts, for those who look at them from the console. */
  // oxlint-disable-next-line no-var
  var explorer: Explorer | undefined;
}

function firstState(header: ExplorerHeader, models: readonly PageModel[]): State {
  const smiling = header.attributes.indexOf('Smiling');
  return {
    active: 0,
    link: 'picture',
    projection: { kind: 'principal' },
    colouring:
      header.classes.length > 0
        ? { kind: 'class' }
        : header.attributes.length > 0
          ? { kind: 'attribute', index: Math.max(0, smiling) }
          : { kind: 'none' },
    contours: true,
    holes: false,
    thumbnails: false,
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

/** The first backend that starts: WASM, or else plain JavaScript. */
async function startBackend(): Promise<BackendName> {
  tf.enableProdMode();
  provideWasm(await readSection(sectionNames.wasm));
  if (whyNot('wasm') === undefined && (await useBackend('wasm'))) return 'wasm';
  await useBackend('cpu');
  return 'cpu';
}

async function read(header: ExplorerHeader, foot: HTMLElement): Promise<Explorer> {
  const models = await Promise.all(header.models.map((model, i) => PageModel.read(model, i)));
  const [labels, attributes, pictures] = await Promise.all([
    readSection(sectionNames.labels),
    hasSection(sectionNames.attributes) ? readSection(sectionNames.attributes) : new Uint8Array(0),
    Pictures.read(header),
  ]);
  const store = new Store(firstState(header, models));
  // Before all others: they draw in the colours of the theme.
  store.listen(() => (document.documentElement.dataset['theme'] = store.state.theme));
  const parts = { header, models, labels, attributes, pictures, store, live: new Live(models, store) };
  const explorer: Explorer = {
    ...parts,
    get paths() {
      return paths;
    },
    say: (text, kind = 'note') => {
      foot.textContent = text;
      foot.dataset['kind'] = kind;
    },
  };
  const paths = new Paths(explorer);
  return explorer;
}

/** Builds the page from its sections. */
export async function start(root: HTMLElement, header: ExplorerHeader): Promise<void> {
  const backend = await startBackend();
  const foot = make('p', { class: 'foot', role: 'status' });
  const explorer = await read(header, foot);
  const { models, store, live } = explorer;
  const cards = models.map(model => new Card(explorer, model));
  const engine = new Engine(explorer, backend);
  const about = `${header.count.toLocaleString('en')} test images, ${models.length === 1 ? '1 model' : `${models.length} models`}`;
  const sheet = drawPanel(explorer);
  root.replaceChildren(
    make(
      'header',
      {},
      make('h1', {}, `Latent space of ${header.dataset}`),
      make('p', {}, about),
      toolbar(explorer, cards),
    ),
    make(
      'main',
      {},
      make(
        'div',
        { class: 'cards', style: `--models: ${models.length}` },
        ...cards.map(card => card.element),
      ),
      pinTray(explorer),
      pathStrip(explorer),
    ),
    make(
      'aside',
      { 'aria-label': 'Controls' },
      helpPanel(explorer),
      mapPanel(explorer),
      cursorPanel(explorer),
      nearPanel(explorer),
      selectionPanel(explorer),
      ...(sheet === undefined ? [] : [sheet]),
      pinsPanel(explorer),
      filePanel(explorer, cards),
      engine.element,
    ),
    foot,
    glance(explorer),
  );
  root.className = 'ready';
  const maps = cards.map(({ map }) => map);
  store.listen(changed => {
    if (changed.has('projection') && !changed.has('views')) store.change({ views: wholeViews(maps) });
  });
  store.change({ views: wholeViews(maps), cursor: store.state.cursor });
  listenToKeys(explorer, cards);
  takeDrops(explorer, root);
  if (location.hash.includes('view=')) openLink(explorer, location.hash);
  followAddress(explorer);
  live.refresh();
  await live.settled();
  globalThis.explorer = explorer;
  document.documentElement.dataset['ready'] = 'true';
  // Milliseconds since the page was asked for.
  document.documentElement.dataset['readyAfter'] = `${performance.now()}`;
  await engine.choose();
  document.documentElement.dataset['measured'] = 'true';
}
