import { pointsOf } from '../../base/index.js';
import { nearestCodes } from '../../latent/index.js';
import { button, make, section } from './dom.js';
import type { Explorer } from './explorer.js';
import { Gallery } from './gallery.js';
import { goToImage } from './moves.js';
import { search } from './search.js';

/** Neighbours that are listed. */
const listed = 12;

/** The test images whose codes are nearest to the probe, as pictures, and a search for images by number or by name. */
export function nearPanel(explorer: Explorer): HTMLElement {
  const { store, models, header } = explorer;
  const gallery = new Gallery(explorer, 'Neighbours of the probe');
  const words = make('p', { class: 'hint' });
  const part = section('Neighbours and search', false, searchField(explorer), words, gallery.element);
  let waiting = false;
  const show = (): void => {
    waiting = false;
    const { active, cursor } = store.state;
    const model = models[active]!;
    const probe = pointsOf(Float32Array.from(cursor.codes[active]!), model.dimension);
    const k = Math.min(listed, header.count);
    const { indices, distances } = nearestCodes(probe, model.codes, k);
    words.textContent = `The ${k} test images whose codes in ${model.header.title} are nearest to the probe, by distance in all ${model.dimension} coordinates:`;
    gallery.show(
      [...indices],
      [...distances].map(distance => distance.toFixed(2)),
    );
  };
  const later = (): void => {
    if (waiting || !part.open) return;
    waiting = true;
    // After what is decoded: the pictures under the maps come first.
    void explorer.live.settled().then(show);
  };
  part.addEventListener('toggle', later);
  store.listen(changed => (changed.has('cursor') || changed.has('active')) && later());
  return part;
}

function searchField(explorer: Explorer): HTMLElement {
  const { header, store } = explorer;
  const [example] = [...header.classes, ...header.attributes];
  const input = make('input', {
    type: 'text',
    id: 'search',
    'aria-label': 'Search images by number or name',
    placeholder: example === undefined ? '#12' : `#12, or ${example}`,
  });
  const go = (): void => {
    const found = search(explorer, input.value);
    if (found === undefined) {
      explorer.say(
        `There is no image, class or attribute "${input.value}": images are #0 to #${header.count - 1}.`,
        'fault',
      );
    } else if (found.kind === 'image') {
      goToImage(explorer, found.index);
      store.change({ selection: [found.index] });
      explorer.say(`The probe is at test image ${found.index}.`);
    } else {
      store.change({ selection: found.indices });
      explorer.say(`${found.indices.length.toLocaleString('en')} images of ${found.name} are selected.`);
    }
  };
  input.addEventListener('keydown', event => event.key === 'Enter' && go());
  return make('div', { class: 'row tight' }, input, button('Find', go, { id: 'find' }));
}
