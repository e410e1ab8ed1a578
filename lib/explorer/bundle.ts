import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pageScript } from '../figures/index.js';
import { requirePackage } from '../node/index.js';

const compiled = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

let script: Promise<string> | undefined;

/**
 * The page's script with the library's networks and a browser's tfjs, in one piece: `@tensorflow/tfjs` stands for
 * page/tensors.js in it.
 */
export async function explorerScript(): Promise<string> {
  script ??= pageScript(compiled('./page/main.js'), {
    '@tensorflow/tfjs': compiled('./page/tensors.js'),
  });
  return script;
}

/** tfjs's WASM backend with vector instructions. */
export function wasmBinary(): Uint8Array {
  const name = '@tensorflow/tfjs-backend-wasm';
  const path = requirePackage(name, 'the explorer', require =>
    require.resolve(`${name}/dist/tfjs-backend-wasm-simd.wasm`),
  );
  return Uint8Array.from(readFileSync(path));
}
