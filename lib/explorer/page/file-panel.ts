import type { Card } from './card.js';
import { button, make, section } from './dom.js';
import { picturePng, saveFile, stateJson } from './export.js';
import type { Explorer } from './explorer.js';
import { openPicture } from './files.js';
import { restoreView, saveView } from './saved-view.js';

/** Pictures in, pictures and numbers out, and the link of the view. */
export function filePanel(explorer: Explorer, cards: readonly Card[]): HTMLElement {
  const input = make('input', { type: 'file', accept: 'image/*', id: 'file' });
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file !== undefined) void openPicture(explorer, file, file.name);
    input.value = '';
  });
  const png = button(
    'PNG of the pictures',
    () =>
      void explorer.live
        .settled()
        .then(() => picturePng(explorer, cards))
        .then(blob => saveFile(blob, 'latent-pictures.png')),
    { id: 'save-png' },
  );
  const json = button(
    'JSON of codes and pins',
    () =>
      void explorer.live
        .settled()
        .then(() =>
          saveFile(new Blob([stateJson(explorer)], { type: 'application/json' }), 'latent-state.json'),
        ),
    { id: 'save-json' },
  );
  const link = make('input', {
    type: 'text',
    id: 'link',
    'aria-label': 'Link of this view',
    placeholder: 'paste a link, Enter',
  });
  link.addEventListener('keydown', event => {
    if (event.key === 'Enter') openLink(explorer, link.value);
  });
  link.addEventListener('paste', () => setTimeout(() => openLink(explorer, link.value)));
  const copy = button('Copy link', () => void copyLink(explorer, link), { id: 'copy-link' });
  return section(
    'Files and link',
    false,
    make(
      'label',
      { class: 'field wide' },
      make('span', {}, 'Encode a picture: drop it here, paste it, or choose'),
      input,
    ),
    make('div', { class: 'row' }, png, json),
    make('div', { class: 'row tight' }, copy, link),
  );
}

async function copyLink(explorer: Explorer, field: HTMLInputElement): Promise<void> {
  await explorer.live.settled();
  const framed = location.protocol === 'about:';
  const hash = `#${saveView(explorer)}`;
  field.value = framed ? hash : location.href.replace(/#.*$/, '') + hash;
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    explorer.say('The link is copied.');
  } catch {
    explorer.say('The link is selected: copy it with Ctrl+C.');
  }
}

/** Milliseconds after a change until the address follows: browsers refuse to change it all the time. */
const patience = 250;

/** Keeps the address at the state, if the page may change it, and follows the address. */
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
