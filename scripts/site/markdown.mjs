import { dirname, join, normalize } from 'node:path/posix';
import katexModule from '@vscode/markdown-it-katex';
import highlighter from 'highlight.js/lib/core';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import shell from 'highlight.js/lib/languages/bash';
import typescript from 'highlight.js/lib/languages/typescript';
import MarkdownIt from 'markdown-it';

highlighter.registerLanguage('ts', typescript);
highlighter.registerLanguage('json', json);
highlighter.registerLanguage('python', python);
highlighter.registerLanguage('sh', shell);

/** Text as HTML. */
export function escape(text) {
  return text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`);
}

/** Source code as HTML with the classes of highlight.js. */
export function highlight(code, language) {
  if (highlighter.getLanguage(language) === undefined) return escape(code);
  return highlighter.highlight(code, { language, ignoreIllegals: true }).value;
}

/** What a heading is called in an address, as GitHub has it. */
export function slug(text) {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

const markdown = new MarkdownIt({ html: true, typographer: false, highlight });
// A formula that KaTeX cannot read is a mistake of ours, and stops the build.
markdown.use(katexModule.default ?? katexModule, { throwOnError: true, strict: false });

// Texts hold what files of runs say: HTML is shown as it is written, but for our own comments.
const noHtml = (tokens, i) => {
  const { content } = tokens[i];
  return /^\s*<!--(?:(?!-->)[\s\S])*-->\s*$/.test(content) ? '' : escape(content);
};
markdown.renderer.rules.html_block = noHtml;
markdown.renderer.rules.html_inline = noHtml;
markdown.renderer.rules.table_open = () => '<div class="table"><table>\n';
markdown.renderer.rules.table_close = () => '</table></div>\n';

/** Where a link of a file of the repository leads: `../results/README.md` in notebooks/ is `results/README.md`. */
function target(file, href) {
  const [path = '', hash] = href.split('#');
  const inside = path === '' ? file : normalize(join(dirname(file), decodeURI(path)));
  return { path: inside.replace(/\/$/, ''), hash: hash === undefined ? '' : `#${hash}` };
}

/**
 * Markdown of a file of the repository as HTML.
 *
 * @param text - the Markdown.
 * @param file - its path in the repository.
 * @param resolve - called with a path in the repository; returns the address of its page or its copy, or undefined
 *   where the site has none: then the link is its text alone.
 * @returns the HTML, and its headings `{ level, text, id }`.
 */
export function renderMarkdown(text, file, resolve) {
  const tokens = markdown.parse(text, {});
  const headings = [];
  tokens.forEach((token, i) => {
    if (token.type === 'heading_open') {
      const title = (tokens[i + 1].children ?? []).map(child => child.content).join('');
      const id = slug(title);
      token.attrSet('id', id);
      headings.push({ level: Number(token.tag.slice(1)), text: title, id });
    }
    if (token.type === 'inline') mendLinks(token.children ?? [], file, resolve);
  });
  return { html: markdown.renderer.render(tokens, markdown.options, {}), headings };
}

function mendLinks(tokens, file, resolve) {
  const dropped = [];
  for (const token of tokens) {
    if (token.type === 'link_open') {
      const kept = mendAddress(token, 'href', file, resolve);
      dropped.push(!kept);
      if (!kept) [token.tag, token.attrs] = ['span', [['class', 'in-repository']]];
    }
    if (token.type === 'link_close' && dropped.pop()) token.tag = 'span';
    if (token.type === 'image') mendAddress(token, 'src', file, resolve);
  }
}

function mendAddress(token, name, file, resolve) {
  const address = token.attrGet(name) ?? '';
  if (/^[a-z]+:/i.test(address)) return true;
  const { path, hash } = target(file, address);
  const found = path === file && hash !== '' ? '' : resolve(path);
  if (found === undefined) return false;
  token.attrSet(name, `${found}${hash}`);
  return true;
}
