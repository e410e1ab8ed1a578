/** Which plane of the latent space the maps show. */
export type ProjectionChoice =
  | { readonly kind: 'principal' }
  | { readonly kind: 'least-gaussian' }
  | { readonly kind: 'umap' }
  | { readonly kind: 'coordinates'; readonly first: number; readonly second: number }
  /** Three coordinates seen from the side: the first and the third are turned by `angle` about the second. */
  | {
      readonly kind: 'cloud';
      readonly first: number;
      readonly second: number;
      readonly third: number;
      /** Radians. */
      readonly angle: number;
    };

/** What the points' colours mean. */
export type Colouring =
  | { readonly kind: 'none' }
  | { readonly kind: 'class' }
  | { readonly kind: 'attribute'; readonly index: number };

/** What the other models show while one model's cursor is moved. */
export type LinkMode =
  /** Their own encoder's code of the picture that the first one draws. */
  | 'picture'
  /** The same numbers as code. */
  | 'code'
  /** What they showed before. */
  | 'off';

/** The part of a plane that a map shows: its middle, and how many latent units its shorter side is long. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly span: number;
}

/** Where a cursor's codes came from. */
export type Origin =
  | { readonly kind: 'image'; readonly index: number }
  | { readonly kind: 'draw'; readonly seed: number; readonly draw: number }
  | { readonly kind: 'pin'; readonly name: string }
  /** A picture from outside; pixels in [0, 1], [h, w, c]. */
  | { readonly kind: 'picture'; readonly name: string; readonly pixels: Float32Array }
  | { readonly kind: 'words'; readonly text: string };

/** One place in every model's latent space. */
export interface Cursor {
  /** [d] for each model. */
  readonly codes: readonly Float64Array[];
  readonly origin: Origin;
  /** The model that was moved, whose picture the others are still to follow. */
  readonly leader?: number;
}

/** Pins at the most: each is a picture of every model. */
export const mostPins = 100;

/** A place that is kept: a test image, codes, or a group of test images. */
export interface Pin {
  /** A, B, C … */
  readonly name: string;
  readonly place:
    | { readonly kind: 'image'; readonly index: number }
    | { readonly kind: 'codes'; readonly codes: readonly Float64Array[]; readonly about: string }
    | { readonly kind: 'group'; readonly indices: readonly number[] };
}

/** A way from one pin to another. */
export interface PathChoice {
  readonly kind: 'line' | 'sphere' | 'transport';
  readonly from: string;
  readonly to: string;
  readonly steps: number;
}

/** What dragging does. */
export type Tool = 'move' | 'pan' | 'lasso' | 'scroll';

/** Everything that a link restores, and what the mouse is over. */
export interface State {
  readonly active: number;
  readonly link: LinkMode;
  readonly projection: ProjectionChoice;
  readonly colouring: Colouring;
  readonly contours: boolean;
  readonly holes: boolean;
  /** Whether points are drawn as their pictures where there is room. */
  readonly thumbnails: boolean;
  readonly views: readonly View[];
  readonly cursor: Cursor;
  /** Test image under the mouse. */
  readonly hover: number | undefined;
  readonly selection: readonly number[];
  readonly pins: readonly Pin[];
  readonly path: PathChoice | undefined;
  readonly seed: number;
  /** Prior draws made with the seed. */
  readonly draws: number;
  /** The coordinate that the keys [ and ] change. */
  readonly coordinate: number;
  readonly tool: Tool;
  readonly theme: 'auto' | 'light' | 'dark';
}

/** Called after changes with what changed. */
export type Listener = (changed: ReadonlySet<keyof State>) => void;

/** The page's state; whoever listens hears of changes once a frame at most. */
export class Store {
  #state: State;
  #changed = new Set<keyof State>();
  #scheduled = false;
  readonly #listeners: Listener[] = [];

  constructor(state: State) {
    this.#state = state;
  }

  get state(): State {
    return this.#state;
  }

  change(part: Partial<State>): void {
    this.#state = { ...this.#state, ...part };
    for (const key of Object.keys(part) as (keyof State)[]) this.#changed.add(key);
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => this.#tell());
  }

  listen(listener: Listener): void {
    this.#listeners.push(listener);
  }

  #tell(): void {
    this.#scheduled = false;
    const changed = this.#changed;
    this.#changed = new Set();
    for (const listener of this.#listeners) listener(changed);
  }
}
