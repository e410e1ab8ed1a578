import { linearPath, sphericalPath, transportPath } from '../../latent/index.js';
import { Rng } from '../../base/index.js';
import type { Explorer } from './explorer.js';
import { codesOfPin } from './moves.js';
import type { PageModel } from './page-model.js';
import type { PathChoice, Pin } from './store.js';

/** Codes of a group that take part in a transport at most: the exact matching is found while one waits. */
export const transported = 100;
/** Ways of a transport whose pictures are shown. */
export const shownWays = 3;

/** Ways through one model's latent space. */
export interface ModelPath {
  /** [ways, steps, d]. */
  readonly codes: Float64Array;
  readonly ways: number;
  readonly steps: number;
  /** Mean squared distance of matched codes, latent units squared; of a transport only. */
  readonly cost?: number;
}

/** A pin's codes in a model, [n, d]: of a group at most {@link transported} members, drawn without repetition. */
function batchOf(explorer: Explorer, model: PageModel, pin: Pin): Float64Array {
  if (pin.place.kind !== 'group') return codesOfPin(explorer, pin)[model.index]!.slice();
  const { indices } = pin.place;
  const order = Rng.fromSeed(explorer.store.state.seed).split('group').permutation(indices.length);
  const chosen = Array.from(order.subarray(0, transported), k => indices[k]!);
  return Float64Array.from(chosen.flatMap(i => [...model.codeOf(i)]));
}

/** The same number of codes of both batches: the longer one is cut, a single code is repeated. */
function evenly(x: Float64Array, y: Float64Array, d: number): readonly [Float64Array, Float64Array] {
  const repeat = (code: Float64Array, n: number): Float64Array =>
    Float64Array.from({ length: n * d }, (_, k) => code[k % d]!);
  if (x.length === d) return [repeat(x, y.length / d), y];
  if (y.length === d) return [x, repeat(y, x.length / d)];
  const length = Math.min(x.length, y.length);
  return [x.subarray(0, length), y.subarray(0, length)];
}

/** The way that a choice means through a model's latent space, or undefined where its pins are gone. */
export function pathThrough(
  explorer: Explorer,
  model: PageModel,
  { kind, from, to, steps }: PathChoice,
): ModelPath | undefined {
  const { pins } = explorer.store.state;
  const [start, end] = [from, to].map(name => pins.find(pin => pin.name === name));
  if (start === undefined || end === undefined) return undefined;
  const codeOf = (pin: Pin): Float64Array => codesOfPin(explorer, pin)[model.index]!;
  switch (kind) {
    case 'line':
      return { codes: linearPath(codeOf(start), codeOf(end), steps), ways: 1, steps };
    case 'sphere':
      return { codes: sphericalPath(codeOf(start), codeOf(end), steps), ways: 1, steps };
    case 'transport': {
      const d = model.dimension;
      const [x, y] = evenly(batchOf(explorer, model, start), batchOf(explorer, model, end), d);
      const { paths, cost } = transportPath(x, y, d, steps);
      return { codes: paths, ways: x.length / d, steps, cost };
    }
    default:
      throw new TypeError(`pathThrough: unknown path ${JSON.stringify(kind satisfies never)}`);
  }
}

/** Ways of every model for the state's path, made once for each state. */
export class Paths {
  readonly #explorer: Explorer;
  #key: unknown[] = [];
  #made: readonly (ModelPath | undefined)[] = [];

  constructor(explorer: Explorer) {
    this.#explorer = explorer;
  }

  get all(): readonly (ModelPath | undefined)[] {
    const { path, pins, seed } = this.#explorer.store.state;
    const key = [path, pins, seed];
    if (key.some((part, i) => part !== this.#key[i]) || this.#key.length === 0) {
      this.#key = key;
      this.#made = this.#explorer.models.map(model =>
        path === undefined ? undefined : pathThrough(this.#explorer, model, path),
      );
    }
    return this.#made;
  }
}
