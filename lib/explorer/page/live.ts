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
      if (cursor !== this.#shown) await this.#showCursor(cursor);
      else if (hover !== this.#hovered) await this.#showHover(hover);
      else return;
    }
  }

  async #showCursor(cursor: Cursor): Promise<void> {
    const { leader } = cursor;
    let codes = cursor.codes;
    if (leader !== undefined) {
      const led = await this.#decode(leader, codes[leader] as Float64Array);
      for (const listener of this.#listeners) listener(leader, led);
      codes = await Promise.all(
        this.#models.map(async (model, i) =>
          i === leader ? (codes[i] as Float64Array) : Float64Array.from(await model.encode(led)),
        ),
      );
      // A cursor that moved on meanwhile has its own turn.
      if (this.#store.state.cursor !== cursor) {
        this.#shown = cursor;
        return;
      }
      const { origin } = cursor;
      const followed = { codes, origin };
      this.#shown = followed;
      this.#store.change({ cursor: followed });
    } else this.#shown = cursor;
    for (const { index } of this.#models) {
      if (index === leader) continue;
      const pixels = await this.#decode(index, codes[index] as Float64Array);
      for (const listener of this.#listeners) listener(index, pixels);
    }
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
    const pixels = await (this.#models[model] as PageModel).decode(code);
    this.spent.milliseconds += performance.now() - start;
    this.spent.decodes++;
    return pixels;
  }
}
