// Stands for '@tensorflow/tfjs' in the page: its core, the methods of tensors, and the backends of a browser.
// oxlint-disable import/no-unassigned-import -- each registers itself
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgl';

export * from '@tensorflow/tfjs-core';
