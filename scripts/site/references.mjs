import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { root } from '../installs/stage.mjs';

/** A key such as `feydy:19`; one that is the text of a link already is left alone. */
const keyPattern = /(?<![\w[:/.-])[a-z]+(?:-[a-z]+)*:\d\d(?!\w)/g;

/** The works that lib cites, by key: what lib/references.ts exports, whether the library is compiled or not. */
export async function readReferences() {
  const source = readFileSync(join(root, 'lib', 'references.ts'), 'utf8');
  const { code } = transformSync(source, { loader: 'ts', format: 'esm' });
  const { references } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return references;
}

/** The keys of a text that are works of `references`. */
export function citedKeys(text, references) {
  return (text.match(keyPattern) ?? []).filter(key => Object.hasOwn(references, key));
}

/** A link that stands whole in an attribute and in Markdown's parentheses. */
export function addressOf({ link }) {
  return new URL(link).href.replace(/[()<>"']/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** `Jean Feydy, Thibault Séjourné and four others: Interpolating …, 2019`. */
export function tooltipOf({ authors, title, year }) {
  const others = authors.length - 2;
  const names = others > 1 ? `${authors.slice(0, 2).join(', ')} and ${others} others` : listed(authors);
  return `${names}: ${title}, ${year}`;
}

/** `a, b and c`. */
export function listed(names) {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Markdown in which each key is a link to its work, with the title as its tooltip. */
export function linkKeys(text, references) {
  return text.replace(keyPattern, key => {
    if (!Object.hasOwn(references, key)) return key;
    const work = references[key];
    return `[${key}](${addressOf(work)} "${tooltipOf(work).replaceAll('"', '&quot;')}")`;
  });
}
