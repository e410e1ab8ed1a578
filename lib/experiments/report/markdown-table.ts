/** Cells of a row by their headings. */
export type Cells = Readonly<Record<string, string>>;

/** Rows as a table in Markdown; a row without a heading's cell has an empty one. */
export function markdownTable(rows: readonly Cells[]): string {
  const headings = [...new Set(rows.flatMap(row => Object.keys(row)))];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(headings),
    line(headings.map(() => '---')),
    ...rows.map(row => line(headings.map(heading => row[heading] ?? ''))),
  ].join('\n');
}
