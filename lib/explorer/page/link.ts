import type { Explorer } from './explorer.js';
import { restoreView, saveView } from './saved-view.js';

/** Milliseconds after a change until the address follows: browsers refuse to change it all the time. */
const patience = 250;

/** Keeps the address at the state, where the page may change it, and follows the address. */
export function followAddress(explorer: Explorer): void {
  let timer = 0;
  let own = location.hash;
  explorer.store.listen(changed => {
    if ([...changed].every(key => key === 'hover' || key === 'tool' || key === 'theme')) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      own = `#${saveView(explorer)}`;
      try {
        history.replaceState(undefined, '', own);
      } catch {
        // A frame of a notebook has no address of its own; the link can still be copied.
      }
    }, patience);
  });
  window.addEventListener('hashchange', () => {
    if (location.hash !== own) openLink(explorer, location.hash);
  });
}

/** Shows what a link says, or says why it can't. */
export function openLink(explorer: Explorer, hash: string): void {
  try {
    explorer.store.change({ ...restoreView(explorer, hash), hover: undefined });
    explorer.say('The view of the link is restored.');
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it is damaged';
    explorer.say(`The link can not be followed: ${reason}.`, 'fault');
  }
}
