#!/usr/bin/env node
// `npm run docs`: the project's site in build/docs: every notebook as a page, results, and the library's API.
// It opens from disk, and asks nothing of any network.
import { join, relative } from 'node:path';
import { root, say } from './installs/stage.mjs';
import { setUp } from './setup.mjs';

if (process.argv.length > 2) {
  say(`docs: it takes no arguments, got ${process.argv.slice(2).join(' ')}`);
  process.exit(2);
}
const ready = await setUp(['native', 'docs'], { retry: true });
if (!ready.docs) process.exit(1);
const { buildSite } = await import('./site/build-site.mjs');
const out = join(root, 'build', 'docs');
const { pages } = await buildSite(out);
say(
  `docs: ${pages} pages and the API; open ${relative(process.cwd(), join(out, 'index.html'))} in a browser`,
);
