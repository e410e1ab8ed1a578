import type { ExplorerHeader } from '../explorer-data.js';
import type { Live } from './live.js';
import type { PageModel } from './page-model.js';
import type { Paths } from './path.js';
import type { Pictures } from './pictures.js';
import type { Store } from './store.js';

/** All that the parts of the page share. */
export interface Explorer {
  readonly header: ExplorerHeader;
  readonly models: readonly PageModel[];
  /** Class of each test image, [n]. */
  readonly labels: Uint8Array;
  /** 1 if an image has an attribute, [n, attributes]. */
  readonly attributes: Uint8Array;
  readonly pictures: Pictures;
  readonly store: Store;
  readonly live: Live;
  readonly paths: Paths;
  /** Shows one sentence at the foot of the page. */
  say(text: string, kind?: 'note' | 'fault'): void;
}
