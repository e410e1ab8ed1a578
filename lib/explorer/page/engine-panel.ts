import { type BackendName, backendTitles, useBackend, whyNot } from './backend.js';
import { choice, make, section } from './dom.js';
import type { Explorer } from './explorer.js';

/** Largest difference of a pixel from Node's under which a backend is trusted. */
const agreement = 1e-3;
/** Decodes that are timed. */
const timed = 8;

/** What a backend does here. */
export interface Trial {
  /** Decodes of one code by the first model a second. */
  readonly rate: number;
  /** Largest difference of a pixel from what Node decoded, over all models. */
  readonly difference: number;
}

/** Times the active backend and compares it with Node. */
export async function tryOut({ models }: Explorer): Promise<Trial> {
  let difference = 0;
  for (const model of models) difference = Math.max(difference, await model.difference());
  const [first] = models;
  if (first === undefined) return { rate: NaN, difference };
  const code = first.codeOf(0);
  const start = performance.now();
  for (let i = 0; i < timed; i++) await first.decodeOne(code);
  return { rate: (1000 * timed) / (performance.now() - start), difference };
}

/** What draws, how fast, how near to Node, and a choice of another. */
export class Engine {
  readonly element: HTMLElement;
  readonly #explorer: Explorer;
  readonly #words: HTMLElement = make('p', { id: 'engine' });
  readonly #notes: HTMLElement = make('p', { class: 'hint' });
  #name: BackendName;

  constructor(explorer: Explorer, name: BackendName) {
    this.#explorer = explorer;
    this.#name = name;
    const names = ['wasm', 'webgl', 'cpu'] as const;
    const usable = names.filter(other => other === 'webgl' || whyNot(other) === undefined);
    const select = choice(
      'Drawn by',
      usable.map(other => [other, backendTitles[other]] as const),
      value => void this.#use(value as BackendName).then(() => (select.select.value = this.#name)),
      { id: 'backend' },
    );
    select.select.value = name;
    this.element = section('Engine', false, select.element, this.#words, this.#notes);
    this.#select = select.select;
  }

  readonly #select: HTMLSelectElement;

  get name(): BackendName {
    return this.#name;
  }

  /** Measures the backend at work, and WebGL if a graphics processor draws it; the faster one that agrees stays. */
  async choose(): Promise<void> {
    await this.#explorer.live.alone(async () => {
      const own = await tryOut(this.#explorer);
      this.#report(own);
      const reason = whyNot('webgl');
      if (this.#name === 'cpu')
        this.#notes.textContent = `${sentence(whyNot('wasm') ?? 'WASM did not start')}. `;
      if (reason !== undefined) {
        this.#notes.textContent += `WebGL is not used: ${reason}.`;
        return;
      }
      if (!(await useBackend('webgl'))) {
        this.#notes.textContent += 'WebGL is not used: it did not start.';
        await useBackend(this.#name);
        return;
      }
      const other = await this.#tryQuietly();
      if (other !== undefined && other.difference < agreement && other.rate > own.rate) {
        this.#name = 'webgl';
        this.#select.value = 'webgl';
        this.#report(other);
        return;
      }
      await useBackend(this.#name);
      this.#notes.textContent +=
        other === undefined
          ? 'WebGL is not used: it failed.'
          : `WebGL is not used: ${other.rate.toFixed(0)} decodes a second, pixels within ${other.difference.toExponential(0)} of Node's.`;
    });
  }

  async #tryQuietly(): Promise<Trial | undefined> {
    try {
      // The first decodes compile shaders.
      await tryOut(this.#explorer);
      return await tryOut(this.#explorer);
    } catch {
      return undefined;
    }
  }

  async #use(name: BackendName): Promise<void> {
    const { live } = this.#explorer;
    await live.alone(async () => {
      const trial = (await useBackend(name)) ? await this.#tryQuietly() : undefined;
      if (trial !== undefined && trial.difference < agreement) {
        this.#name = name;
        this.#report(trial);
        return;
      }
      await useBackend(this.#name);
      this.#notes.textContent = `${backendTitles[name]} can not be used here: ${
        trial === undefined ? 'it did not start' : 'it draws other pixels than Node'
      }.`;
    });
    await live.redraw();
  }

  #report({ rate, difference }: Trial): void {
    const text = `${backendTitles[this.#name]}, ${Math.round(rate)} decodes a second, pixels within ${difference.toExponential(0)} of Node's`;
    this.#words.textContent = `${text}.`;
    this.#words.dataset['rate'] = `${rate}`;
    this.#words.dataset['difference'] = `${difference}`;
    this.#words.dataset['backend'] = this.#name;
    this.#explorer.say(difference < agreement ? `${text}.` : `${text}: more than they should differ.`);
  }
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
