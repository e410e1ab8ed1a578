import { Worker } from 'node:worker_threads';
import { SetUpError } from '../../base/index.js';

/** JPEGs on their way to a thread. */
export interface FaceBatch {
  /** Tells batches apart. */
  readonly first: number;
  /** The files, one behind the other. */
  readonly bytes: Uint8Array;
  readonly lengths: readonly number[];
}

/** What a thread makes of a {@link FaceBatch}. */
export interface PreparedBatch {
  readonly first: number;
  /** Pixels 0 … 255, [lengths.length, size, size, 3]; of pictures with a reason, 0. */
  readonly images: Uint8Array;
  /** Why a picture could not be used, or null. */
  readonly reasons: readonly (string | null)[];
}

/** `failure` says what of the set-up is broken. */
type Reply = PreparedBatch | { readonly first: number; readonly failure: string };

/** What all threads have to know. */
export interface FaceSettings {
  /** Side of the results, in pixels. */
  readonly size: number;
  /** Whether the files were compared with checksums. */
  readonly checked: boolean;
}

/** Threads that decode, crop and resize JPEGs; the caller closes them. */
export class FaceThreads {
  readonly #workers: readonly Worker[];
  readonly #waiting = new Map<number, PromiseWithResolvers>();
  #turn = 0;
  #ended: Error | undefined;

  constructor(count: number, settings: FaceSettings) {
    this.#workers = Array.from({ length: count }, () => {
      const worker = new Worker(new URL('./face-worker.js', import.meta.url), { workerData: settings });
      worker.on('message', (reply: Reply) => {
        const waiting = this.#waiting.get(reply.first);
        this.#waiting.delete(reply.first);
        if ('failure' in reply) waiting?.reject(new SetUpError(reply.failure));
        else waiting?.resolve(reply);
      });
      worker.on('error', error => this.#fail(error));
      worker.on('exit', code =>
        this.#fail(new Error(`a thread that prepares pictures ended with code ${code}`)),
      );
      return worker;
    });
  }

  /**
   * Prepares pictures; threads take turns. The bytes are given away.
   * @throws SetUpError if the image library is missing
   */
  prepare(batch: FaceBatch): Promise<PreparedBatch> {
    const worker = this.#workers[this.#turn++ % this.#workers.length]!;
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended);
      this.#waiting.set(batch.first, { resolve, reject });
      worker.postMessage(batch, [batch.bytes.buffer as ArrayBuffer]);
    });
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  /** Ends the threads once they have answered. */
  close(): void {
    for (const worker of this.#workers) worker.postMessage(null, []);
  }
}

interface PromiseWithResolvers {
  readonly resolve: (batch: PreparedBatch) => void;
  readonly reject: (error: Error) => void;
}
