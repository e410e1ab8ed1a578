import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import type { ExecutionContext } from 'ava';
import type { ImageSet } from '../../lib/datasets/dataset.js';

const keyOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Each image's bytes as a short text. */
export function keysOf({ images, count }: ImageSet): string[] {
  const size = images.length / count;
  return Array.from({ length: count }, (_, i) => keyOf(images.subarray(i * size, (i + 1) * size)));
}

/**
 * Counts how often each image passes the first convolution of an encoder, by its bytes, until the test ends.
 * @param filter the shape of that convolution's kernel, which no other network has
 * @param step images of a training step, which is compiled: nobody may read its batches, and they do not count
 */
export function countPasses(
  t: ExecutionContext,
  filter: readonly number[],
  step?: number,
): ReadonlyMap<string, number> {
  const passes = new Map<string, number>();
  const kernel = tf.getKernel('Conv2D', tf.getBackend());
  const counting: tf.KernelConfig = {
    ...kernel,
    kernelFunc: arguments_ => {
      const { x, filter: weights } = arguments_.inputs as unknown as { x: tf.Tensor4D; filter: tf.Tensor4D };
      if (weights.shape.join() === filter.join() && x.shape[0] !== step) {
        const pixels = tf.engine().readSync(x.dataId) as Float32Array;
        const size = pixels.length / x.shape[0];
        for (let from = 0; from < pixels.length; from += size) {
          const image = Uint8Array.from(pixels.subarray(from, from + size), value => Math.round(255 * value));
          passes.set(keyOf(image), (passes.get(keyOf(image)) ?? 0) + 1);
        }
      }
      return kernel.kernelFunc(arguments_);
    },
  };
  tf.unregisterKernel('Conv2D', tf.getBackend());
  tf.registerKernel(counting);
  t.teardown(() => {
    tf.unregisterKernel('Conv2D', tf.getBackend());
    tf.registerKernel(kernel);
  });
  return passes;
}
