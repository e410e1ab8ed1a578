import { deflateRawSync } from 'node:zlib';
import { escapeMarkup } from '../figures/index.js';
import { explorerScript, wasmBinary } from './bundle.js';
import { sectionNames } from './explorer-data.js';
import { loader } from './loader.js';
import type { PackedExplorer } from './pack.js';
import { pageStyle } from './page-style.js';

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
