import type { Explorer } from './explorer.js';
import { originWords } from './moves.js';
import type { Cursor, LinkMode, PathChoice, Pin, ProjectionChoice, State, View } from './store.js';

/** A view as text goes into links and files: codes as base64 of float64 numbers. */
interface Saved {
  readonly of: string;
  readonly projection: ProjectionChoice;
  readonly colouring: State['colouring'];
  readonly contours: boolean;
  readonly holes: boolean;
  readonly link: LinkMode;
  readonly active: number;
  readonly coordinate: number;
  readonly views: readonly View[];
  readonly cursor: SavedPlace;
  readonly pins: readonly { readonly name: string; readonly place: SavedPlace }[];
  readonly path?: PathChoice;
  readonly seed: number;
  readonly draws: number;
  readonly selection?: string;
}

type SavedPlace =
  | { readonly image: number }
  | { readonly codes: readonly string[]; readonly about: string }
  | { readonly group: string };

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function fromBase64(text: string): Uint8Array {
  const packed = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(packed, c => c.charCodeAt(0));
}

const packCode = (code: Float64Array): string => toBase64(new Uint8Array(Float32Array.from(code).buffer));

function unpackCode(text: string, dimension: number): Float64Array {
  const bytes = fromBase64(text);
  if (bytes.length !== 4 * dimension) throw new Error('a code has another number of coordinates');
  const code = Float64Array.from(new Float32Array(bytes.buffer));
  if (!code.every(Number.isFinite)) throw new Error('a code is not finite');
  return code;
}

/** Indices of images as one bit each. */
function packIndices(indices: readonly number[]): string {
  const bytes = new Uint8Array(Math.ceil((Math.max(-1, ...indices) + 1) / 8));
  for (const i of indices) bytes[i >> 3] = (bytes[i >> 3] as number) | (1 << (i & 7));
  return toBase64(bytes);
}

function unpackIndices(text: string, count: number): number[] {
  const bytes = fromBase64(text);
  const found: number[] = [];
  for (let i = 0; i < Math.min(8 * bytes.length, count); i++) {
    if (((bytes[i >> 3] as number) >> (i & 7)) & 1) found.push(i);
  }
  return found;
}

/** What a link must come from: the data and the models in their order. */
function fingerprint({ header, models }: Explorer): string {
  return [header.dataset, header.count, ...models.map(m => `${m.header.title}:${m.dimension}`)].join('|');
}

/** The state as the text behind the # of a link. */
export function saveState(explorer: Explorer): string {
  const { state } = explorer.store;
  const { origin, codes } = state.cursor;
  const place = (pin: Pin['place']): SavedPlace => {
    switch (pin.kind) {
      case 'image':
        return { image: pin.index };
      case 'codes':
        return { codes: pin.codes.map(packCode), about: pin.about };
      case 'group':
        return { group: packIndices(pin.indices) };
      default:
        throw new TypeError(`saveState: unknown pin ${JSON.stringify(pin satisfies never)}`);
    }
  };
  const { projection, colouring, contours, holes, link, active, coordinate, path, seed, draws } = state;
  const saved: Saved = {
    of: fingerprint(explorer),
    projection,
    colouring,
    contours,
    holes,
    link,
    active,
    coordinate,
    views: state.views.map(({ x, y, span }) => ({ x: rounded(x), y: rounded(y), span: rounded(span) })),
    cursor:
      origin.kind === 'image'
        ? { image: origin.index }
        : { codes: codes.map(packCode), about: originWords(explorer, origin) },
    pins: state.pins.map(({ name, place: at }) => ({ name, place: place(at) })),
    ...(path === undefined ? {} : { path }),
    seed,
    draws,
    ...(state.selection.length === 0 ? {} : { selection: packIndices(state.selection) }),
  };
  return `view=${toBase64(new TextEncoder().encode(JSON.stringify(saved)))}`;
}

const rounded = (value: number): number => Number(value.toPrecision(6));

