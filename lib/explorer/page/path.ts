import { linearPath, sphericalPath, transportPath } from '../../latent/index.js';
import { type Matrix, type Points, Rng, rowsAt } from '../../base/index.js';
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
  /** [ways·steps, d], way by way. */
  readonly codes: Matrix;
  readonly ways: number;
  readonly steps: number;
  /** Mean squared distance of matched codes, latent units squared; of a transport only. */
  readonly cost?: number;
}

/** A pin's codes in a model, [n, d]: of a group at most {@link transported} members, drawn without repetition. */
function batchOf(explorer: Explorer, model: PageModel, pin: Pin): Points {
  if (pin.place.kind !== 'group') {
    return { data: codesOfPin(explorer, pin)[model.index]!.slice(), shape: [1, model.dimension] };
  }
  const { indices } = pin.place;
  const order = Rng.fromSeed(explorer.store.state.seed).split('group').permutation(indices.length);
  const chosen = Array.from(order.subarray(0, transported), k => indices[k]!);
  return rowsAt(model.codes, chosen);
}

/** The same number of codes of both batches: the longer one is cut, a single code is repeated. */
function evenly(x: Points, y: Points): readonly [Points, Points] {
  const [n, m] = [x.shape[0], y.shape[0]];
  const count = n === 1 || m === 1 ? Math.max(n, m) : Math.min(n, m);
  const rows = (of: number): number[] => Array.from({ length: count }, (_, i) => (of === 1 ? 0 : i));
  return [rowsAt(x, rows(n)), rowsAt(y, rows(m))];
}

/** The way that a choice means through a model's latent space, or undefined if its pins are gone. */
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
      const [x, y] = evenly(batchOf(explorer, model, start), batchOf(explorer, model, end));
      const { paths, cost } = transportPath(x, y, steps);
      return { codes: paths, ways: x.shape[0], steps, cost };
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
