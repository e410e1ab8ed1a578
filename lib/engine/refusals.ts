import * as tf from '@tensorflow/tfjs';
import type { NativeBackend } from './native.js';

/** What a step that draws random numbers is told. */
export const drawRefusal: string =
  "compile: a step can't draw random numbers: the draw would be frozen into the graph; " +
  'make the noise outside and pass it in as an input';

const readRefusal =
  "compile: a step can't read a tensor's values (data, dataSync, array, print): the graph runs without JavaScript; " +
  'return the tensor as an output instead';

/** tfjs's own `Variable.assign`, which a step that is being recorded may not call. */
export const assignDirectly: (this: tf.Variable, value: tf.Tensor) => void = tf.Variable.prototype.assign;

/** Scopes of tfjs's functions that draw in JavaScript, with a seed or without (`dropout` calls one of them). */
const drawingScope = /^(rand|random[A-Z]\w*|truncatedNormal|multinomial)__op$/;

/** While it is installed: reading a tensor, drawing a number and assigning past the engine are errors. */
export class Refusals {
  #refused: string | undefined;

  /**
   * Puts the refusals in place.
   * @returns a function that takes them away
   */
  install(backend: NativeBackend): () => void {
    const refuse = (reason: string): never => {
      this.#refused ??= reason;
      throw new Error(reason);
    };
    const engine = tf.engine();
    const { startScope } = engine;
    const { random } = Math;
    Object.assign(backend, {
      readSync: () => refuse(readRefusal),
      // A promise that is never kept: a rejected one would be nobody's to catch. `check` throws instead.
      read: () => {
        this.#refused ??= readRefusal;
        return new Promise(() => {});
      },
    });
    Object.assign(engine, {
      startScope: (name?: string) =>
        drawingScope.test(name ?? '') ? refuse(drawRefusal) : startScope.call(engine, name),
    });
    Math.random = (): never => refuse(drawRefusal);
    tf.Variable.prototype.assign = function (this: tf.Variable): never {
      return refuse(
        `compile: variable ${this.name} was assigned by its own method, which a graph can't follow; use \`assign\` of the engine`,
      );
    };
    return () => {
      tf.Variable.prototype.assign = assignDirectly;
      Math.random = random;
      Reflect.deleteProperty(engine, 'startScope');
      for (const method of ['readSync', 'read'] as const) Reflect.deleteProperty(backend, method);
    };
  }

  /**
   * Call it after the step.
   * @throws Error if something was refused that the step did not hear of, or did not heed
   */
  check(): void {
    if (this.#refused !== undefined) throw new Error(this.#refused);
  }
}
