import { coordinateName, samplePrior } from '../../latent/index.js';
import { meanOf, Rng, rowsAt } from '../../base/index.js';
import type { Explorer } from './explorer.js';
import { type Cursor, mostPins, type Origin, type Pin } from './store.js';

/** Puts the cursor where a test image lies in every model. */
export function goToImage({ store, models }: Explorer, index: number): void {
  store.change({
    cursor: { codes: models.map(model => model.codeOf(index)), origin: { kind: 'image', index } },
  });
}

/** Moves one model's cursor; the others follow as the state's link says. */
export function moveTo(explorer: Explorer, model: number, code: Float64Array, origin: Origin): void {
  const { store, models } = explorer;
  const { cursor, link } = store.state;
  const set = (of: (i: number) => Float64Array, leader?: number): Cursor => ({
    codes: models.map((_, i) => of(i)),
    origin,
    ...(leader === undefined ? {} : { leader }),
  });
  const kept = (i: number): Float64Array => (i === model ? code : cursor.codes[i]!);
  switch (link) {
    case 'picture':
      store.change({ active: model, cursor: set(kept, models.length > 1 ? model : undefined) });
      return;
    case 'code':
      store.change({
        active: model,
        cursor: set(i => ((models[i]?.dimension ?? 0) === code.length ? code.slice() : kept(i))),
      });
      return;
    case 'off':
      store.change({ active: model, cursor: set(kept) });
      return;
    default:
      throw new TypeError(`moveTo: unknown link ${JSON.stringify(link satisfies never)}`);
  }
}

/** Puts every model's cursor at codes of its own. */
export function goToCodes({ store }: Explorer, codes: readonly Float64Array[], origin: Origin): void {
  store.change({ cursor: { codes, origin } });
}

/** The mean of some test images' codes in each model. */
export function meanCodes({ models }: Explorer, indices: readonly number[]): Float64Array[] {
  return models.map(({ codes }) => meanOf(rowsAt(codes, indices)));
}

/** A pin's code in each model; of a group the mean. */
export function codesOfPin(explorer: Explorer, { place }: Pin): readonly Float64Array[] {
  switch (place.kind) {
    case 'image':
      return explorer.models.map(model => model.codeOf(place.index));
    case 'codes':
      return place.codes;
    case 'group':
      return meanCodes(explorer, place.indices);
    default:
      throw new TypeError(`codesOfPin: unknown pin ${JSON.stringify(place satisfies never)}`);
  }
}

/** Where the cursor's codes came from, in words. */
export function originWords({ header, labels }: Explorer, origin: Origin): string {
  switch (origin.kind) {
    case 'image': {
      const name = header.classes[labels[origin.index]!];
      return `test image ${origin.index}${name === undefined ? '' : `, class ${name}`}`;
    }
    case 'draw':
      return `prior draw ${origin.draw} of seed ${origin.seed}`;
    case 'pin':
      return `pin ${origin.name}`;
    case 'picture':
      return `the picture ${origin.name}`;
    case 'words':
      return origin.text;
    default:
      throw new TypeError(`originWords: unknown origin ${JSON.stringify(origin satisfies never)}`);
  }
}

/** Moves the active model's cursor to the next draw from its prior. */
export function drawFromPrior(explorer: Explorer): void {
  const { store, models } = explorer;
  const { active, seed } = store.state;
  const draw = store.state.draws + 1;
  const { prior } = models[active]!.header.config;
  const code = samplePrior(prior, 1, Rng.fromSeed(seed).split('draw', draw));
  store.change({ draws: draw });
  moveTo(explorer, active, Float64Array.from(code.data), { kind: 'draw', seed, draw });
}

/** Sets one coordinate of the active model's code. */
export function setCoordinate(explorer: Explorer, coordinate: number, value: number): void {
  const { active, cursor } = explorer.store.state;
  const code = cursor.codes[active]!.slice();
  code[coordinate] = value;
  explorer.store.change({ coordinate });
  moveTo(explorer, active, code, { kind: 'words', text: `${coordinateName(coordinate)} moved` });
}

/** Keeps a place as a pin under the next free letter; the first pin goes if there are too many. */
export function addPin({ store }: Explorer, place: Pin['place']): Pin {
  const { pins } = store.state;
  const pin = { name: freeName(pins.map(({ name }) => name)), place };
  store.change({ pins: [...pins, pin].slice(-mostPins) });
  return pin;
}

/** A, B, … Z, A2, B2, … */
function freeName(taken: readonly string[]): string {
  for (let k = 0; ; k++) {
    const name = `${String.fromCharCode(65 + (k % 26))}${k < 26 ? '' : Math.floor(k / 26) + 1}`;
    if (!taken.includes(name)) return name;
  }
}

/** Pins the cursor as it stands, after every model has followed the one that was moved. */
export async function pinCursor(explorer: Explorer): Promise<void> {
  await explorer.live.settled();
  const { origin, codes } = explorer.store.state.cursor;
  const place: Pin['place'] =
    origin.kind === 'image'
      ? { kind: 'image', index: origin.index }
      : { kind: 'codes', codes, about: originWords(explorer, origin) };
  addPin(explorer, place);
}
