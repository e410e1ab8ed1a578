import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { registerTransposedConvolution } from './transposed-convolution.js';

/** What the networks can run on. */
export type BackendName = 'wasm' | 'webgl' | 'cpu';

/** Their names as they are printed. */
export const backendTitles: Readonly<Record<BackendName, string>> = {
  wasm: 'WASM (SIMD)',
  webgl: 'WebGL',
  cpu: 'plain JavaScript',
};

/** Hands the WASM backend its binary, which it would fetch. */
export function provideWasm(binary: Uint8Array): void {
  setWasmPaths('inline/', true);
  const { platform } = tf.env();
  platform.fetch = async (): Promise<Response> =>
    new Response(binary as BodyInit, { headers: { 'content-type': 'application/wasm' } });
  registerTransposedConvolution();
}

/** A small module that has a vector instruction: valid if WASM's SIMD is known. */
const simdModule = Uint8Array.from(
  '0 97 115 109 1 0 0 0 1 5 1 96 0 1 123 3 2 1 0 10 10 1 8 0 65 0 253 15 253 98 11'.split(' '),
  Number,
);

/** Why a backend can't be used here, in words, or undefined if it can. */
export function whyNot(name: BackendName): string | undefined {
  switch (name) {
    case 'cpu':
      return undefined;
    case 'wasm':
      if (typeof WebAssembly === 'undefined') return 'this browser has no WebAssembly';
      return WebAssembly.validate(simdModule) ? undefined : "this browser's WebAssembly has no SIMD";
    case 'webgl':
      return whyNotWebGl();
    default:
      throw new TypeError(`whyNot: unknown backend ${String(name satisfies never)}`);
  }
}

function whyNotWebGl(): string | undefined {
  const context = document.createElement('canvas').getContext('webgl2');
  if (context === null) return 'this browser has no WebGL';
  const named = context.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = named === null ? '' : context.getParameter(named.UNMASKED_RENDERER_WEBGL);
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(String(renderer))
    ? 'this browser draws it without a graphics processor'
    : undefined;
}

/** Makes a backend the active one; false if it does not start. */
export async function useBackend(name: BackendName): Promise<boolean> {
  try {
    return await tf.setBackend(name);
  } catch {
    return false;
  }
}
