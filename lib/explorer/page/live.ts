import type { PageModel } from './page-model.js';
import type { Cursor, Store } from './store.js';

/** Called with a model's picture, pixels in [0, 1]. */
export type OnPicture = (model: number, pixels: Float32Array) => void;

/** Milliseconds after which decoding lets the page draw a frame. */
const patience = 8;

/** Decodes what is asked for as fast as the networks do it: what is asked meanwhile replaces what still waits. */
export class Live {
  readonly #models: readonly PageModel[];
  readonly #store: Store;
  readonly #listeners: OnPicture[] = [];
  readonly #hoverListeners: OnPicture[] = [];
  #shown: Cursor | undefined;
  /** Models that are to show the cursor's picture, the first one next. */
  #waiting: number[] = [];
  /** The leader's picture, which the others follow. */
  #led: Float32Array = new Float32Array(0);
  #hovered: number | undefined;
  #running: Promise<void> | undefined;
  #began = 0;
  /** Pictures decoded, and the milliseconds they took. */
  readonly spent: { decodes: number; milliseconds: number } = { decodes: 0, milliseconds: 0 };

  constructor(models: readonly PageModel[], store: Store) {
    this.#models = models;
    this.#store = store;
    store.listen(changed => {
      if (changed.has('cursor') || changed.has('hover')) this.refresh();
    });
  }

  /** Hears of the cursor's pictures. */
  onPicture(listener: OnPicture): void {
    this.#listeners.push(listener);
  }

  /** Hears of the reconstructions of the test image under the mouse. */
  onHover(listener: OnPicture): void {
    this.#hoverListeners.push(listener);
  }

  /** Draws anew what is shown, such as after a change of backend. */
  redraw(): Promise<void> {
    this.#shown = undefined;
    this.#hovered = undefined;
    this.refresh();
    return this.settled();
  }

  /** Resolves when the pictures are those of the state. */
  async settled(): Promise<void> {
    if (this.#store.state.cursor !== this.#shown) this.refresh();
    while (this.#running !== undefined) await this.#running;
  }

  /** Runs something that nothing may be decoded beside, such as a change of backend. */
  async alone(body: () => Promise<void>): Promise<void> {
    await this.settled();
    this.#running = body().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  refresh(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async #run(): Promise<void> {
    for (;;) {
      const { cursor, hover } = this.#store.state;
      if (cursor !== this.#shown) await this.#accept(cursor);
      // One at least of those that wait has its turn before the cursor is looked at again: none is left behind while
      // the cursor is dragged.
      const model = this.#waiting.shift();
      if (model !== undefined) await this.#show(model);
      else if (this.#store.state.cursor !== this.#shown) continue;
      else if (hover !== this.#hovered) await this.#showHover(hover);
      else return;
    }
  }

  /** Takes a cursor on: its leader's picture at once, the others in turn. */
  async #accept(cursor: Cursor): Promise<void> {
    this.#shown = cursor;
    const { leader } = cursor;
    if (leader !== undefined) {
      this.#led = await this.#decode(leader, cursor.codes[leader]!);
      this.#tell(leader, this.#led);
    }
    const others = this.#models.map(({ index }) => index).filter(index => !this.#waiting.includes(index));
    this.#waiting = [...this.#waiting, ...others].filter(index => index !== leader);
  }

  async #show(model: number): Promise<void> {
    const { leader, codes } = this.#shown!;
    if (leader === undefined) {
      this.#tell(model, await this.#decode(model, codes[model]!));
      return;
    }
    const code = await this.#models[model]!.encodeOne(this.#led);
    this.#tell(model, await this.#decode(model, code));
    const { cursor } = this.#store.state;
    if (cursor.leader !== leader) return;
    const followed = { ...cursor, codes: cursor.codes.map((old, i) => (i === model ? code : old)) };
    if (cursor === this.#shown) {
      // When the last one has followed, there is nobody to be led.
      if (this.#waiting.length === 0) delete followed.leader;
      this.#shown = followed;
    }
    this.#store.change({ cursor: followed });
  }

  #tell(model: number, pixels: Float32Array): void {
    for (const listener of this.#listeners) listener(model, pixels);
  }

  async #showHover(hover: number | undefined): Promise<void> {
    this.#hovered = hover;
    if (hover === undefined) return;
    for (const model of this.#models) {
      const pixels = await this.#decode(model.index, model.codeOf(hover));
      for (const listener of this.#hoverListeners) listener(model.index, pixels);
    }
  }

  async #decode(model: number, code: Float64Array): Promise<Float32Array> {
    if (performance.now() - this.#began > patience) {
      await new Promise(resolve => setTimeout(resolve));
      this.#began = performance.now();
    }
    const start = performance.now();
    const pixels = await this.#models[model]!.decodeOne(code);
    this.spent.milliseconds += performance.now() - start;
    this.spent.decodes++;
    return pixels;
  }
}
