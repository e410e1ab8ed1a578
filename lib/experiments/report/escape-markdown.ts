/**
 * A text from a file as Markdown that reads like it: no HTML, link, code or cell begins in it, and it stays in its line.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\|/g, '&#124;')
    .replace(/[\\`*_[\]]/g, '\\$&');
}

/** A value from a JSON file with every text in it, and every name, escaped by {@link escapeMarkdown}. */
export function escapeAll<T>(value: T): T {
  if (typeof value === 'string') return escapeMarkdown(value) as T;
  if (Array.isArray(value)) return value.map(escapeAll) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [escapeMarkdown(name), escapeAll(member)]),
  ) as T;
}
