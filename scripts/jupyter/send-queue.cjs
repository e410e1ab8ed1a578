'use strict';

/**
 * Sends any number of messages through a zeromq socket, also in one turn of the event loop.
 *
 * zeromq.js takes some 500 messages at once; the next one waits for the event loop, and a further one throws
 * EBUSY and is lost. Here it waits in a queue, in its order. Stands in for the socket where tslab sends.
 */
class SendQueue {
  #socket;
  #waiting = [];
  #last = Promise.resolve();
  #draining;

  constructor(socket) {
    this.#socket = socket;
  }

  send(parts) {
    this.#waiting.push(parts);
    if (this.#draining === undefined) this.#pump();
  }

  close() {
    this.#socket.close();
  }

  /** Fulfilled when nothing is waiting any more. */
  async sent() {
    while (this.#draining !== undefined) await this.#draining;
    await this.#last;
  }

  #pump() {
    while (this.#waiting.length > 0) {
      try {
        this.#last = this.#socket.send(this.#waiting[0]).catch(() => {});
      } catch (error) {
        if (error.code === 'EBUSY') this.#draining = this.#resume();
        // A closed socket takes no more.
        else this.#waiting.length = 0;
        return;
      }
      this.#waiting.shift();
    }
  }

  async #resume() {
    await this.#last;
    await new Promise(done => setImmediate(done));
    this.#draining = undefined;
    this.#pump();
  }
}

module.exports = { SendQueue };
