import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { repositoryRoot } from '../lib/node/data-folders.js';
import { references } from '../lib/references.js';

const root = repositoryRoot();
const entries = Object.entries(references);

/** `feydy:19`: surnames in small letters, and two digits of the year. */
const keyPattern = /(?<![\w:/.-])[a-z]+(?:-[a-z]+)*:\d\d(?![\w:.]\w)/g;

function filesOf(folder: string, ending: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith(ending) && !file.includes('node_modules'))
    .map(file => join(folder, file));
}

/** What stands in comments of TypeScript, JavaScript or Python. */
function commentsOf(text: string): string {
  return [...text.matchAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)(?:\/\/|#).*$/gm)].map(match => match[0]).join('\n');
}

/** Key -> the files that cite it. */
function citations(files: readonly string[], textOf: (text: string) => string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of files) {
    const text = textOf(readFileSync(join(root, file), 'utf8'));
    for (const [key] of text.matchAll(keyPattern)) found.set(key, [...(found.get(key) ?? []), file]);
  }
  return found;
}

const unknown = (cited: Map<string, string[]>): readonly string[] =>
  [...cited].filter(([key]) => references[key] === undefined).map(([key, files]) => `${key} in ${files[0]}`);

const library = filesOf('lib', '.ts').filter(file => file !== join('lib', 'references.ts'));

test('references has every work that a comment of lib cites', t => {
  t.deepEqual(unknown(citations(library, commentsOf)), []);
});

test('every work of references is cited in lib', t => {
  const cited = citations(library, commentsOf);
  t.deepEqual(
    Object.keys(references).filter(key => !cited.has(key)),
    [],
  );
});

test('a comment of lib cites a work by its key, and not by authors and a year', t => {
  const byYear = /\p{Lu}[\p{L}-]+(?: (?:and \p{Lu}[\p{L}-]+|et al\.))? \(?(?:19|20)\d\d\b/gu;
  const found = library.flatMap(file =>
    [...commentsOf(readFileSync(join(root, file), 'utf8')).matchAll(byYear)].map(
      ([text]) => `${file}: ${text}`,
    ),
  );
  t.deepEqual(found, []);
});

test('tests, benchmarks, scripts and texts cite by the same keys', t => {
  const programs = ['test', 'bench', 'scripts'].flatMap(folder =>
    ['.ts', '.mjs', '.cjs', '.py'].flatMap(ending => filesOf(folder, ending)),
  );
  t.deepEqual(unknown(citations(programs, commentsOf)), []);
  const texts = ['README.md', ...['lib', 'docs', 'bench', 'data'].flatMap(folder => filesOf(folder, '.md'))];
  t.deepEqual(unknown(citations(texts, text => text)), []);
});

/** A name's last word in the letters a to z: `Tuomas Kynkäänniemi` -> `kynkaanniemi`. */
function surname(author: string): string {
  const last = author.slice(author.lastIndexOf(' ') + 1).toLowerCase();
  return last.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ł', 'l').replaceAll('ø', 'o');
}

test("a key is a sole author's surname, both of two, the first of more, and the year", t => {
  for (const [key, { authors, year }] of entries) {
    const names = authors.length === 2 ? authors : authors.slice(0, 1);
    t.is(key, `${names.map(surname).join('-')}:${String(year % 100).padStart(2, '0')}`);
  }
  t.deepEqual(
    entries.map(([key]) => key),
    Object.keys(references).sort(),
  );
});

test('the fields of references are whole', t => {
  for (const [key, { authors, title, venue, year, link }] of entries) {
    t.true(authors.length > 0 && authors.every(author => /^\p{Lu}\S* .*\p{L}$/u.test(author)), key);
    for (const text of [title, venue, ...authors]) t.regex(text, /^\S(?:(?! {2}).)*[^\s.,]$/u, key);
    t.true(Number.isInteger(year) && year > 1900, key);
    t.regex(link, /^https?:\/\/[^/\s]+\/\S+$/, key);
    t.notRegex(link, /^https:\/\/(dx\.doi\.org|arxiv\.org\/pdf|www\.arxiv)/, key);
  }
});

test('no work stands in references twice', t => {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, ' ');
  t.is(new Set(entries.map(([, { title }]) => plain(title))).size, entries.length);
  t.is(new Set(entries.map(([, { link }]) => link.toLowerCase())).size, entries.length);
});
