import { deflateRawSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { escapeMarkup, pageScript } from '../figures/index.js';
import { sectionNames } from './explorer-data.js';
import type { PackedExplorer } from './pack.js';
import { pageStyle } from './page-style.js';
import { requirePackage } from '../node/index.js';

/** What the page may do: run its own script and WASM, and reach nothing. */
const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'wasm-unsafe-eval'",
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
].join('; ');

/**
 * A page of one file in which a latent space is explored: see `wae explore`. It asks for nothing outside itself.
 * @returns HTML, for `showPage` or a file
 */
export async function explorerPage({ header, sections }: PackedExplorer): Promise<string> {
  const text = new TextEncoder();
  const all = new Map([
    ...sections,
    [sectionNames.wasm, wasmBinary()],
    [sectionNames.script, text.encode(await explorerScript())],
  ]);
  const scripts = [...all].map(
    ([name, bytes]) =>
      `<script type="text/plain" id="section-${name}">${deflateRawSync(bytes, { level: 9 }).toString('base64')}</script>`,
  );
  const title = `${header.models.map(model => model.title).join(', ')}: latent space of ${header.dataset}`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeMarkup(title)}</title>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<style>${pageStyle}</style></head><body>
<div id="explorer"><p class="message">Unpacking…</p></div>
<noscript><p class="message">This page draws with its own script: allow scripts and open it again.</p></noscript>
${scripts.join('\n')}
<script>${loader}</script>
</body></html>
`;
}

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

/** The only script of the page that is not deflated: it inflates the other and runs it, or says why it can't. */
export const loader: string = `
(async () => {
  const say = text => {
    const p = document.createElement('p');
    p.className = 'message';
    p.textContent = text;
    document.getElementById('explorer').replaceChildren(p);
  };
  if (typeof DecompressionStream === 'undefined') {
    say('This browser can not inflate data (it lacks DecompressionStream): open the page in a newer one.');
    return;
  }
  try {
    const packed = atob(document.getElementById('section-${sectionNames.script}').textContent);
    const bytes = Uint8Array.from(packed, c => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const script = document.createElement('script');
    script.textContent = await new Response(stream).text();
    document.body.append(script);
  } catch (error) {
    say('The page is damaged (' + error.message + '): write it again with wae explore.');
  }
})();
`;
