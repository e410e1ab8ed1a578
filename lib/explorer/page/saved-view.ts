import type { Explorer } from './explorer.js';
import { originWords } from './moves.js';
import { mostPins } from './store.js';
import type { Colouring, Cursor, Origin, PathChoice, Pin, ProjectionChoice, State, View } from './store.js';

/** A view's parts that links hold: what is shown, not what the mouse is at. */
type Restored = Pick<
  State,
  | 'projection'
  | 'colouring'
  | 'contours'
  | 'holes'
  | 'thumbnails'
  | 'link'
  | 'active'
  | 'coordinate'
  | 'views'
  | 'cursor'
  | 'pins'
  | 'path'
  | 'seed'
  | 'draws'
  | 'selection'
>;

/** What of an explorer a view depends on. */
type Scene = Pick<Explorer, 'header' | 'models'>;

/** What a view must come from: the data and the models in their order. */
function fingerprint({ header, models }: Scene): string {
  return [header.dataset, header.count, ...models.map(m => `${m.header.title}:${m.dimension}`)].join('|');
}

const rounded = (value: number): number => Number(value.toPrecision(6));

function savePin({ name, place }: Pin): Record<string, unknown> {
  switch (place.kind) {
    case 'image':
      return { name, image: place.index };
    case 'codes':
      return { name, codes: place.codes.map(packCode), about: place.about };
    case 'group':
      return { name, group: packIndices(place.indices) };
    default:
      throw new TypeError(`savePin: unknown pin ${JSON.stringify(place satisfies never)}`);
  }
}

/** Bytes of a picture from outside that a link holds at most: more would make an address that programs cut off. */
const mostPictureBytes = 1024;

/** A picture from outside as bytes of its pixels; of one that is too large, that it is missing. */
function savePicture(origin: Origin): Record<string, unknown> {
  if (origin.kind !== 'picture') return {};
  const { name, pixels } = origin;
  if (pixels.length > mostPictureBytes)
    return { about: `the picture ${name}, whose original is not in the link` };
  return { picture: name, pixels: toBase64(Uint8Array.from(pixels, value => Math.round(255 * value))) };
}

/** The state as the text behind the # of a link. */
export function saveView(explorer: Explorer): string {
  const { state } = explorer.store;
  const { origin, codes } = state.cursor;
  const saved = {
    of: fingerprint(explorer),
    projection: state.projection,
    colouring: state.colouring,
    contours: state.contours,
    holes: state.holes,
    thumbnails: state.thumbnails,
    link: state.link,
    active: state.active,
    coordinate: state.coordinate,
    path: state.path,
    seed: state.seed,
    draws: state.draws,
    views: state.views.map(({ x, y, span }) => [x, y, span].map(rounded)),
    cursor:
      origin.kind === 'image'
        ? { image: origin.index }
        : { codes: codes.map(packCode), about: originWords(explorer, origin), ...savePicture(origin) },
    pins: state.pins.map(savePin),
    selection: packIndices(state.selection),
  };
  return `view=${toBase64(new TextEncoder().encode(JSON.stringify(saved)))}`;
}

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields => {
  if (typeof value !== 'object' || value === null) throw new Error('it is damaged');
  return value as Fields;
};
const list = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw new Error('it is damaged');
  return value;
};
const text = (value: unknown): string => {
  if (typeof value !== 'string') throw new Error('it is damaged');
  return value;
};
const finite = (value: unknown): number => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error('a number in it is not finite');
  return value;
};
const whole = (value: unknown, below: number, what: string): number => {
  const number = finite(value);
  if (!Number.isInteger(number) || number < 0 || number >= below)
    throw new Error(`there is no ${what} ${number}`);
  return number;
};
const oneOf = <T extends string>(value: unknown, names: readonly T[]): T => {
  const found = names.find(name => name === value);
  if (found === undefined) throw new Error('it is damaged');
  return found;
};

/**
 * The state that a link's text means.
 * @throws Error with the reason, in words, if it is damaged, of another page, or of more than {@link mostPins} pins
 */
export function restoreView(scene: Scene, hash: string): Restored {
  const packed = /view=([\w-]+)/.exec(hash)?.[1];
  if (packed === undefined) throw new Error('it holds no view');
  const saved = parse(packed);
  if (saved['of'] !== fingerprint(scene)) throw new Error('it is of another page');
  const { header, models } = scene;
  const least = Math.min(...models.map(model => model.dimension));
  return {
    projection: projectionOf(fields(saved['projection']), least, models),
    colouring: colouringOf(fields(saved['colouring']), header.attributes.length),
    contours: saved['contours'] === true,
    holes: saved['holes'] === true,
    thumbnails: saved['thumbnails'] === true,
    link: oneOf(saved['link'], ['picture', 'code', 'off']),
    active: whole(saved['active'], models.length, 'model'),
    coordinate: whole(saved['coordinate'], least, 'coordinate'),
    views: models.map((_, i) => viewOf(list(list(saved['views'])[i]))),
    cursor: cursorOf(scene, fields(saved['cursor'])),
    pins: pinsOf(scene, list(saved['pins'])),
    path: saved['path'] === undefined ? undefined : pathOf(fields(saved['path'])),
    seed: whole(saved['seed'], 2 ** 31 + 1, 'seed'),
    draws: whole(saved['draws'], 2 ** 31, 'draw'),
    selection: unpackIndices(text(saved['selection']), header.count),
  };
}

