import { coordinateName } from '../../latent/index.js';
import { button, choice, make } from './dom.js';
import type { Explorer } from './explorer.js';
import type { ProjectionChoice } from './store.js';

/** What each plane shows, in words. */
const hints: Readonly<Record<ProjectionChoice['kind'], string>> = {
  principal: 'The two directions in which the codes vary most.',
  'least-gaussian': 'The two directions in which the codes look least like draws from the prior.',
  umap: 'Codes that are near in all coordinates lie near. Distances across gaps, directions and sizes mean nothing; between dots the probe is a mean of the five nearest codes.',
  coordinates: 'Two of a code’s numbers as they are.',
  cloud: 'Three of a code’s numbers, turned about the second: what moves together lies together.',
};

/** Radians by which the cloud turns in a second. */
const speed = 0.5;

/** Which plane the maps show. */
export function projectionControls({ store, models }: Explorer): HTMLElement {
  const least = Math.min(...models.map(model => model.dimension));
  const coordinates = Array.from({ length: least }, (_, k) => [`${k}`, coordinateName(k)] as const);
  const kinds = [
    ['principal', 'principal components'],
    ['least-gaussian', 'least Gaussian plane'],
    ...(models.every(({ packed }) => packed !== undefined)
      ? [['umap', 'UMAP: neighbours stay near'] as const]
      : []),
    ['coordinates', 'two coordinates'],
    ...(least >= 3 ? [['cloud', 'turning cloud of three coordinates'] as const] : []),
  ] as const;
  const angle = make('input', { type: 'range', min: 0, max: 360, step: 1, value: 0, id: 'angle' });
  angle.setAttribute('aria-label', 'Angle of the cloud, degrees');
  const read = (): void => store.change({ projection: chosen() });
  const chosen = (): ProjectionChoice => {
    const kind = plane.select.value as ProjectionChoice['kind'];
    const taken: number[] = [];
    // Different ones: the next free coordinate for one that is taken.
    for (const { select } of [across, up, depth]) {
      let k = Number(select.value);
      while (taken.includes(k) && taken.length < least) k = (k + 1) % least;
      taken.push(k);
    }
    const [first, second, third] = taken as [number, number, number];
    if (kind === 'coordinates') return { kind, first, second };
    if (kind === 'cloud') return { kind, first, second, third, angle: (angle.valueAsNumber * Math.PI) / 180 };
    return { kind };
  };
  const plane = choice('Plane', kinds, read, { id: 'projection' });
  const across = choice('Across', coordinates, read, { id: 'across' });
  const up = choice('Up', coordinates, read, { id: 'up' });
  const depth = choice('Depth', coordinates, read, { id: 'depth' });
  up.select.value = '1';
  depth.select.value = `${Math.min(2, least - 1)}`;
  let turning = 0;
  const turn = button('Turn', () => (turning === 0 ? begin() : stop()), { id: 'turn' });
  const stop = (): void => {
    cancelAnimationFrame(turning);
    turning = 0;
    turn.textContent = 'Turn';
  };
  const begin = (): void => {
    turn.textContent = 'Stop';
    let last = performance.now();
    const step = (now: number): void => {
      const { projection, views } = store.state;
      if (projection.kind !== 'cloud') return stop();
      const next = (projection.angle + (speed * (now - last)) / 1000) % (2 * Math.PI);
      last = now;
      // The views stay: the scale is not chosen anew at each angle.
      store.change({ projection: { ...projection, angle: next }, views });
      turning = requestAnimationFrame(step);
    };
    turning = requestAnimationFrame(step);
  };
  angle.addEventListener('input', () => {
    stop();
    store.change({ projection: chosen(), views: store.state.views });
  });
  const hint = make('p', { class: 'hint' });
  const pair = make('div', { class: 'row' }, across.element, up.element, depth.element);
  const cloud = make('div', { class: 'row' }, turn, angle);
  const show = (): void => {
    const { projection } = store.state;
    plane.select.value = projection.kind;
    hint.textContent = hints[projection.kind];
    const numbers = projection.kind === 'coordinates' || projection.kind === 'cloud';
    pair.hidden = !numbers;
    cloud.hidden = projection.kind !== 'cloud';
    depth.element.hidden = projection.kind !== 'cloud';
    if (!numbers) return;
    across.select.value = `${projection.first}`;
    up.select.value = `${projection.second}`;
    if (projection.kind !== 'cloud') return;
    depth.select.value = `${projection.third}`;
    angle.value = `${Math.round((projection.angle * 180) / Math.PI)}`;
  };
  store.listen(changed => changed.has('projection') && show());
  show();
  return make('div', {}, plane.element, hint, pair, cloud);
}