/** The state that a link's text means; what it does not name stays. */
export function restoreState(explorer: Explorer, hash: string): Partial<State> {
  const text = /view=([\w-]+)/.exec(hash)?.[1];
  if (text === undefined) throw new Error('it holds no view');
  const saved = JSON.parse(new TextDecoder().decode(fromBase64(text))) as Saved;
  if (saved.of !== fingerprint(explorer)) throw new Error('it is of another page');
  const { header, models } = explorer;
  const index = (i: number): number => {
    if (!Number.isInteger(i) || i < 0 || i >= header.count) throw new Error(`there is no image ${i}`);
    return i;
  };
  const codes = (all: readonly string[]): Float64Array[] =>
    models.map((model, i) => unpackCode(all[i] ?? '', model.dimension));
  const cursorOf = (place: SavedPlace): Cursor => {
    if ('image' in place) {
      const i = index(place.image);
      return { codes: models.map(model => model.codeOf(i)), origin: { kind: 'image', index: i } };
    }
    if ('codes' in place)
      return { codes: codes(place.codes), origin: { kind: 'words', text: `${place.about}` } };
    throw new Error('it has no cursor');
  };
  const placeOf = (place: SavedPlace): Pin['place'] => {
    if ('image' in place) return { kind: 'image', index: index(place.image) };
    if ('codes' in place) return { kind: 'codes', codes: codes(place.codes), about: `${place.about}` };
    return { kind: 'group', indices: unpackIndices(place.group, header.count) };
  };
  const least = Math.min(...models.map(model => model.dimension));
  const whole = (value: number, below: number): number =>
    Number.isInteger(value) && value >= 0 && value < below ? value : 0;
  return {
    projection: projectionOf(saved.projection, least),
    colouring: colouringOf(saved.colouring, header.attributes.length),
    contours: saved.contours === true,
    holes: saved.holes === true,
    link: ['picture', 'code', 'off'].includes(saved.link) ? saved.link : 'picture',
    active: whole(saved.active, models.length),
    coordinate: whole(saved.coordinate, least),
    views: models.map((_, i) => viewOf(saved.views[i])),
    cursor: cursorOf(saved.cursor),
    pins: saved.pins.map(({ name, place }) => ({ name: `${name}`, place: placeOf(place) })),
    path: saved.path === undefined ? undefined : pathOf(saved.path),
    seed: whole(saved.seed, 2 ** 31 + 1),
    draws: whole(saved.draws, 2 ** 31),
    selection: saved.selection === undefined ? [] : unpackIndices(saved.selection, header.count),
    hover: undefined,
  };
}

function projectionOf(choice: ProjectionChoice, least: number): ProjectionChoice {
  if (choice.kind !== 'coordinates') return choice.kind === 'principal' ? choice : { kind: 'least-gaussian' };
  const valid = [choice.first, choice.second].every(k => Number.isInteger(k) && k >= 0 && k < least);
  return valid && choice.first !== choice.second ? choice : { kind: 'coordinates', first: 0, second: 1 };
}

function colouringOf(colouring: State['colouring'], attributes: number): State['colouring'] {
  if (colouring.kind !== 'attribute') return colouring.kind === 'class' ? colouring : { kind: 'none' };
  return colouring.index >= 0 && colouring.index < attributes ? colouring : { kind: 'none' };
}

function viewOf(view: View | undefined): View {
  const { x, y, span } = view ?? { x: NaN, y: NaN, span: NaN };
  if (![x, y, span].every(Number.isFinite) || span <= 0) throw new Error('a view is not finite');
  return { x, y, span };
}

function pathOf({ kind, from, to, steps }: PathChoice): PathChoice {
  return {
    kind: ['line', 'sphere', 'transport'].includes(kind) ? kind : 'line',
    from: `${from}`,
    to: `${to}`,
    steps: Math.min(25, Math.max(2, Math.round(Number(steps)) || 11)),
  };
}

/** Keeps the address at the state, where the page may change it, and follows the address. */
export function followAddress(explorer: Explorer): void {
  let timer = 0;
  let own = '';
  explorer.store.listen(changed => {
    if ([...changed].every(key => key === 'hover' || key === 'tool' || key === 'theme')) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      own = `#${saveState(explorer)}`;
      try {
        history.replaceState(undefined, '', own);
      } catch {
        // A frame of a notebook has no address of its own; the link can still be copied.
      }
    }, 250);
  });
  window.addEventListener('hashchange', () => {
    if (location.hash !== own) openLink(explorer, location.hash);
  });
}

/** Shows what a link says, or says why it can't. */
export function openLink(explorer: Explorer, hash: string): void {
  try {
    explorer.store.change(restoreState(explorer, hash));
    explorer.say('The view of the link is restored.');
  } catch (error) {
    explorer.say(
      `The link can not be followed: ${error instanceof Error ? error.message : 'it is damaged'}.`,
      'fault',
    );
  }
}
