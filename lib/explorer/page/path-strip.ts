import { pointAt, rowsBetween } from '../../base/index.js';
import { make } from './dom.js';
import type { Explorer } from './explorer.js';
import { goToCodes } from './moves.js';
import { shownWays } from './path.js';
import { paintPixels } from './pictures.js';

/** Pictures along the path, a row for each model; a press puts the cursor there. */
export function pathStrip(explorer: Explorer): HTMLElement {
  const { store, models, paths } = explorer;
  const strip = make('section', { class: 'strip', 'aria-label': 'Pictures along the path', hidden: true });
  const show = (): void => {
    const { path } = store.state;
    strip.hidden = path === undefined;
    if (path === undefined) return strip.replaceChildren();
    strip.replaceChildren(
      make('h2', {}, `From ${path.from} to ${path.to} by ${pathNames[path.kind]}`),
      ...models.map((_, i) => rowOf(explorer, i)),
    );
  };
  store.listen(changed => {
    if (changed.has('path') || (changed.has('pins') && store.state.path !== undefined)) show();
  });
  void paths;
  return strip;
}

/** What the ways are called. */
export const pathNames = { line: 'a straight line', sphere: 'an arc', transport: 'transport' } as const;

function rowOf(explorer: Explorer, index: number): HTMLElement {
  const { models, header, paths } = explorer;
  const path = paths.all[index];
  const model = models[index];
  const row = make('div', { class: 'way' });
  if (path === undefined || model === undefined) return row;
  const { steps, codes, ways, cost } = path;
  const shown = Math.min(ways, models.length > 1 ? shownWays - 1 : shownWays);
  const [height, width, channels] = header.image;
  const words = cost === undefined ? '' : `${ways} codes, W₂ ${Math.sqrt(cost).toFixed(2)}`;
  row.append(make('span', { class: 'name' }, model.header.title, make('small', {}, words)));
  const lines = make('div', {});
  for (let way = 0; way < shown; way++) {
    const line = make('div', { class: 'frames' });
    const canvases = Array.from({ length: steps }, (_, k) => {
      const canvas = make('canvas', { width, height });
      const frame = make('button', { type: 'button', 'aria-label': `Step ${k + 1} of ${steps}` }, canvas);
      frame.addEventListener('click', () => goToStep(explorer, way, k));
      line.append(frame);
      return canvas;
    });
    lines.append(line);
    void model.decode(rowsBetween(codes, way * steps, (way + 1) * steps)).then(pixels => {
      const size = pixels.length / steps;
      canvases.forEach((canvas, k) =>
        paintPixels(canvas, pixels.subarray(k * size, (k + 1) * size), channels),
      );
    });
  }
  row.append(lines);
  return row;
}

/** Puts every model's cursor at its own code of one step of one way. */
function goToStep(explorer: Explorer, way: number, step: number): void {
  const { models, paths, store } = explorer;
  const codes = models.map((_, i) => {
    const path = paths.all[i];
    if (path === undefined || way >= path.ways) return store.state.cursor.codes[i]!;
    return pointAt(path.codes, way * path.steps + step).slice();
  });
  goToCodes(explorer, codes, { kind: 'words', text: `step ${step + 1} of the path` });
}
