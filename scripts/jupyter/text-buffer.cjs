'use strict';

/**
 * Gathers what a cell prints, so that a thousand short writes are a few messages and not a thousand.
 *
 * Text is handed on at most 50 ms after it was written; at once where the last text is older than that, so
 * that a cell that never yields to the event loop still shows its progress.
 *
 * @param emit called with the stream's name and the text.
 */
class TextBuffer {
  #emit;
  #name = 'stdout';
  #text = '';
  #timer;
  #lastMs = 0;

  constructor(emit) {
    this.#emit = emit;
  }

  write(name, text) {
    if (name !== this.#name) this.flush();
    this.#name = name;
    this.#text += text;
    if (performance.now() - this.#lastMs > 50) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), 50);
  }

  flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#text;
    if (text === '') return;
    this.#text = '';
    this.#lastMs = performance.now();
    this.#emit(this.#name, text);
  }
}

module.exports = { TextBuffer };
