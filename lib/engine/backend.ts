import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { isNative, nativeBackend } from './native.js';

/** The TensorFlow runtime that was picked. */
export interface Backend {
  /** `tensorflow`: the native library; `cpu`: tfjs's own JavaScript, slow, the reference. */
  readonly name: 'tensorflow' | 'cpu';
  /** Version of the native library, or of tfjs. */
  readonly version: string;
  /** Whether kernels run on a CUDA device. */
  readonly gpu: boolean;
  /** Why the native library could not be loaded; absent if it was. */
  readonly reason?: string;
}

let loaded: Promise<Backend> | undefined;

/**
 * Picks the fastest backend there is, once per process: native TensorFlow through `@tensorflow/tfjs-node-gpu`
 * if its addon has been built (`npx wae setup`), otherwise tfjs's own `cpu` backend.
 *
 * `WAE_BACKEND=cpu` asks for the latter.
 */
export function loadBackend(): Promise<Backend> {
  loaded ??= pickBackend();
  return loaded;
}

async function pickBackend(): Promise<Backend> {
  // TensorFlow's start-up chatter, silenced before the library loads.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // TensorFlow turns oneDNN on by itself only if it sees AVX512-VNNI or newer; on AVX2 it is worth 1.8 × too.
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  mendRemovedUtilities();
  let reason = 'WAE_BACKEND=cpu';
  if (process.env['WAE_BACKEND'] !== 'cpu') {
    try {
      const native = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu') as {
        version: { 'tfjs-node': string };
      };
      await tf.ready();
      const binding = isNative() ? nativeBackend().binding : undefined;
      return {
        name: 'tensorflow',
        version: binding?.TF_Version ?? native.version['tfjs-node'],
        gpu: binding?.isUsingGpuDevice() ?? false,
      };
    } catch (error) {
      reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    }
  }
  await tf.setBackend('cpu');
  await tf.ready();
  return { name: 'cpu', version: tf.version['tfjs'] ?? '', gpu: false, reason };
}

/** tfjs-node 4.22 calls `util.isNullOrUndefined` and its like, which Node 23 removed. */
function mendRemovedUtilities(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown): boolean => value === null || value === undefined;
  util['isArray'] ??= Array.isArray;
}
