import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { escapeAll, escapeMarkdown } from '../../../lib/experiments/report/escape-markdown.js';
import { markdownTable } from '../../../lib/experiments/report/markdown-table.js';
import { repositoryRoot } from '../../../lib/node/data-folders.js';

const hostile = '<img src=x onerror=alert(1)>|`a`[b](javascript:c)\n# d *e* _f_ &lt; \\ \u001b';

test('escapeMarkdown(text) leaves what it may hold, and our own protocols, as they read', t => {
  for (const text of [
    '512 features of celeba 1234abcd',
    'SSIM, Gaussian window, 11 × 11, σ = 1.5',
    'Intel(R) Xeon(R)',
  ]) {
    t.is(escapeMarkdown(text), text);
  }
  t.is(markdownTable([{ a: escapeMarkdown(hostile) }]).split('\n').length, 3);
  t.deepEqual(escapeAll({ 'a|b': [1, null, '<', { c: true }] }), {
    'a&#124;b': [1, null, '&lt;', { c: true }],
  });
});

test('a hostile text in a table is text in the site', async t => {
  const path = pathToFileURL(join(repositoryRoot(), 'scripts', 'site', 'markdown.mjs')).href;
  let render: ((text: string, file: string, resolve: () => undefined) => { html: string }) | undefined;
  try {
    ({ renderMarkdown: render } = (await import(path)) as { renderMarkdown: NonNullable<typeof render> });
  } catch {
    t.log('skipped: the packages of the site are not installed');
  }
  if (render === undefined) {
    t.pass();
    return;
  }
  const { html } = render(
    markdownTable([{ a: escapeMarkdown(hostile) }]),
    'results/README.md',
    () => undefined,
  );
  t.notRegex(html, /<img|<code|<a |<em|<h1/);
  t.true(html.includes('&lt;img src=x onerror=alert(1)&gt;|`a`[b](javascript:c)'), html);
  const raw = render(
    '<script>alert(1)</script>\n\na <b onclick=x>b</b>\n\n<!-- ours -->',
    'x.md',
    () => undefined,
  );
  t.notRegex(raw.html, /<script|<b |<!--|ours/);
});