function parse(packed: string): Fields {
  try {
    return fields(JSON.parse(new TextDecoder().decode(fromBase64(packed))));
  } catch (error) {
    throw new Error('it is damaged', { cause: error });
  }
}

function codesOf({ models }: Scene, codes: unknown): Float64Array[] {
  const all = list(codes);
  return models.map((model, i) => unpackCode(text(all[i]), model.dimension));
}

function cursorOf(scene: Scene, saved: Fields): Cursor {
  if (saved['image'] === undefined) {
    const codes = codesOf(scene, saved['codes']);
    if (saved['picture'] === undefined)
      return { codes, origin: { kind: 'words', text: text(saved['about']) } };
    const bytes = fromBase64(text(saved['pixels']));
    const size = scene.header.image.reduce((product, side) => product * side, 1);
    if (bytes.length !== size) throw new Error('a picture in it has another size');
    const pixels = Float32Array.from(bytes, value => value / 255);
    return { codes, origin: { kind: 'picture', name: text(saved['picture']), pixels } };
  }
  const index = whole(saved['image'], scene.header.count, 'image');
  return { codes: scene.models.map(model => model.codeOf(index)), origin: { kind: 'image', index } };
}

function pinsOf(scene: Scene, saved: readonly unknown[]): Pin[] {
  if (saved.length > mostPins) throw new Error(`it holds ${saved.length} pins, and ${mostPins} are the most`);
  return saved.map(pin => pinOf(scene, fields(pin)));
}

function pinOf(scene: Scene, saved: Fields): Pin {
  const name = text(saved['name']);
  const { count } = scene.header;
  if (saved['image'] !== undefined)
    return { name, place: { kind: 'image', index: whole(saved['image'], count, 'image') } };
  if (saved['group'] !== undefined) {
    const indices = unpackIndices(text(saved['group']), count);
    if (indices.length === 0) throw new Error('a group in it is empty');
    return { name, place: { kind: 'group', indices } };
  }
  const codes = codesOf(scene, saved['codes']);
  return { name, place: { kind: 'codes', codes, about: text(saved['about']) } };
}

function projectionOf(saved: Fields, least: number, models: Scene['models']): ProjectionChoice {
  const kind = oneOf(saved['kind'], ['principal', 'least-gaussian', 'umap', 'coordinates', 'cloud']);
  if (kind === 'cloud') return cloudOf(saved, least);
  if (kind === 'umap' && models.some(({ packed }) => packed === undefined))
    throw new Error('the page has no UMAP plane');
  if (kind !== 'coordinates') return { kind };
  const [first, second] = [saved['first'], saved['second']].map(k => whole(k, least, 'coordinate')) as [
    number,
    number,
  ];
  if (first === second) throw new Error('its plane has one coordinate');
  return { kind, first, second };
}

function cloudOf(saved: Fields, least: number): ProjectionChoice {
  const [first, second, third] = ['first', 'second', 'third'].map(name =>
    whole(saved[name], least, 'coordinate'),
  ) as [number, number, number];
  if (new Set([first, second, third]).size < 3) throw new Error('its cloud has fewer than three coordinates');
  return { kind: 'cloud', first, second, third, angle: finite(saved['angle']) };
}

function colouringOf(saved: Fields, attributes: number): Colouring {
  const kind = oneOf(saved['kind'], ['none', 'class', 'attribute']);
  return kind === 'attribute' ? { kind, index: whole(saved['index'], attributes, 'attribute') } : { kind };
}

function viewOf(saved: readonly unknown[]): View {
  const [x, y, span] = [0, 1, 2].map(k => finite(saved[k])) as [number, number, number];
  if (span <= 0) throw new Error('a map in it has no size');
  return { x, y, span };
}

function pathOf(saved: Fields): PathChoice {
  return {
    kind: oneOf(saved['kind'], ['line', 'sphere', 'transport']),
    from: text(saved['from']),
    to: text(saved['to']),
    steps: Math.max(2, whole(saved['steps'], 26, 'number of steps')),
  };
}

/** Bytes as letters, digits, - and _, for addresses (RFC 4648, section 5, without padding). */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** The inverse of {@link toBase64}. */
export function fromBase64(text: string): Uint8Array {
  const packed = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(packed, c => c.charCodeAt(0));
}

/** A code as base64 of float32 numbers. */
export function packCode(code: Float64Array): string {
  return toBase64(new Uint8Array(Float32Array.from(code).buffer));
}

/** @throws Error if there are not `dimension` finite numbers */
export function unpackCode(text: string, dimension: number): Float64Array {
  const bytes = fromBase64(text);
  if (bytes.length !== 4 * dimension) throw new Error('a code has another number of coordinates');
  const code = Float64Array.from(new Float32Array(bytes.buffer));
  if (!code.every(Number.isFinite)) throw new Error('a code is not finite');
  return code;
}

/** Indices in ascending order as base64 of one bit for each number. */
export function packIndices(indices: readonly number[]): string {
  const most = indices.reduce((a, b) => Math.max(a, b), -1);
  const bytes = new Uint8Array(Math.ceil((most + 1) / 8));
  for (const i of indices) bytes[i >> 3] = bytes[i >> 3]! | (1 << (i & 7));
  return toBase64(bytes);
}

/** The indices below `count`. */
export function unpackIndices(text: string, count: number): number[] {
  const bytes = fromBase64(text);
  const found: number[] = [];
  for (let i = 0; i < Math.min(8 * bytes.length, count); i++) {
    if ((bytes[i >> 3]! >> (i & 7)) & 1) found.push(i);
  }
  return found;
}
